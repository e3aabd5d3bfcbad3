"""Ids are made from random bytes that are kept for the next ones."""

import re
from concurrent.futures import ThreadPoolExecutor

from backend.bootstrap.ids import new_id

THREADS = 4
IDS = 8_000


def test_no_id_is_given_twice_whichever_thread_asks() -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        ids = list(threads.map(lambda _: new_id(), range(IDS)))

    assert len(set(ids)) == IDS
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids)

"""Hostile HTTP: refused with a status or closed, never a fault, and nothing is left of it."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.integration.backend.hostile.leftovers import (
    MAX_GROWTH_KIB,
    check_nothing_is_left,
    holdings,
    memory_kib,
)
from tests.integration.backend.hostile.raw_peer import raw_peer
from tests.integration.backend.hostile.requests import (
    AMBIGUOUS,
    NOT_HTTP,
    REFUSED_BODIES,
    SMUGGLED,
    STRANGE,
)
from tests.integration.backend.server import Server, running_server

GIVE_UP = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(tmp_path) as server:
        yield server


async def statuses(server: Server, sent: bytes) -> list[int]:
    """Send bytes, and return the statuses of what comes until the server closes."""
    async with raw_peer(server.url) as peer:
        await peer.send(sent)
        heard = await peer.until_closed()
        assert b"Traceback" not in heard
        return peer.statuses


async def first_status(server: Server, sent: bytes) -> int:
    """Send bytes, and return the status of the first answer; some wait for more after it."""
    async with raw_peer(server.url) as peer:
        await peer.send(sent)
        await peer.until(b"\r\n\r\n")
        return peer.statuses[0]


async def all_of(
    server: Server, kinds: Mapping[str, bytes], last: bytes = b""
) -> dict[str, list[int]]:
    """Send each kind over a connection of its own, with a good last request behind it."""
    found = {name: await statuses(server, sent + last) for name, sent in kinds.items()}
    assert await statuses(server, GIVE_UP) == [200]  # Everybody else is served.
    return found


async def test_what_is_not_http_is_refused(server: Server) -> None:
    found = await all_of(server, NOT_HTTP)

    assert {name: got for name, got in found.items() if got not in ([400], [])} == {}


async def test_nothing_is_smuggled_in_a_body(server: Server) -> None:
    found = await all_of(server, AMBIGUOUS)

    assert SMUGGLED.startswith(b"GET /livez ")  # Whose answer would be 200.
    assert {name: got for name, got in found.items() if got not in ([400], [])} == {}


async def test_bodies_that_cannot_be_are_refused_with_a_status(server: Server) -> None:
    found = await all_of(server, REFUSED_BODIES, GIVE_UP)

    # The last request is answered where it is certain that it was none of the body.
    good = ([status, *more] for status in (400, 413, 415, 417) for more in ([], [200]))
    wanted = list(good)
    assert {name: got for name, got in found.items() if got not in wanted} == {}


async def test_strange_requests_are_no_fault_of_the_server(server: Server) -> None:
    found = {name: await first_status(server, sent) for name, sent in STRANGE.items()}

    assert {name: status for name, status in found.items() if status >= 500} == {}


async def test_nothing_is_left_of_hostile_requests(server: Server) -> None:
    await everything(server)
    before, used_kib = holdings(server), memory_kib()

    for _ in range(3):
        await everything(server)

    await check_nothing_is_left(server, before)
    assert memory_kib() - used_kib < MAX_GROWTH_KIB


async def everything(server: Server) -> None:
    await all_of(server, {**NOT_HTTP, **AMBIGUOUS})
    await all_of(server, REFUSED_BODIES, GIVE_UP)
    for sent in STRANGE.values():
        await first_status(server, sent)

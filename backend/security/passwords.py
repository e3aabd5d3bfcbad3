"""Argon2id in threads of its own, with a bounded line of those who wait.

Source:
    ADR-0008; OWASP password storage (t=2, m=19 MiB, p=1: 20 ms, where the library's defaults take
    160 ms and 64 MiB each).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from typing_extensions import override

from backend.services.errors import OverloadedError
from backend.services.ports import PasswordHasher

THREADS = 2
MAX_WAITING = 200
"""Sign-ins that may wait: two seconds of work for the two threads."""

_TIME_COST = 2
_MEMORY_KIB = 19 * 1024
_PARALLELISM = 1
_NOBODY = "nobody has this password"

_T = TypeVar("_T")


class Argon2Hasher(PasswordHasher):
    """Makes and checks argon2id digests."""

    def __init__(self) -> None:
        """Start without any thread; the first digest starts one."""
        self._argon2 = argon2.PasswordHasher(
            time_cost=_TIME_COST, memory_cost=_MEMORY_KIB, parallelism=_PARALLELISM
        )
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        self._digest_of_nobody = self._argon2.hash(_NOBODY)

    @override
    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._argon2.hash(password))

    @override
    async def verify(self, digest: str | None, password: str) -> bool:
        matches = await self._run(lambda: self._matches(digest, password))
        return matches and digest is not None

    def close(self) -> None:
        """Give up what waits and finish what runs."""
        self._threads.shutdown(cancel_futures=True)

    def _matches(self, digest: str | None, password: str) -> bool:
        try:
            return self._argon2.verify(digest or self._digest_of_nobody, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], _T]) -> _T:
        if self._waiting >= MAX_WAITING:
            raise OverloadedError
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

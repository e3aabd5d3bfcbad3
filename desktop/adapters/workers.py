"""Threads for calls that block, a bounded number of them, none of which outlives the program.

The pool of the standard library is joined when the interpreter ends: a keyring that waits for its
password, or a long poll, would then keep a program alive that everybody takes for closed.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # Imported when there is a call: settings are read before the tray appears.
    from concurrent.futures import Future

_T = TypeVar("_T")

IDLE_S = 60.0
"""How long a thread waits for work before it ends; the next call starts another."""


class Workers:
    """Runs functions in at most so many threads; with one thread, in the order of the calls.

    Args:
        name: Of the threads, for whoever looks at them.
        threads: At most so many at once.
        spare: At most so many more, in place of those that run what nobody waits for any more.
        idle_s: How long one stays without work.
    """

    def __init__(self, name: str, *, threads: int, spare: int = 0, idle_s: float = IDLE_S) -> None:
        """Start no thread before it is needed."""
        self._name = name
        self._limit = threads
        self._spare = spare
        self._idle_s = idle_s
        self._jobs: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._threads = 0
        self._free = 0
        self._given_up = 0

    async def run(self, function: Callable[[], _T], *, timeout_s: float) -> _T:
        """Return what ``function`` returns, or raise what it raises.

        A function that nobody waits for any more is not begun; one that has begun runs to its
        end, and keeps its thread as long.

        Raises:
            TimeoutError: It took longer than ``timeout_s``, waiting for a thread included.
        """
        import asyncio  # noqa: PLC0415
        from concurrent.futures import Future  # noqa: PLC0415

        outcome: Future[_T] = Future()
        with self._changed:
            self._jobs.append(lambda: _settle(outcome, function))
            self._start_or_wake()
        try:
            async with asyncio.timeout(timeout_s):
                return await asyncio.wrap_future(outcome)
        finally:
            if outcome.running():
                self._give_up(outcome)

    def _start_or_wake(self) -> None:
        """Let some thread see to the jobs; to be called while ``_changed`` is held."""
        limit = self._limit + min(self._given_up, self._spare)
        if self._free < len(self._jobs) and self._threads < limit:
            self._threads += 1
            threading.Thread(target=self._work, name=self._name, daemon=True).start()
        else:
            self._changed.notify()

    def _give_up(self, outcome: "Future[_T]") -> None:
        """Let nobody wait for the thread of a call that nobody waits for."""

        def over(_: object) -> None:
            with self._changed:
                self._given_up -= 1

        with self._changed:
            self._given_up += 1
            self._start_or_wake()
        outcome.add_done_callback(over)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job()
            del job  # Nothing of it is kept while the thread waits for the next.

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            self._free += 1
            self._changed.wait_for(lambda: self._jobs, timeout=self._idle_s)
            self._free -= 1
            if self._jobs:
                return self._jobs.popleft()
            self._threads -= 1
            return None


def _settle(outcome: "Future[_T]", function: Callable[[], _T]) -> None:
    if not outcome.set_running_or_notify_cancel():
        return
    try:
        result = function()
    except BaseException as exc:  # noqa: BLE001 - it is the caller's, not this thread's
        outcome.set_exception(exc)
    else:
        outcome.set_result(result)

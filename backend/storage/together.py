"""Questions of one kind that come at the same time, asked with one query.

Thousands of clients that come back at once ask the same things, each of its own person. Asked one
by one, handing them to a thread and back costs ten times what the database needs for the answers.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar

from backend.services.errors import InfrastructureError, OverloadedError
from backend.storage.reading import MAX_READS

KEYS_AT_ONCE = 1_024
"""How much is asked with one query; databases bound the parameters of a query."""

_Key = TypeVar("_Key")
_Answer = TypeVar("_Answer")

_Question: TypeAlias = tuple[Collection[_Key], asyncio.Future[Mapping[_Key, _Answer]]]

logger = logging.getLogger(__name__)


class Together(Generic[_Key, _Answer]):
    """Asks for all who wait, once whoever asked before has the answer.

    An answer is always read after its question came, so it is as fresh as that of a query of its
    own.
    """

    def __init__(self, ask: Callable[[Sequence[_Key]], Awaitable[Mapping[_Key, _Answer]]]) -> None:
        """Use ``ask``, which leaves out what it knows nothing of; keys may come repeatedly."""
        self._ask = ask
        self._waiting: list[_Question[_Key, _Answer]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, keys: Collection[_Key]) -> dict[_Key, _Answer]:
        """Return what is known of each of the keys.

        Raises:
            OverloadedError: Too many wait already.
            InfrastructureError: The database failed, or took too long.
        """
        if len(self._waiting) >= MAX_READS:
            raise OverloadedError
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self._waiting.append((keys, answer))
        if self._task is None:
            self._task = loop.create_task(self._work())
        found = await answer
        return {key: found[key] for key in keys if key in found}

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._round()
        finally:
            self._task = None
            for _, answer in self._waiting:
                answer.cancel()

    async def _round(self) -> None:
        """Answer those who wait longest, as many as fit into one query."""
        keys: dict[_Key, None] = {}
        asking: list[asyncio.Future[Mapping[_Key, _Answer]]] = []
        for wanted, answer in self._waiting:
            if asking and len(keys) + len(wanted) > KEYS_AT_ONCE:
                break
            keys.update(dict.fromkeys(wanted))
            asking.append(answer)
        del self._waiting[: len(asking)]
        try:
            found = await self._ask(_padded(tuple(keys)))
        except InfrastructureError as exc:
            _fail(asking, exc)
        except Exception as exc:
            # The last line of defense: those who wait must not wait for ever.
            logger.exception("a question to the database failed")
            _fail(asking, InfrastructureError(type(exc).__name__))
        else:
            for answer in asking:
                if not answer.done():
                    answer.set_result(found)
        finally:
            for answer in asking:
                answer.cancel()  # Those without an answer, when the process ends meanwhile.


def _padded(keys: tuple[_Key, ...]) -> tuple[_Key, ...]:
    """Repeat the last key until their number is a power of two.

    Each number of parameters is a statement of its own, which databases prepare and keep.
    """
    wanted = 1 << (len(keys) - 1).bit_length() if keys else 0
    return keys + keys[-1:] * (wanted - len(keys))


def _fail(asking: Sequence[asyncio.Future[_Answer]], error: InfrastructureError) -> None:
    for answer in asking:
        if not answer.done():
            # Each its own, or the traceback would grow with each who raises it.
            answer.set_exception(type(error)(*error.args))

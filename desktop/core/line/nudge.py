"""Work that is given up as soon as something happens to the machine."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from desktop.core.errors import ClientCode, ConnectionLostError

_T = TypeVar("_T")


async def unless_nudged(nudge: asyncio.Event, work: Coroutine[None, None, _T]) -> _T:
    """Return what ``work`` returns.

    Raises:
        ConnectionLostError: ``nudge`` was set first (cause ``network_changed``): what was sent
            before may be lost, and nobody would tell.
    """
    working, nudged = asyncio.ensure_future(work), asyncio.ensure_future(nudge.wait())
    try:
        await asyncio.wait({working, nudged}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
    finally:
        for task in (working, nudged):
            task.cancel()
        await asyncio.gather(working, nudged, return_exceptions=True)
    raise ConnectionLostError(ClientCode.NETWORK_CHANGED)

"""The fallback where no socket is to be had: the same ``sync`` call, asked again and again."""

from collections.abc import Sequence

from common.rest import MAX_SYNC_WAIT_S
from desktop.core.connection import Link
from desktop.core.context import Context
from desktop.core.stream.effects import Effect, Fetch
from desktop.core.stream.requests import fetch, read_listing

QUICK_S = 1.0
"""An empty answer that came sooner than this means that the server does not wait."""


class Polling:
    """Follows the server by asking it."""

    def __init__(self, context: Context) -> None:
        """Use the same parts as the socket does."""
        self._context = context
        self._is_caught_up = False

    async def run(self, for_s: float) -> None:
        """Follow for so many seconds.

        Raises:
            ClientError: The server could not be asked either.
        """
        context, sync = self._context, self._context.follower.sync
        deadline = context.clock.monotonic() + for_s
        try:
            profile = await context.profile()
            context.begin()
            await self._work_off(sync.polling(profile.rooms), 0)
            while (left_s := deadline - context.clock.monotonic()) > 0:
                if context.follower.access_changed:
                    profile = await context.profile()
                    await self._work_off(sync.polling(profile.rooms), 0)
                else:  # Nothing waits for an answer that takes long before access is settled.
                    await self._work_off(sync.poll(), min(MAX_SYNC_WAIT_S, int(left_s)))
        finally:
            context.figures.closed()
            sync.disconnected()

    async def _work_off(self, effects: Sequence[Effect], wait_s: int) -> None:
        """Carry out effects and all that follow from them."""
        context, sync = self._context, self._context.follower.sync
        requests = list(await context.follower.carry_out(effects))
        while requests:
            request = requests.pop(0)
            token = (await context.credentials.fresh()).access_token
            if isinstance(request, Fetch):
                asked_at = context.clock.monotonic()
                answer = await fetch(context.api, token, request, wait_s=wait_s)
                found = sync.page(request, answer.page)
                requests += await context.follower.carry_out(found)
                took_s = context.clock.monotonic() - asked_at
                pause_s = answer.retry_after_s if took_s < QUICK_S and request.wait else 0.0
            else:
                listing = await read_listing(context.api, token)
                requests += await context.follower.snapshot_arrived(request, listing)
                found, pause_s = [], 0.0
            context.status.verified()
            context.presenter.wake()
            if sync.is_caught_up and not self._is_caught_up:
                self._is_caught_up = True
                context.figures.begin()
                context.reached(Link.POLLING)
            if pause_s and not found:
                await context.sleep(min(pause_s, MAX_SYNC_WAIT_S))

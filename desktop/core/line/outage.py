"""Tells the person of trouble with the connection: once after a while, and once when it is over.

Everything shorter changes the tray alone. Nothing is told of a sign-out or of an update that is
required, and nothing in quiet times: what is still so afterwards is told then.
"""

from datetime import timedelta
from typing import NoReturn

from desktop.core.connection import Link
from desktop.core.language import Translate
from desktop.core.ports import Clock, Sleep
from desktop.core.status import Status
from desktop.core.text.notices import CONNECTION_TAG, outage, restored
from desktop.core.toasts.attention import Attention
from desktop.core.toasts.toast import Toast
from desktop.core.toasts.toaster import Toaster

TOLD_AFTER = timedelta(minutes=5)
TICK_S = 15.0
"""How often is looked while the line is down."""

_UP = frozenset({Link.LIVE, Link.POLLING})
_TROUBLE = frozenset({Link.CONNECTING, Link.OFFLINE, Link.MAINTENANCE})


class Outage:
    """Watches how long the line is down, not counting time in which the machine slept."""

    def __init__(
        self,
        *,
        status: Status,
        attention: Attention,
        toaster: Toaster,
        translate: Translate,
        clock: Clock,
        sleep: Sleep,
    ) -> None:
        """Begin with nothing told."""
        self._status = status
        self._attention = attention
        self._toaster = toaster
        self._translate = translate
        self._clock = clock
        self._sleep = sleep
        self._is_told = False

    async def run(self) -> NoReturn:
        """Work until cancelled; nothing is looked at while all is well."""
        while True:
            if not self._is_told:
                await self._status.is_down.wait()
            await self.look()
            await self._sleep(TICK_S)

    async def look(self) -> None:
        """Tell what has to be told now."""
        link = self._status.link
        if self._is_told and link in _UP:
            self._is_told = False
            if not await self._tell(restored(self._translate)):
                await self._toaster.withdraw(CONNECTION_TAG)
        elif not self._is_told and link in _TROUBLE and self._is_long():
            self._is_told = await self._tell(outage(link, self._translate))

    def _is_long(self) -> bool:
        since = self._status.offline_since
        return since is not None and self._clock.now() - since >= TOLD_AFTER

    async def _tell(self, toast: Toast) -> bool:
        """Show ``toast`` unless the person may not be interrupted; return whether it was shown."""
        moment = await self._attention.look()
        if moment.is_quiet or self._toaster.opens_in_s:
            return False
        await self._toaster.show(toast)
        return True

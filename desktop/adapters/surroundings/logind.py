"""Sleep and resume as logind tells them on the system bus.

Source:
    ``org.freedesktop.login1.Manager.PrepareForSleep``: true before the machine sleeps, false
    when it is awake again.
"""

import asyncio
import logging
from collections.abc import Callable

from jeepney import HeaderFields, MatchRule, Message, MessageType, message_bus

from desktop.adapters.toasts.session_bus import BusError, SessionBus

ANSWER_S = 5.0
RETRY_S = 30.0
"""How long to wait when the bus went away: it is being restarted."""

_SERVICE = "org.freedesktop.login1"
_RULE = MatchRule(
    type="signal",
    sender=_SERVICE,
    interface="org.freedesktop.login1.Manager",
    member="PrepareForSleep",
    path="/org/freedesktop/login1",
)

logger = logging.getLogger(__name__)


class SleepWatch:
    """Tells when the machine is awake again.

    Args:
        address: D-Bus server address of the system bus.
        retry_s: How long to wait before a bus that went away is looked for.
    """

    def __init__(self, address: str, *, retry_s: float = RETRY_S) -> None:
        """Connect to nothing yet."""
        self._address = address
        self._retry_s = retry_s

    async def watch(self, on_awake: Callable[[], None]) -> None:
        """Call ``on_awake`` after each sleep; ends when this machine has no system bus."""
        while True:
            gone = asyncio.Event()
            try:
                bus = await self._listen(on_awake, gone.set)
            except (BusError, TimeoutError) as exc:
                logger.info("no word of sleep from logind", extra={"reason": type(exc).__name__})
                return
            try:
                await gone.wait()
            finally:
                await bus.close()
            await asyncio.sleep(self._retry_s)

    async def _listen(
        self, on_awake: Callable[[], None], on_gone: Callable[[], None]
    ) -> SessionBus:
        def on_signal(message: Message) -> None:
            if _is_awake(message):
                on_awake()

        async with asyncio.timeout(ANSWER_S):
            bus = await SessionBus.open(self._address, on_signal=on_signal, on_closed=on_gone)
            try:
                answer = await (await bus.call(message_bus.AddMatch(_RULE)))
            except BaseException:
                await bus.close()
                raise
        if answer.header.message_type is MessageType.error:
            await bus.close()
            raise BusError("refused")
        return bus


def _is_awake(message: Message) -> bool:
    """Return whether logind says so: the bus lets through what it tells everybody.

    What is sent to us alone passes no rule of ours, and may be anybody's.
    """
    fields = message.header.fields
    is_for_all = HeaderFields.destination not in fields
    is_told = fields.get(HeaderFields.member) == "PrepareForSleep"
    return is_for_all and is_told and message.body == (False,)

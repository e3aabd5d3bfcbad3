"""One question to a program on the session bus."""

import asyncio
from typing import Any

from jeepney import HeaderFields, Message, MessageType

from desktop.adapters.toasts.session_bus import BusError, SessionBus

ANSWER_S = 2.0


class NoAnswerError(Exception):
    """The program answered with an error.

    Attributes:
        name: Of the error, as D-Bus has it.
    """

    def __init__(self, name: str) -> None:
        """Remember the error."""
        super().__init__(name)
        self.name = name


async def ask(address: str, question: Message) -> tuple[Any, ...]:
    """Return the body of the answer to ``question`` on the bus at ``address``.

    Raises:
        BusError: There is no such bus.
        NoAnswerError: The answer is an error: nobody has that name, for instance.
        TimeoutError: Nothing came for ``ANSWER_S`` seconds.
    """
    if not address:
        raise BusError("missing")
    async with asyncio.timeout(ANSWER_S):
        bus = await SessionBus.open(address, on_signal=_ignore, on_closed=lambda: None)
        try:
            answer = await (await bus.call(question))
        finally:
            await bus.close()
    if answer.header.message_type is MessageType.error:
        raise NoAnswerError(answer.header.fields[HeaderFields.error_name])
    return tuple(answer.body)


def _ignore(message: Message) -> None:
    """Signals answer nothing."""
    del message

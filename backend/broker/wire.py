"""Messages between processes: JSON with a bounded size, checked by shape when they come in."""

from collections.abc import Iterator, Sequence

import msgspec

from backend.services.peers import News, ProcessId
from common.envelope import decode, encode
from common.errors import ContractError

MAX_BYTES = 256 * 1024
MAX_NEWS = 200


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What goes over the channel at once.

    Attributes:
        process: Who says it.
        canary: Number of a message that its sender wants to hear itself; None for the others.
        news: In the order in which they were told; each is read by itself, so that news of a
            later version are passed over and the others heard.
    """

    process: ProcessId
    canary: int | None = None
    news: tuple[msgspec.Raw, ...] = ()


def messages(process: ProcessId, news: Sequence[News]) -> Iterator[tuple[bytes, int]]:
    """Return the news as messages that are small enough, each with how many news it has.

    A piece of news that is too large by itself is left out.
    """
    waiting: list[msgspec.Raw] = []
    size = 0
    for item in news:
        encoded = encode(item)
        if len(encoded) > MAX_BYTES // 2:
            continue
        if waiting and (len(waiting) == MAX_NEWS or size + len(encoded) > MAX_BYTES // 2):
            yield encode(Message(process=process, news=tuple(waiting))), len(waiting)
            waiting, size = [], 0
        waiting.append(msgspec.Raw(encoded))
        size += len(encoded)
    if waiting:
        yield encode(Message(process=process, news=tuple(waiting))), len(waiting)


def read_message(data: bytes) -> Message:
    """Return the message in ``data``.

    Raises:
        ContractError: It is too large, no JSON or of another shape.
    """
    if len(data) > MAX_BYTES:
        raise ContractError(detail="message too large")
    return decode(data, Message)


def read_news(message: Message) -> Iterator[News | None]:
    """Return the news of a message, None in place of each that cannot be read."""
    for raw in message.news:
        try:
            yield _news(bytes(raw))
        except ContractError:
            yield None


def _news(data: bytes) -> News:
    news: News = decode(data, News)  # type: ignore[arg-type] # a union of structs
    return news

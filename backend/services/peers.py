"""The other processes behind the same address, and what processes tell each other.

Whatever is told here is a hint that may be lost: events are found by the dispatcher's look, leases
of presence are renewed, typing ends by itself (ADR-0015). So telling never waits and never fails.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, NewType, Protocol, TypeAlias

import msgspec
from msgspec import Meta
from typing_extensions import override

from backend.services.changes import Published
from common.envelope import decode_event
from common.events import Positions, UnknownEvent
from common.ids import AN_ID, TicketId, UserId
from common.rooms import RoomName

ProcessId = NewType("ProcessId", str)

MAX_PEOPLE = 1_000
"""People in one piece of news; more are told in several."""

_UserId = Annotated[UserId, AN_ID]


class Rung(msgspec.Struct, frozen=True, kw_only=True, tag="rung"):
    """An event was committed: the doorbell rings, with everything that a frame needs."""

    n: int
    event: msgspec.Raw
    positions: Positions
    committed_at: datetime | None = None


class Online(msgspec.Struct, frozen=True, kw_only=True, tag="online"):
    """These people have so many sockets at the process that says so, as of now."""

    sockets: Annotated[dict[_UserId, Annotated[int, Meta(ge=1)]], Meta(max_length=MAX_PEOPLE)]


class Offline(msgspec.Struct, frozen=True, kw_only=True, tag="offline"):
    """These people have no socket any more at the process that says so."""

    people: Annotated[tuple[_UserId, ...], Meta(max_length=MAX_PEOPLE)]


class WhoIsOnline(msgspec.Struct, frozen=True, kw_only=True, tag="who_is_online"):
    """Whoever hears this says who is online, since the asker does not know."""


class Typed(msgspec.Struct, frozen=True, kw_only=True, tag="typed"):
    """Somebody writes, or stopped writing, on a ticket; the rooms hear it."""

    rooms: Annotated[tuple[RoomName, ...], Meta(max_length=8)]
    ticket_id: Annotated[TicketId, AN_ID]
    user_id: _UserId
    active: bool


News: TypeAlias = Rung | Online | Offline | WhoIsOnline | Typed
Hear: TypeAlias = Callable[[ProcessId, News], None]
"""Takes news of another process; must not wait."""


class Peers(Protocol):
    """The other processes."""

    @property
    def is_reached(self) -> bool:
        """Whether what is told here reaches the others, proven lately."""
        ...

    def tell(self, news: Sequence[News]) -> None:
        """Tell the others, soon and in this order; never waits, never fails, may be lost."""
        ...

    def listen(self, hear: Hear, reached: Callable[[], None]) -> None:
        """Let ``hear`` take all news from now on.

        Args:
            hear: Called for each piece of news of another process, in the order it was told.
            reached: Called when the others are reached, for the first time or again: what was
                told before may be lost.
        """
        ...


class NoPeers(Peers):
    """One process alone: nobody to tell, nobody to miss."""

    @property
    @override
    def is_reached(self) -> bool:
        return True

    @override
    def tell(self, news: Sequence[News]) -> None:
        return None

    @override
    def listen(self, hear: Hear, reached: Callable[[], None]) -> None:
        return None


def rung(published: Published) -> Rung:
    """Return the news of a committed event."""
    return Rung(
        n=published.n,
        event=msgspec.Raw(published.encoded),
        positions=published.positions,
        committed_at=published.committed_at,
    )


def published_of(news: Rung) -> Published | None:
    """Return the event that was rung; None for one that this version does not know.

    Raises:
        ContractError: It is no event at all.
    """
    encoded = bytes(news.event)
    event = decode_event(encoded)
    if isinstance(event, UnknownEvent):
        return None
    return Published(news.n, event, encoded, news.positions, news.committed_at)

"""What a person asks the agent for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from common.ids import EventId, QueueId, TicketId
from desktop.core.figures.values import FigureRange


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign in; the outcome is seen in ``Snapshot.sign_in``."""

    server: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignOut:
    """End the session on this device and forget what it holds."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Open the ticket of an item in the browser and mark that item read."""

    event_id: EventId


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Open a ticket in the browser; the center if nobody is signed in."""

    ticket_id: TicketId


@dataclass(frozen=True, slots=True)
class ProposeServer:
    """Start the next sign-in from this address."""

    server: str


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Mark these items read, here and on the server."""

    event_ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class MarkUnread:
    """Mark these items unread again, here and on the server."""

    event_ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class MarkAllRead:
    """Mark all items read that the center holds."""


@dataclass(frozen=True, slots=True)
class ClearItems:
    """Take these items off the list: here at once, on the server when it is not undone."""

    event_ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class ClearAll:
    """Take all items off the list that the center holds, likewise."""


@dataclass(frozen=True, slots=True)
class UndoClear:
    """Put back what the last clearing took off the list, while ``Snapshot.undoable`` says so."""


@dataclass(frozen=True, slots=True)
class ToastActivated:
    """The person clicked a toast, or one of its buttons.

    Attributes:
        tag: The toast's tag; it may come from an earlier run of the program.
        action: Key of the button, or ``DEFAULT_ACTION`` for the toast itself.
    """

    tag: str
    action: str


@dataclass(frozen=True, slots=True)
class LoadOlder:
    """Get one more page of older notifications from the server."""


@dataclass(frozen=True, slots=True)
class CenterShown:
    """The window of the center was opened or closed: open, it is given the whole list."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """Sentences are looked up in another language from now on: say everything anew."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Give the ticket of an item to the person, and mark that item read."""

    event_id: EventId


@dataclass(frozen=True, slots=True)
class Snooze:
    """Take the toast of an unread item away and show it again in a while."""

    event_id: EventId


@dataclass(frozen=True, slots=True)
class SetDoNotDisturb:
    """Interrupt nobody before ``until``, aware UTC; None ends do-not-disturb."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class SendTestNotification:
    """Show a toast as every other; what becomes of it is seen in ``Snapshot.test_report``."""


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Take these choices of the person; the outcome is seen in ``Snapshot.settings``.

    Attributes:
        changes: Value by key, in camelCase; None takes a choice back.
    """

    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WatchFigures:
    """Show figures in ``Snapshot.figures`` from now on.

    Attributes:
        range: How far back.
        hidden: Of which queues not; of all others that the person may see.
    """

    range: FigureRange
    hidden: frozenset[QueueId] = frozenset()


@dataclass(frozen=True, slots=True)
class UnwatchFigures:
    """Nobody looks at figures any more."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the agent."""


Intent: TypeAlias = (
    SignIn
    | SignOut
    | OpenItem
    | OpenTicket
    | ProposeServer
    | MarkRead
    | MarkUnread
    | MarkAllRead
    | ClearItems
    | ClearAll
    | UndoClear
    | ToastActivated
    | LoadOlder
    | CenterShown
    | LanguageChanged
    | Claim
    | Snooze
    | SetDoNotDisturb
    | SendTestNotification
    | ChangeSettings
    | WatchFigures
    | UnwatchFigures
    | Quit
)

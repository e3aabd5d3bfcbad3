"""What the windows show: one immutable picture of the agent, complete each time.

The user interface renders it and decides nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from common.ids import EventId, QueueId, TicketId
from common.notifications import NotificationKind, NotificationPriority
from desktop.core.certificates import CertificateReport
from desktop.core.connection import Link
from desktop.core.figures.values import Figures
from desktop.core.settings.merge import EffectiveSettings

MAX_ITEMS_SHOWN = 200
"""Items of a snapshot while the window of the center is closed."""


class Notice(StrEnum):
    """Something that the person is told once."""

    SESSION_IN_MEMORY_ONLY = "session_in_memory_only"
    """No keyring: the session ends with the program."""
    CRASHED = "crashed"
    """The last run ended by a crash, of which there is a report."""
    ENDED_UNASKED = "ended_unasked"
    """The last run was killed, or ended by a fault that left no trace."""


class Older(StrEnum):
    """What is known of notifications older than the list."""

    MORE = "more"
    """There may be some."""
    LOADING = "loading"
    FAILED = "failed"
    """The server could not be asked."""
    END = "end"
    """There are none, or no place for them."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, and where."""

    name: str
    email: str
    server: str


@dataclass(frozen=True, slots=True)
class SignInState:
    """What the sign-in window shows.

    Attributes:
        busy: A sign-in is under way.
        error: Code of the last refusal or trouble (``ErrorCode`` or ``ClientCode``), else None.
        server: The address that was used last, to start from.
        email: Likewise.
        certificate: What is wrong with the server's, when that was the trouble.
        retry_after_s: How long the server wants to be left alone; None when it did not say.
    """

    busy: bool = False
    error: str | None = None
    server: str = ""
    email: str = ""
    certificate: CertificateReport | None = None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class CenterItem:
    """One line of the notification center.

    Attributes:
        at: When it happened, aware UTC.
        title: What happened, one line.
        body: To which ticket, empty while that is not known.
        ticket_number: The number people use; None without a ticket or while not known.
        queue_name: Empty without a queue or while not known.
        pending: A mark made here is not confirmed by the server yet.
        reason: Code of the rule that decided whether to interrupt; empty while undecided.
        decided_at: When it did, aware UTC.
        holder: Name of who has the ticket; empty for nobody and when it is not known.
        is_mine: The person has it.
        can_claim: Nobody has the ticket, as far as is known.
        claim_pending: The person wants it, and no server has answered yet.
        claim_refusal: Code that the person's last claim was refused with, else empty.
        claim_winner: Name of who was faster then; empty when it is not known.
        snoozed_until: When its toast comes back, aware UTC.
        held_until: Until when it held the toast back; None for other rules or not known.
    """

    event_id: EventId
    kind: NotificationKind
    priority: NotificationPriority
    at: datetime
    title: str
    body: str
    ticket_id: TicketId | None
    ticket_number: int | None
    queue_name: str
    read: bool
    pending: bool
    reason: str
    decided_at: datetime | None = None
    held_until: datetime | None = None
    holder: str = ""
    is_mine: bool = False
    can_claim: bool = False
    claim_pending: bool = False
    claim_refusal: str = ""
    claim_winner: str = ""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SuppressedItem:
    """What a rule of the person kept from being shown.

    Attributes:
        item: With the rule in ``reason``.
        is_listed: It is in the list all the same, only its toast was kept back.
    """

    item: CenterItem
    is_listed: bool


@dataclass(frozen=True, slots=True)
class QueueName:
    """A queue that the person may hear, and what people call it."""

    queue_id: QueueId
    name: str


class TrialState(StrEnum):
    """What became of the test notification."""

    SENDING = "sending"
    SHOWN = "shown"
    """The system took it; whether it is on the screen only the person can say."""
    SILENCED = "silenced"
    """Likewise, but the system's own do-not-disturb is on."""
    SEEN = "seen"
    """The person clicked it."""
    DISMISSED = "dismissed"
    """The person closed it."""
    EXPIRED = "expired"
    """The system took it away after its time."""
    CLOSED = "closed"
    """It went, and the system does not say why."""
    UNANSWERED = "unanswered"
    """Nothing was heard of it."""
    FAILED = "failed"
    """No way to show toasts worked."""


@dataclass(frozen=True, slots=True)
class TrialReport:
    """How the last test notification went.

    Attributes:
        at: When it became so, aware UTC.
        shown_by: Stable name of the way that took it; empty when none did.
        skipped: The ways that were to come before it, each with why it did not show it.
    """

    state: TrialState
    at: datetime
    shown_by: str = ""
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole state of the agent at one moment.

    Attributes:
        verified_at: When the server last gave a sign of life down the path of the events.
        offline_since: Since when the line is down; None while it is up or nobody is signed in.
        unread: Unread notifications that the center lists (priority high and medium).
        unread_high: Those of priority high.
        items: Newest first, at most ``MAX_ITEMS_SHOWN`` unless the window of the center is open;
            the same tuple as before while none of them changed.
        older: What is known of notifications that are older than these.
        undoable: How many items ``UndoClear`` puts back; 0 when there is nothing to put back.
        suppressed: What a rule of the person kept back, newest first, at most as many.
        do_not_disturb_until: When do-not-disturb ends, aware UTC; None while it is off.
        test_report: How the last test notification went; None before the first one.
        persistent_session: Whether the session survives a restart of the program.
        queues: Those that the person may hear, by name; empty while that is not known.
        settings: Those that hold, who set them, and what was ignored.
        figures: What the dashboard shows; None while nobody watches.
    """

    link: Link = Link.SIGNED_OUT
    verified_at: datetime | None = None
    offline_since: datetime | None = None
    account: Account | None = None
    unread: int = 0
    unread_high: int = 0
    items: tuple[CenterItem, ...] = ()
    suppressed: tuple[SuppressedItem, ...] = ()
    do_not_disturb_until: datetime | None = None
    older: Older = Older.MORE
    undoable: int = 0
    test_report: TrialReport | None = None
    sign_in: SignInState = field(default_factory=SignInState)
    notice: Notice | None = None
    persistent_session: bool = True
    queues: tuple[QueueName, ...] = ()
    settings: EffectiveSettings = field(default_factory=EffectiveSettings)
    figures: Figures | None = None

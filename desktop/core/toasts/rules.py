"""Whether to interrupt a person, and why: the first rule that fits decides. Pure.

Every decision carries its rule, so that "why did I (not) get this?" always has an answer.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from common.ids import QueueId
from common.notifications import NotificationKind, NotificationPriority
from common.vocabulary import Priority
from desktop.core.reasons import Rule
from desktop.core.settings.values import Delivery, Settings, Sound
from desktop.core.toasts.toast import Toast, Urgency


@dataclass(frozen=True, slots=True)
class Situation:
    """What the decision depends on besides kind and priority of the notification.

    Attributes:
        queue_id: The queue of its ticket; None without one.
        ticket_priority: Of its ticket; None without one, and when it is not known.
        read: It is read already, or off the list.
        first_contact: This device never followed this person's rooms before.
        asked_for: The person loads older notifications.
    """

    queue_id: QueueId | None = None
    ticket_priority: Priority | None = None
    read: bool = False
    first_contact: bool = False
    asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds for every notification that is judged now.

    Attributes:
        at: Now, aware UTC.
        quiet_until: When the quiet hours end that it is in; None outside of them.
        do_not_disturb_until: When do-not-disturb ends; None when it is off.
        is_silenced: The system's own do-not-disturb is on.
    """

    at: datetime
    settings: Settings = field(default_factory=Settings)
    quiet_until: datetime | None = None
    do_not_disturb_until: datetime | None = None
    is_silenced: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether only what is urgent may interrupt."""
        return _holding(self) is not None


@dataclass(frozen=True, slots=True)
class Show:
    """Interrupt, because of ``rule``; alone, in a digest or in a summary is decided later."""

    rule: Rule
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Hold:
    """Do not interrupt now, because of ``rule``: one digest comes when it ends.

    Attributes:
        until: When it ends; None when nobody can tell.
    """

    rule: Rule
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Suppress:
    """Do not interrupt, because of ``rule``."""

    rule: Rule


Decision: TypeAlias = Show | Hold | Suppress


def decide(
    kind: NotificationKind,
    priority: NotificationPriority,
    situation: Situation,
    moment: Moment,
) -> Decision:
    """Return whether to interrupt for a notification of this kind and priority at ``moment``."""
    suppressing = _suppressing(kind, situation, moment.settings)
    if suppressing is not None:
        return Suppress(suppressing)
    urgency = urgency_of(kind, situation.ticket_priority)
    hold = _holding(moment)
    if hold is None:
        return Show(_showing(kind, priority, situation, moment.settings), urgency)
    if urgency is Urgency.CRITICAL and moment.settings.urgent_breaks_through:
        return Show(Rule.URGENT, urgency)
    return hold


def in_manner(toast: Toast, settings: Settings) -> Toast:
    """Return ``toast`` with the time and the sound that the settings give it."""
    if toast.urgency is Urgency.CRITICAL:
        return replace(toast, timeout_s=None, sound=settings.sound_urgent)
    return replace(toast, timeout_s=float(settings.toast_seconds), sound=_sound(toast, settings))


def urgency_of(kind: NotificationKind, ticket_priority: Priority | None) -> Urgency:
    """Return how strongly a toast of this kind, about such a ticket, asks for attention.

    An urgent ticket that comes to the person is as urgent as one of theirs that becomes so.
    """
    match kind:
        case NotificationKind.ESCALATED | NotificationKind.BECAME_URGENT:
            return Urgency.CRITICAL
        case NotificationKind.ASSIGNED | NotificationKind.REOPENED:
            is_urgent = ticket_priority is Priority.URGENT
            return Urgency.CRITICAL if is_urgent else Urgency.NORMAL
        case NotificationKind.MENTIONED | NotificationKind.ANNOUNCEMENT:
            return Urgency.NORMAL
        case (
            NotificationKind.NEW_TICKET
            | NotificationKind.STATUS_CHANGED
            | NotificationKind.PRIORITY_CHANGED
            | NotificationKind.QUEUES_CHANGED
            | NotificationKind.BACKGROUND
        ):
            return Urgency.LOW
        case _:
            assert_never(kind)


def _suppressing(  # noqa: PLR0911 - a line a rule, in their order
    kind: NotificationKind, situation: Situation, settings: Settings
) -> Rule | None:
    delivery, queue = settings.delivery_of(kind), situation.queue_id
    if delivery is Delivery.OFF:
        return Rule.KIND_OFF
    if queue in settings.muted_queues:
        return Rule.MUTED_QUEUE
    if situation.first_contact:
        return Rule.BEFORE_FIRST_SIGN_IN
    if situation.asked_for:
        return Rule.LOADED_LATER
    if situation.read:
        return Rule.ALREADY_READ
    if queue in settings.quiet_queues:
        return Rule.QUIET_QUEUE
    if delivery is Delivery.CENTER and queue not in settings.alert_queues:
        return Rule.CENTER_ONLY
    return None


def _holding(moment: Moment) -> Hold | None:
    if moment.do_not_disturb_until is not None:
        return Hold(Rule.DO_NOT_DISTURB, moment.do_not_disturb_until)
    if moment.quiet_until is not None:
        return Hold(Rule.QUIET_HOURS, moment.quiet_until)
    if moment.is_silenced:
        return Hold(Rule.SYSTEM_DO_NOT_DISTURB, None)
    return None


def _showing(
    kind: NotificationKind,
    priority: NotificationPriority,
    situation: Situation,
    settings: Settings,
) -> Rule:
    if settings.delivery_of(kind) is not Delivery.TOAST:
        return Rule.ALERT_QUEUE
    if priority is NotificationPriority.HIGH:
        return Rule.HIGH_PRIORITY
    return Rule.ALERT_QUEUE if situation.queue_id in settings.alert_queues else Rule.KIND_CHOSEN


def _sound(toast: Toast, settings: Settings) -> Sound:
    is_medium = toast.priority is NotificationPriority.MEDIUM
    return settings.sound_medium if is_medium else settings.sound_high

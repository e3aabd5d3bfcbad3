"""Whether to interrupt a person, and why: the first rule that fits decides.

Every decision carries its rule, so that "why did I (not) get this?" always has an answer.
"""

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from common.notifications import NotificationKind, NotificationPriority
from desktop.core.reasons import Rule
from desktop.core.toasts import Urgency


@dataclass(frozen=True, slots=True)
class Situation:
    """What the decision depends on besides the notification.

    Attributes:
        read: It is read already, or off the list.
        first_contact: This device never followed this person's rooms before.
        asked_for: The person loads older notifications.
    """

    read: bool = False
    first_contact: bool = False
    asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Interrupt; alone or in a digest or summary is decided when it is shown."""

    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Suppress:
    """Do not interrupt, because of ``rule``."""

    rule: Rule


Decision: TypeAlias = Show | Suppress


def decide(
    kind: NotificationKind, priority: NotificationPriority, situation: Situation
) -> Decision:
    """Return whether to interrupt for a notification of this kind and priority."""
    if situation.first_contact:
        return Suppress(Rule.BEFORE_FIRST_SIGN_IN)
    if situation.asked_for:
        return Suppress(Rule.LOADED_LATER)
    if situation.read:
        return Suppress(Rule.ALREADY_READ)
    if priority is not NotificationPriority.HIGH:
        return Suppress(Rule.CENTER_ONLY)
    return Show(urgency_of(kind))


def urgency_of(kind: NotificationKind) -> Urgency:
    """Return how strongly a toast of this kind asks for attention."""
    match kind:
        case NotificationKind.ESCALATED | NotificationKind.BECAME_URGENT:
            return Urgency.CRITICAL
        case (
            NotificationKind.ASSIGNED
            | NotificationKind.MENTIONED
            | NotificationKind.REOPENED
            | NotificationKind.ANNOUNCEMENT
        ):
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

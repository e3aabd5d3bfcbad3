"""Notifications in plain words, for people who read them outside the desktop agent."""

from dataclasses import dataclass

from backend.domain.tickets import Ticket
from common.notifications import NotificationKind
from common.vocabulary import Priority, Status

_TITLES = {
    NotificationKind.ASSIGNED: "Assigned to you: #{number}",
    NotificationKind.MENTIONED: "You were mentioned on #{number}",
    NotificationKind.ESCALATED: "Escalated: #{number}",
    NotificationKind.REOPENED: "Reopened: #{number}",
    NotificationKind.BECAME_URGENT: "Now urgent: #{number}",
    NotificationKind.NEW_TICKET: "New ticket #{number}",
    NotificationKind.STATUS_CHANGED: "#{number} is now {status}",
    NotificationKind.PRIORITY_CHANGED: "#{number} now has priority {priority}",
    NotificationKind.ANNOUNCEMENT: "Announcement to {team}",
    NotificationKind.QUEUES_CHANGED: "Your queues changed",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What there is to say about one notification; None where it does not apply.

    Attributes:
        status: As the event says, whatever the ticket's is by now.
        priority: Likewise.
        text: The words of an announcement.
    """

    kind: NotificationKind
    actor_name: str | None = None
    ticket: Ticket | None = None
    queue_name: str | None = None
    status: Status | None = None
    priority: Priority | None = None
    team_name: str | None = None
    text: str | None = None


def title_of(situation: Situation) -> str:
    """Return one line that says what happened."""
    return _TITLES[situation.kind].format(
        number=situation.ticket.number if situation.ticket else "",
        status=situation.status.replace("_", " ") if situation.status else "",
        priority=situation.priority or "",
        team=situation.team_name or "your team",
    )


def body_of(situation: Situation) -> str:
    """Return what it is about, and who did it."""
    about = situation.text or ""
    if situation.ticket is not None:
        about = situation.ticket.title
    elif situation.kind is NotificationKind.QUEUES_CHANGED:
        about = situation.queue_name or situation.team_name or ""
    place = situation.queue_name if situation.ticket is not None else None
    by = None if situation.actor_name is None else f"by {situation.actor_name}"
    return " · ".join(part for part in (about, place, by) if part)

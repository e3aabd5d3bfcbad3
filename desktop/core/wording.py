"""What notifications, digests and toasts say, from what is known. Pure, plain text only."""

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from common.notifications import NotificationKind
from common.rest import Ticket
from desktop.core.rules import urgency_of
from desktop.core.state import Item, Words
from desktop.core.toasts import (
    DEFAULT_ACTION,
    DIGEST_TAG,
    SUMMARY_TAG,
    Toast,
    ToastAction,
    Urgency,
)

OPEN_ACTION = "open"
READ_ACTION = "read"

MAX_NAMED = 3
"""Tickets that a digest names; the others are counted."""
MAX_EVENTS_OF_A_TOAST = 500
TOAST_TIMEOUT_S = 5.0

# Some desktops offer a click on the toast, some only buttons, so opening is both.
_ACTIONS = (
    ToastAction(DEFAULT_ACTION, "Open"),
    ToastAction(OPEN_ACTION, "Open"),
    ToastAction(READ_ACTION, "Mark read"),
)
_COLLECTED_ACTIONS = (ToastAction(DEFAULT_ACTION, "Show"), ToastAction(OPEN_ACTION, "Show"))


def words_of(item: Item, *, ticket: Ticket | None = None, actor: str = "") -> Words:
    """Return what ``item`` says with what was resolved; less is known, less is said."""
    title = _sentence(item.kind, f"#{ticket.number}" if ticket is not None else "A ticket")
    if ticket is None:
        return Words(title=title, body=f"by {actor}" if actor else "")
    details = [ticket.queue_name, ticket.priority.value, *([f"by {actor}"] if actor else [])]
    return Words(
        title=title,
        body=f"{ticket.title}\n{' · '.join(details)}",
        ticket_number=ticket.number,
        queue_name=ticket.queue_name,
    )


def toast_for(item: Item) -> Toast:
    """Return the toast of one notification."""
    words = item.words or words_of(item)
    return Toast(
        tag=item.ticket_id or item.event_id,
        title=words.title,
        body=words.body,
        urgency=urgency_of(item.kind),
        actions=_ACTIONS,
        timeout_s=TOAST_TIMEOUT_S,
        event_ids=(item.event_id,),
        kind=item.kind,
    )


def digest(items: Sequence[Item]) -> Toast:
    """Return the one toast for everything that came during an absence."""
    return _collected(DIGEST_TAG, f"While you were away: {counted(items)}", items)


def summary(items: Sequence[Item]) -> Toast:
    """Return the one toast for what did not get a toast of its own in a flood."""
    return _collected(SUMMARY_TAG, f"{len(items)} more: {counted(items)}", items)


def counted(items: Sequence[Item]) -> str:
    """Return how many there are of each kind, most first: ``3 assigned, 1 mention``."""
    kinds = Counter(item.kind for item in items)
    ordered = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0].value))
    return ", ".join(f"{count} {_noun(kind, count)}" for kind, count in ordered)


def _collected(tag: str, title: str, items: Sequence[Item]) -> Toast:
    newest = sorted(items, key=lambda item: item.at, reverse=True)
    named = [_named(item) for item in newest[:MAX_NAMED]]
    rest = len(items) - len(named)
    return Toast(
        tag=tag,
        title=title,
        body="\n".join([*named, *([f"and {rest} more"] if rest else [])]),
        urgency=max((urgency_of(item.kind) for item in items), key=list(Urgency).index),
        actions=_COLLECTED_ACTIONS,
        timeout_s=TOAST_TIMEOUT_S,
        event_ids=tuple(item.event_id for item in newest[:MAX_EVENTS_OF_A_TOAST]),
    )


def _named(item: Item) -> str:
    """Return one line of a digest: the ticket where it is known, else what happened."""
    words = item.words or words_of(item)
    if words.ticket_number is None:
        return words.title
    return f"#{words.ticket_number} {words.body.partition(chr(10))[0]}"


def _sentence(kind: NotificationKind, ticket: str) -> str:  # noqa: C901, PLR0911 - a table
    match kind:
        case NotificationKind.ASSIGNED:
            return f"{ticket} was assigned to you"
        case NotificationKind.MENTIONED:
            return f"You were mentioned in {_within(ticket)}"
        case NotificationKind.ESCALATED:
            return f"{ticket} was escalated"
        case NotificationKind.REOPENED:
            return f"{ticket} was reopened"
        case NotificationKind.BECAME_URGENT:
            return f"{ticket} became urgent"
        case NotificationKind.NEW_TICKET:
            return f"New ticket {ticket}" if ticket.startswith("#") else "A new ticket came in"
        case NotificationKind.STATUS_CHANGED:
            return f"{ticket} has another status"
        case NotificationKind.PRIORITY_CHANGED:
            return f"{ticket} has another priority"
        case NotificationKind.ANNOUNCEMENT:
            return "Announcement to your team"
        case NotificationKind.QUEUES_CHANGED:
            return "Your queues changed"
        case NotificationKind.BACKGROUND:
            return f"{ticket} changed"
        case _:
            assert_never(kind)


def _within(ticket: str) -> str:
    return ticket if ticket.startswith("#") else "a ticket"


def _noun(kind: NotificationKind, count: int) -> str:
    match kind:
        case NotificationKind.MENTIONED:
            return "mention" if count == 1 else "mentions"
        case NotificationKind.BECAME_URGENT:
            return "urgent"
        case NotificationKind.NEW_TICKET:
            return "new"
        case NotificationKind.ANNOUNCEMENT:
            return "announcement" if count == 1 else "announcements"
        case (
            NotificationKind.ASSIGNED
            | NotificationKind.ESCALATED
            | NotificationKind.REOPENED
            | NotificationKind.STATUS_CHANGED
            | NotificationKind.PRIORITY_CHANGED
            | NotificationKind.QUEUES_CHANGED
            | NotificationKind.BACKGROUND
        ):
            return kind.value.replace("_", " ")
        case _:
            assert_never(kind)

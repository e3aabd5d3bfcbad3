"""One table of sentences for each kind of notification, status and priority. Pure."""

from typing import assert_never

from common.errors import ErrorCode
from common.notifications import NotificationKind
from common.vocabulary import Priority, Status
from desktop.core.language import Translate, counted
from desktop.core.state import Facts, Item


def title_of(item: Item, translate: Translate) -> str:
    """Return what happened, one line; less is known, less is said."""
    facts = item.facts or Facts()
    if facts.ticket_number is not None:
        return _about_ticket(item, facts, translate).format(
            number=facts.ticket_number, actor=facts.actor_name, status=_status(item, translate)
        )
    return _about(item, facts, translate).format(actor=facts.actor_name, team=facts.team_name)


def _about_ticket(item: Item, facts: Facts, translate: Translate) -> str:  # noqa: C901, PLR0911, PLR0912 - a table
    match item.kind:
        case NotificationKind.ASSIGNED:
            return translate("Title", "#{number} was assigned to you")
        case NotificationKind.MENTIONED:
            if facts.actor_name:
                return translate("Title", "{actor} mentioned you in #{number}")
            return translate("Title", "You were mentioned in #{number}")
        case NotificationKind.ESCALATED:
            return translate("Title", "#{number} was escalated")
        case NotificationKind.REOPENED:
            return translate("Title", "#{number} was reopened")
        case NotificationKind.BECAME_URGENT:
            return translate("Title", "#{number} became urgent")
        case NotificationKind.NEW_TICKET:
            return translate("Title", "New ticket #{number}")
        case NotificationKind.STATUS_CHANGED:
            if item.status is not None:
                return translate("Title", "#{number} is now {status}")
            return translate("Title", "#{number} has another status")
        case NotificationKind.PRIORITY_CHANGED:
            return translate("Title", "#{number} has another priority")
        case NotificationKind.ANNOUNCEMENT | NotificationKind.QUEUES_CHANGED:
            return _about(item, facts, translate)
        case NotificationKind.BACKGROUND:
            return translate("Title", "#{number} changed")
        case _:
            assert_never(item.kind)


def _about(item: Item, facts: Facts, translate: Translate) -> str:  # noqa: C901, PLR0911, PLR0912 - a table
    match item.kind:
        case NotificationKind.ASSIGNED:
            return translate("Title", "A ticket was assigned to you")
        case NotificationKind.MENTIONED:
            if facts.actor_name:
                return translate("Title", "{actor} mentioned you in a ticket")
            return translate("Title", "You were mentioned in a ticket")
        case NotificationKind.ESCALATED:
            return translate("Title", "A ticket was escalated")
        case NotificationKind.REOPENED:
            return translate("Title", "A ticket was reopened")
        case NotificationKind.BECAME_URGENT:
            return translate("Title", "A ticket became urgent")
        case NotificationKind.NEW_TICKET:
            return translate("Title", "A new ticket came in")
        case NotificationKind.STATUS_CHANGED:
            return translate("Title", "A ticket has another status")
        case NotificationKind.PRIORITY_CHANGED:
            return translate("Title", "A ticket has another priority")
        case NotificationKind.ANNOUNCEMENT:
            if facts.team_name:
                return translate("Title", "Announcement to {team}")
            return translate("Title", "Announcement to your team")
        case NotificationKind.QUEUES_CHANGED:
            return translate("Title", "Your queues changed")
        case NotificationKind.BACKGROUND:
            return translate("Title", "A ticket changed")
        case _:
            assert_never(item.kind)


def count_of(kind: NotificationKind, n: int, translate: Translate) -> str:  # noqa: C901, PLR0911 - a table
    """Return how many there are of ``kind``, like ``3 assigned`` or ``1 mention``."""
    match kind:
        case NotificationKind.ASSIGNED:
            return translate("Many", "{n} assigned").format(n=n)
        case NotificationKind.MENTIONED:
            return counted(n, translate("Many", "{n} mention"), translate("Many", "{n} mentions"))
        case NotificationKind.ESCALATED:
            return translate("Many", "{n} escalated").format(n=n)
        case NotificationKind.REOPENED:
            return translate("Many", "{n} reopened").format(n=n)
        case NotificationKind.BECAME_URGENT:
            return translate("Many", "{n} urgent").format(n=n)
        case NotificationKind.NEW_TICKET:
            return translate("Many", "{n} new").format(n=n)
        case NotificationKind.STATUS_CHANGED:
            return translate("Many", "{n} with another status").format(n=n)
        case NotificationKind.PRIORITY_CHANGED:
            return translate("Many", "{n} with another priority").format(n=n)
        case NotificationKind.ANNOUNCEMENT:
            one = translate("Many", "{n} announcement")
            return counted(n, one, translate("Many", "{n} announcements"))
        case NotificationKind.QUEUES_CHANGED:
            one = translate("Many", "{n} change of your queues")
            return counted(n, one, translate("Many", "{n} changes of your queues"))
        case NotificationKind.BACKGROUND:
            return translate("Many", "{n} changed").format(n=n)
        case _:
            assert_never(kind)


def refusal_of_claim(code: str, winner: str, number: int | None, translate: Translate) -> str:
    """Return why a ticket is not the person's now, one line."""
    ticket = translate("Claim", "This ticket") if number is None else f"#{number}"
    if code == ErrorCode.ALREADY_CLAIMED:
        if winner:
            sentence = translate("Claim", "{winner} was faster: {ticket} is theirs")
        else:
            sentence = translate("Claim", "A colleague was faster: {ticket} is taken")
    elif code == ErrorCode.TICKET_CLOSED:
        sentence = translate("Claim", "{ticket} is closed; you cannot claim it")
    else:
        sentence = translate("Claim", "{ticket} was not given to you")
    return sentence.format(winner=winner, ticket=ticket)


def priority_of(priority: Priority, translate: Translate) -> str:
    """Return what the priority of a ticket is called, in a line with other facts."""
    match priority:
        case Priority.LOW:
            return translate("Ticket", "low priority")
        case Priority.NORMAL:
            return translate("Ticket", "normal priority")
        case Priority.HIGH:
            return translate("Ticket", "high priority")
        case Priority.URGENT:
            return translate("Ticket", "urgent")
        case _:
            assert_never(priority)


def status_of(status: Status, translate: Translate) -> str:  # noqa: PLR0911 - a table
    """Return what the status of a ticket is called, within a sentence."""
    match status:
        case Status.OPEN:
            return translate("Ticket", "open")
        case Status.IN_PROGRESS:
            return translate("Ticket", "in progress")
        case Status.PENDING:
            return translate("Ticket", "pending")
        case Status.ON_HOLD:
            return translate("Ticket", "on hold")
        case Status.ESCALATED:
            return translate("Ticket", "escalated")
        case Status.RESOLVED:
            return translate("Ticket", "resolved")
        case Status.CLOSED:
            return translate("Ticket", "closed")
        case _:
            assert_never(status)


def _status(item: Item, translate: Translate) -> str:
    return "" if item.status is None else status_of(item.status, translate)

from collections.abc import Callable

import msgspec
import pytest

from common.events import (
    AnyEvent,
    Change,
    Changes,
    QueueTicketAdded,
    TicketAssigned,
    TicketCreated,
    TicketEvent,
    TicketPriorityChanged,
    TicketStatusChanged,
    UnknownEvent,
    UserMention,
    UserTicketAssigned,
)
from common.ids import EventId, NoteId, QueueId
from common.notifications import Me, NotificationKind, NotificationPriority, classify
from common.vocabulary import Priority, Status
from tests.unit.common.builders import (
    ANA,
    ANA_WATCHES_PRINTERS,
    BEN,
    LAPTOPS,
    NOON,
    ONE_OF_EACH,
    PRINTERS,
    ticket_event,
)

HIGH, MEDIUM, LOW = NotificationPriority


def status_change(old: Status, new: Status, **fields: object) -> AnyEvent:
    changes = Changes(status=Change(old=old, new=new))
    return ticket_event(TicketStatusChanged, status=new, changes=changes, **fields)


def moved(old_queue: QueueId | None) -> AnyEvent:
    return ticket_event(
        QueueTicketAdded, changes=Changes(queue_id=Change(old=old_queue, new=PRINTERS))
    )


RULES: dict[str, tuple[AnyEvent, NotificationKind, NotificationPriority]] = {
    "assigned to me": (
        ticket_event(UserTicketAssigned, assignee_id=ANA),
        NotificationKind.ASSIGNED,
        HIGH,
    ),
    "mention of me": (
        ticket_event(UserMention, user_id=ANA, note_id=NoteId("n")),
        NotificationKind.MENTIONED,
        HIGH,
    ),
    "my ticket is escalated": (
        status_change(Status.OPEN, Status.ESCALATED, assignee_id=ANA),
        NotificationKind.ESCALATED,
        HIGH,
    ),
    "my ticket is reopened": (
        status_change(Status.RESOLVED, Status.OPEN, assignee_id=ANA),
        NotificationKind.REOPENED,
        HIGH,
    ),
    "my ticket becomes urgent": (
        ticket_event(TicketPriorityChanged, priority=Priority.URGENT, assignee_id=ANA),
        NotificationKind.BECAME_URGENT,
        HIGH,
    ),
    "an urgent ticket in a watched queue is escalated": (
        status_change(Status.OPEN, Status.ESCALATED, priority=Priority.URGENT),
        NotificationKind.ESCALATED,
        HIGH,
    ),
    "a ticket in a watched queue becomes urgent": (
        ticket_event(TicketPriorityChanged, priority=Priority.URGENT),
        NotificationKind.BECAME_URGENT,
        HIGH,
    ),
    "my ticket moves on": (
        status_change(Status.OPEN, Status.PENDING, assignee_id=ANA),
        NotificationKind.STATUS_CHANGED,
        MEDIUM,
    ),
    "my ticket becomes less pressing": (
        ticket_event(TicketPriorityChanged, priority=Priority.LOW, assignee_id=ANA),
        NotificationKind.PRIORITY_CHANGED,
        MEDIUM,
    ),
    "new ticket in a watched queue": (
        ticket_event(TicketCreated),
        NotificationKind.NEW_TICKET,
        MEDIUM,
    ),
    "ticket moved into a watched queue": (moved(LAPTOPS), NotificationKind.NEW_TICKET, MEDIUM),
    "team announcement": (ONE_OF_EACH["announcement"](), NotificationKind.ANNOUNCEMENT, MEDIUM),
    "my queues changed": (ONE_OF_EACH["queues"](), NotificationKind.QUEUES_CHANGED, MEDIUM),
    "new ticket elsewhere": (
        ticket_event(TicketCreated, queue_id=LAPTOPS),
        NotificationKind.BACKGROUND,
        LOW,
    ),
    "ordinary ticket in a watched queue is escalated": (
        status_change(Status.OPEN, Status.ESCALATED),
        NotificationKind.BACKGROUND,
        LOW,
    ),
    "urgent ticket elsewhere is escalated": (
        status_change(Status.OPEN, Status.ESCALATED, priority=Priority.URGENT, queue_id=LAPTOPS),
        NotificationKind.BACKGROUND,
        LOW,
    ),
    "somebody else is assigned": (
        ticket_event(TicketAssigned, assignee_id=BEN),
        NotificationKind.BACKGROUND,
        LOW,
    ),
    "text changed": (ONE_OF_EACH["updated"](), NotificationKind.BACKGROUND, LOW),
    "ticket left a queue": (ONE_OF_EACH["removed"](), NotificationKind.BACKGROUND, LOW),
}


@pytest.mark.parametrize(("event", "kind", "priority"), RULES.values(), ids=RULES.keys())
def test_rule(event: AnyEvent, kind: NotificationKind, priority: NotificationPriority) -> None:
    notification = classify(event, ANA_WATCHES_PRINTERS)

    assert notification is not None
    assert (notification.kind, notification.priority) == (kind, priority)
    assert notification.event_id == event.id


@pytest.mark.parametrize("make", ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_nobody_is_notified_of_their_own_act(make: Callable[[], AnyEvent]) -> None:
    event = make()
    if event.actor_id is None:
        return

    assert classify(event, Me(user_id=event.actor_id)) is None


TOLD_OTHERWISE = {
    "my assignment, in the queue's room": ticket_event(TicketAssigned, assignee_id=ANA),
    "new ticket that is already mine": ticket_event(TicketCreated, assignee_id=ANA),
    "arrival of a ticket that was just created": moved(None),
    "read mark": ONE_OF_EACH["read"](),
    "clear mark": ONE_OF_EACH["cleared"](),
}


@pytest.mark.parametrize("event", TOLD_OTHERWISE.values(), ids=TOLD_OTHERWISE.keys())
def test_one_fact_is_one_notification(event: AnyEvent) -> None:
    assert classify(event, ANA_WATCHES_PRINTERS) is None


def test_event_of_a_later_version_notifies_nobody() -> None:
    event = UnknownEvent(type="ticket:merged", id=EventId("e"), at=NOON)

    assert classify(event, ANA_WATCHES_PRINTERS) is None


_ABOUT_TICKETS: dict[str, AnyEvent] = {
    name: event for name, (event, _, _) in RULES.items() if isinstance(event, TicketEvent)
}


@pytest.mark.parametrize("event", _ABOUT_TICKETS.values(), ids=_ABOUT_TICKETS.keys())
def test_silent_change_notifies_nobody(event: AnyEvent) -> None:
    notification = classify(msgspec.structs.replace(event, silent=True), ANA_WATCHES_PRINTERS)

    assert notification is not None
    assert notification.priority is LOW

"""The table of ``backend.domain.audience``, row by row."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.domain.audience import announce
from backend.domain.tickets import Note, Ticket, TicketChange
from common.events import (
    Change,
    QueueTicketAdded,
    QueueTicketRemoved,
    TicketAssigned,
    TicketStatusChanged,
    UserMention,
)
from common.ids import NoteId, UserId
from common.rooms import queue_room, team_room, user_room
from common.vocabulary import Priority, Status
from tests.fakes.changes import make_ticket
from tests.fakes.clock import NOON, Ids
from tests.fakes.desk import ANA, BEN, CLEO, DAN, FIELD, INVOICES, LAPTOPS, OFFICE, PRINTERS

QUEUE, TEAM = queue_room(PRINTERS.id), team_room(FIELD.id)
ANAS, DANS = user_room(ANA.id), user_room(DAN.id)
FREE = make_ticket()
HERS = replace(FREE, assignee_id=ANA.id)


def created() -> TicketChange:
    return Ticket.create(
        FREE.id,
        number=1,
        title="",
        description="",
        queue=PRINTERS,
        priority=Priority.LOW,
        by=DAN.id,
        at=NOON,
    )


def note(ticket: Ticket, *mentions: UserId, internal: bool = False) -> TicketChange:
    return ticket.add_note(Note(NoteId("n1"), ticket.id, BEN.id, "", internal, NOON, mentions))


def told(
    change: TicketChange, may_hear: Callable[[UserId], bool] = lambda _: True
) -> list[tuple[str, tuple[str, ...]]]:
    publications = announce(change, actor_id=BEN.id, at=NOON, new_id=Ids(), may_hear=may_hear)
    return [(publication.event.type, publication.rooms) for publication in publications]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            created(),
            [("ticket:created", (QUEUE, TEAM, DANS)), ("queue:ticket_added", (QUEUE, TEAM))],
            id="created",
        ),
        pytest.param(
            FREE.assign(ANA.id, at=NOON),
            [("ticket:assigned", (QUEUE, TEAM, DANS)), ("user:ticket_assigned", (ANAS,))],
            id="assigned",
        ),
        pytest.param(
            HERS.assign(BEN.id, at=NOON),
            [
                ("ticket:assigned", (QUEUE, TEAM, ANAS, DANS)),
                ("user:ticket_assigned", (user_room(BEN.id),)),
            ],
            id="re-assigned, also to oneself",
        ),
        pytest.param(
            HERS.assign(None, at=NOON),
            [("ticket:assigned", (QUEUE, TEAM, ANAS, DANS))],
            id="unassigned",
        ),
        pytest.param(
            HERS.change_status(Status.ESCALATED, at=NOON),
            [("ticket:status_changed", (QUEUE, TEAM, ANAS, DANS))],
            id="status of an assigned ticket",
        ),
        pytest.param(
            FREE.change_status(Status.ESCALATED, at=NOON),
            [("ticket:status_changed", (QUEUE, TEAM, DANS))],
            id="status of a free ticket",
        ),
        pytest.param(
            HERS.change_priority(Priority.URGENT, at=NOON),
            [("ticket:priority_changed", (QUEUE, TEAM, ANAS, DANS))],
            id="priority",
        ),
        pytest.param(
            HERS.edit(title="x", description="", at=NOON),
            [("ticket:updated", (QUEUE, ANAS, DANS))],
            id="texts",
        ),
        pytest.param(
            note(FREE, CLEO.id),
            [("ticket:updated", (QUEUE, DANS)), ("user:mention", (user_room(CLEO.id),))],
            id="note with a mention",
        ),
        pytest.param(
            note(HERS, CLEO.id, internal=True),
            [("ticket:updated", (QUEUE, ANAS)), ("user:mention", (user_room(CLEO.id),))],
            id="internal note, of which the requester hears nothing",
        ),
        pytest.param(
            FREE.move(INVOICES, at=NOON),
            [
                ("queue:ticket_removed", (QUEUE, TEAM)),
                ("queue:ticket_added", (queue_room(INVOICES.id), team_room(OFFICE.id), DANS)),
            ],
            id="moved to another team",
        ),
        pytest.param(
            HERS.move(LAPTOPS, at=NOON),
            [
                ("queue:ticket_removed", (QUEUE, TEAM, ANAS)),
                ("queue:ticket_added", (queue_room(LAPTOPS.id), TEAM, ANAS, DANS)),
            ],
            id="moved within the team",
        ),
        pytest.param(HERS.assign(ANA.id, at=NOON), [], id="nothing happened"),
    ],
)
def test_who_hears_what(change: TicketChange, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert told(change) == expected


def test_a_persons_own_room_hears_only_of_tickets_that_they_may_read() -> None:
    def nobody(_: UserId) -> bool:
        return False

    status = HERS.change_status(Status.PENDING, at=NOON)

    assert told(status, nobody) == [("ticket:status_changed", (QUEUE, TEAM))]
    assert told(note(HERS, CLEO.id), nobody) == [("ticket:updated", (QUEUE,))]
    assert told(HERS.assign(BEN.id, at=NOON), nobody)[0] == ("ticket:assigned", (QUEUE, TEAM))


def test_that_a_ticket_left_its_queue_reaches_also_who_may_no_longer_read_it() -> None:
    left, came = told(HERS.move(INVOICES, at=NOON), lambda _: False)

    assert left == ("queue:ticket_removed", (QUEUE, TEAM, ANAS))
    assert came == ("queue:ticket_added", (queue_room(INVOICES.id), team_room(OFFICE.id)))


def test_silence_is_said_on_every_event() -> None:
    publications = announce(
        HERS.change_status(Status.ESCALATED, at=NOON),
        actor_id=BEN.id,
        at=NOON,
        new_id=Ids(),
        may_hear=lambda _: True,
        silent=True,
    )

    (event,) = (publication.event for publication in publications)
    assert isinstance(event, TicketStatusChanged)
    assert event.silent


def test_events_tell_the_ticket_as_it_is_afterwards() -> None:
    (assigned, given) = announce(
        FREE.assign(ANA.id, at=NOON),
        actor_id=BEN.id,
        at=NOON,
        new_id=Ids(),
        may_hear=lambda _: True,
    )

    event = assigned.event
    assert isinstance(event, TicketAssigned)
    assert (event.id, event.actor_id, event.at) == ("id-1", BEN.id, NOON)
    assert given.event.id == "id-2"
    assert event.ticket_version == 2
    assert event.changes.assignee_id == Change(old=None, new=ANA.id)


def test_moved_ticket_names_the_place_that_it_left_and_the_one_it_came_to() -> None:
    (left, came) = announce(
        FREE.move(INVOICES, at=NOON),
        actor_id=BEN.id,
        at=NOON,
        new_id=Ids(),
        may_hear=lambda _: True,
    )

    assert isinstance(left.event, QueueTicketRemoved)
    assert isinstance(came.event, QueueTicketAdded)
    assert (left.event.queue_id, left.event.team_id) == (PRINTERS.id, FIELD.id)
    assert (came.event.queue_id, came.event.team_id) == (INVOICES.id, OFFICE.id)
    moved = Change(old=PRINTERS.id, new=INVOICES.id)
    assert left.event.changes.queue_id == came.event.changes.queue_id == moved


def test_new_ticket_came_from_nowhere() -> None:
    _, added = announce(created(), actor_id=DAN.id, at=NOON, new_id=Ids(), may_hear=lambda _: True)

    assert isinstance(added.event, QueueTicketAdded)
    assert added.event.changes.queue_id == Change(old=None, new=PRINTERS.id)


def test_mention_names_the_person_and_the_note() -> None:
    _, mention = announce(
        note(FREE, CLEO.id), actor_id=BEN.id, at=NOON, new_id=Ids(), may_hear=lambda _: True
    )

    assert isinstance(mention.event, UserMention)
    assert (mention.event.user_id, mention.event.note_id) == (CLEO.id, "n1")

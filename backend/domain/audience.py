"""Who hears what: the events that a change makes, and the rooms that each is recorded in.

==========================================  =================================================
what happened                               event, and its rooms
==========================================  =================================================
created                                     ticket:created, queue:ticket_added: queue, team
assigned                                    ticket:assigned: queue, team;
                                            user:ticket_assigned: the new assignee
status, priority                            queue, team, assignee
texts, notes                                ticket:updated: queue, assignee
moved                                       queue:ticket_removed: old queue, old team;
                                            queue:ticket_added: new queue, new team
mentioned                                   user:mention: that person
==========================================  =================================================

A person's own room hears of a ticket only while the person may read the ticket.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from backend.domain.tickets import (
    Assigned,
    Created,
    Happening,
    Mentioned,
    Moved,
    PriorityChanged,
    StatusChanged,
    TextsChanged,
    Ticket,
    TicketChange,
)
from common.events import (
    AnyEvent,
    Change,
    Changes,
    QueueTicketAdded,
    QueueTicketRemoved,
    TicketAssigned,
    TicketCreated,
    TicketPriorityChanged,
    TicketStatusChanged,
    TicketUpdated,
    UserMention,
    UserTicketAssigned,
)
from common.ids import EventId, UserId
from common.rooms import Room, queue_room, team_room, user_room


@dataclass(frozen=True, slots=True)
class Publication:
    """An event, and the rooms whose streams it becomes an entry of; none twice, at least one."""

    event: AnyEvent
    rooms: tuple[Room, ...]


def announce(
    change: TicketChange,
    *,
    actor_id: UserId,
    at: datetime,
    new_id: Callable[[], str],
    may_hear: Callable[[UserId], bool],
) -> tuple[Publication, ...]:
    """Return what must be told about ``change``, in the order in which it happened.

    Args:
        change: The ticket after the command, and what happened to it.
        actor_id: Who did it.
        at: When.
        new_id: Makes the names of the events.
        may_hear: Whether a person may read the ticket as it is now.
    """
    teller = _Teller(change.ticket, actor_id, at, new_id, may_hear)
    return tuple(
        publication for happening in change.happenings for publication in teller.tell(happening)
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Makes the events about one change of one ticket."""

    ticket: Ticket
    actor_id: UserId
    at: datetime
    new_id: Callable[[], str]
    may_hear: Callable[[UserId], bool]

    def tell(self, happening: Happening) -> Iterator[Publication]:
        queue, team = queue_room(self.ticket.queue_id), team_room(self.ticket.team_id)
        match happening:
            case Created():
                arrival = Changes(queue_id=Change(old=None, new=self.ticket.queue_id))
                yield Publication(TicketCreated(**self._facts(arrival)), (queue, team))
                yield Publication(QueueTicketAdded(**self._facts(arrival)), (queue, team))
            case Assigned(old, new):
                changes = Changes(assignee_id=Change(old=old, new=new))
                yield Publication(TicketAssigned(**self._facts(changes)), (queue, team))
                if new is not None:
                    given = UserTicketAssigned(**self._facts(changes))
                    yield Publication(given, (user_room(new),))
            case StatusChanged(old, new):
                moved_on = TicketStatusChanged(
                    **self._facts(Changes(status=Change(old=old, new=new)))
                )
                yield Publication(moved_on, (queue, team, *self._assignee()))
            case PriorityChanged(old, new):
                weighed = TicketPriorityChanged(
                    **self._facts(Changes(priority=Change(old=old, new=new)))
                )
                yield Publication(weighed, (queue, team, *self._assignee()))
            case TextsChanged(texts):
                updated = TicketUpdated(**self._facts(Changes(texts=texts)))
                yield Publication(updated, (queue, *self._assignee()))
            case Moved():
                yield from self._moved(happening)
            case Mentioned(user_id, note_id):
                if self.may_hear(user_id):
                    mention = UserMention(user_id=user_id, note_id=note_id, **self._facts())
                    yield Publication(mention, (user_room(user_id),))
            case _:
                assert_never(happening)

    def _moved(self, moved: Moved) -> Iterator[Publication]:
        changes = Changes(queue_id=Change(old=moved.old_queue_id, new=moved.new_queue_id))
        left = self._facts(changes) | {
            "queue_id": moved.old_queue_id,
            "team_id": moved.old_team_id,
        }
        yield Publication(
            QueueTicketRemoved(**left),
            (queue_room(moved.old_queue_id), team_room(moved.old_team_id)),
        )
        yield Publication(
            QueueTicketAdded(**self._facts(changes)),
            (queue_room(self.ticket.queue_id), team_room(self.ticket.team_id)),
        )

    def _assignee(self) -> tuple[Room, ...]:
        assignee_id = self.ticket.assignee_id
        if assignee_id is None or not self.may_hear(assignee_id):
            return ()
        return (user_room(assignee_id),)

    def _facts(self, changes: Changes = Changes()) -> dict[str, Any]:  # noqa: B008 - frozen
        ticket = self.ticket
        return {
            "id": EventId(self.new_id()),
            "at": self.at,
            "actor_id": self.actor_id,
            "ticket_id": ticket.id,
            "ticket_version": ticket.version,
            "queue_id": ticket.queue_id,
            "team_id": ticket.team_id,
            "assignee_id": ticket.assignee_id,
            "status": ticket.status,
            "priority": ticket.priority,
            "changes": changes,
        }

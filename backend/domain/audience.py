"""Who hears what: the events that a change makes, and the rooms that each is recorded in.

==========================================  =================================================
what happened                               event, and its rooms
==========================================  =================================================
created                                     ticket:created: queue, team, requester;
                                            queue:ticket_added: queue, team
assigned                                    ticket:assigned: queue, team, requester, whoever
                                            had it; user:ticket_assigned: the new assignee
status, priority                            queue, team, assignee, requester
texts, notes                                ticket:updated: queue, assignee, and the requester
                                            unless it is an internal note
moved                                       queue:ticket_removed: old queue, old team, whoever
                                            had it then; queue:ticket_added: new queue, new
                                            team, assignee, requester
mentioned                                   user:mention: that person
==========================================  =================================================

A person's own room hears of a ticket only while the person may read the ticket. Only the last word
goes further: that it left a queue is told to whoever had it there.
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
from common.vocabulary import TicketText


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
    silent: bool = False,
) -> tuple[Publication, ...]:
    """Return what must be told about ``change``, in the order in which it happened.

    Args:
        change: The ticket after the command, and what happened to it.
        actor_id: Who did it.
        at: When.
        new_id: Makes the names of the events.
        may_hear: Whether a person may read the ticket as it is now.
        silent: It is to interrupt nobody.
    """
    teller = _Teller(change.ticket, actor_id, at, new_id, may_hear, silent)
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
    silent: bool

    def tell(self, happening: Happening) -> Iterator[Publication]:
        queue, team = queue_room(self.ticket.queue_id), team_room(self.ticket.team_id)
        match happening:
            case Created():
                arrival = Changes(queue_id=Change(old=None, new=self.ticket.queue_id))
                created = TicketCreated(**self._facts(arrival))
                yield Publication(created, (queue, team, *self._own(self.ticket.requester_id)))
                yield Publication(QueueTicketAdded(**self._facts(arrival)), (queue, team))
            case Assigned(old, new):
                changes = Changes(assignee_id=Change(old=old, new=new))
                assigned = TicketAssigned(**self._facts(changes))
                concerned = self._own(old, self.ticket.requester_id)
                yield Publication(assigned, (queue, team, *concerned))
                if new is not None:
                    given = UserTicketAssigned(**self._facts(changes))
                    yield Publication(given, (user_room(new),))
            case StatusChanged(old, new):
                moved_on = TicketStatusChanged(
                    **self._facts(Changes(status=Change(old=old, new=new)))
                )
                yield Publication(moved_on, (queue, team, *self._parties()))
            case PriorityChanged(old, new):
                weighed = TicketPriorityChanged(
                    **self._facts(Changes(priority=Change(old=old, new=new)))
                )
                yield Publication(weighed, (queue, team, *self._parties()))
            case TextsChanged(texts):
                updated = TicketUpdated(**self._facts(Changes(texts=texts)))
                internal = texts == (TicketText.INTERNAL_NOTE,)
                readers = self._own(self.ticket.assignee_id) if internal else self._parties()
                yield Publication(updated, (queue, *readers))
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
        had_it = () if moved.assignee_id is None else (user_room(moved.assignee_id),)
        yield Publication(
            QueueTicketRemoved(**left),
            (queue_room(moved.old_queue_id), team_room(moved.old_team_id), *had_it),
        )
        yield Publication(
            QueueTicketAdded(**self._facts(changes)),
            (
                queue_room(self.ticket.queue_id),
                team_room(self.ticket.team_id),
                *self._parties(),
            ),
        )

    def _parties(self) -> tuple[Room, ...]:
        """Return the own rooms of those who have the ticket and who asked for it."""
        return self._own(self.ticket.assignee_id, self.ticket.requester_id)

    def _own(self, *user_ids: UserId | None) -> tuple[Room, ...]:
        return tuple(
            user_room(user_id)
            for user_id in dict.fromkeys(user_ids)
            if user_id is not None and self.may_hear(user_id)
        )

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
            "silent": self.silent,
        }

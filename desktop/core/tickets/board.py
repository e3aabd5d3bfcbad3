"""Who works on the tickets behind the notifications, as far as this device has heard. Pure."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from common.events import TicketEvent
from common.ids import TicketId, UserId
from common.rest import Ticket
from common.vocabulary import FINISHED, Status

MAX_TICKETS = 2_000
MAX_NAMES = 1_000


@dataclass(frozen=True, slots=True)
class TicketState:
    """One ticket.

    Attributes:
        version: Of the ticket when it was like this.
        assignee_id: Who has it; None while nobody does.
        settled_in: Version in which it was last given to somebody or finished; 0 when that was
            not heard.
    """

    version: int
    assignee_id: UserId | None
    status: Status
    settled_in: int = 0


class TicketBoard:
    """The newest state of each ticket that was heard of lately.

    Attributes:
        revision: Another number after each change.
    """

    def __init__(self) -> None:
        """Know nothing yet; events and answers of the server tell."""
        self._tickets: OrderedDict[TicketId, TicketState] = OrderedDict()
        self._names: OrderedDict[UserId, str] = OrderedDict()
        self._unnamed: set[UserId] = set()
        self.revision = 0

    @property
    def unnamed(self) -> tuple[UserId, ...]:
        """People who have a ticket, whose names nobody has asked for."""
        return tuple(sorted(self._unnamed))

    def heard(self, event: TicketEvent) -> None:
        """Take over what an event says of its ticket, unless it is old."""
        changes = event.changes
        is_given = changes.assignee_id is not None and changes.assignee_id.new is not None
        is_finished = changes.status is not None and changes.status.new in FINISHED
        state = TicketState(event.ticket_version, event.assignee_id, event.status)
        self._take(event.ticket_id, state, is_settled=is_given or is_finished)

    def read(self, ticket: Ticket) -> None:
        """Take over what the server says of a ticket, unless it is old."""
        if ticket.assignee_id is not None and ticket.assignee_name is not None:
            self.named({ticket.assignee_id: ticket.assignee_name})
        self._take(ticket.id, TicketState(ticket.version, ticket.assignee_id, ticket.status))

    def taken_by(self, ticket_id: TicketId, user_id: UserId) -> None:
        """Note that somebody has a ticket, from a refusal that names them."""
        state = self._tickets.get(ticket_id)
        if state is not None and state.assignee_id != user_id:
            # The event that tells it will come, with its version.
            self._tickets[ticket_id] = replace(
                state, assignee_id=user_id, settled_in=state.version + 1
            )
            self.revision += 1

    def named(self, names: Mapping[UserId, str]) -> None:
        """Take names over, empty ones of people whom the server does not name."""
        if not names:
            return
        self._unnamed.difference_update(names)
        for user_id, name in names.items():
            self._names[user_id] = name
            self._names.move_to_end(user_id)
        while len(self._names) > MAX_NAMES:
            self._names.popitem(last=False)
        self.revision += 1

    def knows(self, ticket_id: TicketId) -> bool:
        """Return whether anything was heard of a ticket."""
        return ticket_id in self._tickets

    def holder_of(self, ticket_id: TicketId) -> str:
        """Return the name of who has a ticket; empty for nobody and when it is not known."""
        state = self._tickets.get(ticket_id)
        if state is None or state.assignee_id is None:
            return ""
        return self._names.get(state.assignee_id, "")

    def has(self, ticket_id: TicketId, user_id: UserId) -> bool:
        """Return whether it is known that somebody has a ticket."""
        state = self._tickets.get(ticket_id)
        return state is not None and state.assignee_id == user_id

    def can_be_claimed(self, ticket_id: TicketId) -> bool:
        """Return whether it is known that nobody has a ticket, and that it is not finished."""
        state = self._tickets.get(ticket_id)
        return state is not None and state.assignee_id is None and state.status not in FINISHED

    def is_settled_after(self, ticket_id: TicketId, version: int) -> bool:
        """Return whether a ticket was given to somebody or finished after ``version``."""
        state = self._tickets.get(ticket_id)
        return state is not None and state.settled_in > version

    def _take(self, ticket_id: TicketId, state: TicketState, *, is_settled: bool = False) -> None:
        before = self._tickets.get(ticket_id)
        if before is not None:
            if state.version <= before.version:
                return
            is_settled |= _settles(before, state)
        settled_in = before.settled_in if before is not None else 0
        self._tickets[ticket_id] = replace(
            state, settled_in=state.version if is_settled else settled_in
        )
        self._tickets.move_to_end(ticket_id)
        if len(self._tickets) > MAX_TICKETS:
            self._tickets.popitem(last=False)
        if state.assignee_id is not None and state.assignee_id not in self._names:
            self._unnamed.add(state.assignee_id)
        self.revision += 1


def _settles(before: TicketState, after: TicketState) -> bool:
    is_given = after.assignee_id not in {None, before.assignee_id}
    is_finished = after.status in FINISHED and before.status not in FINISHED
    return is_given or is_finished

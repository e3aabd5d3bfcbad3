"""The ticket: what may happen to it, and what did.

Pure: a method takes who, what and when, and returns the ticket as it is afterwards together with
what happened. Who must hear of it is decided in ``audience``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self, TypeAlias

from backend.domain.errors import (
    AlreadyClaimedError,
    InvalidTransitionError,
    TicketClosedError,
)
from backend.domain.people import Queue
from common.ids import NoteId, QueueId, TeamId, TicketId, UserId
from common.vocabulary import FINISHED, Priority, Status, TicketText

_WORKING = frozenset(
    {Status.OPEN, Status.IN_PROGRESS, Status.PENDING, Status.ON_HOLD, Status.ESCALATED}
)

TRANSITIONS: dict[Status, frozenset[Status]] = {
    **{status: (_WORKING | FINISHED) - {status} for status in _WORKING},
    # What was resolved may turn out not to be, in any way.
    Status.RESOLVED: _WORKING | {Status.CLOSED},
    # Closed is the end of the matter: whoever opens it again starts from the beginning.
    Status.CLOSED: frozenset({Status.OPEN}),
}
"""For each status those that may follow it."""


@dataclass(frozen=True, slots=True)
class Created:
    """The ticket is new."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The ticket has another assignee, or none."""

    old: UserId | None
    new: UserId | None


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The ticket moved on, or back."""

    old: Status
    new: Status


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """The ticket became more or less pressing."""

    old: Priority
    new: Priority


@dataclass(frozen=True, slots=True)
class Moved:
    """The ticket left one queue for another, perhaps of another team.

    Attributes:
        assignee_id: Who had it when it left.
    """

    old_queue_id: QueueId
    old_team_id: TeamId
    new_queue_id: QueueId
    assignee_id: UserId | None


@dataclass(frozen=True, slots=True)
class TextsChanged:
    """Words on the ticket changed, or were added."""

    texts: tuple[TicketText, ...]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A note names somebody."""

    user_id: UserId
    note_id: NoteId


Happening: TypeAlias = (
    Created | Assigned | StatusChanged | PriorityChanged | Moved | TextsChanged | Mentioned
)


@dataclass(frozen=True, slots=True)
class Note:
    """Words that somebody added to a ticket.

    Attributes:
        internal: For those who work on the ticket, not for the requester.
        mentions: People whom it names, without repetition.
    """

    id: NoteId
    ticket_id: TicketId
    author_id: UserId
    text: str
    internal: bool
    created_at: datetime
    mentions: tuple[UserId, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """Something that somebody wants done.

    Attributes:
        number: What people call it; unique, growing.
        team_id: The team of the queue.
        version: 1 when created; grows by one with each change that the requester may see.
        updated_at: When it last changed; never before an earlier change.
        first_response_at: When staff first wrote a note that the requester can read; None also on
            a ticket that staff asked for, who wait for nobody.
        resolved_at: When it was last resolved or closed; None while it is neither.
    """

    id: TicketId
    number: int
    title: str
    description: str
    queue_id: QueueId
    team_id: TeamId
    requester_id: UserId
    assignee_id: UserId | None
    status: Status
    priority: Priority
    version: int
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None

    @classmethod
    def create(
        cls,
        ticket_id: TicketId,
        *,
        number: int,
        title: str,
        description: str,
        queue: Queue,
        priority: Priority,
        by: UserId,
        at: datetime,
    ) -> "TicketChange":
        """Return a new ticket that ``by`` asked for in ``queue``."""
        ticket = cls(
            id=ticket_id,
            number=number,
            title=title,
            description=description,
            queue_id=queue.id,
            team_id=queue.team_id,
            requester_id=by,
            assignee_id=None,
            status=Status.OPEN,
            priority=priority,
            version=1,
            created_at=at,
            updated_at=at,
        )
        return TicketChange(ticket, (Created(),))

    def assign(self, assignee_id: UserId | None, *, at: datetime) -> "TicketChange":
        """Give the ticket to somebody, or take it away from everybody.

        Raises:
            TicketClosedError: The ticket is closed.
        """
        self._refuse_if_closed()
        if assignee_id == self.assignee_id:
            return TicketChange(self)
        happened = Assigned(self.assignee_id, assignee_id)
        return self._changed(replace(self, assignee_id=assignee_id), happened, at=at)

    def claim(self, by: UserId, *, at: datetime) -> "TicketChange":
        """Give the ticket to ``by`` unless somebody else has it.

        Raises:
            TicketClosedError: The ticket is closed.
            AlreadyClaimedError: Somebody else has it.
        """
        if self.assignee_id is not None and self.assignee_id != by:
            raise AlreadyClaimedError(self.assignee_id)
        return self.assign(by, at=at)

    def change_status(self, status: Status, *, at: datetime) -> "TicketChange":
        """Move the ticket on, or back.

        Raises:
            InvalidTransitionError: ``TRANSITIONS`` does not allow it.
        """
        if status is self.status:
            return TicketChange(self)
        if status not in TRANSITIONS[self.status]:
            raise InvalidTransitionError(self.status, status)
        resolved_at = self.resolved_at or at if status in FINISHED else None
        after = replace(self, status=status, resolved_at=resolved_at)
        return self._changed(after, StatusChanged(self.status, status), at=at)

    def change_priority(self, priority: Priority, *, at: datetime) -> "TicketChange":
        """Make the ticket more or less pressing.

        Raises:
            TicketClosedError: The ticket is closed.
        """
        self._refuse_if_closed()
        if priority is self.priority:
            return TicketChange(self)
        happened = PriorityChanged(self.priority, priority)
        return self._changed(replace(self, priority=priority), happened, at=at)

    def edit(self, *, title: str, description: str, at: datetime) -> "TicketChange":
        """Say it in other words.

        Raises:
            TicketClosedError: The ticket is closed.
        """
        self._refuse_if_closed()
        texts: tuple[TicketText, ...] = ()
        if title != self.title:
            texts += (TicketText.TITLE,)
        if description != self.description:
            texts += (TicketText.DESCRIPTION,)
        if not texts:
            return TicketChange(self)
        after = replace(self, title=title, description=description)
        return self._changed(after, TextsChanged(texts), at=at)

    def move(self, queue: Queue, *, at: datetime) -> "TicketChange":
        """Put the ticket into another queue, and so perhaps before another team.

        Raises:
            TicketClosedError: The ticket is closed.
        """
        self._refuse_if_closed()
        if queue.id == self.queue_id:
            return TicketChange(self)
        after = replace(self, queue_id=queue.id, team_id=queue.team_id)
        moved = Moved(self.queue_id, self.team_id, queue.id, self.assignee_id)
        return self._changed(after, moved, at=at)

    def add_note(self, note: Note, *, for_staff: bool = False) -> "TicketChange":
        """Add words to the ticket; each person that they name is mentioned once.

        An internal note leaves the ticket as it is, version and time of change included: the
        requester reads both, and would learn from them that there was one.

        Args:
            note: The words. Who writes them is the requester, or somebody of staff.
            for_staff: Whether the requester is of staff.

        Raises:
            TicketClosedError: The ticket is closed.
        """
        self._refuse_if_closed()
        mentions = tuple(Mentioned(user_id, note.id) for user_id in note.mentions)
        if note.internal:
            return TicketChange(self, (TextsChanged((TicketText.INTERNAL_NOTE,)), *mentions))
        answers = note.author_id != self.requester_id and not for_staff
        first_response_at = self.first_response_at or (note.created_at if answers else None)
        answered = replace(self, first_response_at=first_response_at)
        written = TextsChanged((TicketText.NOTE,))
        return self._changed(answered, written, *mentions, at=note.created_at)

    def _refuse_if_closed(self) -> None:
        if self.status is Status.CLOSED:
            raise TicketClosedError(self.id)

    def _changed(self, after: Self, *happenings: Happening, at: datetime) -> "TicketChange":
        # Clocks of several processes differ a little, and are set back; a ticket's time is not.
        updated_at = max(self.updated_at, at)
        after = replace(after, version=self.version + 1, updated_at=updated_at)
        return TicketChange(after, happenings)


@dataclass(frozen=True, slots=True)
class TicketChange:
    """A ticket after a command, and what the command did to it.

    Attributes:
        happenings: In order; empty when nothing is different.
    """

    ticket: Ticket
    happenings: tuple[Happening, ...] = ()

    def then(self, step: Callable[[Ticket], "TicketChange"]) -> "TicketChange":
        """Return this change followed by ``step``, as the one change of one version."""
        following = step(self.ticket)
        if not (self.happenings and following.happenings):
            return TicketChange(following.ticket, self.happenings + following.happenings)
        return TicketChange(
            replace(following.ticket, version=self.ticket.version),
            self.happenings + following.happenings,
        )

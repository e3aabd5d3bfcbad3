"""Readers of ``Tables``: the same answers as a database gives, by plain loops."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from backend.domain.flow import Flow, Span
from backend.domain.metrics import Measure, MetricKey, contribution
from backend.domain.people import Person, Queue, Standing, Team
from backend.domain.tickets import Note, Ticket
from backend.services.changes import (
    Announcement,
    RefreshToken,
    RememberedAnswer,
    Session,
)
from backend.services.ports import (
    CommitMark,
    Commits,
    Heard,
    LiveSession,
    MetricsReader,
    NotificationReader,
    PeopleReader,
    QueueFigures,
    Readers,
    RequestReader,
    SessionReader,
    SessionState,
    StreamReader,
    TicketFilter,
    TicketReader,
    Watermark,
)
from backend.services.retention_ports import OldReader, StoredEvent
from common.events import TicketEvent, UserMention, UserTicketAssigned
from common.ids import AnnouncementId, Epoch, EventId, QueueId, TeamId, TicketId, UserId
from common.rooms import Room
from common.stream import Head
from common.vocabulary import FINISHED
from tests.fakes.tables import Tables
from tests.fakes.webhooks import MemoryWebhooks


def memory_readers(tables: Tables) -> Readers:
    """Return readers of ``tables``."""
    return Readers(
        tickets=MemoryTickets(tables),
        people=MemoryPeople(tables),
        streams=MemoryStreams(tables),
        sessions=MemorySessions(tables),
        notifications=MemoryNotifications(tables),
        metrics=MemoryMetrics(tables),
        requests=MemoryRequests(tables),
        webhooks=MemoryWebhooks(tables.webhooks),
        old=MemoryOld(tables),
    )


class MemoryTickets(TicketReader):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._number = 0

    @override
    async def next_number(self) -> int:
        self._number += 1
        return self._number

    @override
    async def get(self, ticket_id: TicketId) -> Ticket | None:
        return (await self.many((ticket_id,))).get(ticket_id)

    @override
    async def many(self, ticket_ids: Collection[TicketId]) -> dict[TicketId, Ticket]:
        return {
            id_: self._with_team(ticket)
            for id_, ticket in self._tables.tickets.items()
            if id_ in ticket_ids
        }

    @override
    async def page(
        self, shown: TicketFilter, *, below: int | None, limit: int
    ) -> Sequence[Ticket]:
        found = [
            self._with_team(ticket)
            for ticket in self._tables.tickets.values()
            if below is None or ticket.number < below
            if shown.queue_ids is None or ticket.queue_id in shown.queue_ids
            if shown.requester_id in (None, ticket.requester_id)
            if shown.assignee_id in (None, ticket.assignee_id)
            if shown.status in (None, ticket.status)
        ]
        return sorted(found, key=lambda ticket: -ticket.number)[:limit]

    def _with_team(self, ticket: Ticket) -> Ticket:
        return replace(ticket, team_id=self._tables.queues[ticket.queue_id].team_id)

    @override
    async def notes(self, ticket_id: TicketId) -> Sequence[Note]:
        return [note for note in self._tables.notes if note.ticket_id == ticket_id]

    @override
    async def history(self, ticket_id: TicketId, limit: int) -> Sequence[bytes]:
        return [
            one.encoded
            for one in self._tables.published
            if isinstance(one.event, TicketEvent) and one.event.ticket_id == ticket_id
            if not isinstance(one.event, UserTicketAssigned | UserMention)
        ][:limit]


class MemoryPeople(PeopleReader):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    async def person(self, user_id: UserId) -> Person | None:
        return self._tables.people.get(user_id)

    @override
    async def person_by_email(self, email: str) -> Person | None:
        found = (person for person in self._tables.people.values() if person.email == email)
        return next(found, None)

    @override
    async def people(self, user_ids: Collection[UserId] | None = None) -> Sequence[Person]:
        found = (
            person
            for person in self._tables.people.values()
            if user_ids is None or person.id in user_ids
        )
        return sorted(found, key=lambda person: (person.name, person.id))

    @override
    async def standing(self, user_id: UserId) -> Standing | None:
        person = self._tables.people.get(user_id)
        if person is None or person.disabled:
            return None
        members, watchers = self._tables.members, self._tables.watchers
        return Standing(
            user_id,
            person.role,
            teams={team: since for (user, team), since in members.items() if user == user_id},
            watched={queue: since for (user, queue), since in watchers.items() if user == user_id},
        )

    @override
    async def present_standing(self, user_id: UserId) -> Standing | None:
        return await self.standing(user_id)

    @override
    async def standings(self, user_ids: Collection[UserId]) -> dict[UserId, Standing]:
        found = {user_id: await self.standing(user_id) for user_id in user_ids}
        return {user_id: standing for user_id, standing in found.items() if standing is not None}

    @override
    async def members(self, team_id: TeamId) -> frozenset[UserId]:
        return frozenset(user for user, team in self._tables.members if team == team_id)

    @override
    async def watchers(self, queue_id: QueueId) -> frozenset[UserId]:
        return frozenset(user for user, queue in self._tables.watchers if queue == queue_id)

    @override
    async def team(self, team_id: TeamId) -> Team | None:
        return self._tables.teams.get(team_id)

    @override
    async def teams(self) -> Sequence[Team]:
        return sorted(self._tables.teams.values(), key=lambda team: team.name)

    @override
    async def queue(self, queue_id: QueueId) -> Queue | None:
        return self._tables.queues.get(queue_id)

    @override
    async def queues(self) -> Sequence[Queue]:
        return sorted(self._tables.queues.values(), key=lambda queue: queue.name)

    @override
    async def preferences(self, user_id: UserId) -> bytes | None:
        return self._tables.preferences.get(user_id)

    @override
    async def announcements(
        self, ids: Collection[AnnouncementId]
    ) -> dict[AnnouncementId, Announcement]:
        return {id_: one for id_, one in self._tables.announcements.items() if id_ in ids}


class MemoryStreams(StreamReader):
    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    @override
    async def epoch(self) -> Epoch:
        return self.tables.epoch

    @override
    async def heads(self, rooms: Collection[Room]) -> dict[Room, Head]:
        heads, floors = self.tables.heads, self.tables.floors
        return {room: Head(head=heads.get(room, 0), floor=floors.get(room, 0)) for room in rooms}

    @override
    async def entries_after(self, room: Room, seq: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return [
            (one.positions[room], one.encoded)
            for one in self.tables.entries()
            if one.positions.get(room, 0) > seq
        ][:limit]

    @override
    async def event_at(self, room: Room, seq: int) -> EventId | None:
        found = (one.event.id for one in self.tables.entries() if one.positions.get(room) == seq)
        return next(found, None)

    @override
    async def newest_mark(self) -> CommitMark:
        return CommitMark(str(len(self.tables.published)))

    @override
    async def committed_since(
        self, mark: CommitMark, limit: int, known: Collection[int] = ()
    ) -> Commits:
        new = [one for one in self.tables.published[int(mark) :] if one.n not in known]
        new.sort(key=lambda one: one.n)
        changes = self.tables.identity_changes
        return Commits(new[:limit], await self.newest_mark(), len(new) > limit, changes)


class MemorySessions(SessionReader):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    async def states(self, session_ids: Collection[str]) -> dict[str, SessionState]:
        found = {}
        for session_id in session_ids:
            session = self._tables.sessions.get(session_id)
            if session is not None:
                person = self._tables.people[session.user_id]
                found[session_id] = SessionState(
                    user_id=person.id,
                    role=person.role,
                    is_disabled=person.disabled,
                    is_ended=session.revoked_at is not None,
                )
        return found

    @override
    async def live(self, user_id: UserId, at: datetime) -> Sequence[LiveSession]:
        live = []
        for session in self._tables.sessions.values():
            tokens = self._tables.tokens.values()
            ends = [token.expires_at for token in tokens if token.session_id == session.id]
            if session.user_id == user_id and session.revoked_at is None and max(ends) > at:
                live.append(LiveSession(session, max(ends)))
        return sorted(live, key=lambda found: (found.session.created_at, found.session.id))

    @override
    async def session(self, session_id: str) -> Session | None:
        return self._tables.sessions.get(session_id)

    @override
    async def token(self, digest: bytes) -> RefreshToken | None:
        return self._tables.tokens.get(digest)


class MemoryNotifications(NotificationReader):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    async def watermarks(self, user_id: UserId) -> dict[Room, Watermark]:
        marks = self._tables.watermarks.items()
        return {room: mark for (user, room), mark in marks if user == user_id}

    @override
    async def heard(
        self,
        user_id: UserId,
        after: Mapping[Room, int],
        *,
        read: Mapping[Room, int],
        below: int | None,
        since: datetime,
        limit: int,
    ) -> Sequence[Heard]:
        heard = []
        for one in sorted(self._tables.entries(), key=lambda entry: -entry.n):
            unread = (user_id, one.event.id) in self._tables.unread
            silent = after if unread else {r: max(seq, read.get(r, 0)) for r, seq in after.items()}
            positions = {
                room: seq
                for room, seq in one.positions.items()
                if room in after and seq > silent[room]
            }
            if positions and one.event.at >= since and (below is None or one.n < below):
                mark = self._tables.marks.get((user_id, one.event.id))
                cleared = mark is not None and mark[1]
                heard.append(
                    Heard(one.n, one.encoded, positions, mark is not None, cleared, unread)
                )
        return heard[:limit]

    @override
    async def known(self, rooms: Collection[Room], ids: Collection[EventId]) -> set[EventId]:
        return {
            one.event.id
            for one in self._tables.entries()
            if one.event.id in ids and not one.positions.keys().isdisjoint(rooms)
        }

    @override
    async def place(self, event_id: EventId) -> int | None:
        found = (
            one.n
            for one in self._tables.published
            if one.event.id == event_id and one.n not in self._tables.forgotten
        )
        return next(found, None)


class MemoryMetrics(MetricsReader):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    async def figures(
        self, queue_id: QueueId, *, minutes_from: datetime, hours_from: datetime
    ) -> QueueFigures:
        created = [
            ticket.created_at
            for ticket in self._tickets(queue_id)
            if ticket.status not in FINISHED
        ]
        return QueueFigures(
            values=self._values(queue_id),
            oldest_open_at=min(created, default=None),
            minutes=self._sums(queue_id, Span.MINUTE, minutes_from),
            hours=self._sums(queue_id, Span.HOUR, hours_from),
        )

    @override
    async def counted(
        self, queue_id: QueueId
    ) -> tuple[Mapping[MetricKey, int], Mapping[MetricKey, int]]:
        counted: Counter[MetricKey] = Counter()
        for ticket in self._tickets(queue_id):
            counted.update(contribution(ticket))
        return self._values(queue_id), counted

    @override
    async def recounted_at_s(self, queue_id: QueueId) -> int:
        return self._tables.metrics.get(MetricKey(queue_id, Measure.RECOUNTED_AT), 0)

    @override
    async def history(
        self, queue_id: QueueId, begin: datetime, *, span: Span = Span.HOUR
    ) -> tuple[int, Mapping[datetime, Mapping[Flow, int]]]:
        buckets: dict[datetime, dict[Flow, int]] = {}
        for key, value in self._tables.flows.items():
            if key.queue_id == queue_id and key.span is span and key.begins_at >= begin:
                buckets.setdefault(key.begins_at, {})[key.flow] = value
        return sum(ticket.status not in FINISHED for ticket in self._tickets(queue_id)), buckets

    def _tickets(self, queue_id: QueueId) -> list[Ticket]:
        return [one for one in self._tables.tickets.values() if one.queue_id == queue_id]

    def _values(self, queue_id: QueueId) -> dict[MetricKey, int]:
        return {
            key: value for key, value in self._tables.metrics.items() if key.queue_id == queue_id
        }

    def _sums(self, queue_id: QueueId, span: Span, begin: datetime) -> Counter[Flow]:
        sums: Counter[Flow] = Counter()
        for key, value in self._tables.flows.items():
            if (key.queue_id, key.span) == (queue_id, span) and key.begins_at >= begin:
                sums[key.flow] += value
        return sums


class MemoryRequests(RequestReader):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    async def answer(self, user_id: UserId, key: str) -> RememberedAnswer | None:
        return self._tables.requests.get((user_id, key))


class MemoryOld(OldReader):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    async def removed_through(self) -> int:
        return self._tables.removed_through

    @override
    async def events_after(self, n: int, limit: int) -> Sequence[StoredEvent]:
        return [
            StoredEvent(
                n=one.n,
                id=one.event.id,
                at=one.event.at,
                positions=one.positions,
                is_history=isinstance(one.event, TicketEvent)
                and not isinstance(one.event, UserTicketAssigned | UserMention),
            )
            for one in sorted(self._tables.published, key=lambda event: event.n)
            if one.n > n
        ][:limit]

    @override
    async def answers_before(self, at: datetime, limit: int) -> Sequence[tuple[UserId, str]]:
        old = [one for one in self._tables.requests.values() if one.created_at < at]
        old.sort(key=lambda one: one.created_at)
        return [(one.user_id, one.key) for one in old[:limit]]

    @override
    async def tokens_ended_before(self, at: datetime, limit: int) -> Sequence[tuple[bytes, str]]:
        old = [one for one in self._tables.tokens.values() if one.expires_at < at]
        old.sort(key=lambda one: one.expires_at)
        return [(one.digest, one.session_id) for one in old[:limit]]

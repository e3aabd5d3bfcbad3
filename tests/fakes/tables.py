"""The state of a help desk in memory, and the one way to change it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from typing_extensions import override

from backend.domain.errors import AlreadyExistsError, StaleTicketError
from backend.domain.flow import FlowKey, Span
from backend.domain.metrics import Measure, MetricKey
from backend.domain.people import Person, Queue, Team
from backend.domain.tickets import Note, Ticket
from backend.services.changes import (
    AddAnnouncement,
    AddNote,
    Announcement,
    BeginHistory,
    Change,
    Committed,
    KeepHistory,
    MarkNotifications,
    MarkRecounted,
    MarkUnread,
    NoteAnswered,
    OpenSession,
    PatchPerson,
    PatchQueue,
    PatchTeam,
    Published,
    PutMember,
    PutPerson,
    PutPreferences,
    PutQueue,
    PutTeam,
    PutTicket,
    PutWatcher,
    RefreshToken,
    RememberedAnswer,
    RemoveMember,
    RemoveWatcher,
    RevokeSession,
    RevokeSessionsOf,
    RotateToken,
    Session,
    Write,
)
from backend.services.errors import (
    AlreadyRemovedError,
    DuplicateRequestError,
    StaleFiguresError,
)
from backend.services.ports import Watermark, WriteGateway
from backend.services.retention_changes import RemoveOld
from backend.services.webhook_changes import WebhookWrite
from common.envelope import encode_event
from common.events import AnyEvent
from common.ids import AnnouncementId, Epoch, EventId, QueueId, TeamId, TicketId, UserId
from common.rooms import Room, queue_room, team_room
from tests.fakes.webhooks import WebhookTables

EPOCH = Epoch("history-1")


@dataclass
class Tables:
    """What is stored."""

    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    people: dict[UserId, Person] = field(default_factory=dict)
    teams: dict[TeamId, Team] = field(default_factory=dict)
    queues: dict[QueueId, Queue] = field(default_factory=dict)
    members: dict[tuple[UserId, TeamId], int] = field(default_factory=dict)
    watchers: dict[tuple[UserId, QueueId], int] = field(default_factory=dict)
    announcements: dict[AnnouncementId, Announcement] = field(default_factory=dict)
    preferences: dict[UserId, bytes] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    identity_changes: int = 0
    tokens: dict[bytes, RefreshToken] = field(default_factory=dict)
    metrics: dict[MetricKey, int] = field(default_factory=dict)
    flows: Counter[FlowKey] = field(default_factory=Counter)
    requests: dict[tuple[UserId, str], RememberedAnswer] = field(default_factory=dict)
    marks: dict[tuple[UserId, EventId], tuple[datetime, bool]] = field(default_factory=dict)
    unread: set[tuple[UserId, EventId]] = field(default_factory=set)
    watermarks: dict[tuple[UserId, Room], Watermark] = field(default_factory=dict)
    published: list[Published] = field(default_factory=list)
    heads: dict[Room, int] = field(default_factory=dict)
    floors: dict[Room, int] = field(default_factory=dict)
    removed_through: int = 0
    forgotten: set[int] = field(default_factory=set)
    epoch: Epoch = EPOCH
    webhooks: WebhookTables = field(default_factory=WebhookTables)

    def entries(self) -> Iterator[Published]:
        """Yield what rooms hold, each with the numbers that retention has left."""
        for one in self.published:
            left = {r: seq for r, seq in one.positions.items() if seq > self.floors.get(r, 0)}
            if left:
                yield replace(one, positions=left)


class MemoryGateway(WriteGateway):
    """Commits at once."""

    def __init__(
        self, tables: Tables, on_commit: Callable[[Sequence[Published]], None] = lambda _: None
    ) -> None:
        self.tables = tables
        self.commits: list[Change] = []
        self._on_commit = on_commit

    @override
    async def commit(self, change: Change) -> Committed:
        encoded = [encode_event(publication.event) for publication in change.publications]
        self._refuse(change)
        for write in change.writes:
            _apply(self.tables, write)
        for key, value in change.deltas.items():
            self.tables.metrics[key] = self.tables.metrics.get(key, 0) + value
        self.tables.flows.update(change.flows)
        if change.request is not None:
            request = change.request
            self.tables.requests[request.user_id, request.key] = request
        published = tuple(
            self._publish(publication.rooms, publication.event, body)
            for publication, body in zip(change.publications, encoded, strict=True)
        )
        self.commits.append(change)
        if published:
            self._on_commit(published)
        return Committed(published)

    def _publish(self, rooms: tuple[Room, ...], event: AnyEvent, body: bytes) -> Published:
        heads = self.tables.heads
        for room in rooms:
            heads[room] = heads.get(room, 0) + 1
        positions = {room: heads[room] for room in rooms}
        one = Published(self.next_n(), event, body, positions)
        self.tables.published.append(one)
        return one

    def next_n(self) -> int:
        """Return the place of the next event among all."""
        return len(self.tables.published) + 1

    def _refuse(self, change: Change) -> None:
        request = change.request
        if request is not None and (request.user_id, request.key) in self.tables.requests:
            raise DuplicateRequestError
        for write in change.writes:
            if isinstance(write, PutTicket) and _is_stale(self.tables, write):
                raise StaleTicketError(write.ticket.id)
            if isinstance(write, WebhookWrite):
                self.tables.webhooks.refuse(write)
            if _is_taken(self.tables, write):
                raise AlreadyExistsError
            if isinstance(write, MarkRecounted) and write.previous_s != self.tables.metrics.get(
                _recounted_at(write), 0
            ):
                raise StaleFiguresError
            if isinstance(write, RemoveOld) and write.previous_n != self.tables.removed_through:
                raise AlreadyRemovedError


def _is_stale(tables: Tables, put: PutTicket) -> bool:
    if put.expected_version is None:
        return False
    stored = tables.tickets.get(put.ticket.id)
    return stored is None or stored.version != put.expected_version


def _is_taken(tables: Tables, write: Write) -> bool:
    match write:
        case PutPerson(person):
            owners = {other.email: other.id for other in tables.people.values()}
            return owners.get(person.email, person.id) != person.id
        case PutTeam(Team(team_id, name)) | PatchTeam(team_id, str(name)):
            teams = {other.name: other.id for other in tables.teams.values()}
            return teams.get(name, team_id) != team_id
        case PutQueue(Queue(queue_id, name)) | PatchQueue(queue_id, str(name)):
            queues = {other.name: other.id for other in tables.queues.values()}
            return queues.get(name, queue_id) != queue_id
        case RotateToken(old_digest):
            token = tables.tokens.get(old_digest)
            return token is None or token.replaced_at is not None
        case _:
            return False


def _recounted_at(mark: MarkRecounted) -> MetricKey:
    return MetricKey(mark.queue_id, Measure.RECOUNTED_AT)


def _apply(tables: Tables, write: Write) -> None:  # noqa: C901, PLR0912, PLR0915 - one case a write
    match write:
        case PutTicket(ticket):
            tables.tickets[ticket.id] = ticket
        case AddNote(note):
            tables.notes.append(note)
        case PutPerson(person):
            _put_person(tables, person)
        case PatchPerson():
            _patch_person(tables, write)
        case PutTeam(team):
            tables.teams[team.id] = team
        case PutQueue(queue):
            tables.queues[queue.id] = queue
        case PatchTeam(team_id, name, disabled):
            team = tables.teams[team_id]
            tables.teams[team_id] = Team(team_id, name or team.name, _or(disabled, team.disabled))
        case PatchQueue(queue_id, name, team_of_queue, disabled):
            queue = tables.queues[queue_id]
            tables.queues[queue_id] = Queue(
                queue_id,
                name or queue.name,
                team_of_queue or queue.team_id,
                _or(disabled, queue.disabled),
            )
        case PutMember(team_id, user_id):
            tables.members.setdefault((user_id, team_id), tables.heads.get(team_room(team_id), 0))
        case RemoveMember(team_id, user_id):
            tables.members.pop((user_id, team_id), None)
        case PutWatcher(queue_id, user_id):
            head = tables.heads.get(queue_room(queue_id), 0)
            tables.watchers.setdefault((user_id, queue_id), head)
        case RemoveWatcher(queue_id, user_id):
            tables.watchers.pop((user_id, queue_id), None)
        case AddAnnouncement(announcement):
            tables.announcements[announcement.id] = announcement
        case PutPreferences(user_id, document):
            tables.preferences[user_id] = document
        case OpenSession(session, token):
            tables.sessions[session.id] = session
            tables.tokens[token.digest] = token
        case RotateToken(old_digest, successor, at):
            tables.tokens[old_digest] = replace(tables.tokens[old_digest], replaced_at=at)
            tables.tokens[successor.digest] = successor
            session = tables.sessions[successor.session_id]
            if session.answered_at is not None and session.answered_at > at:
                tables.sessions[session.id] = replace(session, answered_at=None)
        case NoteAnswered(session_id, at):
            session = tables.sessions[session_id]
            if session.answered_at is None or session.answered_at < at:
                tables.sessions[session_id] = replace(session, answered_at=at)
        case RevokeSession(session_id, at):
            if session_id in tables.sessions:
                _revoke(tables, tables.sessions[session_id], at)
        case RevokeSessionsOf(user_id, at):
            for session in list(tables.sessions.values()):
                if session.user_id == user_id:
                    _revoke(tables, session, at)
        case BeginHistory(epoch):
            tables.epoch = epoch
        case KeepHistory():
            pass
        case MarkNotifications():
            _mark(tables, write)
        case MarkUnread(user_id, ids):
            tables.unread.update((user_id, event_id) for event_id in ids)
        case MarkRecounted():
            tables.metrics[_recounted_at(write)] = write.at_s
            begins = {Span.MINUTE: write.minutes_before, Span.HOUR: write.hours_before}
            for key in list(tables.flows):
                if key.queue_id == write.queue_id and key.begins_at < begins[key.span]:
                    del tables.flows[key]
        case RemoveOld():
            _remove(tables, write)
        case _ if isinstance(write, WebhookWrite):
            tables.webhooks.apply(write)
        case _:
            assert_never(write)


def _put_person(tables: Tables, person: Person) -> None:
    before = tables.people.get(person.id, person)
    if (before.role, before.disabled) != (person.role, person.disabled):
        tables.identity_changes += 1
    tables.people[person.id] = person


def _revoke(tables: Tables, session: Session, at: datetime) -> None:
    if session.revoked_at is None:
        tables.identity_changes += 1
        tables.sessions[session.id] = replace(session, revoked_at=at)


def _patch_person(tables: Tables, patch: PatchPerson) -> None:
    person = tables.people[patch.user_id]
    patched = replace(
        person,
        name=person.name if patch.name is None else patch.name,
        role=person.role if patch.role is None else patch.role,
        password_hash=(
            person.password_hash if patch.password_hash is None else patch.password_hash
        ),
        disabled=person.disabled if patch.disabled is None else patch.disabled,
    )
    _put_person(tables, patched)


def _remove(tables: Tables, old: RemoveOld) -> None:
    tables.removed_through = old.through_n
    for room, seq in old.floors.items():
        tables.floors[room] = max(tables.floors.get(room, 0), seq)
    tables.marks = {key: mark for key, mark in tables.marks.items() if key[1] not in old.marked}
    tables.unread = {key for key in tables.unread if key[1] not in old.marked}
    tables.forgotten.update(old.forgotten)
    for key in old.answers:
        del tables.requests[key]
    for digest, session_id in old.tokens:
        del tables.tokens[digest]
        if not any(token.session_id == session_id for token in tables.tokens.values()):
            del tables.sessions[session_id]
            tables.identity_changes += 1


def _or(value: bool | None, otherwise: bool) -> bool:
    return otherwise if value is None else value


def _mark(tables: Tables, marks: MarkNotifications) -> None:
    for event_id in marks.ids:
        _, cleared = tables.marks.get((marks.user_id, event_id), (marks.at, False))
        tables.marks[marks.user_id, event_id] = (marks.at, cleared or marks.cleared)
        tables.unread.discard((marks.user_id, event_id))
    if marks.through:
        tables.unread = {key for key in tables.unread if key[0] != marks.user_id}
    for room, seq in marks.through.items():
        old = tables.watermarks.get((marks.user_id, room), Watermark())
        tables.watermarks[marks.user_id, room] = Watermark(
            max(old.read_seq, seq), max(old.cleared_seq, seq if marks.cleared else 0)
        )

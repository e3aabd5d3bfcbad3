"""One transaction for many changes: refuse first, then write by phase.

No two changes of a batch share a key (``keys_of``), and what is checked at the beginning is locked
until the end: whoever must be refused drops out before anything is written or numbered, and no
number is ever burnt. Tickets, figures, rooms and requests are gone through in ascending order, so
that several processes wait for each other and not in a circle. Other writes keep the order of
their changes: two processes that change the same people crosswise stand in each other's way for
the second after which PostgreSQL ends one, whose batch is tried again.

Here is what both databases do alike; ``sqlite.writing`` and ``postgres.writing`` run it.

Source:
    ADR-0012, ADR-0014.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from backend.domain.errors import AlreadyExistsError, StaleTicketError
from backend.domain.flow import FlowKey
from backend.domain.people import Queue, Team
from backend.services.changes import (
    Change,
    MarkRecounted,
    PatchPerson,
    PatchQueue,
    PatchTeam,
    Published,
    PutMember,
    PutPerson,
    PutQueue,
    PutTeam,
    PutTicket,
    PutWatcher,
    RemoveMember,
    RemoveWatcher,
    RotateToken,
)
from backend.services.errors import (
    AlreadyRemovedError,
    DuplicateRequestError,
    StaleFiguresError,
)
from backend.services.retention_changes import RemoveOld
from backend.services.webhook_changes import WebhookWrite
from backend.storage import rows
from backend.storage.retention import REMOVED_THROUGH
from backend.storage.rows import Expectation, Value
from backend.storage.webhook_writes import webhook_expectations_of, webhook_keys_of
from common.rooms import Room

_PEOPLE_WRITES = (
    PutPerson,
    PatchPerson,
    PutTeam,
    PutQueue,
    PatchTeam,
    PatchQueue,
    PutMember,
    RemoveMember,
    PutWatcher,
    RemoveWatcher,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change with its events in the bytes that are stored, in the order of publication."""

    change: Change
    encoded: tuple[bytes, ...]


def changes_people(change: Change) -> bool:
    """Whether ``change`` concerns people, teams, queues or how they belong together."""
    return any(isinstance(write, _PEOPLE_WRITES) for write in change.writes)


def keys_of(change: Change) -> set[Hashable]:  # noqa: C901 - one case a write
    """Return what ``change`` must be the only one of its batch to touch."""
    keys: set[Hashable] = set()
    for write in change.writes:
        match write:
            case PutTicket(ticket):
                keys.add(("ticket", ticket.id))
            case PutPerson(person):
                keys.add(("email", person.email))
            case PutTeam(Team(name=str(name))) | PatchTeam(name=str(name)):
                keys.add(("team", name))
            case PutQueue(Queue(name=str(name))) | PatchQueue(name=str(name)):
                keys.add(("queue", name))
            case RotateToken(old_digest):
                keys.add(("token", old_digest))
            case MarkRecounted(queue_id):
                keys.add(("recount", queue_id))
            case RemoveOld():
                keys.add("removal")
            case _ if isinstance(write, WebhookWrite):
                keys.update(webhook_keys_of(write))
            case _:
                pass
    if change.request is not None:
        keys.add(("request", change.request.user_id, change.request.key))
    return keys


def expectations_of(change: Change) -> Iterator[Expectation]:  # noqa: C901, PLR0912 - one case a write
    """Return what must be found for ``change`` to be written."""
    for write in change.writes:
        match write:
            case PutTicket(ticket, int(version)):
                stale = StaleTicketError(ticket.id)
                yield Expectation(rows.TICKET_VERSION, (ticket.id,), (version,), stale)
            case PutPerson(person):
                yield _name(rows.PERSON_BY_EMAIL, person.email, person.id)
            case PutTeam(team):
                yield _name(rows.TEAM_BY_NAME, team.name, team.id)
            case PatchTeam(team_id, str(name)):
                yield _name(rows.TEAM_BY_NAME, name, team_id)
            case PutQueue(queue):
                yield _name(rows.QUEUE_BY_NAME, queue.name, queue.id)
            case PatchQueue(queue_id, str(name)):
                yield _name(rows.QUEUE_BY_NAME, name, queue_id)
            case RotateToken(old_digest):
                replaced = AlreadyExistsError()
                yield Expectation(rows.UNUSED_DIGEST, (old_digest,), (1,), replaced)
            case MarkRecounted(queue_id, previous_s):
                accepted = (previous_s or None,)
                recounted = StaleFiguresError()
                yield Expectation(rows.RECOUNTED_AT, (queue_id,), accepted, recounted)
            case RemoveOld(previous_n):
                yield Expectation(REMOVED_THROUGH, (), (previous_n,), AlreadyRemovedError())
            case _ if isinstance(write, WebhookWrite):
                yield from webhook_expectations_of(write)
            case _:
                pass
    request = change.request
    if request is not None:
        asked = (request.user_id, request.key)
        yield Expectation(rows.REQUEST_KNOWN, asked, (None,), DuplicateRequestError())


def _name(query: str, name: str, owner: str) -> Expectation:
    """Return the expectation that a name is free, or belongs to ``owner`` already."""
    return Expectation(query, (name,), (None, owner), AlreadyExistsError())


def ticket_rows(batch: Iterable[Prepared], *, new: bool) -> list[tuple[Value, ...]]:
    """Return the rows of the tickets that are new, or of the others, by id."""
    tickets = [
        write.ticket
        for item in batch
        for write in item.change.writes
        if isinstance(write, PutTicket) and (write.expected_version is None) is new
    ]
    return [rows.ticket_row(ticket) for ticket in sorted(tickets, key=lambda ticket: ticket.id)]


def metric_rows(batch: Iterable[Prepared]) -> list[tuple[Value, ...]]:
    """Return by how much each figure moves, by key, without those that stay."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for item in batch:
        sums.update(item.change.deltas)
    return [(*key, value) for key, value in sorted(sums.items()) if value]


def flow_rows(batch: Iterable[Prepared]) -> list[tuple[Value, ...]]:
    """Return what is added to each bucket of time, by key."""
    happened: Counter[FlowKey] = Counter()
    for item in batch:
        happened.update(item.change.flows)
    return [rows.flow_row(key, value) for key, value in sorted(happened.items())]


def entries_by_room(batch: Iterable[Prepared]) -> list[tuple[Room, int]]:
    """Return how many entries each room gets, by name.

    0 for one whose floor is raised: it is locked with the others, in their order.
    """
    counted: Counter[Room] = Counter()
    for item in batch:
        for publication in item.change.publications:
            counted.update(publication.rooms)
        for write in item.change.writes:
            if isinstance(write, RemoveOld):
                counted.update(dict.fromkeys(write.floors, 0))
    return sorted(counted.items())


def number_events(
    batch: Iterable[Prepared], following: dict[Room, int], ns: Iterator[int]
) -> list[tuple[Published, ...]]:
    """Give every event its place and its numbers, and return those of each change.

    Args:
        batch: In the order of commit.
        following: The next number of each room; counted up.
        ns: Places, ascending, as many as events.
    """
    published = []
    for item in batch:
        of_change = []
        for publication, encoded in zip(item.change.publications, item.encoded, strict=True):
            positions = {}
            for room in publication.rooms:
                positions[room] = following[room]
                following[room] += 1
            of_change.append(Published(next(ns), publication.event, encoded, positions))
        published.append(tuple(of_change))
    return published


def entry_rows(published: Iterable[Published]) -> list[tuple[Value, ...]]:
    """Return the rows of the rooms' entries."""
    return [(room, seq, one.n) for one in published for room, seq in one.positions.items()]


def request_rows(batch: Iterable[Prepared]) -> list[tuple[Value, ...]]:
    """Return the rows of the answers to remember, by key."""
    requests = (item.change.request for item in batch)
    return sorted(rows.request_row(request) for request in requests if request is not None)

"""One transaction for many changes: refuse first, then write by phase.

No two changes of a batch share a key (``keys_of``), and nobody else writes meanwhile. So what is
checked at the beginning holds until the end: whoever must be refused drops out before anything is
written or numbered, and no number is ever burnt.

Source:
    ADR-0012.
"""

import sqlite3
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from backend.domain.errors import AlreadyExistsError, StaleTicketError
from backend.services.changes import (
    Change,
    PatchPerson,
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
from backend.services.errors import DuplicateRequestError
from backend.storage import rows
from backend.storage.rows import Value
from backend.storage.writes import apply_write
from common.errors import BomizzelError
from common.rooms import Room

_PEOPLE_WRITES = (
    PutPerson,
    PatchPerson,
    PutTeam,
    PutQueue,
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


@dataclass(frozen=True, slots=True)
class _Expectation:
    """What must be found for a change to be written.

    Attributes:
        accepted: Rows that are as expected; None for no row.
        error: What to refuse with otherwise.
    """

    query: str
    parameters: tuple[Value, ...]
    accepted: tuple[tuple[Value, ...] | None, ...]
    error: BomizzelError


def changes_people(change: Change) -> bool:
    """Whether ``change`` concerns people, teams, queues or how they belong together."""
    return any(isinstance(write, _PEOPLE_WRITES) for write in change.writes)


def keys_of(change: Change) -> set[Hashable]:
    """Return what ``change`` must be the only one of its batch to touch."""
    keys: set[Hashable] = set()
    for write in change.writes:
        match write:
            case PutTicket(ticket):
                keys.add(("ticket", ticket.id))
            case PutPerson(person):
                keys.add(("email", person.email))
            case PutTeam(team):
                keys.add(("team", team.name))
            case PutQueue(queue):
                keys.add(("queue", queue.name))
            case RotateToken(old_digest):
                keys.add(("token", old_digest))
            case _:
                pass
    if change.request is not None:
        keys.add(("request", change.request.user_id, change.request.key))
    return keys


def refusal(connection: sqlite3.Connection, change: Change) -> BomizzelError | None:
    """Return why ``change`` cannot be written, if it cannot."""
    for expectation in _expectations(change):
        found = connection.execute(expectation.query, expectation.parameters).fetchone()
        if found not in expectation.accepted:
            return expectation.error
    return None


def write_batch(
    connection: sqlite3.Connection, batch: Sequence[Prepared]
) -> list[tuple[Published, ...]]:
    """Write changes that nothing speaks against, and return what each published.

    Runs inside the caller's transaction.
    """
    puts = [
        write for item in batch for write in item.change.writes if isinstance(write, PutTicket)
    ]
    puts.sort(key=lambda put: put.ticket.id)
    new = [rows.ticket_row(put.ticket) for put in puts if put.expected_version is None]
    changed = [rows.ticket_row(put.ticket) for put in puts if put.expected_version is not None]
    connection.executemany(rows.INSERT_TICKET, new)
    connection.executemany(rows.UPDATE_TICKET, changed)
    for item in batch:
        for write in item.change.writes:
            apply_write(connection, write)
    _move_metrics(connection, batch)
    published = _publish(connection, batch)
    connection.executemany(
        rows.INSERT_REQUEST,
        [rows.request_row(item.change.request) for item in batch if item.change.request],
    )
    return published


def _expectations(change: Change) -> Iterator[_Expectation]:
    for write in change.writes:
        match write:
            case PutTicket(ticket, int(version)):
                stale = StaleTicketError(ticket.id)
                yield _Expectation(rows.TICKET_VERSION, (ticket.id,), ((version,),), stale)
            case PutPerson(person):
                yield _name(rows.PERSON_BY_EMAIL, person.email, person.id)
            case PutTeam(team):
                yield _name(rows.TEAM_BY_NAME, team.name, team.id)
            case PutQueue(queue):
                yield _name(rows.QUEUE_BY_NAME, queue.name, queue.id)
            case RotateToken(old_digest):
                replaced = AlreadyExistsError()
                yield _Expectation(rows.UNUSED_DIGEST, (old_digest,), ((1,),), replaced)
            case _:
                pass
    request = change.request
    if request is not None:
        asked = (request.user_id, request.key)
        yield _Expectation(rows.REQUEST_KNOWN, asked, (None,), DuplicateRequestError())


def _name(query: str, name: str, owner: str) -> _Expectation:
    """Return the expectation that a name is free, or belongs to ``owner`` already."""
    return _Expectation(query, (name,), (None, (owner,)), AlreadyExistsError())


def _move_metrics(connection: sqlite3.Connection, batch: Sequence[Prepared]) -> None:
    sums: Counter[tuple[str, str, str]] = Counter()
    for item in batch:
        sums.update(item.change.deltas)
    connection.executemany(
        rows.MOVE_METRIC, [(*key, value) for key, value in sorted(sums.items()) if value]
    )


def _publish(
    connection: sqlite3.Connection, batch: Sequence[Prepared]
) -> list[tuple[Published, ...]]:
    following = _first_numbers(
        connection,
        (
            room
            for item in batch
            for publication in item.change.publications
            for room in publication.rooms
        ),
    )
    (n,) = connection.execute(rows.LAST_N).fetchone() or (0,)
    published = []
    for item in batch:
        of_change = []
        for publication, encoded in zip(item.change.publications, item.encoded, strict=True):
            n += 1
            positions = {}
            for room in publication.rooms:
                positions[room] = following[room]
                following[room] += 1
            of_change.append(Published(n, publication.event, encoded, positions))
        published.append(tuple(of_change))
    flat = [one for of_change in published for one in of_change]
    connection.executemany(rows.INSERT_EVENT, map(rows.event_row, flat))
    connection.executemany(
        rows.INSERT_ENTRY,
        [(room, seq, one.n) for one in flat for room, seq in one.positions.items()],
    )
    return published


def _first_numbers(connection: sqlite3.Connection, rooms: Iterable[Room]) -> dict[Room, int]:
    """Reserve as many numbers in each room as it occurs, and return the first of each."""
    first = {}
    for room, count in sorted(Counter(rooms).items()):
        (head,) = connection.execute(rows.RESERVE_NUMBERS, (room, count)).fetchone()
        first[room] = head - count + 1
    return first

"""Writes a batch on PostgreSQL: the phases of ``batch``, each a round trip for all its rows."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from backend.services.changes import Change, Committed, Published, Write
from backend.storage import rows
from backend.storage.batch import (
    Prepared,
    entries_by_room,
    entry_rows,
    expectations_of,
    flow_rows,
    metric_rows,
    number_events,
    request_rows,
    ticket_rows,
)
from backend.storage.postgres.connections import Connection
from backend.storage.rows import Expectation, Value
from backend.storage.writes import follows_the_room, statements_of
from common.errors import BomizzelError

NEXT_PLACES = "SELECT nextval('event_n_seq') FROM generate_series(1, $1)"
LOG_COMMITS = "INSERT INTO commit_log (n) SELECT unnest($1::bigint[])"


async def write_batch(
    connection: Connection, batch: Sequence[Prepared]
) -> list[Committed | BomizzelError]:
    """Write those changes of ``batch`` that nothing speaks against, and refuse the others.

    Runs inside the caller's transaction.
    """
    refused = await _refusals(connection, [item.change for item in batch])
    accepted = [item for item, error in zip(batch, refused, strict=True) if error is None]
    await _run(connection, rows.INSERT_TICKET, ticket_rows(accepted, new=True))
    await _run(connection, rows.UPDATE_TICKET, ticket_rows(accepted, new=False))
    writes = [write for item in accepted for write in item.change.writes]
    await _write(connection, (write for write in writes if not follows_the_room(write)))
    await _run(connection, rows.MOVE_METRIC, metric_rows(accepted))
    await _run(connection, rows.ADD_FLOW, flow_rows(accepted))
    published = iter(await _publish(connection, accepted))
    # The person's room is locked now: marks are written in the order in which they are told.
    await _write(connection, (write for write in writes if follows_the_room(write)))
    await _run(connection, rows.INSERT_REQUEST, request_rows(accepted))
    return [error or Committed(next(published)) for error in refused]


async def _write(connection: Connection, writes: Iterable[Write]) -> None:
    for write in writes:
        for statement in statements_of(write):
            await _run(connection, statement.sql, statement.rows)


async def _refusals(
    connection: Connection, changes: Sequence[Change]
) -> list[BomizzelError | None]:
    """Return for each change why it cannot be written; what was looked at stays locked."""
    by_query: dict[str, list[tuple[Expectation, int]]] = {}
    for place, change in enumerate(changes):
        for expectation in expectations_of(change):
            by_query.setdefault(expectation.query, []).append((expectation, place))
    refused: list[BomizzelError | None] = [None] * len(changes)
    for query, asked in sorted(by_query.items()):
        asked.sort(key=lambda one: str(one[0].parameters))
        # As a subquery it finds a row in any case, so that answers stand beside questions.
        found = await connection.fetchmany(
            f"SELECT ({numbered(query)} FOR UPDATE)", [one.parameters for one, _ in asked]
        )
        for (expectation, place), (value,) in zip(asked, found, strict=True):
            if value not in expectation.accepted:
                refused[place] = expectation.error
    return refused


async def _publish(
    connection: Connection, batch: Sequence[Prepared]
) -> list[tuple[Published, ...]]:
    counted = entries_by_room(batch)
    following = {}
    if counted:
        heads = await connection.fetchmany(numbered(rows.RESERVE_NUMBERS), counted)
        following = {
            room: head - new + 1 for (room, new), (head,) in zip(counted, heads, strict=True)
        }
    events = sum(len(item.encoded) for item in batch)
    # Asked for while the rooms are locked: so places grow with the numbers of each room.
    places = await connection.fetch(NEXT_PLACES, events) if events else []
    published = number_events(batch, following, iter(sorted(n for (n,) in places)))
    flat = [one for of_change in published for one in of_change]
    if flat:
        await _run(connection, rows.INSERT_EVENT, [rows.event_row(one) for one in flat])
        await _run(connection, rows.INSERT_ENTRY, entry_rows(flat))
        await connection.execute(LOG_COMMITS, [one.n for one in flat])
    return published


async def _run(connection: Connection, sql: str, parameters: Iterable[tuple[Value, ...]]) -> None:
    some = tuple(parameters)
    if some:
        await connection.executemany(numbered(sql), some)


@lru_cache(maxsize=256)
def numbered(sql: str) -> str:
    """Return ``sql`` with the parameters as PostgreSQL names them."""
    first, *others = sql.split("?")
    return first + "".join(f"${number}{text}" for number, text in enumerate(others, 1))

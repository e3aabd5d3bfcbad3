"""Writes a batch on SQLite, in a transaction in which nobody else writes."""

import sqlite3
from collections.abc import Sequence
from itertools import count

from backend.services.changes import Change, Published
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
from backend.storage.writes import statements_of
from common.errors import BomizzelError

LAST_N = "SELECT seq FROM sqlite_sequence WHERE name = 'event'"


def refusal(connection: sqlite3.Connection, change: Change) -> BomizzelError | None:
    """Return why ``change`` cannot be written, if it cannot."""
    for expectation in expectations_of(change):
        (found,) = connection.execute(expectation.query, expectation.parameters).fetchone() or (
            None,
        )
        if found not in expectation.accepted:
            return expectation.error
    return None


def write_batch(
    connection: sqlite3.Connection, batch: Sequence[Prepared]
) -> list[tuple[Published, ...]]:
    """Write changes that nothing speaks against, and return what each published.

    Runs inside the caller's transaction.
    """
    connection.executemany(rows.INSERT_TICKET, ticket_rows(batch, new=True))
    connection.executemany(rows.UPDATE_TICKET, ticket_rows(batch, new=False))
    for item in batch:
        for write in item.change.writes:
            for statement in statements_of(write):
                connection.executemany(statement.sql, statement.rows)
    connection.executemany(rows.MOVE_METRIC, metric_rows(batch))
    connection.executemany(rows.ADD_FLOW, flow_rows(batch))
    following = {}
    for room, new in entries_by_room(batch):
        (head,) = connection.execute(rows.RESERVE_NUMBERS, (room, new)).fetchone()
        following[room] = head - new + 1
    (last,) = connection.execute(LAST_N).fetchone() or (0,)
    published = number_events(batch, following, count(last + 1))
    flat = [one for of_change in published for one in of_change]
    connection.executemany(rows.INSERT_EVENT, map(rows.event_row, flat))
    connection.executemany(rows.INSERT_ENTRY, entry_rows(flat))
    connection.executemany(rows.INSERT_REQUEST, request_rows(batch))
    return published

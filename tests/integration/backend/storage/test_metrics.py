"""Figures on a database that a newer version has written to."""

import sqlite3
from pathlib import Path

from backend.domain.metrics import drift
from backend.storage.opened import Storage
from tests.fakes.changes import filed, make_ticket
from tests.fakes.clock import NOON
from tests.fakes.desk import PRINTERS


async def test_figures_that_a_newer_version_counts_are_left_alone(
    storage: Storage, path: Path
) -> None:
    await storage.gateway.commit(filed(make_ticket()))
    with sqlite3.connect(path) as newer:
        newer.execute("INSERT INTO queue_metric VALUES (?, 'regretted', '', 5)", (PRINTERS.id,))
        newer.executemany(
            "INSERT INTO queue_flow SELECT queue_id, span, begins_at, 'regretted', 5"
            " FROM queue_flow WHERE queue_id = ? AND flow = 'created'",
            [(PRINTERS.id,)],
        )
    newer.close()

    metrics = storage.readers.metrics
    figures = await metrics.figures(PRINTERS.id, minutes_from=NOON, hours_from=NOON)
    is_open, hours = await metrics.history(PRINTERS.id, NOON)

    assert figures.hours == figures.minutes == {"created": 1}
    assert (is_open, hours[NOON]) == (1, {"created": 1})
    assert drift(*await metrics.counted(PRINTERS.id)) == {}

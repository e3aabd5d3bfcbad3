"""The tiles: the figures of all shown queues, in words. Pure.

"Breaching soon" counts queues, not tickets: tickets have no due times, and the server tells the
age of the oldest open one of each queue. A queue is about to breach from the age that warns, and
has breached from the age that alarms; both are limits that the person sets (ADR-0025).
"""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop.core.figures.thresholds import Figure, Level
from desktop.core.figures.totals import Totals
from desktop.core.language import counted
from desktop.ui.dashboard.data import Row, Tile
from desktop.ui.dashboard.numbers import UNKNOWN, count, duration

translate = QCoreApplication.translate


def tiles(
    together: Totals, rows: Sequence[Row], now: datetime, *, has_age_limit: bool
) -> tuple[Tile, ...]:
    """Return the tiles in their order."""
    return (
        Tile(
            translate("Dashboard", "Open"),
            count(together.open),
            _queues_over(rows, Figure.OPEN),
            _worst(rows, Figure.OPEN),
            translate("Dashboard", "Tickets that are neither resolved nor closed."),
        ),
        Tile(
            translate("Dashboard", "Unassigned"),
            count(together.unassigned),
            _queues_over(rows, Figure.UNASSIGNED),
            _worst(rows, Figure.UNASSIGNED),
            translate("Dashboard", "Open tickets that nobody works on."),
        ),
        _oldest(together, rows, now),
        _breaching(rows, has_age_limit=has_age_limit),
        Tile(
            translate("Dashboard", "Created today"),
            count(together.created_today),
            hint=translate("Dashboard", "Tickets that were filed since midnight."),
        ),
        Tile(
            translate("Dashboard", "Resolved today"),
            count(together.resolved_today),
            hint=translate(
                "Dashboard",
                "Times that an open ticket was resolved or closed since midnight, reopened since "
                "or not.",
            ),
        ),
        Tile(
            translate("Dashboard", "First response"),
            duration(together.average_first_response_s),
            _on_average(together.average_first_response_s),
            hint=translate(
                "Dashboard",
                "Mean time from filing to the first public note by staff, over the tickets that "
                "are in the queues now and have one. Several queues weigh by their tickets.",
            ),
        ),
        Tile(
            translate("Dashboard", "Resolution"),
            duration(together.average_resolution_s),
            _on_average(together.average_resolution_s),
            hint=translate(
                "Dashboard",
                "Mean time from filing to the last resolution, over the tickets that are in the "
                "queues now and are resolved or closed.",
            ),
        ),
    )


def _on_average(seconds: float | None) -> str:
    if seconds is None:
        return translate("Dashboard", "none yet")
    return translate("Dashboard", "on average")


def _oldest(together: Totals, rows: Sequence[Row], now: datetime) -> Tile:
    aged = [row for row in rows if row.oldest_s is not None]
    oldest = max(aged, key=lambda row: row.oldest_s or 0.0, default=None)
    age_s = None
    if together.oldest_open_at is not None:
        age_s = (now - together.oldest_open_at).total_seconds()
    return Tile(
        translate("Dashboard", "Oldest"),
        duration(age_s),
        translate("Dashboard", "in {queue}").format(queue=oldest.name) if oldest else "",
        _worst(rows, Figure.OLDEST_MINUTES),
        translate("Dashboard", "Age of the open ticket that was filed first."),
    )


def _breaching(rows: Sequence[Row], *, has_age_limit: bool) -> Tile:
    title = translate("Dashboard", "Breaching soon")
    hint = translate(
        "Dashboard",
        "Queues whose oldest open ticket has passed the age at which you want to be warned. "
        "Tickets have no due times of their own: set the ages under “Limits…”.",
    )
    if not has_age_limit:
        return Tile(title, UNKNOWN, translate("Dashboard", "no limit set"), hint=hint)
    levels = [row.levels.get(Figure.OLDEST_MINUTES, Level.NORMAL) for row in rows]
    soon, late = levels.count(Level.WARN), levels.count(Level.ALARM)
    note = translate("Dashboard", "of {n} queues").format(n=len(rows))
    if late:
        note = translate("Dashboard", "of {n} queues · {late} past limit")
        note = note.format(n=len(rows), late=late)
    return Tile(title, count(soon), note, max(levels, default=Level.NORMAL), hint)


def _worst(rows: Sequence[Row], figure: Figure) -> Level:
    return max((row.levels.get(figure, Level.NORMAL) for row in rows), default=Level.NORMAL)


def _queues_over(rows: Sequence[Row], figure: Figure) -> str:
    """Return how many queues are at or over a limit; nothing when none is."""
    over = sum(row.levels.get(figure, Level.NORMAL) is not Level.NORMAL for row in rows)
    if not over:
        return ""
    return counted(
        over,
        translate("Dashboard", "1 queue over limit"),
        translate("Dashboard", "{n} queues over limit"),
    )

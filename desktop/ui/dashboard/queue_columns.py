"""The columns of the table of queues: what each is called, sorts by and says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from types import MappingProxyType
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication

from desktop.core.figures.thresholds import Figure, Level
from desktop.ui.dashboard.data import Row
from desktop.ui.dashboard.numbers import UNKNOWN, count, duration, second_of_day

translate = QCoreApplication.translate

Value: TypeAlias = str | int | float | datetime | None
"""What a column sorts by; values of one column compare with each other."""


class QueueColumn(IntEnum):
    """The columns; their numbers are kept with the layout."""

    NAME = 0
    TEAM = 1
    TREND = 2
    OPEN = 3
    UNASSIGNED = 4
    ESCALATED = 5
    OLDEST = 6
    LAST_HOUR = 7
    CREATED = 8
    RESOLVED = 9
    RESPONSE = 10
    RESOLUTION = 11
    AS_OF = 12


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is called, and what it shows of a row.

    Attributes:
        figure: Which limit colors it; None for none.
    """

    title: Callable[[], str]
    value: Callable[[Row], Value]
    words: Callable[[Row], str]
    figure: Figure | None = None


def level_in(row: Row, column: QueueColumn) -> Level:
    """Return how far the figure in a cell has come; out of date it says nothing."""
    figure = COLUMNS[column].figure
    if figure is None or row.is_stale:
        return Level.NORMAL
    return row.levels.get(figure, Level.NORMAL)


def _as_of(row: Row) -> str:
    return UNKNOWN if row.confirmed_at is None else second_of_day(row.confirmed_at)


COLUMNS: Mapping[QueueColumn, Column] = MappingProxyType(
    {
        QueueColumn.NAME: Column(
            lambda: translate("Dashboard", "Queue"),
            lambda row: row.name.casefold(),
            lambda row: row.name,
        ),
        QueueColumn.TEAM: Column(
            lambda: translate("Dashboard", "Team"),
            lambda row: row.team.casefold(),
            lambda row: row.team,
        ),
        QueueColumn.TREND: Column(
            lambda: translate("Dashboard", "Trend"),
            lambda row: row.trend[-1] - row.trend[0] if row.trend else 0,
            lambda _: "",
        ),
        QueueColumn.OPEN: Column(
            lambda: translate("Dashboard", "Open"),
            lambda row: row.open,
            lambda row: count(row.open),
            Figure.OPEN,
        ),
        QueueColumn.UNASSIGNED: Column(
            lambda: translate("Dashboard", "Unassigned"),
            lambda row: row.unassigned,
            lambda row: count(row.unassigned),
            Figure.UNASSIGNED,
        ),
        QueueColumn.ESCALATED: Column(
            lambda: translate("Dashboard", "Escalated"),
            lambda row: row.escalated,
            lambda row: count(row.escalated),
            Figure.ESCALATED,
        ),
        QueueColumn.OLDEST: Column(
            lambda: translate("Dashboard", "Oldest"),
            lambda row: row.oldest_s,
            lambda row: duration(row.oldest_s),
            Figure.OLDEST_MINUTES,
        ),
        QueueColumn.LAST_HOUR: Column(
            lambda: translate("Dashboard", "Last hour"),
            lambda row: row.created_last_hour,
            lambda row: count(row.created_last_hour),
            Figure.CREATED_LAST_HOUR,
        ),
        QueueColumn.CREATED: Column(
            lambda: translate("Dashboard", "Created"),
            lambda row: row.created_today,
            lambda row: count(row.created_today),
        ),
        QueueColumn.RESOLVED: Column(
            lambda: translate("Dashboard", "Resolved"),
            lambda row: row.resolved_today,
            lambda row: count(row.resolved_today),
        ),
        QueueColumn.RESPONSE: Column(
            lambda: translate("Dashboard", "Response"),
            lambda row: row.first_response_s,
            lambda row: duration(row.first_response_s),
        ),
        QueueColumn.RESOLUTION: Column(
            lambda: translate("Dashboard", "Resolution"),
            lambda row: row.resolution_s,
            lambda row: duration(row.resolution_s),
        ),
        QueueColumn.AS_OF: Column(
            lambda: translate("Dashboard", "As of"),
            lambda row: row.confirmed_at,
            _as_of,
        ),
    }
)
"""Every column, in its order."""

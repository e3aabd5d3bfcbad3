"""What the parts of the dashboard are called."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from common.vocabulary import Priority, Status
from desktop.core.figures.thresholds import Figure
from desktop.core.figures.values import FigureRange

translate = QCoreApplication.translate


def range_title(chosen: FigureRange) -> str:
    """Return the name of a range, two words at most."""
    match chosen:
        case FigureRange.HOUR:
            return translate("Dashboard", "1 hour")
        case FigureRange.TODAY:
            return translate("Dashboard", "Today")
        case FigureRange.WEEK:
            return translate("Dashboard", "7 days")
        case FigureRange.MONTH:
            return translate("Dashboard", "30 days")
        case _:
            assert_never(chosen)


def range_hint(chosen: FigureRange) -> str:
    """Return what a range covers, one sentence."""
    match chosen:
        case FigureRange.HOUR:
            return translate("Dashboard", "The last 60 minutes, by minute")
        case FigureRange.TODAY:
            return translate("Dashboard", "Since midnight, by hour")
        case FigureRange.WEEK:
            return translate("Dashboard", "Today and the six days before, by hour")
        case FigureRange.MONTH:
            return translate("Dashboard", "The last 30 days; the days are those of UTC")
        case _:
            assert_never(chosen)


def figure_title(figure: Figure) -> str:
    """Return the name of a figure that limits can be set for."""
    match figure:
        case Figure.OPEN:
            return translate("Dashboard", "Open")
        case Figure.UNASSIGNED:
            return translate("Dashboard", "Unassigned")
        case Figure.ESCALATED:
            return translate("Dashboard", "Escalated")
        case Figure.OLDEST_MINUTES:
            return translate("Dashboard", "Oldest open ticket")
        case Figure.CREATED_LAST_HOUR:
            return translate("Dashboard", "Created in the last hour")
        case _:
            assert_never(figure)


def status_title(status: Status) -> str:  # noqa: PLR0911 - one return a status
    """Return the name of a status, as a heading."""
    match status:
        case Status.OPEN:
            return translate("Dashboard", "New")
        case Status.IN_PROGRESS:
            return translate("Dashboard", "In progress")
        case Status.PENDING:
            return translate("Dashboard", "Pending")
        case Status.ON_HOLD:
            return translate("Dashboard", "On hold")
        case Status.ESCALATED:
            return translate("Dashboard", "Escalated")
        case Status.RESOLVED:
            return translate("Dashboard", "Resolved")
        case Status.CLOSED:
            return translate("Dashboard", "Closed")
        case _:
            assert_never(status)


def priority_title(priority: Priority) -> str:
    """Return the name of a priority, as a heading."""
    match priority:
        case Priority.LOW:
            return translate("Dashboard", "Low")
        case Priority.NORMAL:
            return translate("Dashboard", "Normal")
        case Priority.HIGH:
            return translate("Dashboard", "High")
        case Priority.URGENT:
            return translate("Dashboard", "Urgent")
        case _:
            assert_never(priority)

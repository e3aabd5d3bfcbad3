"""Figures in words: counts, durations and instants as the person's locale writes them. Pure."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.core.figures.values import FigureRange
from desktop.ui.dashboard.data import Timeline

translate = QCoreApplication.translate

UNKNOWN = "\N{EN DASH}"
"""In place of a figure that is not there."""

_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S
_DAY_S = 24 * _HOUR_S


def count(value: int | None) -> str:
    """Return a number with the separators of the locale."""
    return UNKNOWN if value is None else QLocale().toString(value)


def duration(seconds: float | None) -> str:
    """Return a length of time in its two largest units, like ``3 h 20 min``."""
    if seconds is None:
        return UNKNOWN
    whole = max(0, int(seconds))
    if whole < _MINUTE_S:
        return translate("Figures", "{n} s").format(n=whole)
    if whole < _HOUR_S:
        return translate("Figures", "{n} min").format(n=whole // _MINUTE_S)
    if whole < _DAY_S:
        text = translate("Figures", "{hours} h {minutes} min")
        return text.format(hours=whole // _HOUR_S, minutes=whole % _HOUR_S // _MINUTE_S)
    text = translate("Figures", "{days} d {hours} h")
    return text.format(days=whole // _DAY_S, hours=whole % _DAY_S // _HOUR_S)


def second_of_day(at: datetime, zone: tzinfo | None = None) -> str:
    """Return the local time of day with its seconds, like ``10:42:07``."""
    return f"{at.astimezone(zone):%H:%M:%S}"


def axis_label(at: datetime, chosen: FigureRange, zone: tzinfo | None = None) -> str:
    """Return what stands below a chart at an instant: a time of day, or a day."""
    if chosen is FigureRange.MONTH:
        return _day(at)  # Days of the server, which begin at midnight UTC.
    local = at.astimezone(zone)
    if chosen is FigureRange.WEEK:
        weekday = QLocale().dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)
        return translate("Figures", "{weekday} {day}").format(weekday=weekday, day=local.day)
    return f"{local:%H:%M}"


def entry_label(data: Timeline, entry: int, zone: tzinfo | None = None) -> str:
    """Return when a number of a timeline held, in a table and under the pointer."""
    at = data.instants[entry]
    if data.is_level and data.range is not FigureRange.MONTH:
        if entry + 1 == len(data.instants):
            return translate("Figures", "now")
        at = data.instants[entry + 1]
    label = axis_label(at, data.range, zone)
    if data.by_day or data.range is not FigureRange.WEEK:
        return label
    return f"{label}, {at.astimezone(zone):%H:%M}"


def _day(at: datetime) -> str:
    month = QLocale().monthName(at.month, QLocale.FormatType.ShortFormat)
    return translate("Figures", "{day} {month}").format(day=at.day, month=month)

"""Instants in words: how long ago, and exactly when, in the person's language and time zone."""

from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QTimeZone

from desktop.core.language import counted

translate = QCoreApplication.translate

_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S
_DAY_S = 24 * _HOUR_S


def ago(at: datetime, now: datetime) -> str:
    """Return how long before ``now`` it was; a clock that is ahead counts as now."""
    age_s = int((now - at).total_seconds())
    if age_s < 1:
        return translate("Times", "just now")
    if age_s < _MINUTE_S:
        return translate("Times", "{n} s ago").format(n=age_s)
    if age_s < _HOUR_S:
        return translate("Times", "{n} min ago").format(n=age_s // _MINUTE_S)
    if age_s < _DAY_S:
        return translate("Times", "{n} h ago").format(n=age_s // _HOUR_S)
    return translate("Times", "{n} d ago").format(n=age_s // _DAY_S)


def duration(time: timedelta) -> str:
    """Return how long ``time`` is, in its largest unit: "3 days", "1 minute"."""
    seconds = max(1, round(time.total_seconds()))
    if seconds < 2 * _MINUTE_S:
        return counted(
            seconds, translate("Times", "{n} second"), translate("Times", "{n} seconds")
        )
    if seconds < 2 * _HOUR_S:
        minutes = seconds // _MINUTE_S
        return translate("Times", "{n} minutes").format(n=minutes)
    if seconds < 2 * _DAY_S:
        return translate("Times", "{n} hours").format(n=seconds // _HOUR_S)
    return translate("Times", "{n} days").format(n=seconds // _DAY_S)


def clock_time(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return the time of day, with the day in front unless it is today.

    Args:
        at: When it was, aware.
        now: The present, aware; says which day is today.
        zone: Whose days and hours; None for this machine's.
    """
    local_at, local_now = at.astimezone(zone), now.astimezone(zone)
    time = f"{local_at:%H:%M}"
    if local_at.date() == local_now.date():
        return time
    day = QLocale().monthName(local_at.month, QLocale.FormatType.ShortFormat)
    return f"{local_at.day} {day} {time}"


def full_time(at: datetime) -> str:
    """Return date and time with seconds, as the person's locale writes them."""
    instant = QDateTime.fromMSecsSinceEpoch(round(at.timestamp() * 1000))
    local = instant.toTimeZone(QTimeZone.systemTimeZone())
    return QLocale().toString(local, QLocale.FormatType.LongFormat)

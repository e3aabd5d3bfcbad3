"""Quiet hours, in the local time of the machine. Pure.

A night of quiet hours belongs to the day on which it begins. Where the clocks change, a time that
comes twice is meant the first time, and one that is left out is meant when it would have come.
"""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from desktop.core.settings.values import Settings, Weekday

_WEEKDAYS = tuple(Weekday)
_DAY = timedelta(days=1)


class Zone(Protocol):
    """The time zone of the machine, which may be another one tomorrow."""

    def local(self, instant: datetime) -> datetime:
        """Return what the clock on the wall shows at ``instant``, which is aware; naive."""
        ...

    def instant(self, wall: datetime) -> datetime:
        """Return when the clock on the wall shows ``wall``, which is naive; aware UTC."""
        ...


def quiet_until(settings: Settings, now: datetime, zone: Zone) -> datetime | None:
    """Return when the quiet hours end that ``now`` is in, aware UTC; None outside of them."""
    if not settings.quiet_hours:
        return None
    today = zone.local(now).date()
    # A night that began before today may still last: at most two days, where clocks change.
    spans = [_span(settings, today - days * _DAY, zone) for days in range(3)]
    return max((end for begin, end in filter(None, spans) if begin <= now < end), default=None)


def _span(settings: Settings, day: date, zone: Zone) -> tuple[datetime, datetime] | None:
    """Return begin and end of the quiet hours that begin on ``day``; None when none do."""
    if _WEEKDAYS[day.weekday()] not in settings.quiet_hours_days:
        return None
    begins = time.fromisoformat(settings.quiet_hours_begin)
    ends = time.fromisoformat(settings.quiet_hours_end)
    last_day = day if begins < ends else day + _DAY
    return (
        zone.instant(datetime.combine(day, begins)),
        zone.instant(datetime.combine(last_day, ends)),
    )

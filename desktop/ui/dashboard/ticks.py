"""Where the lines and labels of an axis stand. Pure."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from desktop.core.figures.values import FigureRange

_STEPS = (1, 2, 5)
_EVERY = (1, 2, 3, 6, 12, 24)
"""Every how many hours, days or lines there is a label, so that it can be read."""


def scale(highest: float, lines: int = 5) -> list[int]:
    """Return round values from 0 to at least ``highest``, about ``lines`` steps; never only 0."""
    step, decade = 1, 1
    while step * lines < highest:
        for factor in _STEPS:
            step = factor * decade
            if step * lines >= highest:
                break
        decade *= 10
    count = max(1, -(-int(-(-highest // 1)) // step))
    return [step * number for number in range(count + 1)]


def labelled(
    instants: Sequence[datetime], chosen: FigureRange, room: int, zone: tzinfo | None = None
) -> list[int]:
    """Return at which of ``instants`` a label fits: at round times, at most ``room`` of them."""
    if room < 1 or not instants:
        return []
    round_ones = [n for n, at in enumerate(instants) if _is_round(at, chosen, zone)]
    if not round_ones:
        return [0]
    fitting = [every for every in _EVERY if -(-len(round_ones) // every) <= room]
    return round_ones[:: fitting[0] if fitting else len(round_ones)]


def _is_round(at: datetime, chosen: FigureRange, zone: tzinfo | None) -> bool:
    local = at.astimezone(zone)
    match chosen:
        case FigureRange.HOUR:
            return local.minute % 10 == 0
        case FigureRange.TODAY:
            return True
        case FigureRange.WEEK:
            return local.hour == 0
        case FigureRange.MONTH:
            return True

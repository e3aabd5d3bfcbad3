"""Buckets of a queue's history, and how live figures move the last one. Pure.

Live figures count what came and went in the last 60 minutes and since midnight UTC. What all
buckets before the current one hold of that is known, so the current one holds the rest: it moves
with each update and nothing is fetched again until it ends.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from common.live import QueueMetrics
from common.queue_history import MAX_BUCKETS, HistoryStep, QueueHistoryBucket
from desktop.core.figures.values import FigureRange

STEP: Mapping[HistoryStep, timedelta] = {
    HistoryStep.MINUTE: timedelta(minutes=1),
    HistoryStep.HOUR: timedelta(hours=1),
    HistoryStep.DAY: timedelta(days=1),
}
"""How long a bucket is."""

STEP_OF: Mapping[FigureRange, HistoryStep] = {
    FigureRange.HOUR: HistoryStep.MINUTE,
    FigureRange.TODAY: HistoryStep.HOUR,
    FigureRange.WEEK: HistoryStep.HOUR,
    FigureRange.MONTH: HistoryStep.DAY,
}
"""The buckets that a range is made of."""

_HOUR = timedelta(hours=1)


def bucket_of(step: HistoryStep, at: datetime) -> datetime:
    """Return when the bucket that holds ``at`` begins, aware UTC."""
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    match step:
        case HistoryStep.MINUTE:
            return minute
        case HistoryStep.HOUR:
            return minute.replace(minute=0)
        case HistoryStep.DAY:
            return minute.replace(hour=0, minute=0)


def midnight(now: datetime, zone: tzinfo | None) -> datetime:
    """Return the begin of today in ``zone``, None for this machine's; as aware UTC."""
    local = now.astimezone(zone)
    start = datetime(local.year, local.month, local.day, tzinfo=zone)
    # Without a zone of its own it is local time, whose offset at midnight may be another.
    return start.astimezone(UTC) if zone is not None else _local_midnight(local)


def range_begin(chosen: FigureRange, now: datetime, zone: tzinfo | None) -> datetime:
    """Return the begin of the first bucket of a range, aware UTC.

    Where midnight is no full hour of UTC, the bucket of the hour that holds it counts.
    """
    match chosen:
        case FigureRange.HOUR:
            return bucket_of(HistoryStep.MINUTE, now) - timedelta(minutes=59)
        case FigureRange.TODAY:
            return bucket_of(HistoryStep.HOUR, midnight(now, zone))
        case FigureRange.WEEK:
            return bucket_of(HistoryStep.HOUR, midnight(now - timedelta(days=6), zone))
        case FigureRange.MONTH:
            return bucket_of(HistoryStep.DAY, now) - timedelta(days=29)


def wanted(chosen: FigureRange, now: datetime, zone: tzinfo | None) -> dict[HistoryStep, datetime]:
    """Return which histories a range needs, and from when: today's hours are always among them.

    They reach back to midnight here and to midnight UTC, since when live figures count.
    """
    begins = {HistoryStep.HOUR: range_begin(FigureRange.TODAY, now, zone)}
    step, begin = STEP_OF[chosen], range_begin(chosen, now, zone)
    begins[step] = min(begin, begins.get(step, begin))
    begins[HistoryStep.HOUR] = min(begins[HistoryStep.HOUR], bucket_of(HistoryStep.DAY, now))
    return begins


def up_to_now(
    buckets: Sequence[QueueHistoryBucket], step: HistoryStep, metrics: QueueMetrics
) -> tuple[QueueHistoryBucket, ...]:
    """Return ``buckets`` with the current one as ``metrics`` say, and those that ended meanwhile.

    Figures that are older than the last bucket change nothing. What happened in a bucket that
    began and ended since is in none of the figures, except that ``open`` follows.
    """
    current = bucket_of(step, metrics.as_of)
    if not buckets or current < buckets[-1].at:
        return tuple(buckets)
    *ended, last = rolled(buckets, step, metrics.as_of)
    created, resolved = _since(step, ended, current, metrics)
    moved = msgspec.structs.replace(
        last,
        created=max(last.created, created),
        resolved=max(last.resolved, resolved),
        open=metrics.open,
    )
    return (*ended, moved)


def rolled(
    buckets: Sequence[QueueHistoryBucket], step: HistoryStep, now: datetime
) -> tuple[QueueHistoryBucket, ...]:
    """Return ``buckets`` and, up to ``now``, empty ones: as many stay open as were."""
    current, length = bucket_of(step, now), STEP[step]
    grown = list(buckets)
    for _ in range(MAX_BUCKETS):
        if not grown or grown[-1].at >= current:
            break
        grown.append(_empty(grown[-1].at + length, is_open=grown[-1].open))
    return tuple(grown[-MAX_BUCKETS:])


def _since(
    step: HistoryStep,
    ended: Sequence[QueueHistoryBucket],
    current: datetime,
    metrics: QueueMetrics,
) -> tuple[int, int]:
    """Return what was created and resolved since ``current`` began, as far as it can be told."""
    if step is HistoryStep.MINUTE:
        begin = current - timedelta(minutes=59)
        totals = (metrics.created_last_hour, metrics.resolved_last_hour)
    else:
        begin = bucket_of(HistoryStep.DAY, metrics.as_of)
        totals = (metrics.created_today, metrics.resolved_today)
    reaches_back = begin == current or (ended and ended[0].at <= begin)
    if not reaches_back:
        return 0, 0
    before = [bucket for bucket in ended if bucket.at >= begin]
    return (
        totals[0] - sum(bucket.created for bucket in before),
        totals[1] - sum(bucket.resolved for bucket in before),
    )


def _empty(at: datetime, *, is_open: int) -> QueueHistoryBucket:
    return QueueHistoryBucket(
        at=at,
        created=0,
        resolved=0,
        reopened=0,
        moved_in=0,
        moved_out=0,
        open=is_open,
        first_responses=0,
        average_first_response_seconds=None,
        average_resolution_seconds=None,
    )


def _local_midnight(local: datetime) -> datetime:
    naive = datetime(local.year, local.month, local.day)  # noqa: DTZ001 - the machine's own zone
    return naive.astimezone(UTC)

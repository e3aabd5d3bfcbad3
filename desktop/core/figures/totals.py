"""Figures of several queues as one. Pure.

Numbers are added, the oldest ticket is the oldest of all, and averages weigh as much as the
tickets that they were made of. What is missing for one queue is left out, never guessed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypeVar

from common.ids import UserId
from common.live import QueueMetrics
from common.queue_history import QueueHistoryBucket
from common.vocabulary import Priority, Status
from desktop.core.figures.values import QueueFigures

_K = TypeVar("_K", Status, Priority)


@dataclass(frozen=True, slots=True)
class Totals:
    """What several queues say together.

    Attributes:
        queues: How many of them have figures.
        oldest_open_at: When the oldest open ticket was created; None without one.
        average_first_response_s: Over the tickets that are in the queues now; weighed by how many
            each queue resolved and has open, since the server does not say how many of them had a
            response. None without any.
        average_resolution_s: Over the resolved tickets of the queues, weighed by their number.
        confirmed_at: Of the oldest of the figures; None without any.
    """

    queues: int = 0
    open: int = 0
    unassigned: int = 0
    escalated: int = 0
    by_status: Mapping[Status, int] = field(default_factory=dict)
    by_priority: Mapping[Priority, int] = field(default_factory=dict)
    by_assignee: Mapping[UserId, int] = field(default_factory=dict)
    oldest_open_at: datetime | None = None
    average_first_response_s: float | None = None
    average_resolution_s: float | None = None
    created_today: int | None = None
    resolved_today: int | None = None
    confirmed_at: datetime | None = None


def totals(queues: Iterable[QueueFigures]) -> Totals:
    """Return what ``queues`` say together."""
    known = [(one, one.metrics) for one in queues if one.metrics is not None]
    if not known:
        return Totals()
    all_metrics = [metrics for _, metrics in known]
    created, resolved = _today([one for one, _ in known])
    return Totals(
        queues=len(known),
        open=sum(m.open for m in all_metrics),
        unassigned=sum(m.unassigned for m in all_metrics),
        escalated=sum(m.escalated for m in all_metrics),
        by_status=_summed(m.status_breakdown for m in all_metrics),
        by_priority=_summed(m.priority_breakdown for m in all_metrics),
        by_assignee=_loads(all_metrics),
        oldest_open_at=_earliest(m.oldest_open_at for m in all_metrics),
        average_first_response_s=_mean(
            (m.average_first_response_seconds, m.total) for m in all_metrics
        ),
        average_resolution_s=_mean(
            (m.average_resolution_seconds, m.resolved) for m in all_metrics
        ),
        created_today=created,
        resolved_today=resolved,
        confirmed_at=_earliest(one.confirmed_at for one, _ in known),
    )


Point: TypeAlias = tuple[datetime, int, int, int]
"""A bucket of several queues: its begin, created, resolved, and open at its end."""


def summed_buckets(series: Sequence[Sequence[QueueHistoryBucket]]) -> tuple[Point, ...]:
    """Return the buckets of all queues together.

    A bucket that not every queue has is left out at the end and at the begin, so that no point
    compares few queues with many.
    """
    if not series or not all(series):
        return ()
    first = max(one[0].at for one in series)
    last = min(one[-1].at for one in series)
    sums: dict[datetime, tuple[int, int, int]] = {}
    for one in series:
        for bucket in one:
            if first <= bucket.at <= last:
                created, resolved, is_open = sums.get(bucket.at, (0, 0, 0))
                sums[bucket.at] = (
                    created + bucket.created,
                    resolved + bucket.resolved,
                    is_open + bucket.open,
                )
    return tuple((at, *sums[at]) for at in sorted(sums))


def _today(queues: Sequence[QueueFigures]) -> tuple[int | None, int | None]:
    """Return what was created and resolved since midnight here; None while that is not known."""
    known = [one.today for one in queues if one.today is not None]
    if len(known) < len(queues):
        return None, None
    return (
        sum(bucket.created for one in known for bucket in one),
        sum(bucket.resolved for one in known for bucket in one),
    )


def _loads(all_metrics: Sequence[QueueMetrics]) -> dict[UserId, int]:
    loads: Counter[UserId] = Counter()
    for metrics in all_metrics:
        for load in metrics.by_assignee:
            loads[load.user_id] += load.open
    return dict(sorted(loads.items(), key=lambda pair: (-pair[1], pair[0])))


def _summed(counts: Iterable[Mapping[_K, int]]) -> dict[_K, int]:
    summed: Counter[_K] = Counter()
    for one in counts:
        summed.update(one)
    return dict(summed)


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


def _mean(weighed: Iterable[tuple[float | None, int]]) -> float | None:
    """Return the mean of the values that are there, each with its weight."""
    total = weight = 0.0
    for value, tickets in weighed:
        if value is not None:
            total += value * max(tickets, 1)
            weight += max(tickets, 1)
    return total / weight if weight else None

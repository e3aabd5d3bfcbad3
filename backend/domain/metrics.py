"""Live figures of a queue, kept as sums that each change of a ticket moves by a difference.

A ticket contributes to its queue; a change of the ticket takes the old contribution away and adds
the new one, in the transaction of the command. So the cost does not depend on how many tickets
the queue holds, and moves, reopenings and all else are one code path.

Source:
    ADR-0016; the definitions are those of ``common.live.QueueMetrics``.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from backend.domain.flow import Flow, seconds_between
from backend.domain.tickets import Ticket
from common.ids import QueueId, UserId
from common.live import AssigneeLoad, QueueMetrics
from common.vocabulary import FINISHED, Priority, Status


class Measure(StrEnum):
    """What one stored number counts."""

    STATUS = "status"
    """Tickets of one status."""
    OPEN_PRIORITY = "open_priority"
    """Open tickets of one priority."""
    OPEN_ASSIGNEE = "open_assignee"
    """Open tickets of one assignee; of nobody under the empty label."""
    OPEN_CREATED_S = "open_created_s"
    """Sum of the creation times of the open tickets, whole seconds since 1970."""
    FIRST_RESPONSES = "first_responses"
    """Tickets that got a first response."""
    FIRST_RESPONSE_S = "first_response_s"
    """Sum of the seconds that their requesters waited for it."""
    RESOLUTIONS = "resolutions"
    """Tickets that are resolved or closed."""
    RESOLUTION_S = "resolution_s"
    """Sum of the seconds from their creation to their last resolution."""
    VERSION = "version"
    """Changes that moved any figure of the queue."""
    RECOUNTED_AT = "recounted_at"
    """When somebody last began to count the tickets themselves, seconds since 1970."""


BOOKKEEPING = frozenset({Measure.VERSION, Measure.RECOUNTED_AT})
"""What no ticket contributes to."""


class MetricKey(NamedTuple):
    """Names one stored number."""

    queue_id: QueueId
    measure: Measure
    label: str = ""


def contribution(ticket: Ticket | None) -> Counter[MetricKey]:
    """Return what ``ticket`` adds to the figures of its queue; None adds nothing."""
    if ticket is None:
        return Counter()
    queue_id, created_at = ticket.queue_id, ticket.created_at
    parts = Counter({MetricKey(queue_id, Measure.STATUS, ticket.status): 1})
    if ticket.status not in FINISHED:
        parts[MetricKey(queue_id, Measure.OPEN_PRIORITY, ticket.priority)] = 1
        parts[MetricKey(queue_id, Measure.OPEN_ASSIGNEE, ticket.assignee_id or "")] = 1
        parts[MetricKey(queue_id, Measure.OPEN_CREATED_S)] = int(created_at.timestamp())
    if ticket.first_response_at is not None:
        waited_s = seconds_between(created_at, ticket.first_response_at)
        parts[MetricKey(queue_id, Measure.FIRST_RESPONSES)] = 1
        parts[MetricKey(queue_id, Measure.FIRST_RESPONSE_S)] = waited_s
    if ticket.resolved_at is not None:
        parts[MetricKey(queue_id, Measure.RESOLUTIONS)] = 1
        parts[MetricKey(queue_id, Measure.RESOLUTION_S)] = seconds_between(
            created_at, ticket.resolved_at
        )
    return parts


def delta(old: Ticket | None, new: Ticket | None) -> dict[MetricKey, int]:
    """Return by how much a change of one ticket moves each figure; no zeros.

    Each queue of which a figure moves gets one version more.
    """
    moved = contribution(new)
    moved.subtract(contribution(old))
    differences = {key: value for key, value in moved.items() if value}
    for queue_id in {key.queue_id for key in differences}:
        differences[MetricKey(queue_id, Measure.VERSION)] = 1
    return differences


def figures(
    queue_id: QueueId,
    values: Mapping[MetricKey, int],
    *,
    oldest_open_at: datetime | None,
    last_hour: Mapping[Flow, int],
    today: Mapping[Flow, int],
    as_of: datetime,
) -> QueueMetrics:
    """Return the figures of one queue in the words of the contract.

    Args:
        queue_id: The queue.
        values: Its stored numbers; an absent one is zero.
        oldest_open_at: When the oldest open ticket was created: an order that sums cannot hold.
        last_hour: What happened in this minute and the 59 before it.
        today: What happened since midnight UTC.
        as_of: When ``values`` were read.
    """
    by_status = {status: _read(values, queue_id, Measure.STATUS, status) for status in Status}
    by_priority = {
        priority: _read(values, queue_id, Measure.OPEN_PRIORITY, priority) for priority in Priority
    }
    unassigned = _read(values, queue_id, Measure.OPEN_ASSIGNEE)
    total = sum(by_status.values())
    resolved = sum(by_status[status] for status in FINISHED)
    created_s = _read(values, queue_id, Measure.OPEN_CREATED_S)
    is_open = total - resolved
    return QueueMetrics(
        queue_id=queue_id,
        version=_read(values, queue_id, Measure.VERSION),
        as_of=as_of,
        total=total,
        open=is_open,
        unassigned=unassigned,
        assigned=is_open - unassigned,
        pending=by_status[Status.PENDING],
        on_hold=by_status[Status.ON_HOLD],
        escalated=by_status[Status.ESCALATED],
        resolved=resolved,
        status_breakdown={status: count for status, count in by_status.items() if count},
        priority_breakdown={priority: count for priority, count in by_priority.items() if count},
        oldest_open_at=oldest_open_at,
        average_open_age_seconds=as_of.timestamp() - created_s / is_open if is_open else None,
        by_assignee=_loads(values, queue_id),
        average_first_response_seconds=_mean(
            values, queue_id, Measure.FIRST_RESPONSE_S, Measure.FIRST_RESPONSES
        ),
        average_resolution_seconds=_mean(
            values, queue_id, Measure.RESOLUTION_S, Measure.RESOLUTIONS
        ),
        created_last_hour=last_hour.get(Flow.CREATED, 0),
        resolved_last_hour=last_hour.get(Flow.RESOLVED, 0),
        created_today=today.get(Flow.CREATED, 0),
        resolved_today=today.get(Flow.RESOLVED, 0),
    )


def drift(
    stored: Mapping[MetricKey, int], counted: Mapping[MetricKey, int]
) -> dict[MetricKey, int]:
    """Return by how much stored numbers must move to say what the tickets say; no zeros."""
    keys = {key for key in {*stored, *counted} if key.measure not in BOOKKEEPING}
    differences = {key: counted.get(key, 0) - stored.get(key, 0) for key in keys}
    return {key: value for key, value in differences.items() if value}


def _read(
    values: Mapping[MetricKey, int], queue_id: QueueId, measure: Measure, label: str = ""
) -> int:
    return values.get(MetricKey(queue_id, measure, label), 0)


def _mean(
    values: Mapping[MetricKey, int], queue_id: QueueId, total: Measure, count: Measure
) -> float | None:
    counted = _read(values, queue_id, count)
    return _read(values, queue_id, total) / counted if counted else None


def _loads(values: Mapping[MetricKey, int], queue_id: QueueId) -> tuple[AssigneeLoad, ...]:
    loads = (
        AssigneeLoad(user_id=UserId(key.label), open=count)
        for key, count in values.items()
        if key.queue_id == queue_id and key.measure is Measure.OPEN_ASSIGNEE
        if key.label and count
    )
    return tuple(sorted(loads, key=lambda load: (-load.open, load.user_id)))

"""Live figures of a queue, kept as sums that each change of a ticket moves by a difference.

A ticket contributes to its queue; a change of the ticket takes the old contribution away and adds
the new one, in the transaction of the command. So the cost does not depend on how many tickets
the queue holds, and moves, reopenings and all else are one code path.

Source:
    docs/contract.md, "Queue metrics".
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

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
    VERSION = "version"
    """Changes that moved any figure of the queue."""


class MetricKey(NamedTuple):
    """Names one stored number."""

    queue_id: QueueId
    measure: Measure
    label: str = ""


def contribution(ticket: Ticket | None) -> Counter[MetricKey]:
    """Return what ``ticket`` adds to the figures of its queue; None adds nothing."""
    if ticket is None:
        return Counter()
    parts = Counter({MetricKey(ticket.queue_id, Measure.STATUS, ticket.status): 1})
    if ticket.status not in FINISHED:
        parts[MetricKey(ticket.queue_id, Measure.OPEN_PRIORITY, ticket.priority)] = 1
        parts[MetricKey(ticket.queue_id, Measure.OPEN_ASSIGNEE, ticket.assignee_id or "")] = 1
        created_s = int(ticket.created_at.timestamp())
        parts[MetricKey(ticket.queue_id, Measure.OPEN_CREATED_S)] = created_s
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
    as_of: datetime,
) -> QueueMetrics:
    """Return the figures of one queue in the words of the contract.

    Args:
        queue_id: The queue.
        values: Its stored numbers; an absent one is zero.
        oldest_open_at: When the oldest open ticket was created: an order that sums cannot hold.
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
    )


def _read(
    values: Mapping[MetricKey, int], queue_id: QueueId, measure: Measure, label: str = ""
) -> int:
    return values.get(MetricKey(queue_id, measure, label), 0)


def _loads(values: Mapping[MetricKey, int], queue_id: QueueId) -> tuple[AssigneeLoad, ...]:
    loads = (
        AssigneeLoad(user_id=UserId(key.label), open=count)
        for key, count in values.items()
        if key.queue_id == queue_id and key.measure is Measure.OPEN_ASSIGNEE
        if key.label and count
    )
    return tuple(sorted(loads, key=lambda load: (-load.open, load.user_id)))

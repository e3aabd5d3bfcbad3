"""Figures, buckets and profiles with boring defaults; a test names only what it is about."""

from datetime import datetime, timedelta
from typing import Any

from common.ids import QueueId, TeamId
from common.live import QueueMetrics
from common.queue_history import QueueHistoryBucket
from common.rest import Profile, Queue, Team
from tests.fakes.clock import NOON
from tests.fakes.fake_api import USER

PRINTERS, LAPTOPS = QueueId("printers"), QueueId("laptops")
FIELD = TeamId("field")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def make_metrics(queue: str = PRINTERS, version: int = 1, **changes: Any) -> QueueMetrics:
    values: dict[str, Any] = {
        "queue_id": QueueId(queue),
        "version": version,
        "as_of": NOON,
        "total": 10,
        "open": 4,
        "unassigned": 1,
        "assigned": 3,
        "pending": 0,
        "on_hold": 0,
        "escalated": 0,
        "resolved": 6,
        "status_breakdown": {},
        "priority_breakdown": {},
        "oldest_open_at": None,
        "average_open_age_seconds": None,
        "by_assignee": (),
    }
    return QueueMetrics(**(values | changes))


def make_bucket(
    at: datetime, created: int = 0, resolved: int = 0, **changes: Any
) -> QueueHistoryBucket:
    values: dict[str, Any] = {
        "at": at,
        "created": created,
        "resolved": resolved,
        "reopened": 0,
        "moved_in": 0,
        "moved_out": 0,
        "open": 4,
        "first_responses": 0,
        "average_first_response_seconds": None,
        "average_resolution_seconds": None,
    }
    return QueueHistoryBucket(**(values | changes))


def make_profile(*queues: str, watched: tuple[str, ...] = ()) -> Profile:
    return Profile(
        user=USER,
        teams=(Team(id=FIELD, name="Field service"),),
        queues=tuple(
            Queue(id=QueueId(q), name=q.title(), team_id=FIELD, watched=q in watched)
            for q in queues or (PRINTERS, LAPTOPS)
        ),
        rooms=(),
    )

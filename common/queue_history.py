"""What happened in a queue, by minute, by hour or by day."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from common.ids import AN_ID, QueueId

MAX_BUCKETS = 750
"""Buckets in one answer: 31 days by hour."""

_Instant = Annotated[datetime, Meta(tz=True)]


class HistoryStep(StrEnum):
    """How much time one bucket covers; they begin at full minutes, hours and midnights, UTC.

    Minutes are kept for two hours.
    """

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class QueueHistoryBucket(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What happened in a queue from ``at`` until the next bucket.

    An act counts in the queue where it happened and at the time when it happened; a reopening
    takes no earlier resolution back, it is counted itself. So for each bucket, ``open`` equals
    the ``open`` before it + created + moved in + reopened - resolved - moved out.

    Attributes:
        at: Begin of the bucket, aware UTC.
        created: Tickets that were filed.
        resolved: Times that an open ticket was resolved or closed.
        reopened: Times that a resolved or closed ticket was opened again.
        moved_in: Open tickets that came from another queue.
        moved_out: Open tickets that went to another queue.
        open: Open tickets at the end of the bucket; of the last one, now.
        first_responses: Tickets that got their first response, a public note by staff; those
            that staff asked for do not count.
        average_first_response_seconds: Mean of their times since creation; None without any.
        average_resolution_seconds: Mean time from creation to these resolutions; None without.
    """

    at: _Instant
    created: int
    resolved: int
    reopened: int
    moved_in: int
    moved_out: int
    open: int
    first_responses: int
    average_first_response_seconds: float | None
    average_resolution_seconds: float | None


class QueueHistory(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET queues/{id}/metrics/history``: buckets without gaps, oldest first."""

    queue_id: Annotated[QueueId, AN_ID]
    step: HistoryStep
    items: tuple[QueueHistoryBucket, ...]

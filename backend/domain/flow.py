"""What happens in a queue over time, counted in buckets of minutes and of hours.

A figure of ``metrics`` says how many there are; a flow says how many came or went. Each act counts
once, in the queue where it happened and in the bucket of its own time, and nothing is taken back
later. So the open tickets of a queue change by exactly what its flows say: created, moved in and
reopened add one, resolved and moved out take one away.

Source:
    ADR-0016.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from backend.domain.tickets import Ticket
from common.ids import QueueId
from common.vocabulary import FINISHED

_SECOND = timedelta(seconds=1)


class Flow(StrEnum):
    """What a bucket counts; names that end in ``_s`` are sums of seconds."""

    CREATED = "created"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    FIRST_RESPONSES = "first_responses"
    FIRST_RESPONSE_S = "first_response_s"
    RESOLUTION_S = "resolution_s"


class Span(StrEnum):
    """How much time a bucket covers."""

    MINUTE = "minute"
    HOUR = "hour"


class FlowKey(NamedTuple):
    """Names one stored count.

    Attributes:
        begins_at: The full minute or hour at which its bucket begins.
    """

    queue_id: QueueId
    span: Span
    begins_at: datetime
    flow: Flow


def bucket(span: Span, at: datetime) -> datetime:
    """Return when the bucket that holds ``at`` begins, aware UTC."""
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    return minute if span is Span.MINUTE else minute.replace(minute=0)


def seconds_between(begin: datetime, end: datetime) -> int:
    """Return whole seconds; none when a clock was set back in between."""
    return max(0, (end - begin) // _SECOND)


def flows(old: Ticket | None, new: Ticket) -> dict[FlowKey, int]:
    """Return what the change of one ticket from ``old`` to ``new`` adds to its time's buckets."""
    happened = _happened(old, new)
    return {
        FlowKey(queue_id, span, bucket(span, new.updated_at), flow): value
        for (queue_id, flow), value in happened.items()
        for span in Span
        if value
    }


def net(counts: Mapping[Flow, int]) -> int:
    """Return by how much the number of open tickets grew."""
    came = sum(counts.get(flow, 0) for flow in (Flow.CREATED, Flow.MOVED_IN, Flow.REOPENED))
    return came - counts.get(Flow.RESOLVED, 0) - counts.get(Flow.MOVED_OUT, 0)


def _happened(old: Ticket | None, new: Ticket) -> Counter[tuple[QueueId, Flow]]:
    here = new.queue_id
    happened: Counter[tuple[QueueId, Flow]] = Counter()
    was_open = old is not None and old.status not in FINISHED
    is_open = new.status not in FINISHED
    if old is None:
        happened[here, Flow.CREATED] += 1
        was_open = True
    elif was_open and old.queue_id != here:
        happened[old.queue_id, Flow.MOVED_OUT] += 1
        happened[here, Flow.MOVED_IN] += 1
    if was_open and not is_open:
        happened[here, Flow.RESOLVED] += 1
        happened[here, Flow.RESOLUTION_S] += seconds_between(new.created_at, new.updated_at)
    if is_open and not was_open:
        happened[here, Flow.REOPENED] += 1
    if new.first_response_at is not None and (old is None or old.first_response_at is None):
        happened[here, Flow.FIRST_RESPONSES] += 1
        happened[here, Flow.FIRST_RESPONSE_S] += seconds_between(
            new.created_at, new.first_response_at
        )
    return happened

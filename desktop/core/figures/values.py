"""What the dashboard shows: the figures of queues as one immutable picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from common.ids import QueueId, TeamId, UserId
from common.live import QueueMetrics
from common.queue_history import QueueHistoryBucket
from desktop.core.connection import Link

STALE_S = 90.0
"""Age after which figures are old although the line is up.

Each heartbeat names the rooms that this device hears, and so confirms the figures of their
queues; three of them in a row do not get lost without a reason.
"""


class FigureRange(StrEnum):
    """How far back the dashboard looks."""

    HOUR = "hour"
    """The last 60 minutes, by minute."""
    TODAY = "today"
    """Since midnight here, by hour."""
    WEEK = "week"
    """Today and the six days before, by hour."""
    MONTH = "month"
    """The last 30 days, by day as the server counts them (UTC)."""


@dataclass(frozen=True, slots=True)
class SeenTeam:
    """A team of which the person may see queues."""

    team_id: TeamId
    name: str


@dataclass(frozen=True, slots=True)
class SeenQueue:
    """A queue that the person may see.

    Attributes:
        team_name: Empty while it is not known.
    """

    queue_id: QueueId
    name: str
    team_id: TeamId
    team_name: str


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """What is known of one watched queue.

    Attributes:
        metrics: The newest figures; None before the first ones came.
        confirmed_at: When these figures were last known to be the server's newest.
        buckets: What happened in the range, oldest first, the last one up to now; None before
            the history came.
        today: The buckets of hours since midnight here; None before the history came.
    """

    queue: SeenQueue
    metrics: QueueMetrics | None = None
    confirmed_at: datetime | None = None
    buckets: tuple[QueueHistoryBucket, ...] | None = None
    today: tuple[QueueHistoryBucket, ...] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the dashboard shows.

    Attributes:
        queues: All that the person may see, in the order of their names.
        teams: Those of the queues, likewise.
        watched: What is known of each queue that is watched.
        names: Names of people who have tickets there, as far as they are known.
        online: Who of them has a device connected; None while that is not known.
        is_known: Whether ``queues`` is an answer of the server.
    """

    range: FigureRange
    queues: tuple[SeenQueue, ...] = ()
    teams: tuple[SeenTeam, ...] = ()
    watched: tuple[QueueFigures, ...] = ()
    names: Mapping[UserId, str] = field(default_factory=dict)
    online: frozenset[UserId] | None = None
    is_known: bool = False


def is_stale(confirmed_at: datetime | None, link: Link, now: datetime) -> bool:
    """Return whether figures may no longer be what the server would say."""
    if confirmed_at is None or link not in {Link.LIVE, Link.POLLING, Link.CATCHING_UP}:
        return True
    return (now - confirmed_at).total_seconds() > STALE_S

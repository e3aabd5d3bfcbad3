"""A team's day as the dashboard shows it; a test names only what it is about."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from common.ids import QueueId, TeamId, UserId
from common.live import AssigneeLoad
from common.queue_history import HistoryStep, QueueHistoryBucket
from common.vocabulary import Priority, Status
from desktop.core.figures.history import STEP, STEP_OF, range_begin
from desktop.core.figures.values import (
    FigureRange,
    Figures,
    QueueFigures,
    SeenQueue,
    SeenTeam,
)
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.settings.values import Settings
from desktop.core.view import Snapshot
from tests.unit.desktop.figures import make_bucket, make_metrics
from tests.unit.desktop_ui.builders import NOON, make_snapshot

FIELD, OFFICE = TeamId("field"), TeamId("office")
TEAMS = {FIELD: "Field service", OFFICE: "Back office"}
NAMES = {
    UserId("ana"): "Ana Ruiz",
    UserId("ben"): "Ben Okafor",
    UserId("cleo"): "Cleo Andersson-Wettergren",
    UserId("dora"): "Dora Lindqvist",
}
LIMITS = ("* open 20 30", "* unassigned 5 -", "* oldest_minutes 600 1200")
QUEUES = {
    "printers": ("Printers and copiers", FIELD, 38),
    "laptops": ("Laptops", FIELD, 12),
    "network": ("Network", FIELD, 7),
    "invoices": ("Invoices", OFFICE, 21),
    "contracts": ("Contracts and procurement", OFFICE, 3),
}


def seen(queue: str) -> SeenQueue:
    name, team, _ = QUEUES[queue]
    return SeenQueue(QueueId(queue), name, team, TEAMS[team])


def make_queue(
    queue: str = "printers", *, chosen: FigureRange = FigureRange.TODAY, **changes: Any
) -> QueueFigures:
    """Return a queue in the middle of a day; ``changes`` are those of its metrics."""
    is_open = changes.pop("open", QUEUES[queue][2])
    values: dict[str, Any] = {
        "open": is_open,
        "unassigned": is_open // 6,
        "escalated": is_open // 12,
        "total": is_open * 9,
        "resolved": is_open * 8,
        "status_breakdown": _statuses(is_open),
        "priority_breakdown": _priorities(is_open),
        "oldest_open_at": NOON - timedelta(hours=is_open, minutes=20),
        "by_assignee": tuple(
            AssigneeLoad(user_id=user_id, open=max(1, is_open // (4 + n)))
            for n, user_id in enumerate(NAMES)
        ),
        "average_first_response_seconds": 60.0 * is_open,
        "average_resolution_seconds": 3_600.0 * is_open / 2,
        "created_last_hour": 3,
    }
    return QueueFigures(
        queue=seen(queue),
        metrics=make_metrics(queue, as_of=NOON, **(values | changes)),
        confirmed_at=NOON - timedelta(seconds=3),
        buckets=_buckets(chosen, is_open),
        today=_buckets(FigureRange.TODAY, is_open),
    )


def make_figures(*queues: str, chosen: FigureRange = FigureRange.TODAY, **changes: Any) -> Figures:
    watched = tuple(make_queue(one, chosen=chosen) for one in queues or QUEUES)
    shown = {one.queue.team_id: one.queue.team_name for one in watched}
    values: dict[str, Any] = {
        "range": chosen,
        "queues": tuple(one.queue for one in watched),
        "teams": tuple(SeenTeam(team_id, name) for team_id, name in shown.items()),
        "watched": watched,
        "names": NAMES,
        "online": frozenset({UserId("ana"), UserId("cleo")}),
        "is_known": True,
    }
    return Figures(**(values | changes))


def dashboard_snapshot(
    figures: Figures | None = None, *, thresholds: tuple[str, ...] = (), **changes: Any
) -> Snapshot:
    settings = EffectiveSettings(values=Settings(thresholds=thresholds))
    shown = make_figures() if figures is None else figures
    return make_snapshot(figures=shown, settings=settings, **changes)


def _statuses(is_open: int) -> Mapping[Status, int]:
    shares = {
        Status.IN_PROGRESS: 3,
        Status.PENDING: 6,
        Status.ON_HOLD: 9,
        Status.ESCALATED: 12,
    }
    counted = {status: is_open // share for status, share in shares.items()}
    return counted | {Status.OPEN: is_open - sum(counted.values()), Status.RESOLVED: is_open * 8}


def _priorities(is_open: int) -> Mapping[Priority, int]:
    counted = {
        Priority.URGENT: is_open // 10,
        Priority.HIGH: is_open // 4,
        Priority.LOW: is_open // 5,
    }
    return counted | {Priority.NORMAL: is_open - sum(counted.values())}


def _buckets(chosen: FigureRange, is_open: int) -> tuple[QueueHistoryBucket, ...]:
    """Return a plausible course that ends with ``is_open``: nights are calm, days are not."""
    step = STEP_OF[chosen]
    at, buckets = range_begin(chosen, NOON, None), []
    while at <= NOON:
        buckets.append((at, *_flow(at, step, is_open)))
        at += STEP[step]
    left = is_open
    made: list[QueueHistoryBucket] = []
    for begin, created, resolved in reversed(buckets):
        made.append(make_bucket(begin, created, resolved, open=max(0, left)))
        left += resolved - created
    return tuple(reversed(made))


def _flow(at: datetime, step: HistoryStep, is_open: int) -> tuple[int, int]:
    scale = {HistoryStep.MINUTE: 0.12, HistoryStep.HOUR: 1.0, HistoryStep.DAY: 9.0}[step]
    busy = 1.0 if step is HistoryStep.DAY else max(0.0, math.sin((at.hour - 5) / 14 * math.pi))
    wave = 1.0 + math.sin(at.timestamp() / 5_000 + is_open)
    created = round(busy * wave * scale * is_open / 12)
    return created, round(busy * (2.0 - wave) * scale * is_open / 11)

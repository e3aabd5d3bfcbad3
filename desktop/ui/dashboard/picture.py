"""From a snapshot to what the dashboard shows. Pure: the widgets only paint it."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication

from common.ids import TeamId
from common.vocabulary import FINISHED, Priority, Status
from desktop.core.connection import Link
from desktop.core.figures.history import midnight
from desktop.core.figures.thresholds import Figure, Level, Thresholds
from desktop.core.figures.totals import Point, Totals, summed_buckets, totals
from desktop.core.figures.values import FigureRange, Figures, QueueFigures, is_stale
from desktop.core.view import Snapshot
from desktop.ui.dashboard.data import Bar, Bars, Line, Picture, Row, Timeline, Tone
from desktop.ui.dashboard.tiles import tiles
from desktop.ui.dashboard.words import priority_title, status_title

translate = QCoreApplication.translate

MINUTES_OF_A_COLUMN = 5
MAX_PEOPLE = 8
"""People with a bar of their own; the others are summed up."""

_STATUS_TONES = {
    Status.OPEN: Tone.SECOND,
    Status.IN_PROGRESS: Tone.FIRST,
    Status.PENDING: Tone.MEDIUM,
    Status.ON_HOLD: Tone.LOW,
    Status.ESCALATED: Tone.HIGH,
}
_PRIORITY_TONES = {
    Priority.URGENT: Tone.HIGH,
    Priority.HIGH: Tone.MEDIUM,
    Priority.NORMAL: Tone.SECOND,
    Priority.LOW: Tone.LOW,
}


def picture_of(
    snapshot: Snapshot,
    link: Link,
    team_id: TeamId | None,
    now: datetime,
    zone: tzinfo | None = None,
) -> Picture:
    """Return what is shown of ``snapshot``.

    Args:
        snapshot: The agent's state.
        link: How it stands to the server, as it is shown.
        team_id: Only queues of this team; None for all.
        now: The present, aware.
        zone: Whose days; None for this machine's.
    """
    figures = snapshot.figures
    shown = _shown(figures, team_id)
    if figures is None or not any(one.metrics for one in shown):
        return Picture(message=_message(figures, link))
    thresholds = Thresholds(snapshot.settings.values.thresholds)
    together = totals(shown)
    points = summed_buckets([one.buckets or () for one in shown])
    rows = tuple(_row(one, thresholds, link, now) for one in shown)
    is_old = any(row.is_stale for row in rows)
    return Picture(
        tiles=tiles(together, rows, now, has_age_limit=_has_age_limit(shown, thresholds)),
        backlog=_backlog(figures.range, points),
        flow=_flow(figures.range, points, zone),
        statuses=_statuses(together),
        priorities=_priorities(together),
        people=_people(together, figures),
        rows=rows,
        confirmed_at=together.confirmed_at,
        is_stale=is_old,
    )


def _shown(figures: Figures | None, team_id: TeamId | None) -> list[QueueFigures]:
    watched = figures.watched if figures is not None else ()
    return [one for one in watched if team_id is None or one.queue.team_id == team_id]


def _message(figures: Figures | None, link: Link) -> str:
    if link in {Link.SIGNED_OUT, Link.WAITING_FOR_KEYRING}:
        return translate("Dashboard", "The figures appear here once you are signed in.")
    if figures is None or not figures.is_known or figures.watched:
        if link in {Link.OFFLINE, Link.MAINTENANCE, Link.UPDATE_REQUIRED}:
            return translate("Dashboard", "The figures appear once the server can be reached.")
        return translate("Dashboard", "Getting the figures of your queues…")
    if figures.queues:
        return translate(
            "Dashboard", "All queues are hidden. Choose under “Queues…” which ones to show."
        )
    return translate(
        "Dashboard",
        "No queue to show. Ask your administrator to add you to a team, or to let you watch a "
        "queue.",
    )


def _has_age_limit(shown: Sequence[QueueFigures], thresholds: Thresholds) -> bool:
    return any(Figure.OLDEST_MINUTES in thresholds.of(one.queue.queue_id) for one in shown)


def _row(one: QueueFigures, thresholds: Thresholds, link: Link, now: datetime) -> Row:
    queue, metrics = one.queue, one.metrics
    if metrics is None:
        return Row(queue.queue_id, queue.name, queue.team_name, is_stale=True)
    oldest = metrics.oldest_open_at
    levels: dict[Figure, Level] = {
        figure: thresholds.level(figure, metrics, now) for figure in Figure
    }
    return Row(
        queue_id=queue.queue_id,
        name=queue.name,
        team=queue.team_name,
        open=metrics.open,
        unassigned=metrics.unassigned,
        escalated=metrics.escalated,
        oldest_s=(now - oldest).total_seconds() if oldest is not None else None,
        created_last_hour=metrics.created_last_hour,
        created_today=None if one.today is None else sum(b.created for b in one.today),
        resolved_today=None if one.today is None else sum(b.resolved for b in one.today),
        first_response_s=metrics.average_first_response_seconds,
        resolution_s=metrics.average_resolution_seconds,
        confirmed_at=one.confirmed_at,
        trend=tuple(bucket.open for bucket in one.buckets or ()),
        levels=levels,
        is_stale=is_stale(one.confirmed_at, link, now),
    )


def _backlog(chosen: FigureRange, points: Sequence[Point]) -> Timeline:
    values = tuple(is_open for _, _, _, is_open in points)
    line = Line(translate("Dashboard", "Open tickets"), values, Tone.FIRST)
    return Timeline(chosen, tuple(at for at, *_ in points), (line,), is_level=True)


def _flow(chosen: FigureRange, points: Sequence[Point], zone: tzinfo | None) -> Timeline:
    """Return what came and went, in so few columns that they can be told apart."""
    came: dict[datetime, int] = {}
    went: dict[datetime, int] = {}
    for at, created, resolved, _ in points:
        begin = _column(chosen, at, zone)
        came[begin] = came.get(begin, 0) + created
        went[begin] = went.get(begin, 0) + resolved
    lines = (
        Line(translate("Dashboard", "Created"), tuple(came.values()), Tone.SECOND),
        Line(translate("Dashboard", "Resolved"), tuple(went.values()), Tone.FIRST),
    )
    by_day = chosen in {FigureRange.WEEK, FigureRange.MONTH}
    return Timeline(chosen, tuple(came), lines, by_day=by_day)


def _column(chosen: FigureRange, at: datetime, zone: tzinfo | None) -> datetime:
    local = at.astimezone(zone)
    match chosen:
        case FigureRange.HOUR:
            return local.replace(minute=local.minute - local.minute % MINUTES_OF_A_COLUMN)
        case FigureRange.WEEK:
            return midnight(at, zone)
        case FigureRange.TODAY | FigureRange.MONTH:
            return at


def _statuses(together: Totals) -> Bars:
    return Bars(
        tuple(
            Bar(status_title(status), together.by_status.get(status, 0), _STATUS_TONES[status])
            for status in Status
            if status not in FINISHED
        )
    )


def _priorities(together: Totals) -> Bars:
    return Bars(
        tuple(
            Bar(priority_title(one), together.by_priority.get(one, 0), _PRIORITY_TONES[one])
            for one in reversed(Priority)
        )
    )


def _people(together: Totals, figures: Figures) -> Bars:
    loads = list(together.by_assignee.items())
    unassigned = Bar(translate("Dashboard", "Nobody"), together.unassigned, Tone.MEDIUM)
    shown = [
        Bar(
            figures.names.get(user_id) or translate("Dashboard", "Unknown person"),
            is_open,
            Tone.FIRST,
            is_online=None if figures.online is None else user_id in figures.online,
        )
        for user_id, is_open in loads[:MAX_PEOPLE]
    ]
    left = loads[MAX_PEOPLE:]
    rest = (len(left), sum(is_open for _, is_open in left)) if left else None
    return Bars((*([unassigned] if together.unassigned else []), *shown), rest)

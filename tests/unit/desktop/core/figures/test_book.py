"""Versions, forgetting, and which histories are to be fetched."""

from datetime import UTC, timedelta

from common.ids import QueueId, UserId
from common.live import AssigneeLoad
from common.queue_history import HistoryStep, QueueHistory
from common.rest import Team
from desktop.core.connection import Link
from desktop.core.figures.book import FigureBook
from desktop.core.figures.values import STALE_S, FigureRange, QueueFigures, is_stale
from tests.fakes.clock import NOON
from tests.unit.desktop.figures import (
    FIELD,
    HOUR,
    LAPTOPS,
    MINUTE,
    PRINTERS,
    make_bucket,
    make_metrics,
    make_profile,
)


def watching(*queues: QueueId) -> FigureBook:
    book = FigureBook(UTC)
    book.know(make_profile())
    book.watch(queues or (PRINTERS, LAPTOPS))
    return book


def only(book: FigureBook) -> QueueFigures:
    (one,) = book.shown(NOON).watched
    return one


def test_older_figures_never_replace_newer_ones() -> None:
    book = watching(PRINTERS)

    assert book.take(make_metrics(version=7, open=7), NOON)
    assert not book.take(make_metrics(version=6, open=6), NOON)

    metrics = only(book).metrics
    assert metrics is not None
    assert metrics.open == 7


def test_figures_of_the_same_version_are_taken_because_ages_grow() -> None:
    book = watching(PRINTERS)
    book.take(make_metrics(version=7), NOON)

    assert book.take(make_metrics(version=7, as_of=NOON + MINUTE), NOON + MINUTE)
    assert only(book).confirmed_at == NOON + MINUTE


def test_figures_of_a_queue_that_nobody_watches_are_not_kept() -> None:
    book = watching(PRINTERS)

    assert not book.take(make_metrics(LAPTOPS), NOON)
    assert book.watched == (PRINTERS,)


def test_a_queue_that_may_no_longer_be_seen_is_forgotten() -> None:
    book = watching()
    book.take(make_metrics(PRINTERS), NOON)
    book.know(make_profile(LAPTOPS))

    assert book.watched == (LAPTOPS,)
    assert [queue.queue_id for queue in book.shown(NOON).queues] == [LAPTOPS]


def test_histories_are_fetched_once_and_again_after_a_bucket_in_which_something_happened() -> None:
    book = watching(PRINTERS)
    book.range = FigureRange.HOUR
    due = book.histories_due(NOON)
    assert {step for _, step, _ in due} == {HistoryStep.HOUR, HistoryStep.MINUTE}
    for queue_id, step, begin in due:
        book.history_asked(queue_id, step, begin, NOON)
    assert book.histories_due(NOON + MINUTE / 2) == []

    assert book.histories_due(NOON + MINUTE) == []
    book.take(make_metrics(version=2), NOON)
    assert [step for _, step, _ in book.histories_due(NOON + MINUTE)] == [HistoryStep.MINUTE]


def test_a_history_that_could_not_be_had_is_due_again() -> None:
    book = watching(PRINTERS)
    (queue_id, step, begin), *_ = book.histories_due(NOON)
    book.history_asked(queue_id, step, begin, NOON)
    book.history_missing(queue_id, step)

    assert (queue_id, step, begin) in book.histories_due(NOON)


def test_history_of_another_range_is_fetched_when_the_range_changes() -> None:
    book = watching(PRINTERS)
    for queue_id, step, begin in book.histories_due(NOON):
        book.history_asked(queue_id, step, begin, NOON)

    book.range = FigureRange.WEEK
    assert [step for _, step, _ in book.histories_due(NOON)] == [HistoryStep.HOUR]


def test_range_that_is_chosen_again_shows_all_of_it_again() -> None:
    book = watching(PRINTERS)
    book.range = FigureRange.WEEK
    for queue_id, step, begin in book.histories_due(NOON):
        book.history_asked(queue_id, step, begin, NOON)
        hours = int((NOON - begin) / HOUR) + 1
        items = tuple(make_bucket(begin + HOUR * n) for n in range(hours))
        book.history_came(QueueHistory(queue_id=queue_id, step=step, items=items))
    week = only(book).buckets
    book.range = FigureRange.TODAY
    book.take(make_metrics(version=2), NOON)
    assert len(only(book).buckets or ()) == 13

    book.range = FigureRange.WEEK
    assert len(only(book).buckets or ()) == len(week or ()) == 157
    assert book.histories_due(NOON) == []


def test_live_figures_move_the_last_bucket() -> None:
    book = watching(PRINTERS)
    begin = NOON.replace(hour=0)
    items = tuple(make_bucket(begin + HOUR * n, created=1) for n in range(13))
    book.history_came(QueueHistory(queue_id=PRINTERS, step=HistoryStep.HOUR, items=items))
    book.take(make_metrics(version=2, created_today=20, open=8), NOON)

    today = only(book).today
    assert today is not None
    assert (today[-1].created, today[-1].open) == (8, 8)


def test_a_heartbeat_confirms_figures_and_lets_time_go_on() -> None:
    book = watching(PRINTERS)
    book.history_came(
        QueueHistory(queue_id=PRINTERS, step=HistoryStep.HOUR, items=(make_bucket(NOON, open=4),))
    )
    book.take(make_metrics(), NOON)
    book.confirm([PRINTERS, LAPTOPS], NOON + HOUR, NOON + HOUR)

    (one,) = book.shown(NOON + HOUR).watched
    assert one.confirmed_at == NOON + HOUR
    assert one.buckets is not None
    assert [bucket.open for bucket in one.buckets] == [4, 4]


def test_people_with_most_tickets_come_first() -> None:
    book = watching(PRINTERS)
    loads = (
        AssigneeLoad(user_id=UserId("ben"), open=1),
        AssigneeLoad(user_id=UserId("ana"), open=3),
    )
    book.take(make_metrics(by_assignee=loads), NOON)

    assert book.people() == (UserId("ana"), UserId("ben"))


def test_teams_of_others_get_their_names() -> None:
    book = FigureBook(UTC)
    profile = make_profile()
    book.know(type(profile)(user=profile.user, teams=(), queues=profile.queues, rooms=()))
    assert book.lacks_team_names()

    book.name_teams([Team(id=FIELD, name="Field service")])
    assert not book.lacks_team_names()
    assert [team.name for team in book.shown(NOON).teams] == ["Field service"]


def test_figures_are_stale_when_old_and_while_the_line_is_down() -> None:
    old = NOON + timedelta(seconds=STALE_S + 1)

    assert not is_stale(NOON, Link.LIVE, NOON + timedelta(seconds=STALE_S))
    assert is_stale(NOON, Link.LIVE, old)
    assert is_stale(NOON, Link.OFFLINE, NOON)
    assert is_stale(None, Link.LIVE, NOON)

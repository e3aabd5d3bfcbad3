"""The figures of queues say what the tickets say, on every storage (M1 to M5 of ADR-0016)."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from unittest.mock import ANY

import pytest

from backend.domain.errors import DomainError, InvalidCommandError, NotFoundError
from backend.domain.metrics import BOOKKEEPING, Measure, MetricKey, drift
from backend.services.actor import RequestKey
from backend.services.changes import Change, MarkRecounted
from backend.services.errors import StaleFiguresError
from backend.services.ports import TicketFilter
from backend.services.recount import KEEP_HOURS_FOR, KEEP_MINUTES_FOR
from common import rest
from common.ids import QueueId, TicketId
from common.live import QueueMetrics
from common.queue_history import HistoryStep, QueueHistoryBucket
from common.vocabulary import FINISHED, Priority, Status
from tests.fakes.clock import NOON
from tests.fakes.desk import (
    ANA,
    BEN,
    CLEO,
    DAN,
    EVE,
    INVOICES,
    LAPTOPS,
    PRINTERS,
    Desk,
    actor,
    build_desk,
)

QUEUES = (PRINTERS, LAPTOPS, INVOICES)
HOUR = timedelta(hours=1)
INTERVAL = timedelta(minutes=5)


async def _act(desk: Desk, dice: random.Random, ids: list[TicketId]) -> None:
    tickets, eve = desk.services.tickets, actor(EVE)
    desk.clock.advance(timedelta(minutes=dice.randrange(30)))
    if len(ids) < 4 or dice.random() < 0.1:
        by = dice.choice((DAN, EVE))
        ids.append(await desk.ticket(queue=dice.choice(QUEUES), by=by))
        return
    ticket_id = dice.choice(ids)
    match dice.randrange(6):
        case 4:
            change = rest.BulkPatch(status=dice.choice(list(Status)), queue_id=LAPTOPS.id)
            some = rest.Bulk(ids=tuple(ids[:3]), change=change, silent=dice.random() < 0.5)
            await desk.services.bulk.change(eve, some)
        case 5:
            again = replace(eve, request=RequestKey("again", "the same"))
            patch = rest.TicketPatch(priority=dice.choice(list(Priority)))
            await tickets.update(again, ids[0], patch)
        case 0:
            await tickets.assign(eve, ticket_id, dice.choice((ANA.id, BEN.id, CLEO.id, None)))
        case 1:
            note = rest.NewNote(text="Have you tried?", internal=dice.random() < 0.3)
            await desk.services.notes.add(eve, ticket_id, note)
        case _:
            patch = rest.TicketPatch(
                status=dice.choice(list(Status)),
                priority=dice.choice(list(Priority)),
                queue_id=dice.choice(QUEUES).id,
            )
            await tickets.update(eve, ticket_id, patch)


@pytest.mark.parametrize("seed", [1, 2])
async def test_figures_say_what_the_tickets_say_after_every_act(desk: Desk, seed: int) -> None:
    dice, ids = random.Random(seed), list[TicketId]()  # noqa: S311 - no secret
    versions = dict.fromkeys((queue.id for queue in QUEUES), 0)
    for _ in range(80):
        try:
            await _act(desk, dice, ids)
        except DomainError:
            continue
        for queue in QUEUES:
            kept, counted = await desk.readers.metrics.counted(queue.id)
            assert drift(kept, counted) == {}
            assert all(value >= 0 for value in kept.values())
            version = kept.get(MetricKey(queue.id, Measure.VERSION), 0)
            assert version >= versions[queue.id]
            versions[queue.id] = version

    stored = await desk.readers.tickets.page(TicketFilter(), below=None, limit=200)
    current = [await desk.services.metrics.current(queue.id) for queue in QUEUES]
    assert sum(figures.total for figures in current) == len(stored) == len(ids)
    assert sum(figures.open for figures in current) == sum(
        ticket.status not in FINISHED for ticket in stored
    )
    for queue, figures in zip(QUEUES, current, strict=True):
        await _history_adds_up(desk, queue.id, figures)


async def _history_adds_up(desk: Desk, queue_id: QueueId, figures: QueueMetrics) -> None:
    history = await desk.services.metrics.history(
        actor(EVE), queue_id, begin=NOON - HOUR, end=desk.clock()
    )
    before = 0
    for bucket in history.items:
        came = bucket.created + bucket.moved_in + bucket.reopened
        assert bucket.open == before + came - bucket.resolved - bucket.moved_out
        assert bucket.open >= 0
        before = bucket.open
    assert history.items[0].open == 0
    assert before == figures.open


async def test_every_version_is_another_one(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    seen = [(await desk.services.metrics.current(PRINTERS.id)).version]
    for status in (Status.PENDING, Status.OPEN, Status.RESOLVED):
        patch = rest.TicketPatch(status=status)
        await desk.services.tickets.update(actor(ANA), ticket_id, patch)
        seen.append((await desk.services.metrics.current(PRINTERS.id)).version)

    assert seen == sorted(set(seen))


async def test_averages_last_hour_and_today(desk: Desk) -> None:
    answered, resolved = await desk.ticket(), await desk.ticket()
    desk.clock.advance(timedelta(minutes=10))
    note = rest.NewNote(text="Is it plugged in?")
    await desk.services.notes.add(actor(ANA), answered, note)
    desk.clock.advance(timedelta(minutes=20))
    await desk.services.tickets.update(
        actor(ANA), resolved, rest.TicketPatch(status=Status.RESOLVED)
    )

    soon = await desk.services.metrics.current(PRINTERS.id)
    desk.clock.advance(timedelta(minutes=29))
    in_time = await desk.services.metrics.current(PRINTERS.id)
    desk.clock.advance(timedelta(minutes=1))
    too_late = await desk.services.metrics.current(PRINTERS.id)
    desk.clock.advance(12 * HOUR)
    tomorrow = await desk.services.metrics.current(PRINTERS.id)

    assert soon.average_first_response_seconds == 600
    assert soon.average_resolution_seconds == 1_800
    assert (soon.created_last_hour, soon.resolved_last_hour) == (2, 1)
    assert (in_time.created_last_hour, in_time.resolved_last_hour) == (2, 1)
    assert (too_late.created_last_hour, too_late.resolved_last_hour) == (0, 1)
    assert (too_late.created_today, too_late.resolved_today) == (2, 1)
    assert (tomorrow.created_today, tomorrow.resolved_today) == (0, 0)


async def test_answer_to_a_ticket_of_staff_is_no_first_response(desk: Desk) -> None:
    ticket_id = await desk.ticket(by=BEN)
    desk.clock.advance(timedelta(minutes=10))
    await desk.services.notes.add(actor(ANA), ticket_id, rest.NewNote(text="It is on its way"))

    figures = await desk.services.metrics.current(PRINTERS.id)
    history = await desk.services.metrics.history(actor(ANA), PRINTERS.id)

    assert figures.average_first_response_seconds is None
    assert history.items[-1].first_responses == 0


async def test_reopened_ticket_was_not_resolved_in_the_averages(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    desk.clock.advance(HOUR)
    for status in (Status.RESOLVED, Status.OPEN):
        patch = rest.TicketPatch(status=status)
        await desk.services.tickets.update(actor(ANA), ticket_id, patch)

    reopened = await desk.services.metrics.current(PRINTERS.id)
    desk.clock.advance(HOUR)
    patch = rest.TicketPatch(status=Status.RESOLVED)
    await desk.services.tickets.update(actor(ANA), ticket_id, patch)
    again = await desk.services.metrics.current(PRINTERS.id)

    assert reopened.average_resolution_seconds is None
    assert again.average_resolution_seconds == 7_200
    assert again.resolved_today == 2


async def test_history_counts_an_act_where_and_when_it_happened(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    desk.clock.advance(HOUR)
    patch = rest.TicketPatch(queue_id=LAPTOPS.id)
    await desk.services.tickets.update(actor(EVE), ticket_id, patch)
    desk.clock.advance(24 * HOUR)
    patch = rest.TicketPatch(status=Status.RESOLVED)
    await desk.services.tickets.update(actor(EVE), ticket_id, patch)

    async def items(queue_id: QueueId, step: HistoryStep) -> list[QueueHistoryBucket]:
        found = await desk.services.metrics.history(
            actor(EVE), queue_id, begin=NOON, end=NOON + 26 * HOUR, step=step
        )
        assert [bucket.at for bucket in found.items] == sorted({b.at for b in found.items})
        return list(found.items)

    left = await items(PRINTERS.id, HistoryStep.HOUR)
    entered = await items(LAPTOPS.id, HistoryStep.HOUR)
    by_day = await items(LAPTOPS.id, HistoryStep.DAY)

    assert len(left) == 26
    assert [(b.created, b.moved_out, b.open) for b in left[:3]] == [
        (1, 0, 1),
        (0, 1, 0),
        (0, 0, 0),
    ]
    assert [(b.moved_in, b.open) for b in entered[:3]] == [(0, 0), (1, 1), (0, 1)]
    assert (entered[25].resolved, entered[25].open) == (1, 0)
    assert entered[25].average_resolution_seconds == 25 * 3_600
    assert [(b.moved_in, b.resolved, b.open) for b in by_day] == [(1, 0, 1), (0, 1, 0)]


async def test_last_hour_can_be_had_by_minute(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    desk.clock.advance(timedelta(minutes=7))
    patch = rest.TicketPatch(status=Status.RESOLVED)
    await desk.services.tickets.update(actor(ANA), ticket_id, patch)

    history = await desk.services.metrics.history(actor(ANA), PRINTERS.id, step=HistoryStep.MINUTE)

    assert len(history.items) == 60
    assert history.items[-1].at == NOON + timedelta(minutes=7)
    assert [(b.created, b.resolved, b.open) for b in history.items[-8:]] == [
        (1, 0, 1),
        *[(0, 0, 1)] * 6,
        (0, 1, 0),
    ]


async def test_minutes_that_are_kept_no_longer_are_refused(desk: Desk) -> None:
    with pytest.raises(InvalidCommandError):
        await desk.services.metrics.history(
            actor(ANA), PRINTERS.id, begin=NOON - 2 * HOUR, step=HistoryStep.MINUTE
        )


async def test_part_of_the_past_says_what_was_open_then(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    desk.clock.advance(5 * HOUR)
    patch = rest.TicketPatch(status=Status.RESOLVED)
    await desk.services.tickets.update(actor(ANA), ticket_id, patch)

    past = await desk.services.metrics.history(
        actor(ANA), PRINTERS.id, begin=NOON + HOUR, end=NOON + 3 * HOUR
    )

    assert [bucket.open for bucket in past.items] == [1, 1]


async def test_history_begins_a_day_of_hours_or_a_month_of_days_ago(desk: Desk) -> None:
    hours = await desk.services.metrics.history(actor(ANA), PRINTERS.id)
    days = await desk.services.metrics.history(actor(ANA), PRINTERS.id, step=HistoryStep.DAY)

    assert len(hours.items) == 24
    assert hours.items[-1].at == NOON
    assert len(days.items) == 30
    assert days.items[-1].at == NOON - 12 * HOUR


async def test_history_that_makes_no_sense_or_is_not_theirs_is_refused(desk: Desk) -> None:
    metrics = desk.services.metrics
    for begin, end in ((NOON, NOON - HOUR), (NOON - 751 * HOUR, NOON), (NOON + HOUR, None)):
        with pytest.raises(InvalidCommandError):
            await metrics.history(actor(ANA), PRINTERS.id, begin=begin, end=end)
    for person in (CLEO, DAN):
        with pytest.raises(NotFoundError):
            await metrics.history(actor(person), PRINTERS.id)


async def test_recount_puts_drift_right_once_and_says_so(desk: Desk) -> None:
    await desk.ticket()
    wrong = {
        MetricKey(PRINTERS.id, Measure.STATUS, Status.OPEN): 3,
        MetricKey(PRINTERS.id, Measure.OPEN_CREATED_S): -7,
    }
    await desk.gateway.commit(Change(deltas=wrong))
    before = await desk.services.metrics.current(PRINTERS.id)
    reported: Counter[MetricKey] = Counter()

    counted = await desk.services.recount.run(INTERVAL, lambda _, moved: reported.update(moved))
    again = await desk.services.recount.run(INTERVAL, lambda _, moved: reported.update(moved))

    after = await desk.services.metrics.current(PRINTERS.id)
    assert (counted, again) == (len(QUEUES), 0)
    assert reported == {key: -value for key, value in wrong.items()}
    assert (before.total, after.total) == (4, 1)
    assert after.version == before.version + 1


async def test_right_figures_are_left_as_they_are(desk: Desk) -> None:
    await desk.ticket()
    before, _ = await desk.readers.metrics.counted(PRINTERS.id)

    await desk.services.recount.run(INTERVAL, lambda *_: pytest.fail("nothing was wrong"))

    after, counted = await desk.readers.metrics.counted(PRINTERS.id)
    assert {key.measure for key in counted} & BOOKKEEPING == set()
    assert after == {**before, MetricKey(PRINTERS.id, Measure.RECOUNTED_AT): ANY}


async def test_what_commands_move_during_a_correction_is_kept(desk: Desk) -> None:
    await desk.ticket()
    await desk.gateway.commit(
        Change(deltas={MetricKey(PRINTERS.id, Measure.STATUS, Status.OPEN): 1})
    )
    stale = await desk.readers.metrics.counted(PRINTERS.id)
    await desk.ticket()

    class ReadBefore:
        """Answers what was true before the second ticket."""

        def __getattr__(self, name: str) -> object:
            return getattr(desk.readers.metrics, name)

        async def counted(self, queue_id: QueueId) -> object:
            return stale if queue_id == PRINTERS.id else ({}, {})

    desk.services.recount._metrics = ReadBefore()  # type: ignore[assignment]
    await desk.services.recount.run(INTERVAL, lambda *_: None)

    kept, counted = await desk.readers.metrics.counted(PRINTERS.id)
    assert drift(kept, counted) == {}
    assert (await desk.services.metrics.current(PRINTERS.id)).total == 2


async def test_correction_that_another_process_overtook_is_refused(desk: Desk) -> None:
    await desk.ticket()
    wrong = {MetricKey(PRINTERS.id, Measure.STATUS, Status.OPEN): 1}
    await desk.gateway.commit(Change(deltas=wrong))
    mine, other = desk.services.recount, build_desk(desk.gateway, desk.readers)

    class Overtaken:
        """Lets another process count the same queue, a good while later, before it answers."""

        def __getattr__(self, name: str) -> object:
            return getattr(desk.readers.metrics, name)

        async def counted(self, queue_id: QueueId) -> object:
            answer = await desk.readers.metrics.counted(queue_id)
            if queue_id == PRINTERS.id:
                other.clock.advance(2 * INTERVAL)
                await other.services.recount.run(INTERVAL, lambda *_: None)
            return answer

    mine._metrics = Overtaken()  # type: ignore[assignment]
    await mine.run(INTERVAL, lambda *_: pytest.fail("it was corrected already"))

    kept, counted = await desk.readers.metrics.counted(PRINTERS.id)
    assert drift(kept, counted) == {}


async def test_recount_forgets_buckets_that_are_too_old(desk: Desk) -> None:
    await desk.ticket()
    desk.clock.advance(KEEP_MINUTES_FOR + timedelta(minutes=1))
    await desk.services.recount.run(INTERVAL, lambda *_: None)
    figures = await desk.readers.metrics.figures(PRINTERS.id, minutes_from=NOON, hours_from=NOON)
    assert (figures.minutes, len(figures.hours)) == ({}, 1)

    desk.clock.advance(KEEP_HOURS_FOR)
    await desk.services.recount.run(INTERVAL, lambda *_: None)
    figures = await desk.readers.metrics.figures(PRINTERS.id, minutes_from=NOON, hours_from=NOON)
    assert figures.hours == {}


async def test_queue_that_another_process_began_to_count_is_refused(desk: Desk) -> None:
    claim = MarkRecounted(
        PRINTERS.id, previous_s=0, at_s=100, minutes_before=NOON, hours_before=NOON
    )
    await desk.gateway.commit(Change(writes=(claim,)))
    moved = {MetricKey(PRINTERS.id, Measure.STATUS, Status.OPEN): 1}

    with pytest.raises(StaleFiguresError):
        await desk.gateway.commit(Change(writes=(claim,), deltas=moved))

    assert (await desk.services.metrics.current(PRINTERS.id)).total == 0
    await desk.gateway.commit(Change(writes=(replace(claim, previous_s=100, at_s=200),)))
    assert await desk.readers.metrics.recounted_at_s(PRINTERS.id) == 200

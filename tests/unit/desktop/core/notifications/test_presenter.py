import pytest

from common.ids import EventId
from common.notifications import NotificationKind
from desktop.core.errors import ClientCode, ConnectionLostError, StoreError
from desktop.core.reasons import Rule
from desktop.core.state import Mark, Stored
from desktop.core.toasts.flood import MAX_TOASTS, WINDOW_S
from tests.unit.desktop.notifications import (
    ANA_WATCHES_PRINTERS,
    assigned,
    make_item,
    make_ticket,
    read_elsewhere,
)
from tests.unit.desktop.stage import Stage


async def test_nobody_is_interrupted_while_the_agent_catches_up(stage: Stage) -> None:
    await stage.receive("event-1")

    assert stage.toasts.shown == []


async def test_live_event_becomes_one_toast(stage: Stage) -> None:
    stage.api.known_tickets[make_ticket().id] = make_ticket()
    stage.presenter.release()

    await stage.receive("event-1")

    assert stage.toasts.titles == ["#1042 was assigned to you"]
    assert stage.rule_of("event-1") is Rule.HIGH_PRIORITY


async def test_absence_becomes_one_digest(stage: Stage) -> None:
    await stage.receive("event-1", "event-2", "event-3", late=True)

    stage.presenter.release()
    await stage.time.settle()

    assert stage.toasts.titles == ["While you were away: 3 assigned"]
    assert stage.rule_of("event-2") is Rule.DIGEST


async def test_what_was_read_meanwhile_is_not_in_the_digest(stage: Stage) -> None:
    await stage.receive("event-1", "event-2", "event-3", late=True)
    await stage.keep(
        stage.center.received([read_elsewhere("event-1")], ANA_WATCHES_PRINTERS, late=True)
    )

    stage.presenter.release()
    await stage.time.settle()

    assert stage.toasts.titles == ["While you were away: 2 assigned"]
    assert stage.rule_of("event-1") is Rule.ALREADY_READ


async def test_absence_with_one_event_is_that_event_by_name(stage: Stage) -> None:
    stage.api.known_tickets[make_ticket().id] = make_ticket()
    await stage.receive("event-1", late=True)

    stage.presenter.release()
    await stage.time.settle()

    assert stage.toasts.titles == ["#1042 was assigned to you"]


async def test_event_that_comes_while_words_are_asked_for_waits_for_its_own(stage: Stage) -> None:
    names = ("ticket-1", "ticket-2")
    stage.api.known_tickets = {make_ticket(n).id: make_ticket(n) for n in names}
    stage.presenter.release()

    def second_comes(call: str) -> None:
        stage.api.on_call = lambda _: None
        assert call == "tickets"
        stage.center.received([assigned("event-2")], ANA_WATCHES_PRINTERS, late=False)
        stage.presenter.wake()

    stage.api.on_call = second_comes
    await stage.receive("event-1")

    assert stage.toasts.titles == ["#1042 was assigned to you"] * 2


async def test_failed_resolution_still_yields_a_toast(stage: Stage) -> None:
    stage.api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    stage.presenter.release()

    await stage.receive("event-1")

    assert stage.toasts.titles == ["A ticket was assigned to you"]


async def test_event_is_shown_once_however_often_the_center_is_looked_at(stage: Stage) -> None:
    stage.presenter.release()
    await stage.receive("event-1")

    stage.presenter.wake()
    await stage.time.advance(60)

    assert len(stage.toasts.shown) == 1


async def test_decision_is_on_disk_before_the_toast_is_on_the_screen() -> None:
    stage = Stage(Stored(items=(make_item(),)))
    await stage.store.open("ana")
    stage.presenter.release()
    stage.store.fails = True

    with pytest.raises(StoreError):
        await stage.presenter.turn()

    assert stage.toasts.shown == []


async def test_flood_becomes_three_toasts_and_one_summary(stage: Stage) -> None:
    stage.presenter.release()

    await stage.receive(*(f"event-{n}" for n in range(20)))
    await stage.time.advance(WINDOW_S)

    assert len(stage.toasts.shown) == MAX_TOASTS + 1
    assert stage.toasts.titles[-1] == "17 more: 17 assigned"
    assert stage.rule_of("event-19") is Rule.SUMMARY


async def test_single_one_over_the_limit_is_shown_as_itself_later(stage: Stage) -> None:
    stage.presenter.release()

    await stage.receive("event-1", "event-2", "event-3", "event-4")
    await stage.time.advance(WINDOW_S)

    assert stage.rule_of("event-4") is Rule.HIGH_PRIORITY


async def test_flood_that_goes_on_is_only_summed_up_once_a_window(stage: Stage) -> None:
    stage.presenter.release()

    for burst in range(25):
        await stage.receive(*(f"event-{burst}-{n}" for n in range(200)))
        await stage.time.advance(1.0)
    await stage.time.advance(60)

    assert all("more" in title for title in stage.toasts.titles[MAX_TOASTS:])
    assert len(stage.toasts.shown) == MAX_TOASTS + 3
    assert stage.center.undecided() == ()


async def test_five_thousand_events_in_ten_seconds_never_exceed_the_limit(stage: Stage) -> None:
    stage.presenter.release()

    for burst in range(10):
        await stage.receive(*(f"event-{burst}-{n}" for n in range(500)))
        await stage.time.advance(1.0)
    await stage.time.advance(60)

    times = [time for time, _ in stage.toasts.shown]
    windows = [sum(start <= time < start + WINDOW_S for time in times) for start in times]
    assert max(windows) <= MAX_TOASTS
    assert len(stage.toasts.shown) == MAX_TOASTS + 1
    assert stage.toasts.titles[-1] == "4997 more: 4997 assigned"
    assert stage.center.undecided() == ()


async def test_most_urgent_ones_get_the_first_slots(stage: Stage) -> None:
    await stage.keep(stage.center._put([make_item(f"event-{n}") for n in range(5)]))
    urgent = make_item("event-9", kind=NotificationKind.ESCALATED)
    await stage.keep(stage.center._put([urgent]))

    stage.presenter.release()
    await stage.time.settle()

    assert stage.toasts.shown[0][1].kind is NotificationKind.ESCALATED


async def test_toast_is_withdrawn_when_its_event_is_read_elsewhere(stage: Stage) -> None:
    stage.presenter.release()
    await stage.receive("event-1")
    assert list(stage.toasts.on_screen) == ["ticket-1"]

    await stage.keep(
        stage.center.received([read_elsewhere("event-1")], ANA_WATCHES_PRINTERS, late=False)
    )
    stage.presenter.wake()
    await stage.time.settle()

    assert stage.toasts.on_screen == {}


async def test_digest_stays_until_all_of_it_is_read(stage: Stage) -> None:
    await stage.receive("event-1", "event-2", late=True)
    stage.presenter.release()
    await stage.time.settle()

    await stage.keep(stage.center.mark([EventId("event-1")], Mark.READ))
    stage.presenter.wake()
    await stage.time.settle()
    assert list(stage.toasts.on_screen) == ["digest"]

    await stage.keep(stage.center.mark([EventId("event-2")], Mark.READ))
    stage.presenter.wake()
    await stage.time.settle()
    assert stage.toasts.on_screen == {}


async def test_crash_between_storing_and_deciding_ends_in_the_digest_of_the_next_run() -> None:
    first = Stage()
    await first.store.open("ana")
    await first.receive("event-1", "event-2")  # The program is killed here.

    second = Stage(await first.store.open("ana"))
    second.store = first.store
    await second.keep(second.center.began())
    second.presenter.release()
    await second.presenter.turn()
    assert second.toasts.titles == ["While you were away: 2 assigned"]

    third = Stage(await first.store.open("ana"))
    third.store = first.store
    await third.keep(third.center.began())
    third.presenter.release()
    await third.presenter.turn()
    assert third.toasts.shown == []


async def test_server_is_asked_in_batches_until_all_items_are_described(
    stage: Stage,
) -> None:
    await stage.receive(*(f"event-{n}" for n in range(450)), late=True)

    assert stage.center.without_facts(1) == ()
    assert stage.api.count("tickets") == 3

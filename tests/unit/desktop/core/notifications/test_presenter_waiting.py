from datetime import datetime, timedelta

from common.events import Change, Changes, TicketEvent
from common.ids import EventId, QueueId
from common.notifications import NotificationKind
from common.rest import Person
from common.vocabulary import Priority
from desktop.core.errors import ClientCode, ConnectionLostError
from desktop.core.language import in_english
from desktop.core.notifications.presenter import SILENCE_PAUSE_S
from desktop.core.reasons import Rule
from desktop.core.settings.values import Settings
from desktop.core.state import Commit, Mark, Pause
from desktop.core.text.notices import CONNECTION_TAG, restored
from desktop.core.tickets.resolver import REST_S
from desktop.core.toasts.snoozes import SNOOZE
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.attention import make_attention
from tests.unit.desktop.builders import ANA, BEN
from tests.unit.desktop.notifications import (
    ANA_WATCHES_PRINTERS,
    assigned,
    created,
    make_item,
    make_ticket,
)
from tests.unit.desktop.stage import Stage

ESCALATED = NotificationKind.ESCALATED
NIGHT = Settings(quiet_hours=True, quiet_hours_begin="11:00", quiet_hours_end="14:00")
"""It is noon, and quiet for two hours more."""


async def test_what_quiet_hours_held_back_comes_as_one_digest_at_their_end(stage: Stage) -> None:
    stage.settings = NIGHT
    stage.presenter.release()

    await stage.receive("event-1", "event-2")
    await stage.receive("event-3")
    await stage.time.advance(2 * 3600 - 1)
    assert stage.toasts.shown == []
    assert stage.rule_of("event-1") is Rule.QUIET_HOURS

    await stage.time.advance(1)
    assert stage.toasts.titles == ["While you were away: 3 assigned"]
    assert stage.rule_of("event-1") is Rule.QUIET_HOURS
    await stage.time.advance(3600)
    assert len(stage.toasts.shown) == 1


async def test_what_was_held_back_comes_once_over_a_restart() -> None:
    first = Stage()
    first.settings = NIGHT
    await first.store.open("ana")
    await first.receive("event-1", "event-2")
    first.presenter.release()
    await first.presenter.turn()  # The program is killed after this.

    second = Stage(await first.store.open("ana"))
    second.store = first.store
    second.presenter.release()
    await second.presenter.turn()
    assert second.toasts.titles == ["While you were away: 2 assigned"]

    third = Stage(await first.store.open("ana"))
    third.store = first.store
    third.presenter.release()
    await third.presenter.turn()
    assert third.toasts.shown == []


async def test_what_was_read_while_it_was_held_back_is_not_in_the_digest(stage: Stage) -> None:
    stage.settings = NIGHT
    stage.presenter.release()
    await stage.receive("event-1", "event-2", "event-3")

    await stage.keep(stage.center.mark([EventId("event-2")], Mark.READ))
    stage.settings = Settings()
    stage.presenter.wake()
    await stage.time.settle()

    assert stage.toasts.titles == ["While you were away: 2 assigned"]


async def test_urgent_status_breaks_through_do_not_disturb(stage: Stage) -> None:
    await stage.keep(stage.attention.set_do_not_disturb(stage.time.now() + timedelta(hours=1)))
    await stage.keep(
        stage.center._put([make_item("event-1"), make_item("event-2", kind=ESCALATED)])
    )

    stage.presenter.release()
    await stage.time.settle()

    assert [toast.kind for _, toast in stage.toasts.shown] == [ESCALATED]
    assert stage.rule_of("event-1") is Rule.DO_NOT_DISTURB
    assert stage.rule_of("event-2") is Rule.URGENT


async def test_urgent_ticket_that_is_assigned_breaks_through_do_not_disturb(
    stage: Stage,
) -> None:
    await stage.keep(stage.attention.set_do_not_disturb(stage.time.now() + timedelta(hours=1)))
    stage.presenter.release()
    events = [assigned("event-1"), assigned("event-2", priority=Priority.URGENT)]

    await stage.keep(stage.center.received(events, ANA_WATCHES_PRINTERS, late=False))
    stage.presenter.wake()
    await stage.time.settle()

    assert [toast.tag for _, toast in stage.toasts.shown] == ["ticket-2"]
    assert stage.rule_of("event-2") is Rule.URGENT


async def test_do_not_disturb_ends_by_itself_and_says_so() -> None:
    ends: list[datetime | None] = []
    time = VirtualTime()
    attention = make_attention(time, told=ends.append)
    until = time.now() + timedelta(minutes=30)

    commit = attention.set_do_not_disturb(until)
    time.jump(30 * 60)

    assert commit == Commit(pause=Pause(until))
    assert attention.moment().do_not_disturb_until is None
    assert ends == [None, until, None]


async def test_do_not_disturb_until_a_time_that_is_over_is_none() -> None:
    time = VirtualTime()

    commit = make_attention(time).set_do_not_disturb(time.now())

    assert commit == Commit(pause=Pause(None))


async def test_do_not_disturb_lasts_over_a_restart() -> None:
    time = VirtualTime()
    until = time.now() + timedelta(minutes=30)

    assert make_attention(time, pause=Pause(until)).moment().do_not_disturb_until == until
    time.jump(30 * 60)
    assert make_attention(time, pause=Pause(until)).moment().do_not_disturb_until is None


async def test_do_not_disturb_of_the_system_is_respected_until_it_is_over(stage: Stage) -> None:
    stage.toasts.silenced = True
    stage.presenter.release()
    await stage.receive("event-1", "event-2")
    assert stage.toasts.shown == []
    assert stage.rule_of("event-1") is Rule.SYSTEM_DO_NOT_DISTURB

    stage.toasts.silenced = False
    await stage.time.advance(SILENCE_PAUSE_S)

    assert stage.toasts.titles == ["While you were away: 2 assigned"]


async def test_single_one_that_was_held_back_is_shown_as_itself(stage: Stage) -> None:
    stage.toasts.silenced = True
    stage.presenter.release()
    await stage.receive("event-1")

    stage.toasts.silenced = False
    await stage.time.advance(SILENCE_PAUSE_S)

    assert stage.toasts.titles == ["A ticket was assigned to you"]


async def test_queue_that_became_quiet_meanwhile_interrupts_nobody(stage: Stage) -> None:
    await stage.receive("event-1")

    stage.settings = Settings(quiet_queues=(QueueId("printers"),))
    stage.presenter.release()
    await stage.time.settle()

    assert stage.toasts.shown == []
    assert stage.rule_of("event-1") is Rule.QUIET_QUEUE


async def test_nobody_asks_the_system_while_nothing_waits(stage: Stage) -> None:
    stage.presenter.release()
    await stage.time.settle()

    assert await stage.presenter.turn() is None


def taken_by_ben() -> TicketEvent:
    changes = Changes(assignee_id=Change(old=ANA, new=BEN))
    event = created("event-1", assignee_id=BEN, ticket_version=3, changes=changes)
    assert isinstance(event, TicketEvent)
    return event


async def snooze(stage: Stage, event_id: str) -> None:
    await stage.keep(stage.casework.snoozes.snooze(EventId(event_id), stage.time.now()))
    stage.presenter.wake()
    await stage.time.settle()


async def test_snoozed_toast_comes_back_once(stage: Stage) -> None:
    stage.presenter.release()
    await stage.receive("event-1")

    await snooze(stage, "event-1")
    await stage.time.advance(SNOOZE.total_seconds() - 1)
    assert len(stage.toasts.shown) == 1
    await stage.time.advance(1)
    assert len(stage.toasts.shown) == 2
    await stage.time.advance(3600)
    assert len(stage.toasts.shown) == 2


async def test_snoozed_toast_comes_back_over_a_restart(stage: Stage) -> None:
    stage.presenter.release()
    await stage.receive("event-1")
    await snooze(stage, "event-1")

    second = Stage(await stage.store.open("ana"))
    second.store = stage.store
    second.time.jump(SNOOZE.total_seconds())
    second.presenter.release()
    await second.presenter.turn()
    await second.presenter.turn()

    assert len(second.toasts.shown) == 1


async def test_snoozed_toast_does_not_come_back_when_it_was_read(stage: Stage) -> None:
    stage.presenter.release()
    await stage.receive("event-1")
    await snooze(stage, "event-1")

    await stage.keep(stage.center.mark([EventId("event-1")], Mark.READ))
    await stage.time.advance(3600)

    assert len(stage.toasts.shown) == 1
    assert stage.casework.snoozes.next_at() is None


async def test_snoozed_toast_does_not_come_back_when_somebody_took_the_ticket(
    stage: Stage,
) -> None:
    stage.presenter.release()
    await stage.receive("event-1")
    await snooze(stage, "event-1")

    stage.casework.board.heard(taken_by_ben())
    await stage.time.advance(3600)

    assert len(stage.toasts.shown) == 1


async def test_snoozed_toast_that_is_due_in_quiet_hours_comes_at_their_end(stage: Stage) -> None:
    stage.presenter.release()
    await stage.receive("event-1")
    await snooze(stage, "event-1")

    stage.settings = NIGHT
    await stage.time.advance(3600)
    assert len(stage.toasts.shown) == 1
    await stage.time.advance(3600)

    assert len(stage.toasts.shown) == 2


async def test_toast_is_withdrawn_when_somebody_takes_its_ticket(stage: Stage) -> None:
    stage.presenter.release()
    await stage.receive("event-1")

    stage.casework.board.heard(taken_by_ben())
    stage.presenter.wake()
    await stage.time.settle()

    assert stage.toasts.on_screen == {}


async def test_toast_offers_to_claim_a_ticket_that_nobody_has(stage: Stage) -> None:
    stage.casework.board.read(make_ticket(assignee_id=None, assignee_name=None))
    stage.presenter.release()

    await stage.receive("event-1")

    ((_, toast),) = stage.toasts.shown
    assert "claim" in [action.key for action in toast.actions]


async def test_toast_that_is_not_of_a_notification_stays_when_one_comes(stage: Stage) -> None:
    stage.presenter.release()
    await stage.toaster.show(restored(in_english))

    await stage.receive("event-1")

    assert set(stage.toasts.on_screen) == {CONNECTION_TAG, "ticket-1"}


async def test_snoozed_item_that_left_the_list_is_waited_for_no_more(stage: Stage) -> None:
    await snooze(stage, "event-that-left")
    stage.presenter.release()

    await stage.time.advance(SNOOZE.total_seconds())

    assert stage.casework.snoozes.next_at() is None
    assert await stage.presenter.turn() is None


async def test_name_that_could_not_be_asked_for_is_asked_for_later(stage: Stage) -> None:
    stage.api.known_people[BEN] = Person(id=BEN, name="Ben")
    stage.api.people_failure = ConnectionLostError(ClientCode.TIMED_OUT)
    stage.casework.board.heard(taken_by_ben())
    stage.presenter.release()
    await stage.receive("event-1")

    stage.api.people_failure = None
    await stage.time.advance(REST_S)
    await stage.receive("event-2")

    assert stage.casework.board.holder_of(taken_by_ben().ticket_id) == "Ben"


async def test_names_of_those_who_have_tickets_are_asked_for_once(stage: Stage) -> None:
    stage.api.known_people[BEN] = Person(id=BEN, name="Ben")
    stage.casework.board.heard(taken_by_ben())
    stage.presenter.release()
    await stage.receive("event-1")
    await stage.receive("event-2")

    assert stage.casework.board.unnamed == ()
    assert stage.api.count("people") == 1

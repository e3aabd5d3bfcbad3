from datetime import timedelta

from msgspec.structs import replace

from common.events import NotificationsRead
from common.ids import EventId, QueueId, TicketId
from common.notifications import NotificationKind, NotificationPriority
from desktop.core.notifications.center import MAX_EARLY_MARKS, MAX_ITEMS, Center
from desktop.core.reasons import Rule
from desktop.core.settings.values import Delivery, Settings
from desktop.core.state import Commit, Facts, Mark, Stored, Watermarks
from desktop.core.stream.pages import Event
from desktop.core.toasts.rules import Hold, Moment
from tests.unit.desktop.builders import ANA, BEN, ME, NOON, PRINTERS, make_event
from tests.unit.desktop.notifications import (
    ANA_WATCHES_PRINTERS,
    assigned,
    at,
    calm,
    center_with,
    cleared_elsewhere,
    created,
    make_item,
    mentioned,
    read_elsewhere,
    unread_elsewhere,
)
from tests.unit.desktop.wording import ENGLISH

FIRST_EVENT, SECOND_EVENT = EventId("event-1"), EventId("event-2")


def receive(center: Center, *events: Event, late: bool = False) -> Commit:
    return center.received(events, ANA_WATCHES_PRINTERS, late=late)


class TestReceived:
    def test_assignment_is_unread_undecided_and_counted_high(self) -> None:
        center = center_with()

        (item,) = receive(center, assigned()).put

        assert (item.kind, item.rule, item.read) == (NotificationKind.ASSIGNED, None, False)
        assert center.undecided() == (item,)
        assert len(center.unread()) == 1

    def test_medium_priority_is_for_the_center_only(self) -> None:
        (item,) = receive(center_with(), created()).put

        assert (item.priority, item.rule) == (NotificationPriority.MEDIUM, Rule.CENTER_ONLY)

    def test_event_that_is_known_changes_nothing(self) -> None:
        center = center_with()
        receive(center, assigned())

        assert receive(center, assigned()) == Commit()

    def test_background_and_own_acts_leave_no_item(self) -> None:
        center = center_with()

        receive(center, assigned(actor_id=ANA), make_event("event-2", {ME: 2}))

        assert center.listed() == ()

    def test_silent_change_leaves_no_item_and_so_no_toast_badge_or_digest(self) -> None:
        center = center_with()

        assert receive(center, replace(assigned(), silent=True), late=True) == Commit()
        assert (center.listed(), center.undecided(), center.unread()) == ((), (), ())

    def test_item_that_was_cleared_never_comes_back(self) -> None:
        center = center_with(make_item(cleared=True))

        receive(center, assigned())

        assert center.listed() == ()

    def test_late_item_is_marked_for_the_digest(self) -> None:
        (item,) = receive(center_with(), assigned(), late=True).put

        assert item.late


class TestMarksFromOtherDevices:
    def test_read_elsewhere_is_read_here(self) -> None:
        center = center_with()
        receive(center, assigned("event-1"), assigned("event-2"))

        receive(center, read_elsewhere("event-1"))

        assert [item.event_id for item in center.unread()] == [SECOND_EVENT]

    def test_cleared_elsewhere_leaves_the_list_here(self) -> None:
        center = center_with()
        receive(center, assigned("event-1"), assigned("event-2"))

        receive(center, cleared_elsewhere("event-1"))

        assert [item.event_id for item in center.listed()] == [SECOND_EVENT]

    def test_mark_that_comes_before_its_event_is_remembered_across_a_restart(self) -> None:
        commit = receive(center_with(), read_elsewhere("event-1"))
        assert commit.marked == {FIRST_EVENT: Mark.READ}

        center = Center(Stored(early_marks=commit.marked), calm)
        receive(center, assigned())

        assert center.unread() == ()
        assert center.get(FIRST_EVENT) is not None

    def test_mark_that_comes_before_its_event_in_the_same_run_counts(self) -> None:
        center = center_with()
        receive(center, cleared_elsewhere("event-1"))

        receive(center, assigned())

        assert center.listed() == ()

    def test_marks_for_events_that_never_come_are_bounded(self) -> None:
        center = center_with()

        receive(center, read_elsewhere(*(f"old-{n}" for n in range(MAX_EARLY_MARKS + 9))))

        assert len(center._early) == MAX_EARLY_MARKS

    def test_mark_for_all_covers_what_lies_below_it_in_each_room(self) -> None:
        center = center_with()
        receive(center, assigned("event-1", pos={ME: 4}), assigned("event-2", pos={ME: 5}))

        receive(center, read_elsewhere(through={ME: 4}))

        assert [item.event_id for item in center.unread()] == [SECOND_EVENT]

    def test_mark_for_all_covers_what_comes_later_from_a_slower_room(self) -> None:
        commit = receive(center_with(), read_elsewhere(through={PRINTERS: 9}))
        assert commit.watermarks == Watermarks(read={PRINTERS: 9})

        center = Center(Stored(watermarks=commit.watermarks), calm)
        receive(center, created(pos={PRINTERS: 9}), created("event-2", pos={PRINTERS: 10}))

        assert [item.event_id for item in center.unread()] == [SECOND_EVENT]

    def test_marks_for_all_of_different_rooms_hold_side_by_side(self) -> None:
        center = center_with()
        receive(center, read_elsewhere(through={ME: 4, PRINTERS: 2}))
        receive(center, read_elsewhere(through={PRINTERS: 9}))
        receive(center, read_elsewhere(through={PRINTERS: 5}))

        receive(center, assigned(pos={ME: 4}), created("event-2", pos={PRINTERS: 9}))

        assert center.unread() == ()

    def test_clearing_all_also_reads_all(self) -> None:
        center = center_with()
        receive(center, cleared_elsewhere(through={ME: 3}))

        receive(center, assigned(pos={ME: 3}))

        assert (center.listed(), center.unread()) == ((), ())

    def test_what_came_without_numbers_is_covered_by_its_time(self) -> None:
        center = center_with(make_item(at=at(0)), make_item("event-2", at=at(5)))

        receive(center, read_elsewhere(through={ME: 1}, at=at(1)))

        assert [item.event_id for item in center.unread()] == [SECOND_EVENT]

    def test_marks_of_somebody_else_are_none_of_ours(self) -> None:
        center = center_with(make_item())

        mark = NotificationsRead(id=EventId("mark-9"), at=NOON, user_id=BEN, ids=(FIRST_EVENT,))
        receive(center, mark)

        assert len(center.unread()) == 1


class TestUnreadElsewhere:
    def test_it_is_unread_here_whatever_marked_it_read(self) -> None:
        center = center_with()
        receive(center, assigned(pos={ME: 1}), read_elsewhere(through={ME: 1}))

        receive(center, unread_elsewhere("event-1"))

        assert [item.event_id for item in center.unread()] == [FIRST_EVENT]

    def test_it_is_unread_when_its_event_comes_after_a_restart(self) -> None:
        commit = receive(
            center_with(), read_elsewhere(through={ME: 9}), unread_elsewhere("event-1")
        )

        assert commit.watermarks is not None
        stored = Stored(early_marks=commit.marked, watermarks=commit.watermarks)
        center = Center(stored, calm)
        receive(center, assigned(pos={ME: 1}))

        assert [item.event_id for item in center.unread()] == [FIRST_EVENT]

    def test_mark_for_all_that_comes_later_covers_it_also_before_its_event(self) -> None:
        center = center_with()
        receive(center, unread_elsewhere("event-1"))

        commit = receive(center, read_elsewhere(through={ME: 9}))
        receive(center, assigned(pos={ME: 1}))

        assert commit.drop == (FIRST_EVENT,)
        assert center.unread() == ()

    def test_what_is_cleared_stays_cleared(self) -> None:
        center = center_with(make_item("event-2", read=True, cleared=True))
        receive(center, cleared_elsewhere("event-1"), unread_elsewhere("event-1", "event-2"))

        receive(center, assigned("event-1"))

        assert center.listed() == ()

    def test_somebody_else_marks_nothing_here(self) -> None:
        center = center_with(make_item(read=True))
        foreign = replace(unread_elsewhere("event-1"), user_id=BEN)

        assert receive(center, foreign) == Commit()


class TestOptimisticMarks:
    def test_mark_is_seen_at_once_and_pending(self) -> None:
        center = center_with(make_item())

        center.mark([FIRST_EVENT], Mark.READ)

        (line,) = center.shown(ENGLISH)
        assert (line.read, line.pending) == (True, True)
        assert [item.event_id for item in center.unconfirmed()] == [FIRST_EVENT]

    def test_confirmed_mark_is_not_pending(self) -> None:
        center = center_with(make_item())
        center.mark([FIRST_EVENT], Mark.READ)

        center.confirmed([FIRST_EVENT], Mark.READ)

        (line,) = center.shown(ENGLISH)
        assert (line.read, line.pending) == (True, False)

    def test_mark_that_comes_back_by_the_stream_is_confirmed(self) -> None:
        center = center_with(make_item())
        center.mark([FIRST_EVENT], Mark.READ)

        receive(center, read_elsewhere("event-1"))

        assert center.unconfirmed() == ()

    def test_refused_read_mark_is_taken_back(self) -> None:
        center = center_with(make_item())
        center.mark([FIRST_EVENT], Mark.READ)

        center.rejected([FIRST_EVENT], Mark.READ)

        (line,) = center.shown(ENGLISH)
        assert (line.read, line.pending) == (False, False)

    def test_refused_clearing_brings_the_item_back_as_it_was(self) -> None:
        center = center_with(make_item(read=True))
        center.mark([FIRST_EVENT], Mark.CLEARED)
        assert center.shown(ENGLISH) == ()

        center.rejected([FIRST_EVENT], Mark.CLEARED)

        (line,) = center.shown(ENGLISH)
        assert line.read

    def test_marking_again_changes_nothing(self) -> None:
        center = center_with(make_item(read=True))

        assert center.mark([FIRST_EVENT, EventId("unknown")], Mark.READ) == Commit()


def test_beginning_puts_what_was_left_undecided_into_the_digest() -> None:
    center = center_with(make_item(), make_item("event-2", rule=Rule.HIGH_PRIORITY))

    (item,) = center.began().put

    assert (item.event_id, item.late) == (FIRST_EVENT, True)


def test_older_ones_that_were_asked_for_interrupt_nobody() -> None:
    center = center_with(make_item())

    center.loaded_older([make_item(), make_item("event-0", at=at(-9))])

    older = center.get(EventId("event-0"))
    assert older is not None
    assert older.rule is Rule.LOADED_LATER
    assert center.oldest_listed() == older


def test_items_older_than_ninety_days_leave() -> None:
    center = center_with(make_item(at=NOON - timedelta(days=91)), make_item("event-2"))

    assert center.expired(NOON).drop == (FIRST_EVENT,)
    assert center.get(FIRST_EVENT) is None


def test_list_is_bounded_and_read_ones_leave_first() -> None:
    read = [make_item(f"old-{n}", read=True, at=at(9), rule=Rule.DIGEST) for n in range(1100)]
    center = center_with(*read)

    commit = receive(center, *(assigned(f"event-{n}") for n in range(MAX_ITEMS)))

    assert len(commit.drop) == 1100
    assert all(event_id.startswith("old-") for event_id in commit.drop)
    assert len(center.listed()) == MAX_ITEMS


def test_line_says_which_rule_decided_and_what_is_known() -> None:
    center = center_with(make_item(rule=Rule.HIGH_PRIORITY))
    facts = Facts(ticket_number=7, ticket_title="Fire", queue_name="Printers")
    center.described({FIRST_EVENT: facts})

    (line,) = center.shown(ENGLISH)

    assert (line.title, line.ticket_number, line.queue_name) == (
        "#7 was assigned to you",
        7,
        "Printers",
    )
    assert line.reason == "high_priority"


def test_newest_lines_come_first() -> None:
    center = center_with(make_item("event-1", at=at(1)), make_item("event-2", at=at(2)))

    assert [line.event_id for line in center.shown(ENGLISH)] == [SECOND_EVENT, FIRST_EVENT]


def test_newest_item_of_a_ticket_is_found() -> None:
    ticket = TicketId("ticket-9")
    center = center_with(
        make_item("event-1", ticket_id=ticket, at=at(1)),
        make_item("event-2", ticket_id=ticket, at=at(2)),
    )

    newest = center.newest_of(ticket)

    assert newest is not None
    assert newest.event_id == SECOND_EVENT
    assert center.newest_of(TicketId("other")) is None


def test_items_without_facts_are_named_newest_first() -> None:
    center = center_with(make_item("event-1", at=at(1)), make_item("event-2", at=at(2)))

    assert [item.event_id for item in center.without_facts(1)] == [SECOND_EVENT]


class TestRulesOfThePerson:
    """What is muted or switched off is no news; it can be looked up all the same."""

    def muted(self) -> Center:
        settings = Settings(muted_queues=(QueueId("printers"),), deliver_mentioned=Delivery.OFF)
        return Center(Stored(), lambda: Moment(at=NOON, settings=settings))

    def test_it_is_neither_listed_nor_counted_nor_undecided(self) -> None:
        center = self.muted()

        center.received([assigned(), mentioned("event-2")], ANA_WATCHES_PRINTERS, late=False)

        assert (center.listed(), center.unread(), center.undecided()) == ((), (), ())
        assert center.count_on_server == 2

    def test_it_is_among_the_suppressed_ones_with_the_rule_and_the_time(self) -> None:
        center = self.muted()
        center.received(
            [assigned(at=at(1)), mentioned("event-2")], ANA_WATCHES_PRINTERS, late=False
        )

        first, second = center.suppressed(ENGLISH)

        assert (first.item.reason, second.item.reason) == ("muted_queue", "kind_off")
        assert (first.item.decided_at, first.is_listed) == (NOON, False)

    def test_what_only_lost_its_toast_is_listed_in_both_places(self) -> None:
        settings = Settings(quiet_queues=(QueueId("printers"),))
        center = Center(Stored(), lambda: Moment(at=NOON, settings=settings))

        center.received([assigned()], ANA_WATCHES_PRINTERS, late=False)

        (suppressed,) = center.suppressed(ENGLISH)
        assert (suppressed.item.reason, suppressed.is_listed) == ("quiet_queue", True)
        assert len(center.unread()) == 1

    def test_a_list_of_the_server_is_judged_alike(self) -> None:
        center = self.muted()

        center.replaced(
            [make_item(queue_id=QueueId("printers"))],
            is_complete=True,
            first_contact=False,
            late=True,
        )

        assert center.unread() == ()

    def test_what_was_held_back_says_until_when(self) -> None:
        center = center_with(make_item())

        center.hold({EventId("event-1"): Hold(Rule.QUIET_HOURS, at(60))})

        (line,) = center.shown(ENGLISH)
        assert (line.reason, line.held_until) == ("quiet_hours", at(60))
        assert len(center.held()) == 1


def test_full_center_has_no_place_for_older_ones() -> None:
    items = [make_item(f"event-{n}", rule=Rule.DIGEST) for n in range(MAX_ITEMS)]

    assert center_with(*items).is_full
    assert not center_with(*items[1:]).is_full


def test_lines_are_made_anew_when_the_language_changes() -> None:
    center = center_with(make_item())
    before = center.shown(ENGLISH)
    assert center.shown(ENGLISH) is before

    center.reworded()

    assert center.shown(ENGLISH) is not before

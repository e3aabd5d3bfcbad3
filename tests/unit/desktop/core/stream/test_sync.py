import pytest

from common.ids import Epoch
from common.rooms import Room
from common.session import MAX_ROOMS
from common.stream import Cursor, ResetReason
from desktop.core.stream.effects import Deliver, Fetch, Forget, SnapshotCause, TakeSnapshot
from desktop.core.stream.pages import Event, Page, Part
from desktop.core.stream.sync import REMEMBERED_EVENTS, Sync
from tests.unit.desktop.builders import FIELD, FIRST, ME, PRINTERS, SECOND, make_event


def caught_up(**after: int) -> Sync:
    """Return a machine whose rooms stand at these numbers on an open line."""
    rooms = {Room(name.replace("_", ":")): number for name, number in after.items()}
    sync = Sync({room: Cursor(after=n) for room, n in rooms.items()}, FIRST)
    (request,) = sync.connected(FIRST, rooms)
    assert isinstance(request, Fetch)
    assert sync.page(request, page({room: part(n) for room, n in rooms.items()})) == []
    assert sync.is_caught_up
    return sync


def part(head: int, *entries: tuple[int, Event], more: bool = False) -> Part:
    return Part(entries=entries, head=head, more=more)


def page(rooms: dict[Room, Part], epoch: Epoch = FIRST) -> Page:
    return Page(epoch=epoch, rooms=rooms)


def in_me(number: int, event_id: str = "") -> Event:
    return make_event(event_id or f"event-{number}", {ME: number})


def test_frame_that_is_next_is_delivered_with_its_cursor() -> None:
    sync = caught_up(user_ana=5)

    assert sync.frame(in_me(6)) == [
        Deliver((in_me(6),), {ME: Cursor(after=6, event_id=in_me(6).id)})
    ]


def test_duplicate_changes_nothing() -> None:
    sync = caught_up(user_ana=5)
    sync.frame(in_me(6))

    assert sync.frame(in_me(6)) == []


def test_gap_fetches_instead_of_delivering() -> None:
    sync = caught_up(user_ana=5)

    (request,) = sync.frame(in_me(8))

    assert isinstance(request, Fetch)
    assert request.rooms == {ME: Cursor(after=5)}
    assert sync.cursors == {ME: Cursor(after=5)}


def test_page_fills_the_gap() -> None:
    sync = caught_up(user_ana=5)
    (request,) = sync.frame(in_me(7))
    assert isinstance(request, Fetch)

    answer = page({ME: part(7, (6, in_me(6)), (7, in_me(7)))})

    assert sync.page(request, answer) == [
        Deliver((in_me(6), in_me(7)), {ME: Cursor(after=7, event_id=in_me(7).id)})
    ]
    assert sync.is_caught_up


def test_late_frame_that_the_page_repeats_is_delivered_once() -> None:
    sync = caught_up(user_ana=5)
    (request,) = sync.frame(in_me(7))
    assert isinstance(request, Fetch)
    sync.frame(in_me(6))

    (delivery,) = sync.page(request, page({ME: part(7, (6, in_me(6)), (7, in_me(7)))}))

    assert isinstance(delivery, Deliver)
    assert delivery.events == (in_me(7),)


def test_overtaken_page_is_followed_by_another_request() -> None:
    sync = caught_up(user_ana=5)
    (request,) = sync.frame(in_me(7))
    assert isinstance(request, Fetch)
    sync.frame(in_me(9))  # The page under way was read before this one.

    effects = sync.page(request, page({ME: part(7, (6, in_me(6)), (7, in_me(7)))}))

    assert isinstance(effects[-1], Fetch)
    assert effects[-1].rooms[ME].after == 7


def test_server_that_lacks_what_it_announced_is_not_asked_for_ever() -> None:
    sync = caught_up(user_ana=5)
    (request,) = sync.heartbeat(FIRST, {ME: 9})
    assert isinstance(request, Fetch)

    assert sync.page(request, page({ME: part(5)})) == []
    assert sync.is_caught_up


def test_page_that_says_more_is_continued_while_it_brings_something() -> None:
    sync = caught_up(user_ana=5)
    (request,) = sync.heartbeat(FIRST, {ME: 9})
    assert isinstance(request, Fetch)

    effects = sync.page(request, page({ME: part(9, (6, in_me(6)), more=True)}))

    assert isinstance(effects[-1], Fetch)
    assert sync.page(effects[-1], page({ME: part(9, more=True)})) == []


def test_answer_from_before_a_reconnection_is_ignored() -> None:
    sync = caught_up(user_ana=5)
    (stale,) = sync.frame(in_me(7))
    assert isinstance(stale, Fetch)
    sync.disconnected()
    (request,) = sync.connected(FIRST, {ME: 7})

    assert sync.page(stale, page({ME: part(7, (6, in_me(6)))})) == []
    assert not sync.awaits(stale)
    assert sync.awaits(request) if isinstance(request, Fetch) else False


def test_frame_before_the_cursor_was_checked_is_only_a_hint() -> None:
    sync = Sync({ME: Cursor(after=5)}, FIRST)
    sync.connected(FIRST, {ME: 5})

    assert sync.frame(in_me(6)) == []
    assert sync.cursors[ME].after == 5


def test_one_event_in_two_rooms_is_delivered_once_and_moves_both_cursors() -> None:
    sync = caught_up(user_ana=1, queue_printers=4)
    event = make_event("event-9", {ME: 2, PRINTERS: 5})

    (delivery,) = sync.frame(event)

    assert isinstance(delivery, Deliver)
    assert delivery.events == (event,)
    assert {room: c.after for room, c in delivery.cursors.items()} == {ME: 2, PRINTERS: 5}


def test_event_known_through_another_room_moves_the_cursor_alone() -> None:
    sync = caught_up(user_ana=1, queue_printers=4)
    sync.frame(make_event("event-9", {ME: 2}))

    (delivery,) = sync.frame(make_event("event-9", {PRINTERS: 5}))

    assert isinstance(delivery, Deliver)
    assert delivery.events == ()
    assert delivery.cursors[PRINTERS].after == 5


def test_memory_of_delivered_events_is_bounded() -> None:
    sync = caught_up(user_ana=0)

    for number in range(1, REMEMBERED_EVENTS + 10):
        sync.frame(in_me(number))

    assert len(sync._seen) == REMEMBERED_EVENTS


def test_first_contact_takes_a_snapshot_at_the_heads_of_the_line() -> None:
    sync = Sync({}, None)

    (request,) = sync.connected(FIRST, {ME: 3, FIELD: 8})

    assert isinstance(request, TakeSnapshot)
    assert request.cursors == {ME: Cursor(after=3), FIELD: Cursor(after=8)}
    assert set(request.causes.values()) == {SnapshotCause.FIRST_CONTACT}
    assert sync.snapshot_taken(request) == []
    assert sync.epoch == FIRST
    assert sync.is_caught_up


def test_first_contact_without_a_line_finds_the_heads_by_a_page() -> None:
    sync = Sync({}, None)
    (request,) = sync.polling([ME])
    assert isinstance(request, Fetch)

    (snapshot,) = sync.page(request, page({ME: part(3, (1, in_me(1)), more=True)}))

    assert isinstance(snapshot, TakeSnapshot)
    assert snapshot.cursors == {ME: Cursor(after=3)}


@pytest.mark.parametrize("reason", list(ResetReason))
def test_reset_of_any_kind_becomes_one_snapshot(reason: ResetReason) -> None:
    sync = Sync({ME: Cursor(after=5), FIELD: Cursor(after=2)}, FIRST)
    (request,) = sync.connected(SECOND, {ME: 1, FIELD: 2})
    assert isinstance(request, Fetch)
    answer = page(
        {ME: Part((), head=1, reset=reason), FIELD: Part((), head=2, reset=reason)}, SECOND
    )

    (snapshot,) = sync.page(request, answer)

    assert isinstance(snapshot, TakeSnapshot)
    assert snapshot.epoch == SECOND
    assert snapshot.causes == {ME: SnapshotCause(reason.value), FIELD: SnapshotCause(reason.value)}
    assert sync.snapshot_taken(snapshot) == []
    assert {room: c.after for room, c in sync.cursors.items()} == {ME: 1, FIELD: 2}
    assert sync.epoch == SECOND


def test_page_of_another_history_without_a_reset_is_not_believed() -> None:
    sync = caught_up(user_ana=5)
    (request,) = sync.frame(in_me(7))
    assert isinstance(request, Fetch)

    (snapshot,) = sync.page(request, page({ME: part(7, (6, in_me(6)))}, SECOND))

    assert isinstance(snapshot, TakeSnapshot)
    assert snapshot.causes == {ME: SnapshotCause.EPOCH_CHANGED}


def test_hole_in_a_page_takes_a_snapshot_instead_of_skipping_in_silence() -> None:
    sync = caught_up(user_ana=5)
    (request,) = sync.frame(in_me(8))
    assert isinstance(request, Fetch)

    effects = sync.page(request, page({ME: part(8, (6, in_me(6)), (8, in_me(8)))}))

    assert isinstance(effects[-1], TakeSnapshot)
    assert effects[-1].causes == {ME: SnapshotCause.HOLE}
    assert sync.cursors[ME].after == 6


def test_nothing_is_delivered_while_a_snapshot_is_taken_and_nothing_is_missed() -> None:
    sync = caught_up(user_ana=5, queue_printers=4)
    (snapshot,) = sync.joined(FIELD, 2)
    assert isinstance(snapshot, TakeSnapshot)

    assert sync.frame(in_me(6)) == []

    (request,) = sync.snapshot_taken(snapshot)
    assert isinstance(request, Fetch)
    assert request.rooms == {ME: Cursor(after=5)}


def test_room_that_is_left_while_its_snapshot_is_taken_does_not_come_back() -> None:
    sync = caught_up(user_ana=5)
    (snapshot,) = sync.joined(FIELD, 2)
    assert isinstance(snapshot, TakeSnapshot)

    assert sync.left(FIELD) == [Forget((FIELD,))]
    assert sync.snapshot_taken(snapshot) == []
    assert sync.rooms == {ME}


def test_room_that_may_not_be_read_any_more_is_forgotten() -> None:
    sync = Sync({ME: Cursor(after=5), FIELD: Cursor(after=2)}, FIRST)
    (request,) = sync.connected(FIRST, {ME: 5, FIELD: 2})
    assert isinstance(request, Fetch)

    assert sync.page(request, page({ME: part(5)})) == [Forget((FIELD,))]


def test_room_that_the_line_does_not_hear_is_forgotten() -> None:
    sync = caught_up(user_ana=5, team_field=2)

    effects = sync.connected(FIRST, {ME: 5})

    assert effects[0] == Forget((FIELD,))


def test_leaving_a_room_that_is_not_followed_changes_nothing() -> None:
    assert caught_up(user_ana=5).left(FIELD) == []


def test_joining_a_room_twice_changes_nothing() -> None:
    assert caught_up(user_ana=5).joined(ME, 9) == []


def test_frame_of_a_room_that_is_not_followed_is_ignored() -> None:
    assert caught_up(user_ana=5).frame(make_event("event-1", {FIELD: 1})) == []


def test_heartbeat_that_knows_more_fetches() -> None:
    (request,) = caught_up(user_ana=5).heartbeat(FIRST, {ME: 6})

    assert isinstance(request, Fetch)


def test_heartbeat_that_knows_no_more_changes_nothing() -> None:
    assert caught_up(user_ana=5).heartbeat(FIRST, {ME: 5}) == []


def test_heartbeat_behind_the_cursor_lets_the_server_check_the_cursor() -> None:
    sync = caught_up(user_ana=5)

    (request,) = sync.heartbeat(FIRST, {ME: 3})

    assert isinstance(request, Fetch)
    answer = page({ME: Part((), head=3, reset=ResetReason.CURSOR_AHEAD)})
    (snapshot,) = sync.page(request, answer)
    assert isinstance(snapshot, TakeSnapshot)


def test_heartbeat_of_another_history_checks_all_cursors_before_anything_is_applied() -> None:
    sync = caught_up(user_ana=5)

    (request,) = sync.heartbeat(SECOND, {ME: 5})

    assert isinstance(request, Fetch)
    assert sync.frame(in_me(6)) == []


def test_heartbeat_of_the_other_history_while_it_is_asked_for_is_remembered() -> None:
    sync = Sync({ME: Cursor(after=5)}, FIRST)
    (request,) = sync.connected(SECOND, {ME: 1, FIELD: 2})
    assert isinstance(request, Fetch)
    sync.heartbeat(SECOND, {ME: 1, FIELD: 3})
    reset = Part((), head=1, reset=ResetReason.EPOCH_CHANGED)
    (snapshot,) = sync.page(request, page({ME: reset}, SECOND))
    assert isinstance(snapshot, TakeSnapshot)

    (request,) = sync.snapshot_taken(snapshot)

    assert isinstance(request, Fetch)
    assert request.rooms == {FIELD: Cursor(after=2)}


def test_heartbeat_names_a_room_that_was_not_known() -> None:
    (snapshot,) = caught_up(user_ana=5).heartbeat(FIRST, {ME: 5, FIELD: 2})

    assert isinstance(snapshot, TakeSnapshot)
    assert snapshot.cursors == {FIELD: Cursor(after=2)}


def test_polling_waits_for_all_rooms_when_nothing_is_missing() -> None:
    sync = caught_up(user_ana=5, team_field=2)

    (request,) = sync.poll()

    assert isinstance(request, Fetch)
    assert request.wait
    assert set(request.rooms) == {ME, FIELD}
    assert sync.poll() == []


def test_nothing_is_polled_without_rooms() -> None:
    assert Sync({}, None).poll() == []


def test_difference_of_the_counts_keeps_the_cursors_and_their_fingerprints() -> None:
    sync = caught_up(user_ana=5)
    sync.frame(in_me(6))

    (snapshot,) = sync.resnapshot()

    assert isinstance(snapshot, TakeSnapshot)
    assert snapshot.causes == {ME: SnapshotCause.DIFFERENCE}
    assert snapshot.cursors == {ME: Cursor(after=6, event_id=in_me(6).id)}


def test_more_rooms_than_one_request_takes_are_asked_for_in_turns() -> None:
    rooms = [Room(f"queue:{number}") for number in range(MAX_ROOMS + 3)]
    sync = Sync({room: Cursor(after=1) for room in rooms}, FIRST)
    (first,) = sync.connected(FIRST, dict.fromkeys(rooms, 1))
    assert isinstance(first, Fetch)
    assert len(first.rooms) == MAX_ROOMS

    (second,) = sync.page(first, page({room: part(1) for room in first.rooms}))

    assert isinstance(second, Fetch)
    assert len(second.rooms) == 3
    assert sync.page(second, page({room: part(1) for room in second.rooms})) == []


def test_room_that_is_left_while_it_is_read_delivers_nothing() -> None:
    sync = caught_up(user_ana=5, team_field=2)
    (request,) = sync.frame(make_event("event-9", {FIELD: 4}))
    assert isinstance(request, Fetch)
    sync.left(FIELD)

    assert sync.page(request, page({FIELD: part(4, (3, make_event("event-8", {FIELD: 3})))})) == []


def test_snapshot_that_was_wanted_before_a_reconnection_is_asked_for_anew() -> None:
    sync = Sync({ME: Cursor(after=5)}, FIRST)
    (request,) = sync.connected(SECOND, {ME: 1})
    assert isinstance(request, Fetch)
    reset = page({ME: Part((), head=1, reset=ResetReason.EPOCH_CHANGED)}, SECOND)
    sync.page(request, reset)

    (again,) = sync.connected(SECOND, {ME: 1})

    assert isinstance(again, Fetch)


def test_frame_that_came_during_a_snapshot_is_fetched_after_it() -> None:
    sync = Sync({}, None)
    (snapshot,) = sync.connected(FIRST, {ME: 3})
    assert isinstance(snapshot, TakeSnapshot)
    sync.frame(in_me(4))

    (request,) = sync.snapshot_taken(snapshot)

    assert isinstance(request, Fetch)
    assert request.rooms == {ME: Cursor(after=3)}

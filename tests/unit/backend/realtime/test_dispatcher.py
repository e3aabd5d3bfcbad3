import asyncio
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from backend.realtime.dispatcher import HOLE_LIMIT, LOOK_LIMIT
from backend.services.errors import InfrastructureError
from common.ids import UserId
from common.rooms import Room
from common.stream import Head
from tests.unit.backend.realtime.builders import (
    NOON,
    OTHER,
    TEAM,
    access_change,
    announcement,
)
from tests.unit.backend.realtime.dispatching import ids_of, running


async def test_the_next_event_goes_once_to_who_hears_several_of_its_rooms() -> None:
    async with running() as desk:
        _, both = await desk.join(TEAM, OTHER, sid="s1")
        _, one = await desk.join(OTHER, sid="s2")

        desk.commit(announcement(1, {TEAM: 1, OTHER: 1}))
        await desk.settle()

        assert both.told == one.told
        ((name, event),) = both.told
        assert name == "team:announcement"
        assert event["pos"] == {TEAM: 1, OTHER: 1}
        assert both.packets[0] is one.packets[0]


async def test_nobody_is_told_the_number_in_somebody_elses_own_room() -> None:
    async with running() as desk:
        mine, hers = Room("user:s1"), Room("user:s2")
        _, outlet = await desk.join(mine, TEAM, sid="s1")
        _, other = await desk.join(hers, TEAM, sid="s2")

        desk.commit(announcement(1, {TEAM: 1, mine: 1}))
        await desk.settle()

        assert [event["pos"] for _, event in outlet.told] == [{TEAM: 1, mine: 1}]
        assert [event["pos"] for _, event in other.told] == [{TEAM: 1}]


async def test_a_hole_is_read_before_what_was_rung() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        desk.commit(announcement(1, {TEAM: 1}), rung=False)
        desk.commit(announcement(2, {TEAM: 2}), rung=False)

        desk.commit(announcement(3, {TEAM: 3}))
        await desk.settle()

        assert ids_of(outlet) == ["e1", "e2", "e3"]
        assert [event["pos"] for _, event in outlet.told] == [{TEAM: 1}, {TEAM: 2}, {TEAM: 3}]


async def test_a_hole_too_large_is_left_to_the_clients() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        for n in range(1, HOLE_LIMIT + 2):
            desk.commit(announcement(n, {TEAM: n}), rung=False)

        last = HOLE_LIMIT + 2
        desk.commit(announcement(last, {TEAM: last}))
        await desk.settle()

        assert ids_of(outlet) == [f"e{last}"]


async def test_events_that_come_again_or_late_are_sent_once() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        first, second = announcement(1, {TEAM: 1}), announcement(2, {TEAM: 2})
        desk.streams.committed += [first, second]

        desk.doorbell.ring([second, first, second, first])
        await desk.settle()

        assert ids_of(outlet) == ["e1", "e2"]


async def test_the_look_finds_what_no_ring_told() -> None:
    async with running(look_every_s=0.02) as desk:
        _, outlet = await desk.join(TEAM)
        desk.commit(announcement(1, {TEAM: 1}), rung=False)
        desk.commit(announcement(2, {OTHER: 1}), rung=False)

        async with asyncio.timeout(5):
            await desk.doorbell.wait_for_entries({OTHER: 0}, 5)

        assert ids_of(outlet) == ["e1"]


async def test_after_too_much_for_one_look_every_room_is_brought_to_its_head() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        _, far_behind = await desk.join(OTHER, sid="s2")
        for n in range(1, 2 * LOOK_LIMIT + 3):
            desk.commit(announcement(n, {OTHER: n}), rung=False)
        last = 2 * LOOK_LIMIT + 3
        desk.commit(announcement(last, {TEAM: 1}), rung=False)

        desk.doorbell.missed = True
        desk.doorbell.ring([])
        await desk.settle()

        assert ids_of(outlet) == [f"e{last}"]
        assert ids_of(far_behind) == [f"e{n}" for n in range(1, LOOK_LIMIT + 1)]
        assert desk.dispatcher.heads((TEAM, OTHER)) == {TEAM: 1, OTHER: last - 1}


async def test_an_event_that_is_rung_late_and_forgotten_meanwhile_is_sent_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("backend.realtime.dispatcher.MAX_REMEMBERED", 1)
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        first, second = announcement(1, {TEAM: 1}), announcement(2, {TEAM: 2})
        desk.streams.committed += [first, second]

        desk.doorbell.ring([first, second, first])
        await desk.settle()

        assert ids_of(outlet) == ["e1", "e2"]


async def test_after_an_overflow_the_dispatcher_looks_at_once() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)
        desk.doorbell._max_rings = 1
        first, second = announcement(1, {TEAM: 1}), announcement(2, {TEAM: 2})
        desk.streams.committed += [first, second]

        desk.doorbell.ring([first, second])
        await desk.settle()

        assert ids_of(outlet) == ["e1", "e2"]
        assert desk.doorbell.missed is False


async def test_what_is_rung_while_a_room_opens_is_below_the_head_that_is_told() -> None:
    async with running() as desk:
        desk.streams.may_answer.clear()
        opening = asyncio.create_task(desk.dispatcher.follow((TEAM,)))
        await desk.settle()  # The heads are read, their answer is on its way.
        desk.commit(announcement(1, {TEAM: 1}))
        await desk.settle()
        desk.streams.may_answer.set()

        heads = await opening

        assert heads == {TEAM: Head(head=1)}


async def test_a_room_that_nobody_hears_is_forgotten() -> None:
    async with running() as desk:
        await desk.dispatcher.follow((TEAM,))
        assert desk.dispatcher.heads((TEAM, OTHER)) == {TEAM: 0}

        desk.dispatcher.release((TEAM,))

        assert desk.dispatcher.heads((TEAM,)) == {}


async def test_a_change_of_rights_is_told_before_the_next_event_goes_out() -> None:
    async with running() as desk:
        session, outlet = await desk.join(TEAM)
        room = Room("user:s1")
        reviewed: list[UserId] = []

        async def review(user_id: UserId) -> None:
            await asyncio.sleep(0)
            reviewed.append(user_id)
            desk.sessions.leave(session, TEAM)

        desk.dispatcher.access_changed = review
        desk.commit(access_change(1, {room: 1}))
        desk.commit(announcement(2, {TEAM: 1}))
        await desk.settle()

        assert reviewed == ["s1"]
        assert outlet.told == []


async def test_a_change_of_rights_in_a_hole_is_told_too() -> None:
    async with running() as desk:
        room = Room("user:s1")
        await desk.join(room)
        reviewed: list[UserId] = []

        async def review(user_id: UserId) -> None:
            reviewed.append(user_id)

        desk.dispatcher.access_changed = review
        desk.commit(access_change(1, {room: 1}), rung=False)
        desk.commit(announcement(2, {room: 2}))
        await desk.settle()

        assert reviewed == ["s1"]


async def test_a_change_of_rights_in_a_hole_too_large_is_told_too() -> None:
    async with running() as desk:
        room = Room("user:s1")
        await desk.join(room)
        reviewed: list[UserId] = []

        async def review(user_id: UserId) -> None:
            reviewed.append(user_id)

        desk.dispatcher.access_changed = review
        desk.commit(access_change(1, {room: 1}), rung=False)
        last = HOLE_LIMIT + 2
        for n in range(2, last):
            desk.commit(announcement(n, {room: n}), rung=False)
        desk.commit(announcement(last, {room: last}))
        await desk.settle()

        assert reviewed == ["s1"]


async def test_after_too_much_for_one_look_rights_are_reviewed_before_anything_is_told() -> None:
    async with running() as desk:
        session, outlet = await desk.join(TEAM, Room("user:s1"))

        async def review(_user_id: UserId) -> None:
            desk.sessions.leave(session, TEAM)

        desk.dispatcher.access_changed = review
        for n in range(1, LOOK_LIMIT + 1):
            desk.commit(announcement(n, {OTHER: n}), rung=False)
        desk.commit(access_change(LOOK_LIMIT + 1, {Room("user:s1"): 1}), rung=False)
        desk.commit(announcement(LOOK_LIMIT + 2, {TEAM: 1}), rung=False)
        desk.doorbell.doubt()
        await desk.settle()

        assert [name for name, _ in outlet.told] == ["user:queue_updated"]


@pytest.mark.expected_logs("backend.realtime.dispatcher:ERROR:dispatcher turn failed")
async def test_an_event_whose_hole_cannot_be_read_is_told_by_the_next_look() -> None:
    async with running(look_every_s=0.02) as desk:
        room = Room("user:s1")
        _, outlet = await desk.join(room)
        reviewed: list[UserId] = []

        async def review(user_id: UserId) -> None:
            reviewed.append(user_id)

        desk.dispatcher.access_changed = review
        desk.streams.is_broken = True
        desk.commit(announcement(1, {room: 1}), rung=False)
        desk.commit(access_change(2, {room: 2}))
        await desk.settle()
        desk.streams.is_broken = False
        async with asyncio.timeout(5):
            await desk.doorbell.wait_for_entries({room: 1}, 5)

        assert [event["pos"] for _, event in outlet.told] == [{room: 1}, {room: 2}]
        assert reviewed == ["s1"]


@pytest.mark.expected_logs("backend.realtime.dispatcher:ERROR:dispatcher turn failed")
async def test_what_a_look_could_not_tell_is_told_by_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(look_every_s=0.02) as desk:
        _, outlet = await desk.join(TEAM)
        refused = asyncio.Event()

        async def fails(*_: object) -> None:
            refused.set()
            raise InfrastructureError

        with monkeypatch.context() as broken:
            broken.setattr(desk.streams, "entries_after", fails)
            # The first one is of a kind that looks leave out: it is read when the second is due.
            desk.dispatcher._dispatched[1] = None
            desk.commit(announcement(1, {TEAM: 1}), rung=False)
            desk.commit(announcement(2, {TEAM: 2}), rung=False)
            async with asyncio.timeout(5):
                await refused.wait()
        async with asyncio.timeout(5):
            await desk.doorbell.wait_for_entries({TEAM: 1}, 5)

        assert ids_of(outlet) == ["e1", "e2"]


@pytest.mark.expected_logs("backend.realtime.dispatcher:ERROR:event not dispatched")
async def test_an_error_on_one_event_does_not_stop_the_rest() -> None:
    async with running() as desk:
        _, outlet = await desk.join(TEAM)

        async def broken(_user_id: UserId) -> None:
            raise RuntimeError

        desk.dispatcher.access_changed = broken
        desk.commit(access_change(1, {Room("user:s1"): 1}))
        desk.commit(announcement(2, {TEAM: 1}))
        await desk.settle()

        assert ids_of(outlet) == ["e2"]


@pytest.mark.expected_logs("backend.realtime.dispatcher:ERROR:dispatcher turn failed")
async def test_a_database_that_is_gone_for_a_while_costs_time_only() -> None:
    async with running(look_every_s=0.02) as desk:
        _, outlet = await desk.join(TEAM)
        desk.streams.is_broken = True
        desk.commit(announcement(1, {TEAM: 1}), rung=False)
        turned_at = desk.dispatcher.turned_at
        async with asyncio.timeout(5):
            await desk.streams.has_refused.wait()
        assert desk.dispatcher.turned_at == turned_at

        desk.streams.is_broken = False
        async with asyncio.timeout(5):
            await desk.doorbell.wait_for_entries({TEAM: 0}, 5)

        assert ids_of(outlet) == ["e1"]


async def test_a_socket_that_disappears_meanwhile_is_no_error() -> None:
    async with running() as desk:
        _, gone = await desk.join(TEAM, sid="s1")
        _, there = await desk.join(TEAM, sid="s2")
        gone.is_gone = True

        desk.commit(announcement(1, {TEAM: 1}))
        await desk.settle()

        assert gone.told == []
        assert ids_of(there) == ["e1"]


async def test_delivery_is_measured_from_the_commit_and_without_one_from_the_decision() -> None:
    decided = NOON - timedelta(seconds=5)
    with_ring, read_back = (announcement(n, {TEAM: n}) for n in (1, 2))
    read_back = replace(read_back, event=msgspec.structs.replace(read_back.event, at=decided))
    async with running() as desk:
        desk.commit(replace(with_ring, committed_at=NOON - timedelta(seconds=3)))
        desk.commit(read_back)
        await desk.settle()

    found = desk.latencies.of_last()

    assert (found.count, found.p50, found.p99) == (2, 3.0, 5.0)

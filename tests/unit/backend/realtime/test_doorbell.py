import asyncio

from backend.realtime.doorbell import Doorbell
from backend.services.changes import Published
from tests.unit.backend.realtime.builders import OTHER, TEAM, announcement


async def test_rings_are_heard_in_their_order() -> None:
    doorbell = Doorbell()
    first, second = announcement(1, {TEAM: 1}), announcement(2, {TEAM: 2})
    doorbell.ring([first])
    doorbell.ring([second])

    assert await doorbell.rings(timeout_s=1) == (first, second)
    assert await doorbell.rings(timeout_s=0.01) == ()


async def test_too_many_rings_are_dropped_and_it_is_said() -> None:
    doorbell = Doorbell(max_rings=2)
    for n in range(1, 4):
        doorbell.ring([announcement(n, {TEAM: n})])

    assert doorbell.missed is True
    assert len(await doorbell.rings(timeout_s=1)) <= 2


async def test_who_waits_for_a_room_is_woken_by_its_entry() -> None:
    doorbell = Doorbell()
    waiting = asyncio.create_task(doorbell.wait_for_entries({TEAM: 3, OTHER: 1}, 10))
    await asyncio.sleep(0)

    doorbell.announce({TEAM: 4})

    async with asyncio.timeout(1):
        await waiting
    assert doorbell._waiting == {}


async def test_what_was_announced_before_the_wait_counts() -> None:
    doorbell = Doorbell()
    doorbell.announce({TEAM: 4})

    async with asyncio.timeout(1):
        await doorbell.wait_for_entries({TEAM: 3}, 10)


async def test_old_news_wakes_nobody_who_waits_later() -> None:
    doorbell = Doorbell()
    doorbell.announce({TEAM: 4})
    began = asyncio.get_running_loop().time()

    await doorbell.wait_for_entries({TEAM: 4}, 0.05)

    assert asyncio.get_running_loop().time() - began >= 0.05
    assert doorbell._waiting == {}


async def test_a_closed_doorbell_lets_nobody_wait() -> None:
    doorbell = Doorbell()
    waiting = asyncio.create_task(doorbell.wait_for_entries({TEAM: 0}, 10))
    await asyncio.sleep(0)

    doorbell.close()

    async with asyncio.timeout(1):
        await waiting
        await doorbell.wait_for_entries({TEAM: 0}, 10)


async def test_what_is_committed_here_is_passed_on_and_what_is_heard_is_not() -> None:
    doorbell = Doorbell()
    passed: list[Published] = []
    doorbell.pass_on = passed.extend
    mine, theirs = announcement(1, {TEAM: 1}), announcement(2, {TEAM: 2})

    doorbell.ring((mine,))
    doorbell.hear((theirs,))

    assert passed == [mine]
    assert await doorbell.rings(0) == (mine, theirs)


async def test_a_doubt_wakes_the_dispatcher_to_look() -> None:
    doorbell = Doorbell()

    doorbell.doubt()

    assert await doorbell.rings(60) == ()
    assert doorbell.missed

"""Rooms as streams: everything once and in order, however often a line breaks."""

import asyncio
from functools import partial

from common.events import UserTicketAssigned
from common.ids import EventId
from common.rooms import Room
from tests.faults.watcher import Watcher
from tests.integration.backend.clients import SocketClient, signed_in
from tests.stress.stage import LEVEL_S, Stage, announcements

KICKED_TOGETHER = 4


async def fanout_exact(stage: Stage) -> None:
    """Every member hears an announcement once and in time; a stranger hears nothing of it."""
    desk, other = await stage.new_desk(4), await stage.new_desk(1)
    listeners = [(person, stage.process()) for person in (*desk.members[1:], *other.members)]
    async with stage.watching(*listeners) as watchers:
        *members, stranger = watchers
        async for _ in stage.turns(0.8):
            said = await stage.announce(desk)
            await stage.heard(said, *members)
            fence = await stage.announce(other)
            await stage.heard(fence, stranger)
            stage.check(said not in announcements(stranger), "heard by a stranger")


async def join_leave_churn(stage: Stage) -> None:
    """Who is in a queue's room hears of its tickets; who left hears nothing more."""
    desk, own = await stage.new_desk(1), await stage.new_desk(1)
    (listener,) = own.members
    room = f"queue:{desk.queue}"
    await stage.do(stage.site.root, "PUT", f"/queues/{desk.queue}/watchers/{listener.id}")
    async with signed_in(stage.process().url, listener) as client:
        # Below the 100 messages a minute that one socket may send.
        async for _ in stage.turns(1.8):
            joined = await client.ask("join_queue", desk.queue)
            stage.check(joined["ok"], joined)
            heard = await stage.ticket(desk)
            await stage.until(client, partial(_hears, client, "ticketId", heard["id"]))
            left = await client.ask("leave_queue", desk.queue)
            stage.check(left["ok"], left)
            unheard = await stage.ticket(desk)
            fence = await stage.announce(own)
            await stage.until(client, partial(_hears, client, "announcementId", fence))
            stage.check(not _hears(client, "ticketId", unheard["id"]), "heard after leaving")
        stage.check(_numbers_rise(client, room), "numbers of the room do not rise")


async def recover_repeated(stage: Stage) -> None:
    """What was said while a line was away is there once it is back."""
    desk = await stage.new_desk(2)
    async with stage.watching((desk.members[1], stage.process())) as (watcher,):
        async for _ in stage.turns(1.0):
            lines = watcher.lines
            await watcher.kick()
            said = [await stage.announce(desk) for _ in range(stage.chance.randrange(1, 5))]
            await stage.until(watcher, partial(_is_on_line, watcher, lines + 1), LEVEL_S)
            await stage.until(watcher, partial(_knows_all, watcher, said), LEVEL_S)
            stage.check(announcements(watcher)[-len(said) :] == said, "gap, double or disorder")


async def recovery_storm(stage: Stage) -> None:
    """Lines that are taken away while much is said lose nothing and repeat nothing."""
    desk = await stage.new_desk(1 + KICKED_TOGETHER)
    devices = [(person, stage.process()) for person in desk.members[1:]]
    async with stage.watching(*devices) as watchers:
        async for _ in stage.turns(1.0):
            saying = [stage.announce(desk) for _ in range(stage.chance.randrange(2, 6))]
            kicking = [watcher.kick() for watcher in watchers if stage.chance.random() < 0.5]
            said, _ = await asyncio.gather(asyncio.gather(*saying), asyncio.gather(*kicking))
            for watcher in watchers:
                await stage.until(watcher, partial(_knows_all, watcher, said), LEVEL_S)
            stage.check(len({tuple(announcements(watcher)) for watcher in watchers}) == 1, "order")


async def same_user_many_devices(stage: Stage) -> None:
    """All devices of a person apply the same events, those of each room in the same order."""
    desk = await stage.new_desk(2)
    person = desk.members[1]
    devices = [(person, process) for process in (*stage.site.processes, *stage.site.processes)]
    async with stage.watching(*devices) as watchers:
        async for _ in stage.turns(1.0):
            ticket = await stage.ticket(desk)
            path = f"/tickets/{ticket['id']}/assign"
            await stage.do(desk.members[0], "POST", path, {"assigneeId": person.id})
            fence = await stage.announce(desk)
            await stage.heard(fence, *watchers)
            for watcher in watchers:
                await stage.until(watcher, partial(_was_given, watcher, ticket["id"]))
            for room in (f"team:{desk.team}", f"user:{person.id}"):
                orders = {_order(watcher, Room(room)) for watcher in watchers}
                stage.check(len(orders) == 1, "differ", room, orders)


async def concurrent_publish(stage: Stage) -> None:
    """What many say at once gets numbers without a hole, and comes in their order."""
    desk = await stage.new_desk(4)
    room = Room(f"team:{desk.team}")
    async with stage.watching((desk.members[3], stage.process())) as (watcher,):
        async for _ in stage.turns(1.0):
            many = stage.chance.randrange(3, 9)
            said = await asyncio.gather(
                *(stage.announce(desk, by=stage.chance.choice(desk.members)) for _ in range(many))
            )
            await stage.until(watcher, partial(_knows_all, watcher, said))
            heard = [event.pos[room] for event in watcher.events if room in event.pos]
            stage.check(heard == list(range(heard[0], heard[0] + len(heard))), "hole", heard[-9:])


async def poll_and_socket_mix(stage: Stage) -> None:
    """Who polls and who listens come to the same events in the same order."""
    desk = await stage.new_desk(2)
    person, room = desk.members[1], f"team:{desk.team}"
    polled: list[EventId] = []
    async with stage.watching((person, stage.process())) as (watcher,):
        after = watcher.begun[Room(room)].after
        async for _ in stage.turns(1.0):
            body = {"rooms": {room: {"after": after}}, "waitSeconds": 5}
            waiting = asyncio.create_task(stage.do(person, "POST", "/sync", body))
            said = await stage.announce(desk)
            part = (await waiting)["rooms"][room]
            polled += [EventId(entry["id"]) for entry in part["entries"]]
            after = part["entries"][-1]["pos"][room]
            await stage.until(watcher, partial(_knows_all, watcher, [said]))
            stage.check(watcher.applied[: len(polled)] == polled, "differ")


def _knows_all(watcher: Watcher, said: list[str]) -> bool:
    return set(said) <= set(announcements(watcher))


def _is_on_line(watcher: Watcher, number: int) -> bool:
    return watcher.lines >= number


def _hears(client: SocketClient, name: str, value: str) -> bool:
    return any(event.get(name) == value for event in client.durable())


def _numbers_rise(client: SocketClient, room: str) -> bool:
    numbers = [event["pos"][room] for event in client.durable() if room in event["pos"]]
    return numbers == sorted(set(numbers))


def _was_given(watcher: Watcher, ticket_id: str) -> bool:
    return any(
        isinstance(event, UserTicketAssigned) and event.ticket_id == ticket_id
        for event in watcher.events
    )


def _order(watcher: Watcher, room: Room) -> tuple[int, ...]:
    return tuple(event.pos[room] for event in watcher.events if room in event.pos)

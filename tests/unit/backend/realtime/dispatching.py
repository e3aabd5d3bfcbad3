"""A dispatcher with everything around it in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from backend.realtime.dispatcher import Dispatcher
from backend.realtime.doorbell import Doorbell
from backend.realtime.fanout import Fanout
from backend.realtime.figures import Throughput
from backend.realtime.latency import Latencies
from backend.realtime.sessions import Session, SessionRegistry
from backend.services.changes import Published
from common.ids import UserId
from common.rooms import Room
from tests.unit.backend.realtime.builders import (
    NOON,
    ListOutlet,
    make_identity,
    make_metrics,
    make_session,
)
from tests.unit.backend.realtime.streams import ListStreams


@dataclass
class Desk:
    """A dispatcher with its surroundings."""

    streams: ListStreams
    doorbell: Doorbell
    sessions: SessionRegistry
    dispatcher: Dispatcher
    latencies: Latencies

    def commit(self, published: Published, *, rung: bool = True) -> None:
        self.streams.committed.append(published)
        if rung:
            self.doorbell.ring([published])

    async def join(self, *rooms: Room, sid: str = "s1") -> tuple[Session, ListOutlet]:
        session, outlet = make_session(sid)
        self.sessions.add(session)
        self.sessions.identify(session, make_identity(UserId(sid)))
        await self.dispatcher.follow(rooms)
        for room in rooms:
            self.sessions.enter(session, room)
        return session, outlet

    async def settle(self) -> None:
        """Wait until the dispatcher has nothing to do."""
        for _ in range(20):
            await asyncio.sleep(0)


@asynccontextmanager
async def running(*, look_every_s: float = 3600.0) -> AsyncIterator[Desk]:
    streams, doorbell, metrics = ListStreams(), Doorbell(), make_metrics()
    sessions = SessionRegistry(metrics)
    loop = asyncio.get_running_loop()
    latencies = Latencies(loop.time)
    dispatcher = Dispatcher(
        doorbell=doorbell,
        streams=streams,
        fanout=Fanout(sessions, metrics, Throughput(loop.time)),
        metrics=metrics,
        latencies=latencies,
        now=lambda: NOON,
        monotonic=loop.time,
        look_every_s=look_every_s,
    )
    await dispatcher.start()
    task = asyncio.create_task(dispatcher.run())
    try:
        yield Desk(streams, doorbell, sessions, dispatcher, latencies)
    finally:
        task.cancel()
        await asyncio.wait([task])


def ids_of(outlet: ListOutlet) -> list[str]:
    return [event["id"] for _, event in outlet.told]

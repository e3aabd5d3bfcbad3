import asyncio
from typing import Any

import pytest
from typing_extensions import override

from backend.realtime.heartbeat import Heart
from backend.realtime.sessions import SessionRegistry
from tests.unit.backend.realtime.builders import (
    NOON,
    ListOutlet,
    make_identity,
    make_metrics,
    make_session,
)
from tests.unit.backend.realtime.streams import ListStreams


class NoRooms:
    """A dispatcher that follows nothing."""

    def heads(self, _rooms: object) -> dict[Any, int]:
        return {}


class ToldOutlet(ListOutlet):
    """Says when it was given something."""

    def __init__(self) -> None:
        super().__init__()
        self.was_told = asyncio.Event()

    @override
    def deliver(self, message: Any) -> bool:
        self.was_told.set()
        return super().deliver(message)


@pytest.mark.expected_logs("backend.realtime.heartbeat:WARNING:epoch not read")
async def test_heart_beats_also_when_the_database_was_away_at_the_start() -> None:
    streams, sessions = ListStreams(is_broken=True), SessionRegistry(make_metrics())
    session, _ = make_session()
    outlet = session.outlet = ToldOutlet()
    sessions.add(session)
    sessions.identify(session, make_identity())
    session.is_settled = True
    heart = Heart(
        sessions=sessions,
        dispatcher=NoRooms(),  # type: ignore[arg-type]
        streams=streams,
        now=lambda: NOON,
        monotonic=asyncio.get_running_loop().time,
        spread=lambda: 1.0,
        every_s=0.02,
    )
    beating = asyncio.create_task(heart.run())
    try:
        async with asyncio.timeout(5):
            await streams.has_refused.wait()
            streams.is_broken = False
            await outlet.was_told.wait()
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)

    assert outlet.told[0][0] == "heartbeat"

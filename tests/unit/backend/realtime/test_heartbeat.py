from backend.realtime.heartbeat import Heart
from backend.realtime.sessions import SessionRegistry
from common.ids import Epoch
from common.rooms import Room
from tests.unit.backend.realtime.builders import (
    NOON,
    TEAM,
    ListOutlet,
    make_identity,
    make_metrics,
    make_session,
)
from tests.unit.backend.realtime.streams import ListStreams


class Followed:
    """A dispatcher that sent seven entries in each room."""

    def heads(self, rooms: set[Room]) -> dict[Room, int]:
        return dict.fromkeys(rooms, 7)


async def beating(*, is_settled: bool) -> tuple[Heart, ListOutlet]:
    sessions = SessionRegistry(make_metrics())
    session, outlet = make_session()
    sessions.add(session)
    sessions.identify(session, make_identity())
    sessions.enter(session, TEAM)
    session.is_settled = is_settled
    heart = Heart(
        sessions=sessions,
        dispatcher=Followed(),  # type: ignore[arg-type]
        streams=ListStreams(),
        now=lambda: NOON,
    )
    await heart.start()
    return heart, outlet


async def test_heartbeat_names_the_history_and_the_ends_of_the_rooms() -> None:
    heart, outlet = await beating(is_settled=True)

    heart.beat("s1")

    epoch: Epoch = await ListStreams().epoch()
    assert outlet.told == [
        ("heartbeat", {"epoch": epoch, "at": "2026-11-22T12:00:00Z", "heads": {TEAM: 7}})
    ]


async def test_nothing_beats_for_a_socket_whose_rooms_are_not_decided_or_that_is_gone() -> None:
    heart, outlet = await beating(is_settled=False)

    heart.beat("s1")
    heart.beat("gone")

    assert outlet.told == []

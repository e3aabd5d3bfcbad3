"""What holds for the store in memory holds for the one on disk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.ids import EventId, TicketId
from common.stream import Cursor
from desktop.adapters.store import SqliteStore
from desktop.core.errors import StoreError
from desktop.core.ports import Store
from desktop.core.state import ClaimWish, Commit, Facts, Mark, Pause, Stored, Watermarks
from tests.fakes.clock import Clock
from tests.fakes.memory_store import MemoryStore
from tests.unit.desktop.builders import FIELD, FIRST, ME, NOON
from tests.unit.desktop.notifications import make_item

EVENT = EventId("event-1")


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = (
        MemoryStore()
        if request.param == "memory"
        else SqliteStore(tmp_path / "agent.sqlite3", Clock())
    )
    yield made
    await made.close()


async def test_new_store_is_empty(store: Store) -> None:
    assert await store.open("ana") == Stored()


async def test_everything_comes_back(store: Store) -> None:
    await store.open("ana")
    commit = Commit(
        put=(make_item(facts=Facts(7, "Fire", queue_name="Printers"), positions={ME: 3}),),
        cursors={ME: Cursor(after=3, event_id=EVENT), FIELD: Cursor(after=9)},
        epoch=FIRST,
        watermarks=Watermarks(read={ME: 2}),
        pause=Pause(NOON),
        claims=(ClaimWish(TicketId("ticket-1"), EVENT, "key"),),
        snoozes={EVENT: NOON},
        marked={EventId("event-9"): Mark.READ},
    )

    await store.commit(commit)

    assert await store.open("ana") == Stored(
        items=commit.put,
        cursors=commit.cursors,
        epoch=FIRST,
        watermarks=Watermarks(read={ME: 2}),
        pause=Pause(NOON),
        claims=(ClaimWish(TicketId("ticket-1"), EVENT, "key"),),
        snoozes={EVENT: NOON},
        early_marks=commit.marked,
    )


async def test_later_commit_replaces_only_what_it_names(store: Store) -> None:
    await store.open("ana")
    await store.commit(Commit(put=(make_item(),), cursors={ME: Cursor(after=3)}, epoch=FIRST))

    await store.commit(Commit(put=(make_item(read=True),), cursors={FIELD: Cursor(after=1)}))

    stored = await store.open("ana")
    assert stored.items == (make_item(read=True),)
    assert stored.cursors == {ME: Cursor(after=3), FIELD: Cursor(after=1)}
    assert stored.epoch == FIRST


async def test_dropped_items_and_forgotten_rooms_are_gone(store: Store) -> None:
    await store.open("ana")
    await store.commit(Commit(put=(make_item(),), cursors={ME: Cursor(after=3)}))

    await store.commit(Commit(drop=(EVENT,), forget=(ME,)))

    assert await store.open("ana") == Stored()


async def test_mark_that_was_early_goes_with_its_event(store: Store) -> None:
    await store.open("ana")
    await store.commit(Commit(marked={EVENT: Mark.READ}))

    await store.commit(Commit(put=(make_item(read=True),)))

    assert (await store.open("ana")).early_marks == {}


async def test_nothing_of_the_former_owner_is_left(store: Store) -> None:
    await store.open("ana")
    await store.commit(Commit(put=(make_item(),), cursors={ME: Cursor(after=3)}))

    assert await store.open("ben") == Stored()
    assert await store.open("ana") == Stored()


async def test_store_that_is_not_open_refuses(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.commit(Commit(put=(make_item(),)))

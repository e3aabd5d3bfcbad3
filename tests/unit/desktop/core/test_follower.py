"""Whatever commit is the last one before a crash: no cursor stands above what is stored."""

from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from typing_extensions import override

from common.ids import EventId
from common.stream import Cursor, ResetReason
from desktop.core.errors import StoreError
from desktop.core.follower import Follower
from desktop.core.session.session import Session
from desktop.core.state import Commit, Stored
from desktop.core.stream.effects import Deliver, Fetch, Forget, TakeSnapshot
from desktop.core.stream.pages import Page, Part
from desktop.core.stream.requests import Listing
from tests.fakes.memory_store import MemoryStore
from tests.unit.desktop.builders import ANA, FIELD, FIRST, ME, NOON
from tests.unit.desktop.notifications import assigned, calm, make_item

AT_FIRST = Cursor(after=1, event_id=EventId("event-1"))
SESSION = Session(
    server="https://desk.example",
    user_id=ANA,
    name="Ana",
    email="ana@example.com",
    access_token="access",
    refresh_token="refresh",
    expires_at=NOON + timedelta(minutes=15),
    renew_at=NOON + timedelta(minutes=13),
)


class CrashingStore(MemoryStore):
    """Takes so many commits and no more."""

    def __init__(self, commits: int) -> None:
        super().__init__()
        self._left = commits

    @override
    async def commit(self, commit: Commit) -> None:
        if not self._left:
            raise StoreError
        self._left -= 1
        await super().commit(commit)


async def follower_on(store: MemoryStore) -> Follower:
    stored = await store.open(ANA)
    return Follower(SESSION, stored, store, calm, lambda: None)


async def left_by(store: MemoryStore, work: Coroutine[Any, Any, object]) -> Stored:
    with suppress(StoreError):
        await work
    return await store.open(ANA)


@pytest.mark.parametrize("commits", [0, 1, 2])
async def test_event_and_cursor_are_stored_together(commits: int) -> None:
    store = CrashingStore(commits)
    follower = await follower_on(store)
    delivery = Deliver(events=(assigned(),), cursors={ME: AT_FIRST, FIELD: Cursor(after=7)})

    stored = await left_by(store, follower.carry_out([delivery, Forget((FIELD,))]))

    is_there = commits > 0
    assert [item.event_id for item in stored.items] == [EventId("event-1")] * is_there
    assert stored.cursors == ({ME: AT_FIRST} if is_there else {})


@pytest.mark.parametrize("commits", [0, 1, 2])
async def test_list_of_the_server_and_its_cursors_are_stored_together(commits: int) -> None:
    store = CrashingStore(commits)
    follower = await follower_on(store)
    (request,) = follower.sync.connected(FIRST, {ME: 1})
    assert isinstance(request, TakeSnapshot)

    listing = Listing((make_item(),), is_complete=True)
    stored = await left_by(store, follower.snapshot_arrived(request, listing))

    is_there = commits > 0
    assert [item.event_id for item in stored.items] == [EventId("event-1")] * is_there
    assert stored.cursors == ({ME: Cursor(after=1)} if is_there else {})
    assert stored.epoch == (FIRST if is_there else None)


async def test_list_in_place_of_entries_has_the_profile_read_anew() -> None:
    follower = await follower_on(MemoryStore())
    (request,) = follower.sync.connected(FIRST, {ME: 1})
    assert isinstance(request, TakeSnapshot)

    await follower.snapshot_arrived(request, Listing((), is_complete=True))

    assert follower.access_changed


async def test_list_beside_cursors_that_stay_says_nothing_of_rights() -> None:
    store = MemoryStore()
    await store.open(ANA)
    await store.commit(Commit(cursors={ME: AT_FIRST}, epoch=FIRST))
    follower = await follower_on(store)
    (fetch,) = follower.sync.connected(FIRST, {ME: 1})
    assert isinstance(fetch, Fetch)
    follower.sync.page(fetch, Page(FIRST, {ME: Part(entries=(), head=1)}))
    (request,) = follower.sync.resnapshot()
    assert isinstance(request, TakeSnapshot)

    await follower.snapshot_arrived(request, Listing((), is_complete=True))

    assert not follower.access_changed


@pytest.mark.parametrize("is_late", [False, True])
async def test_what_a_list_adds_to_the_cursors_is_as_late_as_an_event(*, is_late: bool) -> None:
    store = MemoryStore()
    await store.open(ANA)
    await store.commit(Commit(cursors={ME: AT_FIRST}, epoch=FIRST))
    follower = await follower_on(store)
    (fetch,) = follower.sync.connected(FIRST, {ME: 1})
    assert isinstance(fetch, Fetch)
    follower.sync.page(fetch, Page(FIRST, {ME: Part(entries=(), head=1)}))
    (request,) = follower.sync.resnapshot()
    assert isinstance(request, TakeSnapshot)
    follower.is_late = is_late

    await follower.snapshot_arrived(request, Listing((make_item(),), is_complete=True))

    assert [item.late for item in follower.center.undecided()] == [is_late]


async def test_what_a_list_brings_in_place_of_entries_is_late() -> None:
    store = MemoryStore()
    await store.open(ANA)
    await store.commit(Commit(cursors={ME: AT_FIRST}, epoch=FIRST))
    follower = await follower_on(store)
    (fetch,) = follower.sync.connected(FIRST, {ME: 1})
    assert isinstance(fetch, Fetch)
    reset = Part(entries=(), head=1, reset=ResetReason.FINGERPRINT_MISMATCH)
    (request,) = follower.sync.page(fetch, Page(FIRST, {ME: reset}))
    assert isinstance(request, TakeSnapshot)
    follower.is_late = False

    await follower.snapshot_arrived(request, Listing((make_item(),), is_complete=True))

    assert [item.late for item in follower.center.undecided()] == [True]

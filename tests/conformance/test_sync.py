"""``sync`` on any storage: order, limits, resets and rights."""

import pytest
from msgspec import Raw

from backend.domain.errors import PermissionDeniedError
from backend.services.actor import Actor
from common import rest
from common.envelope import decode_event
from common.ids import Epoch, EventId, UserId
from common.rooms import Room, queue_room, team_room, user_room
from common.stream import Cursor, ResetReason
from common.vocabulary import Role
from tests.fakes.desk import ANA, BEN, CLEO, DAN, FIELD, INVOICES, PRINTERS, Desk, actor

QUEUE, TEAM, OWN = queue_room(PRINTERS.id), team_room(FIELD.id), user_room(ANA.id)


def ask(
    *rooms: Room,
    after: int = 0,
    event_id: str | None = None,
    epoch: Epoch | None = None,
    limit: int = 100,
    wait: int = 0,
) -> rest.Sync:
    cursor = Cursor(after=after, event_id=None if event_id is None else EventId(event_id))
    return rest.Sync(
        rooms=dict.fromkeys(rooms, cursor), epoch=epoch, limit=limit, wait_seconds=wait
    )


def seqs(page: rest.SyncPage, room: Room) -> list[int]:
    return [position(entry, room) for entry in page.rooms[room].entries]


def position(entry: Raw, room: Room) -> int:
    event = decode_event(bytes(entry))
    assert set(event.pos) == {room}
    return event.pos[room]


async def event_id_at(desk: Desk, room: Room, seq: int) -> str:
    found = await desk.readers.streams.event_at(room, seq)
    assert found is not None
    return found


async def test_first_contact_reads_each_room_from_the_beginning(desk: Desk) -> None:
    await desk.ticket(assignee=ANA)

    page = await desk.services.sync.page(actor(ANA), ask(QUEUE, TEAM, OWN))

    assert page.epoch == await desk.services.sync.epoch()
    assert seqs(page, QUEUE) == seqs(page, TEAM) == [1, 2, 3]
    assert seqs(page, OWN) == [1]
    assert (page.rooms[QUEUE].head, page.rooms[QUEUE].more) == (3, False)


async def test_pages_go_on_where_the_last_one_ended(desk: Desk) -> None:
    for _ in range(3):
        await desk.ticket()
    sync, ana = desk.services.sync, actor(ANA)

    first = await sync.page(ana, ask(QUEUE, limit=4))
    fingerprint = await event_id_at(desk, QUEUE, 4)
    rest_of_it = await sync.page(ana, ask(QUEUE, after=4, event_id=fingerprint, limit=4))

    assert (seqs(first, QUEUE), first.rooms[QUEUE].more) == ([1, 2, 3, 4], True)
    assert (seqs(rest_of_it, QUEUE), rest_of_it.rooms[QUEUE].more) == ([5, 6], False)
    assert rest_of_it.rooms[QUEUE].reset is None


async def test_exactly_full_page_promises_no_more(desk: Desk) -> None:
    await desk.ticket()

    page = await desk.services.sync.page(actor(ANA), ask(QUEUE, limit=2))

    assert (seqs(page, QUEUE), page.rooms[QUEUE].more) == ([1, 2], False)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param(
            ask(QUEUE, epoch=Epoch("other")), ResetReason.EPOCH_CHANGED, id="other-history"
        ),
        pytest.param(ask(QUEUE, after=3), ResetReason.CURSOR_AHEAD, id="ahead-of-the-head"),
        pytest.param(
            ask(QUEUE, after=2, event_id="another"),
            ResetReason.FINGERPRINT_MISMATCH,
            id="another-event-at-the-cursor",
        ),
    ],
)
async def test_cursor_that_does_not_fit_gets_one_reset_and_no_entries(
    desk: Desk, asked: rest.Sync, reason: ResetReason
) -> None:
    await desk.ticket()

    page = await desk.services.sync.page(actor(ANA), asked)

    room = page.rooms[QUEUE]
    assert room.reset == rest.Reset(reason=reason)
    assert (room.entries, room.head, room.more) == ((), 2, False)


async def test_answer_is_bounded_and_every_room_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.rest.MAX_SYNC_ENTRIES", 5)
    for _ in range(3):
        await desk.ticket(assignee=ANA)
    heads = await desk.services.sync.heads((QUEUE, TEAM, OWN))
    read: dict[Room, list[int]] = {QUEUE: [], TEAM: [], OWN: []}

    waiting = set(read)
    while waiting:
        cursors = {room: Cursor(after=len(read[room])) for room in sorted(waiting)}
        page = await desk.services.sync.page(actor(ANA), rest.Sync(rooms=cursors))
        assert sum(len(one.entries) for one in page.rooms.values()) <= 5
        for room in waiting:
            assert page.rooms[room].entries
            read[room] += seqs(page, room)
        waiting = {room for room in waiting if page.rooms[room].more}

    assert read == {room: list(range(1, ends.head + 1)) for room, ends in heads.items()}


async def test_reset_ends_by_going_on_from_the_head(desk: Desk) -> None:
    await desk.ticket()
    sync, ana = desk.services.sync, actor(ANA)
    reset = await sync.page(ana, ask(QUEUE, epoch=Epoch("other")))

    asked = ask(QUEUE, after=reset.rooms[QUEUE].head, epoch=reset.epoch)
    page = await sync.page(ana, asked)

    assert page.rooms[QUEUE].reset is None


async def test_rooms_not_for_the_actor_are_absent(desk: Desk) -> None:
    asked = ask(QUEUE, OWN, user_room(BEN.id), queue_room(INVOICES.id), Room("queue:nowhere"))

    page = await desk.services.sync.page(actor(ANA), asked)

    assert set(page.rooms) == {QUEUE, OWN}


async def test_lost_membership_counts_at_the_next_read(desk: Desk) -> None:
    sync, ana = desk.services.sync, actor(ANA)
    await desk.ticket()
    before = await sync.page(ana, ask(QUEUE, TEAM, OWN))
    await desk.services.membership.remove_member(actor(BEN), FIELD.id, ANA.id)

    page = await sync.page(ana, ask(QUEUE, TEAM, OWN))

    assert set(before.rooms) == {QUEUE, TEAM, OWN}
    assert set(page.rooms) == {OWN}


async def test_stranger_reads_nothing(desk: Desk) -> None:
    nobody = Actor(UserId("nobody"), Role.ADMIN)

    with pytest.raises(PermissionDeniedError):
        await desk.services.sync.page(nobody, ask(QUEUE))


async def test_waiting_ends_with_what_arrived(desk: Desk) -> None:
    desk.waits.meanwhile = desk.ticket

    page = await desk.services.sync.page(actor(ANA), ask(QUEUE, OWN, wait=20))

    assert desk.waits.waited == [({QUEUE: 0, OWN: 0}, 20.0)]
    assert seqs(page, QUEUE) == [1, 2]


async def test_rights_are_checked_again_after_the_wait(desk: Desk) -> None:
    async def lose_membership() -> None:
        await desk.ticket()
        await desk.services.membership.remove_member(actor(BEN), FIELD.id, ANA.id)

    desk.waits.meanwhile = lose_membership

    page = await desk.services.sync.page(actor(ANA), ask(QUEUE, wait=20))

    assert page.rooms == {}


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(ask(QUEUE, wait=20), id="there-is-something"),
        pytest.param(ask(QUEUE, after=9, wait=20), id="there-is-a-reset"),
        pytest.param(ask(QUEUE, after=2), id="nobody-wants-to-wait"),
        pytest.param(ask(user_room(CLEO.id), wait=20), id="there-is-no-room"),
    ],
)
async def test_no_wait(desk: Desk, asked: rest.Sync) -> None:
    await desk.ticket()

    await desk.services.sync.page(actor(ANA), asked)

    assert desk.waits.waited == []


async def test_heads_are_for_whoever_checked_the_rights(desk: Desk) -> None:
    await desk.ticket(by=DAN)

    heads = await desk.services.sync.heads((QUEUE, OWN))

    assert (heads[QUEUE].head, heads[OWN].head) == (2, 0)

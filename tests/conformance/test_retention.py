"""Retention on any storage: what goes, what stays, and who may rely on it."""

from datetime import timedelta

import pytest

from backend.domain.errors import TokenInvalidError, TokenRevokedError
from backend.services.actor import Actor, RequestKey
from backend.services.changes import Change
from backend.services.errors import AlreadyRemovedError
from backend.services.hearing import KEPT_FOR
from backend.services.retention import BATCH, GRACE, Removed
from backend.services.retention_changes import RemoveOld
from backend.services.sessions import REFRESH_LIFETIME
from common import rest
from common.ids import EventId, TicketId, UserId
from common.rooms import Room, queue_room, team_room, user_room
from common.stream import Cursor, Head, ResetReason
from tests.fakes.desk import ANA, BEN, DAN, EVE, FIELD, PASSWORD, PRINTERS, Desk, actor

QUEUE, TEAM, OWN = queue_room(PRINTERS.id), team_room(FIELD.id), user_room(ANA.id)
ROOMS = (QUEUE, TEAM, OWN, user_room(DAN.id))
LONG = KEPT_FOR + GRACE + timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)


async def remove_all(desk: Desk) -> Removed:
    """Remove what is old, and return the sum."""
    events = answers = tokens = 0
    has_more = True
    while has_more:
        removed = await desk.services.retention.remove()
        events, answers = events + removed.events, answers + removed.answers
        tokens += removed.tokens
        has_more = removed.has_more
    return Removed(events, answers, tokens)


async def heads(desk: Desk) -> dict[Room, Head]:
    return await desk.readers.streams.heads(ROOMS)


async def numbers(desk: Desk, room: Room) -> list[int]:
    return [seq for seq, _ in await desk.readers.streams.entries_after(room, 0, 1_000)]


async def unread_ids(desk: Desk) -> list[EventId]:
    page = await desk.services.notifications.page(actor(ANA), unread=True)
    return [item.id for item in page.items]


async def test_a_new_desk_has_nothing_to_remove(desk: Desk) -> None:
    await desk.ticket(assignee=ANA)

    assert await desk.services.retention.remove() == Removed()
    assert {ends.floor for ends in (await heads(desk)).values()} == {0}


async def test_each_room_loses_its_oldest_entries_and_nothing_between(desk: Desk) -> None:
    await desk.ticket(assignee=ANA)
    old = await heads(desk)
    desk.clock.advance(LONG)
    await desk.ticket(assignee=ANA)
    await desk.ticket()
    before = await heads(desk)

    await remove_all(desk)

    after = await heads(desk)
    for room in ROOMS:
        assert after[room] == Head(head=before[room].head, floor=old[room].head)
        assert await numbers(desk, room) == list(
            range(after[room].floor + 1, after[room].head + 1)
        )


async def test_what_reached_its_age_stays_for_a_day_and_goes_then(desk: Desk) -> None:
    await desk.ticket()
    desk.clock.advance(KEPT_FOR + GRACE)

    early = await remove_all(desk)
    desk.clock.advance(INSTANT)
    late = await remove_all(desk)

    assert early.events == 0
    assert late.events > 0


async def test_no_unread_notification_younger_than_the_promise_is_ever_removed(
    desk: Desk,
) -> None:
    promised = []
    for _ in range(12):
        await desk.ticket(assignee=ANA)
        promised.append((desk.clock(), (await unread_ids(desk))[0]))
        desk.clock.advance(timedelta(days=15))
        floors = {room: ends.floor for room, ends in (await heads(desk)).items()}

        await remove_all(desk)

        young = [id_ for at, id_ in promised if desk.clock() - at <= KEPT_FOR]
        assert set(young) <= set(await unread_ids(desk))
        assert all(ends.floor >= floors[room] for room, ends in (await heads(desk)).items())


async def test_a_room_that_is_empty_now_goes_on_numbering_after_its_floor(desk: Desk) -> None:
    await desk.ticket()
    desk.clock.advance(LONG)
    await remove_all(desk)
    emptied = (await heads(desk))[QUEUE]

    await desk.ticket()

    assert emptied.floor == emptied.head
    assert (await numbers(desk, QUEUE))[0] == emptied.head + 1


async def test_history_of_a_ticket_stays_and_other_events_are_forgotten(desk: Desk) -> None:
    ticket_id = await desk.ticket(assignee=ANA)
    told = await unread_ids(desk)
    before = await desk.services.tickets.history(actor(BEN), ticket_id)
    desk.clock.advance(LONG)

    await remove_all(desk)

    assert await desk.services.tickets.history(actor(BEN), ticket_id) == before
    assert await desk.readers.notifications.place(told[0]) is None
    assert await desk.readers.streams.event_at(OWN, 1) is None


@pytest.mark.parametrize("how", ["mark_read", "mark_clear", "mark_unread"])
async def test_marks_go_with_what_they_mark(desk: Desk, how: str) -> None:
    await desk.ticket(assignee=ANA)
    ids = tuple(await unread_ids(desk))
    notifications = desk.services.notifications
    match how:
        case "mark_read":
            await notifications.mark_read(actor(ANA), rest.Marks(ids=ids))
        case "mark_clear":
            await notifications.mark_clear(actor(ANA), rest.Marks(ids=ids))
        case _:
            await notifications.mark_unread(actor(ANA), ids)
    desk.clock.advance(LONG)

    await remove_all(desk)

    assert (await notifications.page(actor(ANA))).items == ()
    assert await desk.readers.notifications.known(ROOMS, ids) == set()


async def test_a_page_that_was_read_half_goes_on_after_a_removal(desk: Desk) -> None:
    for _ in range(3):
        await desk.ticket(assignee=ANA)
    desk.clock.advance(KEPT_FOR)
    first = await desk.services.notifications.page(actor(ANA), limit=1)
    assert first.before is not None
    desk.clock.advance(GRACE)

    await remove_all(desk)

    second = await desk.services.notifications.page(actor(ANA), before=EventId(first.before))
    assert second.before is None


async def test_answers_are_remembered_as_long_as_entries(desk: Desk) -> None:
    once = Actor(DAN.id, DAN.role, RequestKey("once", "fingerprint"))
    wanted = rest.NewTicket(title="It smokes", queue_id=PRINTERS.id)
    first = await desk.services.tickets.create(once, wanted)
    desk.clock.advance(KEPT_FOR)

    await remove_all(desk)
    again = await desk.services.tickets.create(once, wanted)
    desk.clock.advance(LONG - KEPT_FOR)
    removed = await remove_all(desk)

    assert again.id == first.id
    assert removed.answers == 1
    assert await desk.readers.requests.answer(UserId("dan"), "once") is None


class TestSessions:
    async def test_one_goes_a_day_after_its_last_token_ended(self, desk: Desk) -> None:
        tokens = await desk.services.sessions.login(ANA.email, PASSWORD, None)
        session_id = (await desk.services.sessions.verify(tokens.access_token)).session_id
        desk.clock.advance(REFRESH_LIFETIME + GRACE)

        early = await remove_all(desk)
        kept = await desk.readers.sessions.session(session_id)
        desk.clock.advance(INSTANT)
        late = await remove_all(desk)

        assert (early.tokens, late.tokens) == (0, 1)
        assert kept is not None
        assert await desk.readers.sessions.session(session_id) is None
        with pytest.raises(TokenInvalidError):
            await desk.services.sessions.refresh(tokens.refresh_token)

    async def test_one_that_is_renewed_loses_its_ended_tokens_and_goes_on(
        self, desk: Desk
    ) -> None:
        first = await desk.services.sessions.login(ANA.email, PASSWORD, None)
        desk.clock.advance(REFRESH_LIFETIME / 2)
        second = await desk.services.sessions.refresh(first.refresh_token)
        desk.clock.advance(REFRESH_LIFETIME / 2 + GRACE + INSTANT)

        removed = await remove_all(desk)

        assert removed.tokens == 1
        assert (await desk.services.sessions.refresh(second.refresh_token)).user.id == ANA.id

    async def test_one_that_was_ended_is_told_so_as_long_as_its_token_would_hold(
        self, desk: Desk
    ) -> None:
        tokens = await desk.services.sessions.login(ANA.email, PASSWORD, None)
        await desk.services.sessions.logout(tokens.refresh_token)
        desk.clock.advance(REFRESH_LIFETIME)

        await remove_all(desk)

        with pytest.raises(TokenRevokedError):
            await desk.services.sessions.refresh(tokens.refresh_token)

    async def test_others_on_other_devices_stay(self, desk: Desk) -> None:
        await desk.services.sessions.login(ANA.email, PASSWORD, None)
        desk.clock.advance(2 * GRACE)
        other = await desk.services.sessions.login(ANA.email, PASSWORD, None)
        desk.clock.advance(REFRESH_LIFETIME - GRACE + INSTANT)

        removed = await remove_all(desk)

        assert removed.tokens == 1
        assert (await desk.services.sessions.refresh(other.refresh_token)).user.id == ANA.id


async def test_of_two_who_remove_the_same_the_later_one_is_refused(desk: Desk) -> None:
    await desk.ticket()
    last = (await heads(desk))[QUEUE].head
    first = RemoveOld(0, 2, {QUEUE: 1}, marked=(), forgotten=(), answers=(), tokens=())
    second = RemoveOld(0, 9, {QUEUE: last}, marked=(), forgotten=(), answers=(), tokens=())
    await desk.gateway.commit(Change(writes=(first,)))

    with pytest.raises(AlreadyRemovedError):
        await desk.gateway.commit(Change(writes=(second,)))

    assert (await heads(desk))[QUEUE].floor == 1
    assert await desk.readers.old.removed_through() == 2


async def test_a_floor_never_falls(desk: Desk) -> None:
    await desk.ticket()
    for write in (
        RemoveOld(0, 2, {QUEUE: 2}, marked=(), forgotten=(), answers=(), tokens=()),
        RemoveOld(2, 3, {QUEUE: 1}, marked=(), forgotten=(), answers=(), tokens=()),
    ):
        await desk.gateway.commit(Change(writes=(write,)))

    assert (await heads(desk))[QUEUE].floor == 2


class TestCursors:
    async def test_one_below_the_floor_gets_one_reset_and_goes_on_from_the_head(
        self, desk: Desk
    ) -> None:
        await desk.ticket(assignee=ANA)
        first = await desk.readers.streams.event_at(QUEUE, 1)
        desk.clock.advance(LONG)
        await remove_all(desk)
        await desk.ticket(assignee=ANA)

        away = Cursor(after=1, event_id=first)
        page = await desk.services.sync.page(actor(ANA), rest.Sync(rooms={QUEUE: away}))
        part = page.rooms[QUEUE]
        back = await desk.services.sync.page(
            actor(ANA), rest.Sync(rooms={QUEUE: Cursor(after=part.head)})
        )

        assert part.reset == rest.Reset(reason=ResetReason.BELOW_FLOOR)
        assert back.rooms[QUEUE].reset is None

    async def test_one_below_the_floor_of_an_empty_room_is_reset_too(self, desk: Desk) -> None:
        await desk.ticket()
        desk.clock.advance(LONG)
        await remove_all(desk)

        page = await desk.services.sync.page(actor(ANA), rest.Sync(rooms={QUEUE: Cursor(after=1)}))

        assert page.rooms[QUEUE].reset == rest.Reset(reason=ResetReason.BELOW_FLOOR)

    async def test_one_at_the_floor_goes_on_though_its_event_is_gone(self, desk: Desk) -> None:
        await desk.ticket()
        end = (await heads(desk))[QUEUE].head
        last = await desk.readers.streams.event_at(QUEUE, end)
        desk.clock.advance(LONG)
        await desk.ticket()
        await remove_all(desk)

        cursor = Cursor(after=end, event_id=last)
        page = await desk.services.sync.page(actor(ANA), rest.Sync(rooms={QUEUE: cursor}))

        assert page.rooms[QUEUE].reset is None
        assert len(page.rooms[QUEUE].entries) == 2

    async def test_a_device_that_begins_anew_misses_no_unread_notification(
        self, desk: Desk
    ) -> None:
        await desk.ticket(assignee=ANA)
        desk.clock.advance(LONG)
        kept: list[TicketId] = [await desk.ticket(assignee=ANA) for _ in range(2)]
        await remove_all(desk)

        shown = await desk.services.notifications.page(actor(ANA), unread=True)

        assert {item.ticket_id for item in shown.items} == set(kept)


class TestWrongClocks:
    async def test_an_event_from_the_future_holds_nothing_up(self, desk: Desk) -> None:
        await desk.ticket()
        desk.clock.advance(timedelta(days=1_000))
        await desk.ticket()
        desk.clock.advance(timedelta(days=-1_000))
        await desk.ticket()
        old = await heads(desk)
        desk.clock.advance(LONG)
        await desk.ticket()

        await remove_all(desk)

        assert (await heads(desk))[QUEUE].floor == old[QUEUE].head

    async def test_an_event_from_the_past_takes_no_younger_one_along(self, desk: Desk) -> None:
        await desk.ticket()
        young = await heads(desk)
        desk.clock.advance(-LONG)
        await desk.ticket()
        desk.clock.advance(LONG)

        await remove_all(desk)

        assert young[QUEUE].head > 0
        assert (await heads(desk))[QUEUE].floor == 0


async def test_much_goes_in_bounded_steps(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    for number in range(BATCH):
        await desk.services.notes.add(
            actor(EVE), ticket_id, rest.NewNote(text=f"{number}", internal=False)
        )
    desk.clock.advance(LONG)

    first = await desk.services.retention.remove()

    assert first.events == BATCH
    assert first.has_more
    assert (await heads(desk))[QUEUE].floor < (await heads(desk))[QUEUE].head
    await remove_all(desk)
    assert (await heads(desk))[QUEUE].floor == (await heads(desk))[QUEUE].head

"""The notification center on any storage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend.domain.errors import IdempotencyMismatchError, InvalidCommandError
from backend.domain.people import Person
from backend.services.actor import RequestKey
from backend.services.hearing import KEPT_FOR
from common import rest
from common.envelope import decode_event
from common.events import NotificationsRead, NotificationsUnread
from common.ids import EventId
from common.notifications import Me, NotificationPriority, classify
from common.rooms import queue_room, user_room
from common.vocabulary import Priority, Status
from tests.conformance.conftest import Store
from tests.fakes.desk import ANA, BEN, CLEO, EVE, FIELD, INVOICES, LAPTOPS, PRINTERS, Desk, actor


async def titles(desk: Desk, person: Person, *, unread: bool = False) -> list[str]:
    page = await desk.services.notifications.page(actor(person), unread=unread)
    return [item.title for item in page.items]


async def unread(desk: Desk, person: Person) -> int:
    return (await desk.services.notifications.unread(actor(person))).count


async def a_busy_day(desk: Desk) -> None:
    """Let something of everything happen."""
    tickets, notes = desk.services.tickets, desk.services.notes
    first = await desk.ticket(assignee=ANA, priority=Priority.URGENT)
    await desk.ticket(queue=LAPTOPS)
    await tickets.update(actor(BEN), first, rest.TicketPatch(status=Status.ESCALATED))
    await tickets.update(actor(BEN), first, rest.TicketPatch(priority=Priority.LOW))
    await notes.add(actor(BEN), first, rest.NewNote(text="Look", mentions=(ANA.id,)))
    await tickets.update(actor(ANA), first, rest.TicketPatch(status=Status.RESOLVED))
    await tickets.update(actor(BEN), first, rest.TicketPatch(status=Status.OPEN))
    await desk.services.announcements.post(actor(BEN), FIELD.id, "Cake")
    await desk.services.membership.put_watcher(actor(BEN), LAPTOPS.id, ANA.id)


async def test_newest_first_in_plain_words(desk: Desk) -> None:
    await a_busy_day(desk)

    page = await desk.services.notifications.page(actor(ANA))

    assert [(item.title, item.body) for item in page.items] == [
        ("Your queues changed", "Laptops · by Ben"),
        ("Announcement to Field service", "Cake · by Ben"),
        ("Reopened: #1", "It smokes · Printers · by Ben"),
        ("You were mentioned on #1", "It smokes · Printers · by Ben"),
        ("#1 now has priority low", "It smokes · Printers · by Ben"),
        ("Escalated: #1", "It smokes · Printers · by Ben"),
        ("Assigned to you: #1", "It smokes · Printers · by Eve"),
        ("New ticket #1", "It smokes · Printers · by Dan"),
    ]
    assert page.before is None


async def test_count_equals_what_classify_says(desk: Desk, store: Store) -> None:
    await a_busy_day(desk)
    rooms = set(await desk.services.membership.rooms_of(ANA.id)) - {queue_room(LAPTOPS.id)}
    me = Me(user_id=ANA.id, watched_queues=frozenset({PRINTERS.id}))
    expected: dict[NotificationPriority, int] = {}
    for one in store.announced:
        meaning = classify(one.event, me)
        if meaning and meaning.priority != "low" and not rooms.isdisjoint(one.positions):
            expected[meaning.priority] = expected.get(meaning.priority, 0) + 1

    found = await desk.services.notifications.unread(actor(ANA))

    assert found.by_priority == expected
    assert found.count == sum(expected.values()) == len(await titles(desk, ANA))


async def test_nothing_from_before_membership_or_watching(desk: Desk) -> None:
    await desk.ticket()
    await desk.services.announcements.post(actor(BEN), FIELD.id, "Before")
    await desk.services.membership.put_member(actor(BEN), FIELD.id, CLEO.id)
    await desk.services.membership.put_watcher(actor(BEN), PRINTERS.id, CLEO.id)
    await desk.services.notifications.mark_clear(actor(CLEO), rest.Marks(all=True))

    await desk.services.announcements.post(actor(BEN), FIELD.id, "After")
    await desk.ticket()

    assert await titles(desk, CLEO) == ["New ticket #2", "Announcement to Field service"]


async def test_watching_now_does_not_bring_up_what_the_team_heard_before(desk: Desk) -> None:
    await desk.ticket(queue=LAPTOPS)

    await desk.services.membership.put_watcher(actor(ANA), LAPTOPS.id, ANA.id)

    assert await titles(desk, ANA) == []
    await desk.ticket(queue=LAPTOPS)
    assert await titles(desk, ANA) == ["New ticket #2"]


async def test_what_may_not_be_read_any_more_is_not_shown(desk: Desk) -> None:
    ticket_id = await desk.ticket(assignee=ANA)
    assert await unread(desk, ANA) == 2

    await desk.services.tickets.update(
        actor(BEN), await desk.ticket(), rest.TicketPatch(status=Status.CLOSED)
    )
    moved = rest.TicketPatch(queue_id=INVOICES.id)
    await desk.services.tickets.update(actor(EVE), ticket_id, moved)

    assert await titles(desk, ANA) == ["New ticket #2"]
    assert await unread(desk, ANA) == 1


async def test_lost_membership_takes_its_notifications_along(desk: Desk) -> None:
    await desk.ticket(assignee=ANA)

    await desk.services.membership.remove_member(actor(BEN), FIELD.id, ANA.id)

    assert await titles(desk, ANA) == ["Your queues changed"]


async def test_pages_go_on_to_the_end(desk: Desk) -> None:
    for _ in range(5):
        await desk.ticket()
    notifications, ana = desk.services.notifications, actor(ANA)

    first = await notifications.page(ana, limit=2)
    before = first.items[-1].id
    assert first.before == before
    second = await notifications.page(ana, limit=2, before=before)
    assert second.before is not None
    third = await notifications.page(ana, limit=2, before=EventId(second.before))

    pages = (first, second, third)
    assert [[item.title for item in page.items] for page in pages] == [
        ["New ticket #5", "New ticket #4"],
        ["New ticket #3", "New ticket #2"],
        ["New ticket #1"],
    ]
    assert third.before is None
    with pytest.raises(InvalidCommandError):
        await notifications.page(ana, before=EventId("nowhere"))


async def test_reading_runs_over_many_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.services.hearing.BATCH", 3)
    for _ in range(7):
        await desk.ticket()

    assert len(await titles(desk, ANA)) == 7


async def test_reading_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.services.hearing.BATCH", 3)
    monkeypatch.setattr("backend.services.hearing.MAX_EVENTS", 6)
    for _ in range(7):
        await desk.ticket()

    assert len(await titles(desk, ANA)) == 3


async def test_old_notifications_are_forgotten(desk: Desk) -> None:
    await desk.ticket()
    desk.clock.advance(KEPT_FOR)
    assert await unread(desk, ANA) == 1

    desk.clock.advance(timedelta(seconds=1))

    assert await unread(desk, ANA) == 0


class TestMarks:
    async def test_read_one_by_one(self, desk: Desk) -> None:
        await desk.ticket(assignee=ANA)
        page = await desk.services.notifications.page(actor(ANA))
        newest, oldest = page.items

        await desk.services.notifications.mark_read(actor(ANA), rest.Marks(ids=(newest.id,)))

        again = await desk.services.notifications.page(actor(ANA))
        assert [item.read for item in again.items] == [True, False]
        assert await titles(desk, ANA, unread=True) == [oldest.title]
        assert await unread(desk, ANA) == 1

    async def test_read_all_covers_what_is_there_and_nothing_later(self, desk: Desk) -> None:
        await desk.ticket(assignee=ANA)

        await desk.services.notifications.mark_read(actor(ANA), rest.Marks(all=True))

        assert await unread(desk, ANA) == 0
        page = await desk.services.notifications.page(actor(ANA))
        assert [item.read for item in page.items] == [True, True]
        await desk.ticket()
        assert await titles(desk, ANA, unread=True) == ["New ticket #2"]

    @pytest.mark.parametrize("everything", [False, True], ids=["one by one", "all"])
    async def test_unread_again_whatever_marked_it_read(
        self, desk: Desk, *, everything: bool
    ) -> None:
        notifications = desk.services.notifications
        await desk.ticket(assignee=ANA)
        newest, oldest = (await notifications.page(actor(ANA))).items
        both = rest.Marks(all=True) if everything else rest.Marks(ids=(newest.id, oldest.id))
        await notifications.mark_read(actor(ANA), both)

        await notifications.mark_unread(actor(ANA), (oldest.id,))

        again = await notifications.page(actor(ANA))
        assert [item.read for item in again.items] == [True, False]
        (alone,) = (await notifications.page(actor(ANA), unread=True)).items
        heard_alone, heard = (decode_event(bytes(one.event)) for one in (alone, again.items[1]))
        assert (alone.read, heard_alone) == (False, heard)
        assert await unread(desk, ANA) == 1

    @pytest.mark.parametrize("everything", [False, True], ids=["one by one", "all"])
    async def test_the_later_mark_holds(self, desk: Desk, *, everything: bool) -> None:
        notifications = desk.services.notifications
        await desk.ticket()
        (only,) = (await notifications.page(actor(ANA))).items
        marks = rest.Marks(all=True) if everything else rest.Marks(ids=(only.id,))
        await notifications.mark_read(actor(ANA), marks)
        await notifications.mark_unread(actor(ANA), (only.id,))

        await notifications.mark_read(actor(ANA), marks)

        assert await unread(desk, ANA) == 0
        assert await titles(desk, ANA, unread=True) == []

    @pytest.mark.parametrize("everything", [False, True], ids=["one by one", "all"])
    async def test_what_is_cleared_cannot_be_unread(self, desk: Desk, *, everything: bool) -> None:
        notifications = desk.services.notifications
        await desk.ticket()
        (only,) = (await notifications.page(actor(ANA))).items
        marks = rest.Marks(all=True) if everything else rest.Marks(ids=(only.id,))
        await notifications.mark_clear(actor(ANA), marks)

        await notifications.mark_unread(actor(ANA), (only.id,))

        assert await titles(desk, ANA) == []
        assert await unread(desk, ANA) == 0

    async def test_pages_of_unread_ones_come_in_order(self, desk: Desk) -> None:
        notifications = desk.services.notifications
        for _ in range(3):
            await desk.ticket()
        first = (await notifications.page(actor(ANA))).items[2]
        await notifications.mark_read(actor(ANA), rest.Marks(all=True))
        await notifications.mark_unread(actor(ANA), (first.id,))
        await desk.ticket()

        page = await notifications.page(actor(ANA), unread=True, limit=1)
        below = EventId(page.before or "")
        rest_of_it = await notifications.page(actor(ANA), unread=True, before=below)

        assert [item.title for item in page.items] == ["New ticket #4"]
        assert [item.title for item in rest_of_it.items] == ["New ticket #1"]

    async def test_other_devices_hear_what_is_unread_again(self, desk: Desk, store: Store) -> None:
        await desk.ticket(queue=INVOICES)
        foreign = store.announced[0].event.id
        await desk.ticket(assignee=ANA)
        (newest, _) = (await desk.services.notifications.page(actor(ANA))).items
        told = len(store.announced)

        await desk.services.notifications.mark_unread(actor(ANA), (foreign,))
        await desk.services.notifications.mark_unread(actor(ANA), (newest.id, newest.id, foreign))

        (one,) = (published.event for published in store.announced[told:])
        assert isinstance(one, NotificationsUnread)
        assert (one.user_id, one.ids) == (ANA.id, (newest.id,))

    async def test_cleared_is_gone(self, desk: Desk) -> None:
        await desk.ticket(assignee=ANA)
        (newest, _) = (await desk.services.notifications.page(actor(ANA))).items
        await desk.services.notifications.mark_clear(actor(ANA), rest.Marks(ids=(newest.id,)))
        assert await titles(desk, ANA) == ["New ticket #1"]

        await desk.services.notifications.mark_clear(actor(ANA), rest.Marks(all=True))

        assert await titles(desk, ANA) == []

    async def test_other_devices_hear_of_the_mark(self, desk: Desk, store: Store) -> None:
        await desk.ticket(assignee=ANA)
        (newest, _) = (await desk.services.notifications.page(actor(ANA))).items

        await desk.services.notifications.mark_read(actor(ANA), rest.Marks(ids=(newest.id,)))
        await desk.services.notifications.mark_read(actor(ANA), rest.Marks(all=True))

        one, everything = (published.event for published in store.announced[-2:])
        assert isinstance(one, NotificationsRead)
        assert (one.user_id, one.ids, one.through) == (ANA.id, (newest.id,), {})
        assert isinstance(everything, NotificationsRead)
        assert everything.through == {
            user_room(ANA.id): 2,
            queue_room(PRINTERS.id): 3,
            "team:field": 3,
        }
        assert set(store.announced[-1].positions) == {user_room(ANA.id)}

    @pytest.mark.parametrize("marks", [rest.Marks(all=True), rest.Marks()], ids=["all", "none"])
    async def test_repeated_request_marks_nothing_again(
        self, desk: Desk, store: Store, marks: rest.Marks
    ) -> None:
        notifications = desk.services.notifications
        once = replace(actor(ANA), request=RequestKey("key", "digest"))
        await desk.ticket()
        await notifications.mark_clear(once, marks)
        await desk.ticket()
        told = len(store.announced)

        await notifications.mark_clear(once, marks)

        assert len(store.announced) == told
        assert "New ticket #2" in await titles(desk, ANA)
        with pytest.raises(IdempotencyMismatchError):
            await notifications.mark_clear(
                replace(once, request=RequestKey("key", "another")), marks
            )

    async def test_marks_of_others_do_not_count(self, desk: Desk) -> None:
        await desk.ticket(assignee=ANA)

        await desk.services.notifications.mark_clear(actor(BEN), rest.Marks(all=True))

        assert await unread(desk, ANA) == 2

    async def test_what_the_person_never_heard_is_not_marked(
        self, desk: Desk, store: Store
    ) -> None:
        await desk.ticket(queue=INVOICES)
        told = len(store.announced)
        foreign = store.announced[0].event.id
        marks = rest.Marks(ids=(foreign, EventId("nowhere")))

        await desk.services.notifications.mark_read(actor(ANA), marks)
        await desk.services.notifications.mark_read(actor(ANA), rest.Marks())

        assert len(store.announced) == told


async def test_event_comes_along_with_the_positions_that_the_person_heard(desk: Desk) -> None:
    await desk.ticket()

    (item,) = (await desk.services.notifications.page(actor(ANA))).items

    event = decode_event(bytes(item.event))
    assert event.pos == {queue_room(PRINTERS.id): 1, "team:field": 1}

from msgspec import Raw

from common.envelope import encode, encode_event
from common.ids import Epoch, EventId
from common.notifications import NotificationKind, NotificationPriority
from common.rest import NotificationView, Reset, RoomPage, SyncPage
from common.stream import ResetReason
from desktop.core.stream.pages import read_page
from desktop.core.stream.requests import MAX_UNREAD_PAGES, item_of, read_listing
from tests.fakes.fake_api import FakeApi
from tests.unit.desktop.builders import BEN, FIRST, ME, NOON, make_event
from tests.unit.desktop.notifications import assigned, at, make_ticket


def make_view(event_id: str = "event-1", *, read: bool = False) -> NotificationView:
    return NotificationView(
        id=EventId(event_id),
        kind=NotificationKind.ASSIGNED,
        priority=NotificationPriority.HIGH,
        title="Assigned to you: #1042",
        body="Printer on fire",
        at=at(0),
        event=Raw(encode_event(assigned(event_id))),
        ticket_id=make_ticket().id,
        read=read,
    )


def test_view_becomes_an_item_with_its_place_in_the_stream() -> None:
    item = item_of(make_view())

    assert (item.positions, item.actor_id, item.ticket_version) == ({ME: 1}, BEN, 2)


async def test_listing_holds_all_unread_and_the_newest_once_each() -> None:
    api = FakeApi()
    api.page_size = 2
    api.views = [make_view(f"event-{n}", read=n == 1) for n in range(6)]

    listing = await read_listing(api, "access")

    assert {item.event_id for item in listing.items} == {f"event-{n}" for n in range(6)}
    assert len(listing.items) == 6
    assert not listing.is_complete


async def test_short_list_is_complete() -> None:
    api = FakeApi()
    api.views = [make_view()]

    assert (await read_listing(api, "access")).is_complete


async def test_listing_reads_a_bounded_number_of_pages() -> None:
    api = FakeApi()
    api.page_size = 1
    api.views = [make_view(f"event-{n}") for n in range(MAX_UNREAD_PAGES + 20)]

    listing = await read_listing(api, "access")

    assert len(listing.items) == MAX_UNREAD_PAGES


def make_page(*entries: bytes, reset: ResetReason | None = None) -> SyncPage:
    part = RoomPage(
        entries=tuple(map(Raw, entries)),
        head=9,
        floor=0,
        more=True,
        reset=Reset(reason=reset) if reset is not None else None,
    )
    return SyncPage(epoch=FIRST, rooms={ME: part})


def test_page_is_read_with_the_numbers_of_its_room() -> None:
    event = make_event("event-1", {ME: 4})

    part = read_page(make_page(encode(event))).rooms[ME]

    assert part.entries == ((4, event),)
    assert (part.head, part.more, part.reset) == (9, True, None)


def test_damaged_entry_leaves_a_hole_for_the_machine_to_find() -> None:
    entries = [b'{"type": 7}', encode(make_event("event-1", {ME: 5}))]

    part = read_page(make_page(*entries)).rooms[ME]

    assert [number for number, _ in part.entries] == [5]


def test_entry_without_a_number_in_its_room_is_left_out() -> None:
    assert read_page(make_page(encode(make_event("event-1", {})))).rooms[ME].entries == ()


def test_reset_is_read() -> None:
    page = read_page(make_page(reset=ResetReason.BELOW_FLOOR))

    assert page.rooms[ME].reset is ResetReason.BELOW_FLOOR
    assert page.epoch == Epoch("epoch-1")
    assert at(0) == NOON

from dataclasses import replace

import pytest

from common.notifications import NotificationKind, NotificationPriority
from desktop.ui.center.filtering import Arrangement, Filter
from tests.unit.desktop_ui.builders import make_item, make_items

PRINTER = make_item(
    42, title="#42 was assigned to you", body="Paper jam\nPrinters · high · by Ben Okafor"
)
LAPTOP = make_item(
    142,
    title="New ticket #142",
    body="Screen is dark\nLaptops · normal · by Eve",
    queue_name="Laptops",
    kind=NotificationKind.NEW_TICKET,
    priority=NotificationPriority.MEDIUM,
    holder="Ana Ruiz",
)
CAKE = make_item(
    7,
    title="Announcement to Field service",
    body="Cake",
    ticket_id=None,
    ticket_number=None,
    queue_name="",
    kind=NotificationKind.ANNOUNCEMENT,
    priority=NotificationPriority.MEDIUM,
)
ALL = (PRINTER, LAPTOP, CAKE)


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (Filter(), ALL),
        (Filter(text="#42"), (PRINTER,)),
        (Filter(text="42"), (PRINTER, LAPTOP)),
        (Filter(text="paper"), (PRINTER,)),
        (Filter(text="LAPTOPS"), (LAPTOP,)),
        (Filter(text="okafor jam"), (PRINTER,)),
        (Filter(text="ruiz"), (LAPTOP,)),
        (Filter(text="okafor dark"), ()),
        (Filter(text="#"), (PRINTER, LAPTOP)),
        (Filter(kinds=frozenset({NotificationKind.ANNOUNCEMENT})), (CAKE,)),
        (Filter(priorities=frozenset({NotificationPriority.HIGH})), (PRINTER,)),
        (Filter(queues=frozenset({"Printers", "Laptops"})), (PRINTER, LAPTOP)),
        (Filter(slice=frozenset({CAKE.event_id})), (CAKE,)),
        (Filter(text="by", queues=frozenset({"Laptops"})), (LAPTOP,)),
    ],
)
def test_filter_lets_through_what_fits_all_of_it(chosen: Filter, left: tuple[object, ...]) -> None:
    assert tuple(chosen.choose(ALL)) == left


def test_filter_that_hides_nothing_is_not_active() -> None:
    assert not Filter().is_active
    assert Filter(unread=True).is_active


def test_unread_ones_stand_above_each_group_newest_first() -> None:
    one, two, three, four = make_items(4)
    items = (replace(one, read=True), two, replace(three, read=True), four)

    shown = Arrangement().arrange(items, Filter())

    assert [item.event_id for item in shown] == ["e2", "e4", "e1", "e3"]


@pytest.mark.parametrize("chosen", [Filter(), Filter(unread=True)], ids=["all", "unread"])
def test_what_is_read_stays_until_it_begins_anew(chosen: Filter) -> None:
    one, two = make_items(2)
    arrangement = Arrangement()
    arrangement.arrange((one, two), chosen)
    after = (replace(one, read=True), two)

    assert arrangement.arrange(after, chosen) == list(after)
    arrangement.begin()
    assert arrangement.arrange(after, chosen)[0] == two

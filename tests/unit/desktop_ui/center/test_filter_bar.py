import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from common.notifications import NotificationKind, NotificationPriority
from desktop.ui.center.filter_bar import FilterBar
from desktop.ui.center.filtering import Filter
from tests.unit.desktop_ui.builders import make_item

ITEMS = (
    make_item(1, kind=NotificationKind.MENTIONED),
    make_item(2, kind=NotificationKind.NEW_TICKET, queue_name="Laptops"),
)


@pytest.fixture
def bar(qtbot: QtBot) -> FilterBar:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.show_items(ITEMS)
    bar.show()
    return bar


def choose(bar: FilterBar, menu: str, entry: str) -> None:
    bar._menu.aboutToShow.emit()
    found = {m.title(): m for m in bar._menu.findChildren(QMenu)}[menu]
    next(action for action in found.actions() if action.text() == entry).trigger()


def test_menu_offers_what_there_is_and_each_choice_gets_a_chip(bar: FilterBar) -> None:
    choose(bar, "Kind", "Mention")
    choose(bar, "Queue", "Laptops")
    choose(bar, "Priority", "high priority")

    assert bar.filter == Filter(
        kinds=frozenset({NotificationKind.MENTIONED}),
        queues=frozenset({"Laptops"}),
        priorities=frozenset({NotificationPriority.HIGH}),
    )
    assert [chip.text() for chip in bar.chips()] == [
        "Mention  ✕",
        "Laptops  ✕",
        "high priority  ✕",
    ]
    assert "Mention" in bar.chips()[0].accessibleName()


def test_choice_that_is_made_again_is_taken_back(bar: FilterBar) -> None:
    choose(bar, "Queue", "Laptops")

    choose(bar, "Queue", "Laptops")

    assert not bar.filter.is_active
    assert bar.chips() == []


def test_chip_takes_its_filter_away_and_no_other(bar: FilterBar) -> None:
    bar.set_filter(Filter(text="x", queues=frozenset({"Laptops"}), unread=True))

    bar.chips()[0].click()

    assert bar.filter == Filter(text="x", unread=True)


def test_chip_of_many_names_counts_them(bar: FilterBar) -> None:
    bar.set_filter(Filter(queues=frozenset({"Alpha", "Beta", "Gamma"})))

    assert bar.chips()[0].text() == "Alpha +2  ✕"


def test_name_with_an_ampersand_is_shown_whole(bar: FilterBar) -> None:
    bar.set_filter(Filter(queues=frozenset({"Moves & changes"})))

    (chip,) = bar.chips()
    assert chip.text() == "Moves && changes  ✕"
    assert "Moves & changes" in chip.accessibleName()


def test_clearing_resets_field_and_button_too(bar: FilterBar, qtbot: QtBot) -> None:
    bar.unread.click()
    bar.search.setText("paper")
    qtbot.waitUntil(lambda: bar.filter == Filter(text="paper", unread=True))

    bar._menu.aboutToShow.emit()
    next(a for a in bar._menu.actions() if a.text() == "Clear filters").trigger()

    assert (bar.filter, bar.search.text(), bar.unread.isChecked()) == (Filter(), "", False)

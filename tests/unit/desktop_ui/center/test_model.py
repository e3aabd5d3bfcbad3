from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from common.ids import EventId
from desktop.core.view import CenterItem
from desktop.ui.center.model import CenterModel, CenterRole
from tests.unit.desktop_ui.builders import NOON, make_item, make_items

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def model() -> CenterModel:
    model = CenterModel()
    # It stays on the model and complains with Qt warnings, which fail a test, at every change.
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    return model


def shown(model: CenterModel) -> list[str]:
    return [model.index(row).data(CenterRole.ITEM).event_id for row in range(model.rowCount())]


def test_items_stand_in_the_order_of_the_snapshot(model: CenterModel) -> None:
    model.show_items(make_items(3), NOON)

    assert shown(model) == ["e1", "e2", "e3"]


def test_arrival_keeps_the_place_of_the_others(model: CenterModel) -> None:
    old = make_items(3)
    model.show_items(old, NOON)
    selected = QPersistentModelIndex(model.index(1))

    model.show_items((make_item(9), make_item(8), *old), NOON)

    assert shown(model) == ["e9", "e8", "e1", "e2", "e3"]
    assert selected.row() == 3


def test_arrival_that_pushes_the_oldest_out_keeps_the_others(model: CenterModel) -> None:
    old = make_items(3)
    model.show_items(old, NOON)
    selected = QPersistentModelIndex(model.index(0))

    model.show_items((make_item(9), *old[:2]), NOON)

    assert shown(model) == ["e9", "e1", "e2"]
    assert selected.row() == 1


def test_older_items_that_were_loaded_come_at_the_end(model: CenterModel) -> None:
    model.show_items(make_items(3), NOON)

    model.show_items(make_items(5), NOON)

    assert shown(model) == ["e1", "e2", "e3", "e4", "e5"]


def test_read_mark_changes_its_row_only(model: CenterModel) -> None:
    old = make_items(3)
    model.show_items(old, NOON)
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: changed.append((top.row(), bottom.row())))

    model.show_items((old[0], replace(old[1], read=True), old[2]), NOON)

    assert changed == [(1, 1)]
    assert model.index(1).data(CenterRole.ITEM).read


@pytest.mark.parametrize(
    "new",
    [(), make_items(3)[1:], (make_items(3)[2],), tuple(reversed(make_items(3)))],
    ids=["all-cleared", "newest-cleared", "one-left", "another-order"],
)
def test_whatever_the_change_the_new_items_are_shown(
    model: CenterModel, new: tuple[CenterItem, ...]
) -> None:
    model.show_items(make_items(3), NOON)

    model.show_items(new, NOON)

    assert shown(model) == [item.event_id for item in new]


def test_row_is_read_aloud_with_state_priority_and_age(model: CenterModel) -> None:
    model.show_items([make_item(5, title="Assigned", body="Printer jams")], NOON)

    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)

    assert spoken == "unread, Assigned, Printer jams, high priority, 5 min ago"


def test_item_can_be_found_by_its_event(model: CenterModel) -> None:
    model.show_items(make_items(3), NOON)

    assert model.index_of(EventId("e3")).row() == 2
    assert not model.index_of(EventId("gone")).isValid()


def test_arrival_among_ten_thousand_is_told_as_one_row() -> None:
    model = CenterModel()
    many = make_items(10_000)
    model.show_items(many, NOON)
    selected = QPersistentModelIndex(model.index(9_999))
    told: list[str] = []
    model.rowsInserted.connect(lambda _, first, last: told.append(f"{first}-{last}"))
    model.modelReset.connect(lambda: told.append("reset"))
    model.dataChanged.connect(lambda *_: told.append("changed"))

    model.show_items((make_item(10_001), *many), NOON)

    assert model.rowCount() == 10_001
    assert selected.row() == 10_000
    assert told == ["0-0"]

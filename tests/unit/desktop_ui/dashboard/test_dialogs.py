"""Choosing queues and setting limits."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from common.ids import QueueId
from desktop.core.figures.thresholds import Figure
from desktop.ui.dashboard.limits import LimitsDialog
from desktop.ui.dashboard.queue_choice import QueueChoice
from tests.unit.desktop_ui.dashboard.builders import make_figures, seen

PRINTERS = QueueId("printers")


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_unchecked_queues_are_hidden(parent: QWidget) -> None:
    dialog = QueueChoice(make_figures().queues, {PRINTERS}, parent)
    assert dialog.hidden() == {PRINTERS}

    dialog._list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.hidden() == {PRINTERS, QueueId("laptops")}


def test_search_limits_what_all_and_none_mean(parent: QWidget) -> None:
    dialog = QueueChoice(make_figures().queues, (), parent)
    dialog._search.setText("office")
    dialog._check(Qt.CheckState.Unchecked)

    assert dialog.hidden() == {QueueId("invoices"), QueueId("contracts")}


def test_limits_are_written_as_the_setting(parent: QWidget) -> None:
    dialog = LimitsDialog((), [seen("printers")], parent)
    warn, alarm, notify = dialog.fields_of(Figure.OPEN)
    warn.setValue(5)
    alarm.setValue(10)
    notify.setChecked(True)
    dialog.choose_queue(PRINTERS)
    assert warn.value() == -1
    alarm.setValue(50)

    assert dialog.lines() == ["* open 5 10 notify", "printers open - 50"]


def test_limits_of_queues_that_cannot_be_seen_stay(parent: QWidget) -> None:
    dialog = LimitsDialog(["gone open 1 2", "* open 5 -"], [seen("printers")], parent)
    dialog.fields_of(Figure.OPEN)[0].setValue(-1)

    assert dialog.lines() == ["gone open 1 2"]


def test_limits_of_the_organization_can_be_read_and_not_changed(parent: QWidget) -> None:
    dialog = LimitsDialog(["* open 5 10"], [], parent, is_locked=True)

    assert dialog.fields_of(Figure.OPEN)[0].value() == 5
    assert not any(field.isEnabled() for field in dialog.fields_of(Figure.OPEN))

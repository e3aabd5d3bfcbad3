"""The test notification: what is said of each outcome, and when one can be sent."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.intents import Intent, SendTestNotification
from desktop.core.settings.descriptions import Section
from desktop.core.view import TrialReport, TrialState
from desktop.ui.settings.trial import details_text, outcome_text
from desktop.ui.settings.window import SettingsWindow
from tests.unit.desktop_ui.builders import NOON, make_snapshot, noon


def report_of(state: TrialState, **changes: str) -> TrialReport:
    return TrialReport(state, at=NOON, **changes)  # type: ignore[arg-type]  # a test names what it is about


def test_every_outcome_has_a_sentence_of_its_own() -> None:
    words = {outcome_text(report_of(state)) for state in TrialState} | {outcome_text(None)}

    assert len(words) == len(TrialState) + 1


def test_ways_that_did_not_work_are_named_with_their_reason() -> None:
    report = TrialReport(
        TrialState.SHOWN, at=NOON, shown_by="tray", skipped=(("freedesktop", "no_session_bus"),)
    )

    assert details_text(report) == "Not by freedesktop: no_session_bus. Shown by tray."
    assert details_text(None) == ""


@pytest.fixture
def window(qtbot: QtBot) -> SettingsWindow:
    window = SettingsWindow(noon, diagnostics=())
    qtbot.addWidget(window)
    window.show_section(Section.DIAGNOSTICS)
    window.show()
    return window


def send_of(window: SettingsWindow) -> QPushButton:
    page = window.page_of(Section.DIAGNOSTICS)
    return next(b for b in page.findChildren(QPushButton) if b.text() == "Send")


def test_test_is_sent_once_until_it_is_on_its_way(window: SettingsWindow) -> None:
    asked: list[Intent] = []
    window.intent.connect(asked.append)
    window.show_snapshot(make_snapshot())

    QTest.keyClick(send_of(window), Qt.Key.Key_Space)
    window.show_snapshot(make_snapshot(test_report=report_of(TrialState.SENDING)))
    assert not send_of(window).isEnabled()
    window.show_snapshot(make_snapshot(test_report=report_of(TrialState.SEEN)))

    assert send_of(window).isEnabled()
    assert asked == [SendTestNotification()]

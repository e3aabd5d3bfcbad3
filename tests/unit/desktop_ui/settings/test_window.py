"""The settings window: what it shows of a snapshot, and what it asks for."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from common.ids import QueueId
from desktop.core.intents import ChangeSettings, Intent, SetDoNotDisturb
from desktop.core.settings.descriptions import Section
from desktop.core.settings.merge import EffectiveSettings, merge
from desktop.core.settings.schema import SCHEMA
from desktop.core.settings.sources import Document, Fault, Problem, Reading, Source
from desktop.core.view import QueueName, Snapshot
from desktop.ui.settings.page import SET_ELSEWHERE, Page
from desktop.ui.settings.queue_rules import KEYS as QUEUE_KEYS
from desktop.ui.settings.row import SettingRow
from desktop.ui.settings.window import SettingsWindow
from tests.unit.desktop_ui.builders import NOON, make_snapshot, noon

FIELD, PRINTERS = QueueId("field"), QueueId("printers")
QUEUES = (QueueName(FIELD, "Field service"), QueueName(PRINTERS, "Printers"))


@pytest.fixture
def window(qtbot: QtBot) -> SettingsWindow:
    window = SettingsWindow(noon, diagnostics=())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def asked(window: SettingsWindow) -> list[Intent]:
    intents: list[Intent] = []
    window.intent.connect(intents.append)
    return intents


def settings_of(**sources: Mapping[str, object]) -> EffectiveSettings:
    return merge(
        {Source(name): Reading((Document(name, values),)) for name, values in sources.items()}
    )


def showing(**sources: Mapping[str, object]) -> Snapshot:
    return make_snapshot(settings=settings_of(**sources), queues=QUEUES)


def row_of(window: SettingsWindow, key: str) -> SettingRow:
    section = next(setting.section for setting in SCHEMA if setting.key == key)
    window.show_section(section)
    return window.page_of(section).row_of(key)


def control_of(window: SettingsWindow, key: str) -> QWidget:
    return row_of(window, key).editor.controls[0]


def choose(box: QWidget, value: str) -> None:
    """Choose as a person does with the keyboard."""
    assert isinstance(box, QComboBox)
    box.setFocus()
    while box.currentData() != value:
        before = box.currentIndex()
        steps = box.findData(value) - before
        QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
        assert box.currentIndex() != before


def test_every_setting_that_the_person_may_choose_has_its_line(window: SettingsWindow) -> None:
    window.show_snapshot(showing())

    for setting in SCHEMA:
        if setting.key not in {*QUEUE_KEYS, *SET_ELSEWHERE}:
            row = row_of(window, setting.key)
            assert row.isVisibleTo(window) is (Source.CHOICE in setting.sources)


def test_values_of_a_snapshot_are_shown(window: SettingsWindow) -> None:
    window.show_snapshot(
        showing(
            choice={
                "theme": "dark",
                "toastSeconds": 9,
                "quietHours": True,
                "quietHoursBegin": "20:15",
                "quietHoursDays": ["monday"],
                "serverAddress": "https://desk.example",
            }
        )
    )

    theme, seconds = control_of(window, "theme"), control_of(window, "toastSeconds")
    begin, server = control_of(window, "quietHoursBegin"), control_of(window, "serverAddress")
    assert isinstance(theme, QComboBox)
    assert isinstance(seconds, QSpinBox)
    assert isinstance(begin, QTimeEdit)
    assert isinstance(server, QLineEdit)
    assert theme.currentText() == "Dark"
    assert seconds.value() == 9
    assert begin.text() == "20:15"
    assert server.text() == "https://desk.example"
    days = row_of(window, "quietHoursDays").editor.controls
    assert [d.isChecked() for d in days if isinstance(d, QPushButton)] == [True] + [False] * 6


def test_showing_values_asks_for_nothing(window: SettingsWindow, asked: list[Intent]) -> None:
    window.show_snapshot(showing(choice={"toastSeconds": 9, "quietHoursBegin": "20:15"}))

    assert asked == []


def test_option_is_chosen_with_the_keyboard(window: SettingsWindow, asked: list[Intent]) -> None:
    window.show_snapshot(showing())

    choose(control_of(window, "theme"), "light")

    assert asked == [ChangeSettings({"theme": "light"})]


def test_switch_is_switched_with_the_space_bar(
    window: SettingsWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(showing())
    switch = control_of(window, "autostart")
    assert isinstance(switch, QCheckBox)
    assert switch.isChecked()

    QTest.keyClick(switch, Qt.Key.Key_Space)

    assert asked == [ChangeSettings({"autostart": False})]


def test_switch_answers_a_click_anywhere_on_it(
    window: SettingsWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(showing())
    switch = control_of(window, "autostart")

    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(switch.width() - 3, 3))

    assert asked == [ChangeSettings({"autostart": False})]


def test_number_and_time_count_when_they_are_whole(
    window: SettingsWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(showing(choice={"quietHours": True}))
    seconds, begin = control_of(window, "toastSeconds"), control_of(window, "quietHoursBegin")
    assert isinstance(seconds, QSpinBox)
    assert isinstance(begin, QTimeEdit)

    seconds.selectAll()
    QTest.keyClicks(seconds, "12")
    assert asked == []
    QTest.keyClick(seconds, Qt.Key.Key_Return)
    begin.setTime(QTime(19, 30))

    assert asked == [
        ChangeSettings({"toastSeconds": 12}),
        ChangeSettings({"quietHoursBegin": "19:30"}),
    ]


def test_days_are_chosen_one_by_one(window: SettingsWindow, asked: list[Intent]) -> None:
    window.show_snapshot(showing(choice={"quietHours": True, "quietHoursDays": ["monday"]}))
    friday = row_of(window, "quietHoursDays").editor.controls[4]

    QTest.keyClick(friday, Qt.Key.Key_Space)

    assert asked == [ChangeSettings({"quietHoursDays": ["monday", "friday"]})]
    assert friday.accessibleName() == "Friday"


def test_text_counts_when_it_is_finished_and_is_refused_when_it_is_wrong(
    window: SettingsWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(showing())
    row = row_of(window, "serverAddress")
    line = row.editor.controls[0]

    QTest.keyClicks(line, "desk")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert asked == []
    assert row.refusal() == "This is not accepted, so nothing was changed."

    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "https://desk.example ")
    QTest.keyClick(line, Qt.Key.Key_Return)

    assert asked == [ChangeSettings({"serverAddress": "https://desk.example"})]
    assert row.refusal() == ""


def test_snapshot_does_not_overwrite_what_is_being_typed(window: SettingsWindow) -> None:
    window.show_snapshot(showing())
    line = control_of(window, "serverAddress")
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "https://de")

    window.show_snapshot(showing(choice={"theme": "dark"}))

    assert line.text() == "https://de"


def test_locked_setting_has_a_padlock_and_cannot_be_changed(window: SettingsWindow) -> None:
    window.show_snapshot(
        showing(machine_policy={"theme": "dark"}, preset={"serverAddress": "https://desk.example"})
    )

    for key, locked in (("theme", True), ("serverAddress", True), ("language", False)):
        row = row_of(window, key)
        assert row.is_locked() is locked
        assert row.editor.isEnabled() is not locked
        hint = row.editor.controls[0].accessibleDescription()
        assert hint.endswith("Set by your organisation.") is locked
        words = [w.text() for w in row.findChildren(QLabel) if w.isVisibleTo(row)]
        assert ("Set by your organisation." in words) is locked


def test_authorities_of_the_organisation_are_shown_when_there_are_some(
    window: SettingsWindow,
) -> None:
    window.show_snapshot(showing(machine_policy={"extraCertificates": "/etc/ca.pem"}))

    row = row_of(window, "extraCertificates")

    assert row.isVisibleTo(window)
    assert row.is_locked()


def test_quiet_hours_that_are_off_need_no_times(window: SettingsWindow) -> None:
    window.show_snapshot(showing())
    assert not row_of(window, "quietHoursBegin").editor.isEnabled()

    window.show_snapshot(showing(choice={"quietHours": True}))

    assert row_of(window, "quietHoursBegin").editor.isEnabled()


def test_page_is_reset_when_something_on_it_was_chosen(
    window: SettingsWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(showing(choice={"theme": "dark", "toastSeconds": 9}))
    window.show_section(Section.SOUNDS)
    assert not reset_of(window.page_of(Section.SOUNDS)).isVisible()

    window.show_section(Section.APPEARANCE)
    QTest.keyClick(reset_of(window.page_of(Section.APPEARANCE)), Qt.Key.Key_Space)

    assert asked == [ChangeSettings({"theme": None})]


def reset_of(page: Page) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text() == "Reset this page")


class TestQueues:
    def queue_row(self, window: SettingsWindow, queue_id: QueueId) -> SettingRow:
        queues = window.page_of(Section.NOTIFICATIONS).queues
        assert queues is not None
        return queues.row_of(queue_id)

    def test_queues_are_named_and_say_their_rule(self, window: SettingsWindow) -> None:
        window.show_snapshot(showing(choice={"mutedQueues": ["printers"]}))

        box = self.queue_row(window, PRINTERS).editor.controls[0]

        assert isinstance(box, QComboBox)
        assert box.currentText() == "Mute"
        assert box.accessibleName() == "Printers"

    def test_queue_moves_from_one_list_to_the_other(
        self, window: SettingsWindow, asked: list[Intent]
    ) -> None:
        window.show_snapshot(showing(choice={"mutedQueues": ["printers", "gone"]}))

        choose(self.queue_row(window, PRINTERS).editor.controls[0], "quietQueues")

        assert asked == [ChangeSettings({"quietQueues": ["printers"], "mutedQueues": ["gone"]})]

    def test_list_of_the_organisation_locks_the_queues_in_it(self, window: SettingsWindow) -> None:
        window.show_snapshot(showing(machine_policy={"mutedQueues": ["printers"]}))

        assert self.queue_row(window, PRINTERS).is_locked()
        assert not self.queue_row(window, FIELD).is_locked()

    def test_queues_come_and_go_with_the_person(self, window: SettingsWindow) -> None:
        window.show_snapshot(showing())

        window.show_snapshot(make_snapshot(queues=QUEUES[:1]))

        with pytest.raises(KeyError):
            self.queue_row(window, PRINTERS)


def test_do_not_disturb_is_chosen_and_shown_above_quiet_hours(
    window: SettingsWindow, asked: list[Intent]
) -> None:
    window.show_snapshot(showing())
    window.show_section(Section.QUIET_TIMES)
    page = window.page_of(Section.QUIET_TIMES)
    choose = next(b for b in page.findChildren(QPushButton) if b.text() == "Choose…")

    next(action for action in choose.menu().actions() if action.text() == "For 1 hour").trigger()

    until = NOON + timedelta(hours=1)
    assert asked == [SetDoNotDisturb(until)]
    window.show_snapshot(make_snapshot(do_not_disturb_until=until))
    words = [shown.text() for shown in page.findChildren(QLabel) if shown.isVisible()]
    assert any(line.startswith("Do not disturb until ") for line in words)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Problem(Source.MACHINE_POLICY, "/etc/x", Fault.MALFORMED), "cannot be read right now"),
        (Problem(Source.CHOICE, "settings.json", Fault.MALFORMED), "damaged and has been put"),
        (Problem(Source.CHOICE, "settings.json", Fault.NOT_SAVED), "could not be saved"),
        (Problem(Source.PRESET, "/etc/x", Fault.BAD_VALUE, "theme"), ""),
    ],
)
def test_what_is_wrong_is_told_above_the_page(
    window: SettingsWindow, problem: Problem, words: str
) -> None:
    window.show_snapshot(make_snapshot(settings=EffectiveSettings(problems=(problem,))))

    assert words in window.trouble()
    assert bool(words) is bool(window.trouble())


def test_last_page_says_who_is_signed_in_and_what_was_ignored(window: SettingsWindow) -> None:
    window.show_snapshot(showing(preset={"colour": "red"}))
    window.show_section(Section.DIAGNOSTICS)

    page = window.page_of(Section.DIAGNOSTICS)
    words = "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())

    assert "Ana Ruiz (ana@example.org)" in words
    assert "https://help.example.org" in words
    assert "preset: colour" in words
    assert "is no setting" in words


def test_closed_window_renders_nothing_until_it_opens(
    window: SettingsWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.close()
    rendered: list[Snapshot] = []
    monkeypatch.setattr(Page, "show_snapshot", lambda _, snapshot: rendered.append(snapshot))

    window.show_snapshot(showing(choice={"theme": "dark"}))
    assert rendered == []
    window.show()

    assert len(rendered) >= len(Section) - 1


def test_arrow_keys_turn_the_pages_and_escape_closes(window: SettingsWindow) -> None:
    pages = window.findChild(QListWidget, "pages")
    assert isinstance(pages, QListWidget)
    shown = [window.section]

    QTest.keyClick(pages, Qt.Key.Key_Down)
    shown.append(window.section)

    assert shown == [Section.NOTIFICATIONS, Section.SOUNDS]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_wheel_over_a_control_changes_nothing(window: SettingsWindow, asked: list[Intent]) -> None:
    window.show_snapshot(showing())
    box = control_of(window, "deliverAssigned")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(box.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

    QApplication.sendEvent(box, turn)

    assert asked == []


def test_every_control_has_a_name_and_a_role_for_screen_readers(window: SettingsWindow) -> None:
    window.show_snapshot(showing())
    roles = {
        "autostart": QAccessible.Role.CheckBox,
        "theme": QAccessible.Role.ComboBox,
        "toastSeconds": QAccessible.Role.SpinBox,
        "serverAddress": QAccessible.Role.EditableText,
    }

    for setting in SCHEMA:
        if setting.key in {*QUEUE_KEYS, *SET_ELSEWHERE}:
            continue
        for control in row_of(window, setting.key).editor.controls:
            assert control.accessibleName(), setting.key
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, setting.key
    for key, role in roles.items():
        interface = QAccessible.queryAccessibleInterface(control_of(window, key))
        assert interface.role() is role


def test_everything_fits_into_half_a_small_screen(window: SettingsWindow) -> None:
    # A screen of 1366 by 768 pixels at 200 %.
    window.show_snapshot(showing(machine_policy={"quietHours": True, "mutedQueues": ["field"]}))
    window.resize(660, 340)

    for section in Section:
        window.show_section(section)
        QApplication.processEvents()
        assert window.page_of(section).horizontalScrollBar().maximum() == 0, section
    assert window.width() == 660

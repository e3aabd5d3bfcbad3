"""Charts: what is pointed at, by mouse and keys, and the table behind."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.figures.values import FigureRange
from desktop.ui.dashboard.bars import BarsChart
from desktop.ui.dashboard.data import Bar, Bars, Line, Timeline, Tone
from desktop.ui.dashboard.grid import grid_of
from desktop.ui.dashboard.numbers import entry_label
from desktop.ui.dashboard.panel import Panel
from desktop.ui.dashboard.ticks import labelled, scale
from desktop.ui.dashboard.timeline import AreaChart, ColumnChart
from desktop.ui.theme import DARK, LIGHT
from tests.unit.desktop.figures import HOUR
from tests.unit.desktop_ui.builders import NOON

INSTANTS = tuple(NOON + HOUR * n for n in range(4))
FLOW = Timeline(
    FigureRange.TODAY,
    INSTANTS,
    (Line("Created", (1, 2, 3, 4), Tone.SECOND), Line("Resolved", (4, 3, 2, 1), Tone.FIRST)),
)
PEOPLE = Bars(
    (Bar("Nobody", 3, Tone.MEDIUM), Bar("Ana", 2, Tone.FIRST, is_online=True)), rest=(4, 5)
)


@pytest.fixture
def chart(qtbot: QtBot) -> ColumnChart:
    chart = ColumnChart("Flow", LIGHT)
    qtbot.addWidget(chart)
    chart.resize(500, 220)
    chart.show_data(FLOW)
    chart.show()
    chart.grab()
    return chart


def test_keys_walk_through_the_entries_and_say_their_numbers(
    chart: ColumnChart,
) -> None:
    QTest.keyClick(chart, Qt.Key.Key_End)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed == 2
    assert chart.accessibleDescription().endswith("Created: 3, Resolved: 2")

    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed == 0


def test_mouse_points_at_the_entry_below_it(chart: ColumnChart) -> None:
    for entry in range(4):
        at = QPointF(chart.x_of(entry), 50.0).toPoint()
        assert chart.entry_at(QPointF(at)) == entry
    below = QPointF(chart.x_of(1), 60.0)
    move, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    chart.mouseMoveEvent(
        QMouseEvent(move, below, below, none, none, Qt.KeyboardModifier.NoModifier)
    )
    assert chart.pointed == 1


def test_picture_is_painted_once_until_something_changes(
    chart: ColumnChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[QPainter] = []
    monkeypatch.setattr(chart, "paint", painted.append)
    chart.point_at(2)
    chart.show_data(Timeline(FLOW.range, FLOW.instants, FLOW.lines))
    chart.grab()
    assert painted == []

    chart.set_theme(DARK)
    chart.grab()
    assert len(painted) == 1


def test_fewer_entries_point_at_nothing(chart: ColumnChart) -> None:
    chart.point_at(3)
    chart.show_data(Timeline(FigureRange.TODAY, INSTANTS[:1], (Line("C", (1,), Tone.FIRST),)))

    assert chart.pointed is None
    chart.grab()


@pytest.mark.parametrize("kind", [AreaChart, ColumnChart])
def test_chart_without_numbers_says_so(
    qtbot: QtBot, kind: type[AreaChart] | type[ColumnChart]
) -> None:
    chart = kind("Open", LIGHT)
    qtbot.addWidget(chart)
    chart.repaint_all()
    chart.grab()

    assert chart.accessibleDescription() == "No figures yet"


def test_bars_say_names_shares_and_who_is_online(qtbot: QtBot) -> None:
    chart = BarsChart("Load", LIGHT)
    qtbot.addWidget(chart)
    chart.show_data(PEOPLE)
    chart.grab()

    assert chart.words(1) == ["Ana", "2 (20 %)", "online"]
    assert chart.summary() == "Nobody: 3, Ana: 2"


def test_table_behind_a_chart_has_the_same_numbers_newest_first() -> None:
    grid = grid_of(FLOW)
    assert grid.heads == ("Time", "Created", "Resolved")
    assert grid.rows[0][1:] == ("4", "1")
    assert grid_of(PEOPLE).rows[-1] == ("4 others", "5")


def test_level_is_named_by_the_time_at_which_it_held() -> None:
    level = Timeline(FigureRange.TODAY, INSTANTS, FLOW.lines[:1], is_level=True)
    times = [f"{at.astimezone():%H:%M}" for at in INSTANTS]

    assert [entry_label(level, entry) for entry in range(4)] == [*times[1:], "now"]
    assert [entry_label(FLOW, entry) for entry in range(4)] == times


def test_panel_changes_between_chart_and_table(qtbot: QtBot) -> None:
    panel = Panel("Flow", ColumnChart("Flow", LIGHT))
    qtbot.addWidget(panel)
    panel.show_data(FLOW, is_stale=False)
    assert panel._grid.rowCount() == 0
    panel.set_table(True)

    assert panel._grid.rowCount() == 4
    assert panel._stack.currentIndex() == 1


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (81, [0, 20, 40, 60, 80, 100]),
        (100, [0, 20, 40, 60, 80, 100]),
        (1_234, [0, 500, 1_000, 1_500]),
    ],
)
def test_axis_has_round_values(highest: int, expected: list[int]) -> None:
    assert scale(highest) == expected


def test_labels_never_touch() -> None:
    for room in range(8):
        found = labelled(INSTANTS, FigureRange.TODAY, room)
        assert len(found) <= max(room, 0)

"""The dashboard window, as a manager sees and uses it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.ids import QueueId
from desktop.core.connection import Link
from desktop.core.figures.values import FigureRange, Figures
from desktop.core.intents import Intent, UnwatchFigures, WatchFigures
from desktop.core.settings.values import ThemeChoice
from desktop.ui.dashboard.data import Picture, Tile
from desktop.ui.dashboard.layout import LayoutFile
from desktop.ui.dashboard.numbers import UNKNOWN
from desktop.ui.dashboard.queue_columns import QueueColumn
from desktop.ui.dashboard.window import DashboardWindow
from desktop.ui.theme import choose_theme
from tests.unit.desktop_ui.builders import NOON, noon
from tests.unit.desktop_ui.dashboard.builders import (
    FIELD,
    LIMITS,
    OFFICE,
    dashboard_snapshot,
    make_figures,
    make_queue,
)

ARTIFACTS = Path("build/test-artifacts")


class Desktop:
    """A dashboard and what it asked for."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.intents: list[Intent] = []
        self.saved: Path | None = None
        self.window = self.open()

    def open(self) -> DashboardWindow:
        self.window = DashboardWindow(
            noon, LayoutFile(self.folder / "layout.ini"), ask_path=self._path
        )
        self.qtbot.addWidget(self.window)
        self.window.intent.connect(self.intents.append)
        self.window.show()
        return self.window

    def show(self, figures: Figures | None = None, **changes: Any) -> None:
        self.window.show_snapshot(dashboard_snapshot(figures, **changes))
        QApplication.processEvents()

    @property
    def tiles(self) -> dict[str, str]:
        return {view.tile.title: view.tile.value for view in self.window.board.tiles}

    @property
    def queues(self) -> list[str]:
        return [row.name for row in self.window.board.table.shown_rows]

    def export(self, number: int) -> Path:
        """Choose a line of the export menu and return the file."""
        self.window.head.export.menu().actions()[number].trigger()
        assert self.saved is not None
        return self.saved

    def _path(self, _parent: object, name: str, _suffix: str) -> Path:
        self.saved = self.folder / name
        return self.saved


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path) -> Desktop:
    return Desktop(qtbot, tmp_path)


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("chosen", FigureRange)
def test_pictures(qtbot: QtBot, tmp_path: Path, theme: ThemeChoice, chosen: FigureRange) -> None:
    choose_theme(theme, Qt.ColorScheme.Light)
    try:
        desktop = Desktop(qtbot, tmp_path)
        desktop.window.resize(1240, 1330)  # The offscreen screen is smaller than in an office.
        desktop.window.head.show_range(chosen)
        desktop.show(make_figures(chosen=chosen), thresholds=LIMITS)
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        picture = desktop.window.grab()
        assert picture.save(str(ARTIFACTS / f"ui-dashboard-{chosen}-{theme}.png"))
    finally:
        choose_theme(ThemeChoice.SYSTEM, Qt.ColorScheme.Light)


def test_figures_are_asked_for_while_the_window_can_be_seen(desktop: Desktop) -> None:
    desktop.window.hide()
    desktop.window.show()

    assert desktop.intents == [
        WatchFigures(FigureRange.TODAY),
        UnwatchFigures(),
        WatchFigures(FigureRange.TODAY),
    ]


def test_hidden_window_paints_nothing_and_has_no_timer(desktop: Desktop) -> None:
    desktop.show()
    desktop.window.hide()
    before = desktop.window.picture
    desktop.show(make_figures("laptops"))

    assert desktop.window.picture is before
    assert not desktop.window._ages.isActive()
    assert not desktop.window._soon.isActive()


def test_many_snapshots_are_shown_a_few_times_a_second_and_the_last_one_always(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Picture] = []
    board = desktop.window.board
    show_picture = board.show_picture

    def counted(picture: Picture) -> None:
        shown.append(picture)
        show_picture(picture)

    monkeypatch.setattr(board, "show_picture", counted)
    for number in range(1, 51):
        figures = make_figures(watched=(make_queue("laptops", open=number),))
        desktop.window.show_snapshot(dashboard_snapshot(figures))  # Qt gets no turn meanwhile.
    assert len(shown) == 1

    desktop.qtbot.waitUntil(lambda: desktop.tiles["Open"] == "50", timeout=2_000)
    assert len(shown) == 2


def test_tiles_say_what_all_shown_queues_say(desktop: Desktop) -> None:
    desktop.show(thresholds=LIMITS)

    assert desktop.tiles["Open"] == "81"
    assert desktop.tiles["Unassigned"] == "12"
    assert desktop.tiles["Oldest"] == "1 d 14 h"
    assert desktop.tiles["Breaching soon"] == "1"
    assert desktop.window.board.tiles[3].tile.note == "of 5 queues · 2 past limit"


def test_without_an_age_limit_nothing_is_said_to_breach(desktop: Desktop) -> None:
    desktop.show()

    assert desktop.tiles["Breaching soon"] == UNKNOWN
    assert "no due times" in desktop.window.board.tiles[3].toolTip()


def test_team_switch_shows_the_queues_of_one_team(desktop: Desktop) -> None:
    desktop.show()
    desktop.window.head.teams.setCurrentIndex(desktop.window.head.teams.findData(OFFICE))
    desktop.window.head.teams.activated.emit(2)

    assert desktop.queues == ["Invoices", "Contracts and procurement"]
    assert desktop.tiles["Open"] == "24"


def test_range_is_asked_for_and_checked(desktop: Desktop) -> None:
    desktop.show()
    desktop.window.head.ranges[FigureRange.WEEK].click()

    assert desktop.intents[-1] == WatchFigures(FigureRange.WEEK)
    assert desktop.window.head.ranges[FigureRange.WEEK].isChecked()
    assert not desktop.window.head.ranges[FigureRange.TODAY].isChecked()


def test_table_sorts_by_figures_and_searches(desktop: Desktop) -> None:
    desktop.show()
    table = desktop.window.board.table
    assert desktop.queues[0] == "Printers and copiers"
    table.sortByColumn(QueueColumn.OPEN, Qt.SortOrder.AscendingOrder)
    assert desktop.queues[0] == "Contracts and procurement"

    desktop.window.board.search.setText("field net")
    assert desktop.queues == ["Network"]


def test_click_on_a_column_sorts_by_it_and_says_so(desktop: Desktop) -> None:
    desktop.show()
    table = desktop.window.board.table
    header = table.horizontalHeader()
    at = header.sectionViewportPosition(QueueColumn.NAME) + 20
    for expected in ("Contracts and procurement", "Printers and copiers"):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 8))
        assert desktop.queues[0] == expected
    assert table.model().headerData(0, Qt.Orientation.Horizontal) == "Queue ↓"


def test_queue_without_figures_is_last_in_both_orders(desktop: Desktop) -> None:
    figures = make_figures("printers", "laptops")
    unknown = replace(figures.watched[0], metrics=None, confirmed_at=None)
    desktop.show(replace(figures, watched=(unknown, figures.watched[1])))

    for order in Qt.SortOrder:
        desktop.window.board.table.sortByColumn(QueueColumn.OPEN, order)
        assert desktop.queues[-1] == "Printers and copiers"


def test_old_figures_are_gray_and_say_from_when_they_are(desktop: Desktop) -> None:
    desktop.show()
    assert desktop.window._trouble.text() == ""
    old = replace(make_queue(), confirmed_at=NOON - timedelta(minutes=3))
    desktop.show(make_figures(watched=(old,)))
    desktop.qtbot.waitUntil(lambda: desktop.window.picture.is_stale, timeout=2_000)
    at = f"{(NOON - timedelta(minutes=3)).astimezone():%H:%M:%S}"

    assert at in desktop.window._trouble.text()
    assert all(row.is_stale for row in desktop.window.board.table.shown_rows)


def test_lost_line_makes_everything_gray_at_once(desktop: Desktop) -> None:
    desktop.show(link=Link.OFFLINE, offline_since=NOON)

    assert desktop.window.picture.is_stale
    assert desktop.window.head._as_of.text().startswith("as of ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"link": Link.SIGNED_OUT, "account": None}, "once you are signed in"),
        ({"link": Link.OFFLINE}, "once the server can be reached"),
        ({"link": Link.LIVE}, "Getting the figures"),
    ],
)
def test_without_figures_there_is_a_reason(
    desktop: Desktop, changes: dict[str, Any], words: str
) -> None:
    desktop.window.show_snapshot(replace(dashboard_snapshot(), figures=None, **changes))

    assert words in desktop.window._message.text()


def test_who_may_see_no_queue_is_told_whom_to_ask(desktop: Desktop) -> None:
    desktop.show(Figures(range=FigureRange.TODAY, is_known=True))
    assert desktop.window._message.text().startswith("No queue to show. Ask your administrator")

    desktop.window.hide()
    desktop.window.show()
    desktop.show(replace(make_figures(), watched=()))
    assert "All queues are hidden" in desktop.window.picture.message


def test_layout_is_the_same_in_the_next_run(desktop: Desktop) -> None:
    desktop.show()
    desktop.window.head.ranges[FigureRange.MONTH].click()
    desktop.window._choose_team(FIELD)
    desktop.window.board.table.sortByColumn(QueueColumn.NAME, Qt.SortOrder.AscendingOrder)
    desktop.window.board.table.setColumnHidden(QueueColumn.TEAM, True)
    desktop.window.board.panels[1].set_table(True)
    desktop.window._layout = replace(
        desktop.window._layout, hidden=frozenset({QueueId("invoices")})
    )
    desktop.window.resize(770, 500)
    desktop.window.close()

    desktop.open()
    desktop.show()

    expected = WatchFigures(FigureRange.MONTH, frozenset({QueueId("invoices")}))
    assert desktop.intents[-1] == expected
    assert desktop.window.size().width() == 770
    assert desktop.queues == ["Laptops", "Network", "Printers and copiers"]
    assert desktop.window.board.table.isColumnHidden(QueueColumn.TEAM)
    assert desktop.window.board.panels[1].is_table


def test_damaged_layout_is_the_default_one(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "layout.ini").write_bytes(b"\x00\xff[broken\nrange=yesterday\ntables=x 1\n")

    assert Desktop(qtbot, tmp_path).intents == [WatchFigures(FigureRange.TODAY)]


def test_export_of_queues_cannot_be_taken_for_formulas(desktop: Desktop) -> None:
    figures = make_figures("printers", "laptops")
    evil = replace(figures.watched[0].queue, name='=HYPERLINK("http://x")', team_name="@SUM(A1)")
    desktop.show(replace(figures, watched=(replace(figures.watched[0], queue=evil),)))
    lines = desktop.export(0).read_text(encoding="utf-8-sig").splitlines()

    assert lines[0].startswith("Queue,Team,Open,")
    assert lines[1].startswith('"\'=HYPERLINK(""http://x"")",\'@SUM(A1),38,')


def test_export_has_the_delimiter_of_the_locale(desktop: Desktop) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        desktop.show()
        lines = desktop.export(1).read_text(encoding="utf-8-sig").splitlines()
    finally:
        QLocale.setDefault(before)

    assert lines[0] == "UTC;Open tickets;Created;Resolved"


def test_export_of_the_timeline_names_each_hour_once(desktop: Desktop) -> None:
    desktop.show()
    lines = desktop.export(1).read_text(encoding="utf-8-sig").splitlines()

    assert lines[0] == "UTC,Open tickets,Created,Resolved"
    assert len(lines) == len(desktop.window.picture.backlog.instants) + 1
    assert lines[-1].startswith("2026-11-20T12:00:00+00:00,81,")


@pytest.mark.parametrize("number", [2, 3], ids=["charts", "window"])
def test_export_of_a_picture_is_a_png(desktop: Desktop, number: int) -> None:
    desktop.show()

    assert desktop.export(number).read_bytes().startswith(b"\x89PNG")


def test_file_that_cannot_be_written_is_told(desktop: Desktop) -> None:
    desktop.show()
    (desktop.folder / "queues.csv").mkdir()
    desktop.export(0)

    assert "could not be written" in desktop.window._trouble.text()


def test_everything_is_read_aloud(desktop: Desktop) -> None:
    desktop.show(thresholds=LIMITS)
    tile = desktop.window.board.tiles[0]
    assert tile.accessibleName() == "Open: 81"
    assert "Over the limit that alarms." in tile.accessibleDescription()
    for panel in desktop.window.board.panels:
        assert panel.chart.accessibleName()
        assert panel.chart.accessibleDescription()
    model = desktop.window.board.table.model()
    spoken = model.index(0, QueueColumn.OPEN).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "38 Over the limit that alarms."


def test_tiles_of_a_row_are_of_one_height(desktop: Desktop) -> None:
    first, *others = desktop.window.board.tiles
    first.show_tile(Tile("Open", "81", "in a queue of a very long name " * 3), is_stale=False)
    desktop.window.show()

    row = [view for view in others if view.y() == first.y()]
    assert row
    assert {view.height() for view in row} == {first.height()}

"""The dashboard window: renders figures while somebody can see them, asks for them by intents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from common.ids import TeamId
from desktop.core.connection import Link
from desktop.core.figures.values import FigureRange
from desktop.core.intents import ChangeSettings, UnwatchFigures, WatchFigures
from desktop.core.view import Snapshot
from desktop.ui.banner import Banner
from desktop.ui.dashboard.board import Board
from desktop.ui.dashboard.data import Picture
from desktop.ui.dashboard.export import queues_table, timeline_table, write_csv, write_png
from desktop.ui.dashboard.head import Head
from desktop.ui.dashboard.layout import LayoutFile
from desktop.ui.dashboard.limits import LimitsDialog
from desktop.ui.dashboard.numbers import second_of_day
from desktop.ui.dashboard.picture import picture_of
from desktop.ui.dashboard.queue_choice import QueueChoice
from desktop.ui.parts import label
from desktop.ui.status import shown_link, status_line
from desktop.ui.texts import APP_NAME, DASH
from desktop.ui.theme import SPACE_L, SPACE_S, Theme, current_theme
from desktop.ui.window import Window

translate = QCoreApplication.translate

UPDATE_MS = 250
"""Shortest time between two updates of what is shown."""
AGE_REFRESH_MS = 10_000
"""How often ages grow on the screen while nothing else changes."""


class DashboardWindow(Window):
    """Shows the figures of the queues that the person may see.

    Attributes:
        intent: Something that the agent is asked for.
    """

    intent = Signal(object)

    def __init__(
        self,
        now: Callable[[], datetime],
        layout_file: LayoutFile,
        *,
        ask_path: Callable[[QWidget, str, str], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Start hidden, as it was left.

        Args:
            now: Tells the time, aware.
            layout_file: Where the layout is kept.
            ask_path: Asks where to save a file, with a proposed name and a filter.
            parent: Who owns it.
        """
        title = translate("Dashboard", "Dashboard")
        super().__init__(DASH.join((title, APP_NAME)), parent)
        self._now = now
        self._file = layout_file
        self._layout = layout_file.read()
        self._ask_path = ask_path or _ask_path
        self._snapshot = Snapshot(link=Link.CONNECTING)
        self._picture = Picture()
        self.resize(1320, 900)
        self.setMinimumSize(720, 480)
        self._build()
        self._soon = QTimer(self, interval=UPDATE_MS, singleShot=True)
        self._soon.timeout.connect(self._update_again)
        self._is_behind = False
        self._ages = QTimer(self, interval=AGE_REFRESH_MS)
        self._ages.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._ages.timeout.connect(self._refresh)
        self._restore()
        self.apply_theme()

    @property
    def picture(self) -> Picture:
        """What is shown."""
        return self._picture

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Make everything match ``snapshot``: at once, or soon after the last time."""
        before, self._snapshot = self._snapshot, snapshot
        if not self.isVisible() or not _differ(before, snapshot):
            return
        if self._soon.isActive():
            self._is_behind = True
        else:
            self._refresh()
            self._soon.start()

    @override
    def show_theme(self, theme: Theme) -> None:
        """Paint in the colors of ``theme`` from now on."""
        self.board.set_theme(theme)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Ask for figures while somebody can see them."""
        super().showEvent(event)
        self._watch()
        self._refresh()
        self._ages.start()
        if self.focusWidget() is None:
            self.head.ranges[self._layout.range].setFocus()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks, and remember how it was left."""
        self._ages.stop()
        self._soon.stop()
        self.intent.emit(UnwatchFigures())
        self._keep_layout()
        super().hideEvent(event)

    def _build(self) -> None:
        self.head = Head(self)
        self.board = Board(current_theme())
        self._message = label(self, "muted")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._trouble = Banner("banner", self)
        scroll = QScrollArea(self)
        scroll.setWidget(self.board)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._message)
        self._stack.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        strip = QVBoxLayout()
        strip.setContentsMargins(SPACE_L, 0, SPACE_L, SPACE_S)
        strip.addWidget(self._trouble)
        layout.addLayout(strip)
        layout.addWidget(self._stack, 1)
        self.head.range_chosen.connect(self._choose_range)
        self.head.team_chosen.connect(self._choose_team)
        self.head.queues_wanted.connect(self._choose_queues)
        self.head.limits_wanted.connect(self._set_limits)
        self.head.add_export(translate("Dashboard", "Queues as CSV…"), self._export_queues)
        self.head.add_export(translate("Dashboard", "Timeline as CSV…"), self._export_timeline)
        self.head.add_export(translate("Dashboard", "Charts as PNG…"), self._export_charts)
        self.head.add_export(translate("Dashboard", "Window as PNG…"), self._export_window)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        QShortcut(QKeySequence.StandardKey.Find, self, self.board.search.setFocus)

    def _restore(self) -> None:
        self.head.show_range(self._layout.range)
        if self._layout.geometry:
            self.restoreGeometry(QByteArray(self._layout.geometry))
        if self._layout.columns:
            self.board.table.restore_layout(self._layout.columns)
        for number, panel in enumerate(self.board.panels):
            panel.set_table(number in self._layout.tables)

    def _keep_layout(self) -> None:
        tables = [n for n, panel in enumerate(self.board.panels) if panel.is_table]
        self._layout = replace(
            self._layout,
            columns=self.board.table.kept_layout(),
            geometry=bytes(self.saveGeometry().data()),
            tables=frozenset(tables),
        )
        self._file.write(self._layout)

    def _watch(self) -> None:
        self.intent.emit(WatchFigures(self._layout.range, self._layout.hidden))

    def _update_again(self) -> None:
        if self._is_behind:
            self._is_behind = False
            self._refresh()
            self._soon.start()

    def _refresh(self) -> None:
        snapshot, now = self._snapshot, self._now()
        link = shown_link(snapshot, now)
        figures = snapshot.figures
        teams = figures.teams if figures is not None else ()
        team_id = self._layout.team_id
        if teams and team_id not in {team.team_id for team in teams}:
            team_id = None  # Of another person, or gone.
        picture = self._picture = picture_of(snapshot, link, team_id, now)
        self.head.show_teams(teams, team_id)
        self.head.show_state(link, status_line(snapshot, now), _as_of(picture))
        self._trouble.say(_trouble(picture))
        self._message.setText(picture.message)
        self._stack.setCurrentIndex(0 if picture.message else 1)
        if not picture.message:
            self.board.show_picture(picture)

    def _choose_range(self, chosen: FigureRange) -> None:
        self._layout = replace(self._layout, range=chosen)
        self._watch()

    def _choose_team(self, team_id: TeamId | None) -> None:
        self._layout = replace(self._layout, team_id=team_id)
        self._refresh()

    def _choose_queues(self) -> None:
        figures = self._snapshot.figures
        if figures is None:
            return
        dialog = QueueChoice(figures.queues, self._layout.hidden, self)
        if dialog.exec():
            self._layout = replace(self._layout, hidden=dialog.hidden())
            self._watch()

    def _set_limits(self) -> None:
        figures, settings = self._snapshot.figures, self._snapshot.settings
        queues = figures.queues if figures is not None else ()
        lines, is_locked = settings.values.thresholds, settings.is_locked("thresholds")
        dialog = LimitsDialog(lines, queues, self, is_locked=is_locked)
        if dialog.exec():
            self.intent.emit(ChangeSettings({"thresholds": dialog.lines()}))

    def _export_queues(self) -> None:
        table = queues_table(self.board.table.shown_rows)
        self._save("queues.csv", lambda path: write_csv(path, table))

    def _export_timeline(self) -> None:
        table = timeline_table(self._picture.backlog, self._picture.flow)
        self._save("timeline.csv", lambda path: write_csv(path, table))

    def _export_charts(self) -> None:
        self._save("charts.png", lambda path: write_png(path, self.board.charts))

    def _export_window(self) -> None:
        self._save("dashboard.png", lambda path: write_png(path, self))

    def _save(self, name: str, write: Callable[[Path], None]) -> None:
        path = self._ask_path(self, name, name.rpartition(".")[2])
        if path is None:
            return
        try:
            write(path)
        except OSError:
            text = translate("Dashboard", "The file could not be written: {path}")
            self._trouble.say(text.format(path=path))


def _differ(before: Snapshot, after: Snapshot) -> bool:
    """Return whether two snapshots differ in what the dashboard shows."""
    return (
        before.figures is not after.figures
        or before.link is not after.link
        or before.settings.values.thresholds != after.settings.values.thresholds
        or before.verified_at != after.verified_at
    )


def _as_of(picture: Picture) -> str:
    if picture.confirmed_at is None:
        return ""
    return translate("Dashboard", "as of {time}").format(time=second_of_day(picture.confirmed_at))


def _trouble(picture: Picture) -> str:
    if picture.message or not picture.is_stale or picture.confirmed_at is None:
        return ""
    text = translate("Dashboard", "These figures may be out of date: they are as of {time}.")
    return text.format(time=second_of_day(picture.confirmed_at))


def _ask_path(parent: QWidget, name: str, suffix: str) -> Path | None:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    title = translate("Dashboard", "Export")
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, str(Path(folder) / name), f"{suffix.upper()} (*.{suffix})"
    )
    return Path(chosen) if chosen else None

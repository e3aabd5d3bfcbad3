"""The head of the dashboard: how fresh it is, which team, how far back, and what to do."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from common.ids import TeamId
from desktop.core.connection import Link
from desktop.core.figures.values import FigureRange, SeenTeam
from desktop.ui.controls import OptionBox
from desktop.ui.dashboard.words import range_hint, range_title
from desktop.ui.parts import button, label
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop.ui.tray.icon import tray_icon
from desktop.ui.tray.state import TrayState

translate = QCoreApplication.translate

_ICON_PX = 18


class Head(QWidget):
    """What stands above the figures.

    Attributes:
        range_chosen: How far back the person wants to look.
        team_chosen: Whose queues, a ``TeamId`` or None for all.
        queues_wanted: The person wants to choose queues.
        limits_wanted: The person wants to set limits.
    """

    range_chosen = Signal(object)
    team_chosen = Signal(object)
    queues_wanted = Signal()
    limits_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without teams."""
        super().__init__(parent)
        self._icon = QLabel(self)
        self._state = label(self, "muted")
        self._as_of = label(self, "muted")
        self.teams = OptionBox(self)
        self.teams.setAccessibleName(translate("Dashboard", "Team"))
        self.teams.activated.connect(lambda _: self.team_chosen.emit(self.teams.currentData()))
        self._shown_teams: tuple[SeenTeam, ...] | None = None
        self.ranges = {chosen: self._range_button(chosen) for chosen in FigureRange}
        self.queues = button(self, "plain", translate("Dashboard", "Queues…"))
        self.queues.clicked.connect(self.queues_wanted)
        self.limits = button(self, "plain", translate("Dashboard", "Limits…"))
        self.limits.clicked.connect(self.limits_wanted)
        self.export = button(self, "plain", translate("Dashboard", "Export"))
        self._export_menu = QMenu(self.export)
        self.export.setMenu(self._export_menu)
        self._lay_out()

    def add_export(self, title: str, action: Callable[[], None]) -> None:
        """Offer a way to export."""
        self._export_menu.addAction(title).triggered.connect(lambda _: action())

    def show_state(self, link: Link, status: str, as_of: str) -> None:
        """Show the state of the line, and how old the oldest figure is."""
        self._icon.setPixmap(tray_icon(TrayState(link), 0).pixmap(_ICON_PX, _ICON_PX))
        self._state.setText(status)
        self._as_of.setText(as_of)
        self._as_of.setVisible(bool(as_of))

    def show_range(self, chosen: FigureRange) -> None:
        """Show which range is chosen."""
        self.ranges[chosen].setChecked(True)

    def show_teams(self, teams: tuple[SeenTeam, ...], chosen: TeamId | None) -> None:
        """Offer ``teams``; a choice of one is none."""
        if teams != self._shown_teams:
            self._shown_teams = teams
            with QSignalBlocker(self.teams):
                self.teams.clear()
                self.teams.addItem(translate("Dashboard", "All teams"), None)
                for team in teams:
                    self.teams.addItem(team.name, team.team_id)
        position = self.teams.findData(chosen) if chosen is not None else 0
        self.teams.setCurrentIndex(max(0, position))
        self.teams.setVisible(len(teams) > 1)

    def _range_button(self, chosen: FigureRange) -> QPushButton:
        made = button(self, "plain", range_title(chosen))
        made.setCheckable(True)
        made.setToolTip(range_hint(chosen))
        made.setAccessibleDescription(range_hint(chosen))
        made.clicked.connect(lambda: self.range_chosen.emit(chosen))
        return made

    def _lay_out(self) -> None:
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        state = QHBoxLayout()
        state.setSpacing(SPACE_S)
        state.addWidget(self._icon)
        state.addWidget(self._state)
        state.addSpacing(SPACE_M)
        state.addWidget(self._as_of)
        ranges = QHBoxLayout()
        ranges.setSpacing(SPACE_XS)
        for one in self.ranges.values():
            self._group.addButton(one)
            ranges.addWidget(one)
        title = QHBoxLayout()
        title.setSpacing(SPACE_S)
        title.addWidget(label(self, "heading", translate("Dashboard", "Dashboard")))
        title.addStretch()
        title.addWidget(self.teams)
        for one in (self.queues, self.limits, self.export):
            title.addWidget(one)
        below = QHBoxLayout()
        below.setSpacing(SPACE_M)
        below.addLayout(state)
        below.addStretch()
        below.addLayout(ranges)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_S)
        layout.setSpacing(SPACE_S)
        layout.addLayout(title)
        layout.addLayout(below)

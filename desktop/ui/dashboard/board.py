"""What the dashboard shows below its head: tiles, charts and the table of queues."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.ui.dashboard.bars import BarsChart
from desktop.ui.dashboard.data import Bars, Picture, Timeline
from desktop.ui.dashboard.panel import Panel
from desktop.ui.dashboard.queue_table import QueueTable
from desktop.ui.dashboard.tile_view import TileView
from desktop.ui.dashboard.timeline import AreaChart, ColumnChart
from desktop.ui.parts import label
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_S, Theme

translate = QCoreApplication.translate

TILES = 8
_TILE_PX = 148
_WIDE_PX = 900
"""From this width on the charts stand side by side."""


class Board(QWidget):
    """Renders a picture.

    Attributes:
        charts: The part with the charts, for who wants a picture of them.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("page")
        self.charts = QWidget(self)
        self.table = QueueTable(theme, self)
        self._tiles = [TileView(theme, self) for _ in range(TILES)]
        backlog = translate("Dashboard", "Open tickets")
        flow = translate("Dashboard", "Created and resolved")
        statuses = translate("Dashboard", "Status")
        priorities = translate("Dashboard", "Priority")
        people = translate("Dashboard", "Load per person")
        self.panels = (
            Panel(backlog, AreaChart(backlog, theme), self.charts),
            Panel(flow, ColumnChart(flow, theme), self.charts),
            Panel(statuses, BarsChart(statuses, theme), self.charts),
            Panel(priorities, BarsChart(priorities, theme), self.charts),
            Panel(people, BarsChart(people, theme), self.charts),
        )
        self._tile_grid = QGridLayout()
        self._tile_grid.setSpacing(SPACE_M)
        self._chart_grid = QGridLayout(self.charts)
        self._chart_grid.setContentsMargins(0, 0, 0, 0)
        self._chart_grid.setSpacing(SPACE_M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_M)
        layout.addLayout(self._tile_grid)
        layout.addWidget(self.charts)
        layout.addWidget(self._queues_card())
        layout.addStretch()
        self.charts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._columns = (0, 0)
        self._arrange()

    @property
    def tiles(self) -> list[TileView]:
        """The tiles, in their order."""
        return self._tiles

    def show_picture(self, picture: Picture) -> None:
        """Show ``picture``."""
        for view, tile in zip(self._tiles, picture.tiles, strict=True):
            view.show_tile(tile, is_stale=picture.is_stale)
        shown: tuple[Timeline | Bars, ...] = (
            picture.backlog,
            picture.flow,
            picture.statuses,
            picture.priorities,
            picture.people,
        )
        for panel, data in zip(self.panels, shown, strict=True):
            panel.show_data(data, is_stale=picture.is_stale)
        self.table.show_rows(picture.rows)

    def set_theme(self, theme: Theme) -> None:
        """Paint in these colors from now on."""
        for tile in self._tiles:
            tile.set_theme(theme)
        for panel in self.panels:
            panel.set_theme(theme)
        self.table.set_theme(theme)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many things side by side as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _queues_card(self) -> QFrame:
        card = QFrame(self)
        card.setObjectName("card")
        self.search = QLineEdit(card)
        self.search.setPlaceholderText(translate("Dashboard", "Search queues"))
        self.search.setAccessibleName(translate("Dashboard", "Search queues"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self.search.textChanged.connect(self.table.search)
        head = QHBoxLayout()
        head.addWidget(label(card, "subtitle", translate("Dashboard", "Queues")))
        head.addStretch()
        head.addWidget(self.search)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addLayout(head)
        layout.addWidget(self.table)
        return card

    def _arrange(self) -> None:
        room = self.width() - 2 * SPACE_L
        tiles = 8 if room >= 8 * _TILE_PX + 7 * SPACE_M else 4
        charts = 6 if room >= _WIDE_PX else 2
        if (tiles, charts) == self._columns:
            return
        self._columns = (tiles, charts)
        for position, tile in enumerate(self._tiles):
            self._tile_grid.addWidget(tile, position // tiles, position % tiles)
        for column in range(len(self._tiles)):
            # As wide as each other, whatever language and figures they hold.
            self._tile_grid.setColumnStretch(column, 1 if column < tiles else 0)
        places = _WIDE if charts == 6 else _NARROW  # noqa: PLR2004 - thirds and halves
        for panel, (row, column, span) in zip(self.panels, places, strict=True):
            self._chart_grid.addWidget(panel, row, column, 1, span)


_WIDE = ((0, 0, 3), (0, 3, 3), (1, 0, 2), (1, 2, 2), (1, 4, 2))
_NARROW = ((0, 0, 2), (1, 0, 2), (2, 0, 1), (2, 1, 1), (3, 0, 2))
"""Row, column and columns of each chart."""

"""A card with a chart: its title, its legend, and the same numbers as a table."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.dashboard.bars import BarsChart
from desktop.ui.dashboard.data import Bars, Timeline
from desktop.ui.dashboard.grid import GridModel, grid_of
from desktop.ui.dashboard.legend import Legend
from desktop.ui.dashboard.timeline import TimelineChart
from desktop.ui.parts import button, label
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_S, Theme

translate = QCoreApplication.translate


class Panel(QFrame):
    """Shows a chart, or on request its table."""

    def __init__(
        self, title: str, chart: TimelineChart | BarsChart, parent: QWidget | None = None
    ) -> None:
        """Put ``chart`` into a card."""
        super().__init__(parent)
        self.chart = chart
        self.title = title
        self.setObjectName("card")
        self._legend = Legend(chart.theme, self)
        self._grid = GridModel(self)
        self._table = _table(self, title, self._grid)
        self._switch = button(self, "quiet", translate("Chart", "Table"))
        self._switch.setCheckable(True)
        self._switch.setAccessibleName(
            translate("Chart", "{title} as a table").format(title=title)
        )
        self._switch.setToolTip(translate("Chart", "Show the numbers of this chart as a table"))
        self._switch.toggled.connect(self._show_table)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(chart)
        self._stack.addWidget(self._table)
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        head.addWidget(label(self, "subtitle", title))
        head.addWidget(self._legend)
        head.addStretch()
        head.addWidget(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def is_table(self) -> bool:
        """Whether the table is shown."""
        return self._switch.isChecked()

    def set_table(self, is_table: bool) -> None:  # noqa: FBT001 - a Qt setter
        """Show the table, or the chart."""
        self._switch.setChecked(is_table)

    def show_data(self, data: Timeline | Bars, *, is_stale: bool) -> None:
        """Show these numbers; what is hidden behind the other side is not filled."""
        self.chart.set_stale(is_stale)
        match data, self.chart:
            case Timeline(), TimelineChart():
                self.chart.show_data(data)
                self._legend.show_lines(data.lines)
            case Bars(), BarsChart():
                self.chart.show_data(data)
            case _:
                raise TypeError(data)
        if self.is_table:
            self._grid.show_grid(grid_of(data))

    def set_theme(self, theme: Theme) -> None:
        """Paint in these colors from now on."""
        self.chart.set_theme(theme)
        self._legend.set_theme(theme)

    def _show_table(self, is_table: bool) -> None:  # noqa: FBT001 - a Qt slot
        if is_table:
            self._grid.show_grid(grid_of(self.chart.data))
        self._stack.setCurrentIndex(1 if is_table else 0)


def _table(parent: QWidget, title: str, model: GridModel) -> QTableView:
    table = QTableView(parent)
    table.setModel(model)
    table.setAccessibleName(title)
    table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return table

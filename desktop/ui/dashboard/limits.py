"""A dialog that sets limits for figures: for every queue, or for one."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from common.ids import QueueId
from desktop.core.figures.thresholds import EVERY_QUEUE, Figure, Threshold, Thresholds
from desktop.core.figures.values import SeenQueue
from desktop.ui.controls import OptionBox, Switch
from desktop.ui.dashboard.words import figure_title
from desktop.ui.parts import button, label
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_S, current_theme, stylesheet

translate = QCoreApplication.translate

_MAX = 999_999
_NONE = -1


class LimitsDialog(QDialog):
    """Edits the setting ``thresholds``; what it is given for other queues stays as it is.

    Args:
        lines: The setting as it is.
        queues: Queues that can get limits of their own.
        is_locked: Whether the organization has set the limits.
    """

    def __init__(
        self,
        lines: Sequence[str],
        queues: Sequence[SeenQueue],
        parent: QWidget,
        *,
        is_locked: bool = False,
    ) -> None:
        """Start with the limits for every queue."""
        super().__init__(parent)
        self._limits = {(one.queue_id, one.figure): one for one in Thresholds(lines).all}
        self._queue_id = EVERY_QUEUE
        self.setObjectName("window")
        self.setWindowTitle(translate("Dashboard", "Limits"))
        self.setStyleSheet(stylesheet(current_theme()))
        self._choice = OptionBox(self)
        self._choice.setAccessibleName(translate("Dashboard", "Queue"))
        self._choice.addItem(translate("Dashboard", "Every queue"), EVERY_QUEUE)
        for queue in queues:
            self._choice.addItem(queue.name, queue.queue_id)
        self._choice.currentIndexChanged.connect(self._turn_page)
        self._fields = {figure: self._add_fields(figure) for figure in Figure}
        self._lay_out(is_locked=is_locked)
        self._show_page()

    def lines(self) -> list[str]:
        """Return the setting as it shall be."""
        self._keep_page()
        return [one.line for one in self._limits.values()]

    def choose_queue(self, queue_id: QueueId) -> None:
        """Show the limits of one queue."""
        self._choice.setCurrentIndex(max(0, self._choice.findData(queue_id)))

    def fields_of(self, figure: Figure) -> tuple[QSpinBox, QSpinBox, Switch]:
        """Return the fields of a figure: what warns, what alarms, and whether it notifies."""
        return self._fields[figure]

    def _add_fields(self, figure: Figure) -> tuple[QSpinBox, QSpinBox, Switch]:
        title = figure_title(figure)
        warn, alarm = (self._spin_box(figure) for _ in range(2))
        warn_name = translate("Dashboard", "{figure}: warn from")
        alarm_name = translate("Dashboard", "{figure}: alarm from")
        warn.setAccessibleName(warn_name.format(figure=title))
        alarm.setAccessibleName(alarm_name.format(figure=title))
        notify = Switch(self)
        notify.setAccessibleName(translate("Dashboard", "{figure}: notify").format(figure=title))
        return warn, alarm, notify

    def _spin_box(self, figure: Figure) -> QSpinBox:
        box = QSpinBox(self)
        box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.setRange(_NONE, _MAX)
        box.setSpecialValueText(translate("Dashboard", "none"))
        if figure is Figure.OLDEST_MINUTES:
            box.setSuffix(translate("Dashboard", " min"))
            box.setSingleStep(15)
        return box

    def _lay_out(self, *, is_locked: bool) -> None:
        heads = (
            translate("Dashboard", "Figure"),
            translate("Dashboard", "Warn from"),
            translate("Dashboard", "Alarm from"),
            translate("Dashboard", "Notify"),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(0, 1)
        for column, head in enumerate(heads):
            grid.addWidget(label(self, "muted", head), 0, column)
        for row, (figure, fields) in enumerate(self._fields.items(), start=1):
            grid.addWidget(label(self, "caption", figure_title(figure)), row, 0)
            for column, field in enumerate(fields, start=1):
                field.setEnabled(not is_locked)
                grid.addWidget(field, row, column)
        text = translate(
            "Dashboard",
            "A figure that reaches a limit is colored. With “Notify”, it tells you once when it "
            "reaches the higher limit, and again only after it has fallen below.",
        )
        if is_locked:
            text = translate("Dashboard", "Your organization has set these limits.")
        hint = label(self, "muted", text)
        hint.setWordWrap(True)
        accept = button(self, "primary", translate("Dashboard", "Apply"))
        accept.setDefault(True)
        accept.setEnabled(not is_locked)
        accept.clicked.connect(self.accept)
        cancel = button(self, "plain", translate("Dashboard", "Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_M)
        layout.setSpacing(SPACE_M)
        layout.addWidget(self._choice)
        layout.addLayout(grid)
        layout.addWidget(hint)
        layout.addStretch()
        layout.addLayout(buttons)
        self.setMinimumWidth(600)

    def _turn_page(self) -> None:
        self._keep_page()
        self._queue_id = QueueId(self._choice.currentData())
        self._show_page()

    def _show_page(self) -> None:
        for figure, (warn, alarm, notify) in self._fields.items():
            one = self._limits.get((self._queue_id, figure))
            warn.setValue(_shown(one.warn if one else None))
            alarm.setValue(_shown(one.alarm if one else None))
            notify.setChecked(one is not None and one.notify)

    def _keep_page(self) -> None:
        for figure, (warn, alarm, notify) in self._fields.items():
            one = Threshold(
                queue_id=self._queue_id,
                figure=figure,
                warn=_typed(warn.value()),
                alarm=_typed(alarm.value()),
                notify=notify.isChecked(),
            )
            if one.highest is None:
                self._limits.pop((self._queue_id, figure), None)
            else:
                self._limits[self._queue_id, figure] = one


def _shown(limit: int | None) -> int:
    return _NONE if limit is None else limit


def _typed(value: int) -> int | None:
    return None if value == _NONE else value

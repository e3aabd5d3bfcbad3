"""Controls for one value each: they show what holds, and say what the person chose."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QWidget,
)
from typing_extensions import override

from desktop.core.settings.descriptions import option_labels
from desktop.core.settings.schema import Choice, Flag, Number, Setting, Several, Text
from desktop.core.settings.values import TIME_PATTERN
from desktop.ui.controls import OptionBox, Switch
from desktop.ui.parts import button
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_XS

_TIME_FORMAT = "HH:mm"
_OPTIONS_WIDTH_PX = 170
_NUMBER_WIDTH_PX = 84


class Editor(QWidget):
    """A control for one value, as JSON has it.

    Attributes:
        chosen: The person chose this value.
        refused: The person entered something that is not accepted.
    """

    chosen = Signal(object)
    refused = Signal()
    is_wide = False
    """Whether it needs a line of its own, below its words."""

    def __init__(self, controls: Iterable[QWidget], parent: QWidget) -> None:
        """Hold ``controls`` in a line; the first one takes the focus."""
        super().__init__(parent)
        self.controls = tuple(controls)
        self._wheel = _WheelIsForThePage(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        for control in self.controls:
            control.installEventFilter(self._wheel)
            layout.addWidget(control)
        if len(self.controls) > 1:
            layout.addStretch()
        self.setFocusProxy(self.controls[0])

    def show_value(self, value: object) -> None:
        """Show ``value``; nothing is emitted."""
        raise NotImplementedError

    def name(self, label: str, description: str) -> None:
        """Tell screen readers what this is for."""
        for control in self.controls:
            if not control.accessibleName():
                control.setAccessibleName(label)
            control.setAccessibleDescription(description)


def editor_for(setting: Setting, parent: QWidget) -> Editor:
    """Return a control for the values of ``setting``."""
    kind = setting.kind
    if isinstance(kind, Flag):
        return _FlagEditor(parent)
    if isinstance(kind, Choice):
        return OptionEditor(option_labels(kind.options, translate).items(), parent)
    if isinstance(kind, Number):
        return _NumberEditor(kind, parent)
    if isinstance(kind, Several):
        return _ToggleEditor(kind, parent)
    return _TimeEditor(parent) if kind.pattern == TIME_PATTERN else _TextEditor(kind, parent)


class OptionEditor(Editor):
    """One of several options, by value and label."""

    def __init__(self, options: Iterable[tuple[str, str]], parent: QWidget) -> None:
        """Offer ``options`` in their order."""
        self._box = OptionBox(parent)
        self._box.setMinimumWidth(_OPTIONS_WIDTH_PX)
        for value, label in options:
            self._box.addItem(label, value)
        super().__init__([self._box], parent)
        self._box.activated.connect(lambda: self.chosen.emit(self._box.currentData()))

    @override
    def show_value(self, value: object) -> None:
        self._box.setCurrentIndex(self._box.findData(str(value)))


class _FlagEditor(Editor):
    def __init__(self, parent: QWidget) -> None:
        self._check = Switch(parent)
        super().__init__([self._check], parent)
        self._check.clicked.connect(lambda: self.chosen.emit(self._check.isChecked()))

    @override
    def show_value(self, value: object) -> None:
        self._check.setChecked(bool(value))


class _NumberEditor(Editor):
    def __init__(self, kind: Number, parent: QWidget) -> None:
        self._spin = QSpinBox(parent, minimum=kind.low, maximum=kind.high)
        _make_plain(self._spin)
        super().__init__([self._spin], parent)
        self._spin.valueChanged.connect(lambda: self.chosen.emit(self._spin.value()))

    @override
    def show_value(self, value: object) -> None:
        if isinstance(value, int):
            self._spin.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self._spin.setValue(value)
            self._spin.blockSignals(False)  # noqa: FBT003 - likewise


class _TimeEditor(Editor):
    def __init__(self, parent: QWidget) -> None:
        self._time = QTimeEdit(parent)
        self._time.setDisplayFormat(_TIME_FORMAT)
        _make_plain(self._time)
        super().__init__([self._time], parent)
        self._time.timeChanged.connect(lambda time: self.chosen.emit(time.toString(_TIME_FORMAT)))

    @override
    def show_value(self, value: object) -> None:
        self._time.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self._time.setTime(QTime.fromString(str(value), _TIME_FORMAT))
        self._time.blockSignals(False)  # noqa: FBT003 - likewise


class _TextEditor(Editor):
    is_wide = True

    def __init__(self, kind: Text, parent: QWidget) -> None:
        self._pattern = re.compile(kind.pattern)
        self._shown = ""
        self._line = QLineEdit(parent)
        super().__init__([self._line], parent)
        self._line.editingFinished.connect(self._finish)

    @override
    def show_value(self, value: object) -> None:
        # What is being typed is not overwritten, only what was shown before.
        if self._line.text() == self._shown:
            self._line.setText(str(value))
            self._line.setCursorPosition(0)
        self._shown = str(value)

    def _finish(self) -> None:
        text = self._line.text().strip()
        if text == self._shown:
            self._line.setText(text)
        elif self._pattern.search(text):
            self._line.setText(text)
            self._shown = text
            self.chosen.emit(text)
        else:
            self.refused.emit()


class _ToggleEditor(Editor):
    """Any number of a few options, each a button of its own."""

    is_wide = True

    def __init__(self, kind: Several, parent: QWidget) -> None:
        if not isinstance(kind.of, Choice):
            raise TypeError(kind)
        self._buttons: dict[str, QPushButton] = {}
        for value, label in option_labels(kind.of.options, translate).items():
            toggle = button(parent, "plain", label[:2])
            toggle.setCheckable(True)
            toggle.setAccessibleName(label)
            toggle.setToolTip(label)
            toggle.clicked.connect(self._choose)
            self._buttons[value] = toggle
        super().__init__(self._buttons.values(), parent)

    @override
    def show_value(self, value: object) -> None:
        chosen = value if isinstance(value, tuple) else ()
        for name, toggle in self._buttons.items():
            toggle.setChecked(name in chosen)

    def _choose(self) -> None:
        self.chosen.emit([name for name, toggle in self._buttons.items() if toggle.isChecked()])


def _make_plain(box: QAbstractSpinBox) -> None:
    """Count what was typed whole; arrow keys step, so the style sheet leaves no buttons."""
    box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    box.setKeyboardTracking(False)
    box.setFixedWidth(_NUMBER_WIDTH_PX)


class _WheelIsForThePage(QObject):
    """Keeps a page that is scrolled from changing what passes below the pointer."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

"""Which color of a chart stands for what."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from desktop.ui.dashboard.data import Line, Tone
from desktop.ui.parts import label
from desktop.ui.theme import SPACE_M, SPACE_XS, Theme

_MARK_PX = 9


class Legend(QWidget):
    """A mark and a name for each line of a chart; nothing for a single one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._theme = theme
        self._marks: list[_Mark] = []
        self._names: list[QLabel] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        self.hide()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Name ``lines``."""
        shown = lines if len(lines) > 1 else ()
        while len(self._marks) < len(shown):
            if self._marks:
                self._layout.addSpacing(SPACE_M)
            self._marks.append(_Mark(self._theme, self))
            self._names.append(label(self, "faint"))
            self._layout.addWidget(self._marks[-1])
            self._layout.addWidget(self._names[-1])
        for mark, name, line in zip(self._marks, self._names, shown, strict=False):
            mark.show_tone(line.tone)
            name.setText(line.name)
        self.setVisible(bool(shown))

    def set_theme(self, theme: Theme) -> None:
        """Paint in these colors from now on."""
        self._theme = theme
        for mark in self._marks:
            mark.set_theme(theme)


class _Mark(QWidget):
    """A small square of one color."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = Tone.FAINT
        self.setFixedSize(_MARK_PX, _MARK_PX)

    def show_tone(self, tone: Tone) -> None:
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._tone.color(self._theme))

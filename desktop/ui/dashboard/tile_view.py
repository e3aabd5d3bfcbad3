"""A tile: one large figure on a card."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.core.figures.thresholds import Level
from desktop.ui.dashboard.data import LEVEL_TONES, Tile
from desktop.ui.parts import label
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_XS, TextSize, Theme

translate = QCoreApplication.translate

_STRIPE_PX = 4.0
_LINE = 1.3
"""Height of a line, as a multiple of the size of its text."""
_LONG_CHARS = 6
"""Longer figures, times for instance, are written smaller."""


class TileView(QFrame):
    """Shows a tile; a stripe and words say how far its figure has come, not color alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._theme = theme
        self._tile = Tile("", "")
        self._is_stale = False
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._title = label(self, "muted")
        self._value = label(self, "figure")
        self._note = label(self, "faint")
        self._note.setWordWrap(True)
        self._value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._value.setMinimumHeight(round(TextSize.FIGURE.px() * _LINE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self._title)
        layout.addWidget(self._value)
        layout.addWidget(self._note)
        layout.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setMinimumWidth(132)

    @property
    def tile(self) -> Tile:
        """What is shown."""
        return self._tile

    def show_tile(self, tile: Tile, *, is_stale: bool) -> None:
        """Show ``tile``; in gray while it may be out of date."""
        if (tile, is_stale) == (self._tile, self._is_stale):
            return
        self._tile, self._is_stale = tile, is_stale
        self._title.setText(tile.title)
        self._value.setText(tile.value)
        self._note.setText(tile.note)
        self.setToolTip(tile.hint)
        self.setAccessibleName(f"{tile.title}: {tile.value}")
        parts = (tile.note, level_words(tile.level), tile.hint)
        self.setAccessibleDescription(" ".join(part for part in parts if part))
        self._color()

    def set_theme(self, theme: Theme) -> None:
        """Paint in these colors from now on."""
        self._theme = theme
        self._color()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, with a stripe at a level that is not normal."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tile.level is not Level.NORMAL and not self._is_stale:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(LEVEL_TONES[self._tile.level].color(self._theme))
            stripe = QRectF(SPACE_XS, SPACE_M, _STRIPE_PX, self.height() - 2 * SPACE_M)
            painter.drawRoundedRect(stripe, _STRIPE_PX / 2, _STRIPE_PX / 2)
        if self.hasFocus():
            painter.setPen(QColor(self._theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)

    def _color(self) -> None:
        theme = self._theme
        color = theme.faint if self._is_stale else theme.text
        if not self._is_stale and self._tile.level is Level.ALARM:
            color = theme.danger
        is_long = len(self._tile.value) > _LONG_CHARS
        size = TextSize.HEADING if is_long else TextSize.FIGURE
        self._value.setStyleSheet(f"color: {color}; font-size: {size.px()}px;")
        self.update()


def level_words(level: Level) -> str:
    """Return what a level says, for those who do not see its color; nothing for a normal one."""
    match level:
        case Level.NORMAL:
            return ""
        case Level.WARN:
            return translate("Dashboard", "Over the limit that warns.")
        case Level.ALARM:
            return translate("Dashboard", "Over the limit that alarms.")

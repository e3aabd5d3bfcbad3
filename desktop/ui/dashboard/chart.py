"""What all charts have in common: painted once, pointed at with mouse or keys, read aloud."""

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.ui.theme import RADIUS_S, SPACE_S, SPACE_XS, TextSize, Theme

_STALE_OPACITY = 0.55
_FOCUS_PX = 2.0


class Chart(QWidget):
    """A picture of numbers.

    The picture is painted when its numbers, size or colors change, and copied otherwise; what is
    pointed at is painted above it.
    """

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        """Start without numbers."""
        super().__init__(parent)
        self.theme = theme
        self._is_stale = False
        self._picture: QPixmap | None = None
        self._pointed: int | None = None
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def pointed(self) -> int | None:
        """Which entry is pointed at; None for none."""
        return self._pointed

    def set_theme(self, theme: Theme) -> None:
        """Paint in these colors from now on."""
        self.theme = theme
        self.repaint_all()

    def set_stale(self, is_stale: bool) -> None:  # noqa: FBT001 - a Qt setter
        """Paint in gray while the numbers may be out of date."""
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self.repaint_all()

    def point_at(self, entry: int | None) -> None:
        """Show the numbers of one entry."""
        if entry != self._pointed:
            self._pointed = entry
            self._describe()
            self.update()

    def repaint_all(self) -> None:
        """Paint the picture anew when it is next seen."""
        self._picture = None
        if self._pointed is not None and self._pointed >= self.entries:
            self._pointed = None
        self._describe()
        self.update()

    @property
    @abstractmethod
    def entries(self) -> int:
        """How many entries can be pointed at."""

    @abstractmethod
    def words(self, entry: int) -> list[str]:
        """Return the numbers of an entry in words, a title first."""

    @abstractmethod
    def summary(self) -> str:
        """Return what the whole chart says, one sentence."""

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Paint the picture."""

    @abstractmethod
    def entry_at(self, position: QPointF) -> int | None:
        """Return which entry is at a position; None for none."""

    @abstractmethod
    def paint_pointed(self, painter: QPainter, entry: int) -> QPointF:
        """Mark an entry; return where its words belong."""

    def caption_font(self) -> QFont:
        """Return the font of labels."""
        font = QFont(self.font())
        font.setPixelSize(TextSize.CAPTION.px())
        return font

    @override
    def sizeHint(self) -> QSize:
        """Return a size at which everything can be read."""
        return QSize(360, 220)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the smallest size that makes sense."""
        return QSize(220, 150)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the picture, and mark what is pointed at."""
        painter = QPainter(self)
        if self._picture is None:
            self._picture = self._painted()
        painter.setOpacity(_STALE_OPACITY if self._is_stale else 1.0)
        painter.drawPixmap(0, 0, self._picture)
        painter.setOpacity(1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pointed is not None:
            at = self.paint_pointed(painter, self._pointed)
            self._paint_words(painter, at, self.words(self._pointed))
        if self.hasFocus():
            painter.setPen(QColor(self.theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = _FOCUS_PX / 2
            ring = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
            painter.drawRoundedRect(ring, RADIUS_S, RADIUS_S)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint anew for the new size."""
        self._picture = None
        super().resizeEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Paint anew with another font or on a screen with another scale."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self.repaint_all()
        super().changeEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self.point_at(self.entry_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self.point_at(None)
        super().leaveEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        self.point_at(None)
        super().focusOutEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Point at the next entry with the arrow keys."""
        last = self.entries - 1
        if last < 0:
            super().keyPressEvent(event)
            return
        here = self._pointed
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.point_at(0 if here is None else min(last, here + 1))
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.point_at(last if here is None else max(0, here - 1))
            case Qt.Key.Key_Home:
                self.point_at(0)
            case Qt.Key.Key_End:
                self.point_at(last)
            case _:
                super().keyPressEvent(event)

    def _describe(self) -> None:
        text = self.summary() if self._pointed is None else ", ".join(self.words(self._pointed))
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self.theme.card))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.caption_font())
        self.paint(painter)
        painter.end()
        if not self._is_stale:
            return picture
        gray = picture.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        return QPixmap.fromImage(gray)

    def _paint_words(self, painter: QPainter, at: QPointF, lines: list[str]) -> None:
        font = self.caption_font()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * SPACE_S
        height = metrics.height() * len(lines) + 2 * SPACE_XS
        left = at.x() + SPACE_S
        if left + width > self.width():
            left = max(0.0, at.x() - SPACE_S - width)
        top = min(max(0.0, at.y() - height / 2), max(0.0, self.height() - height - 1.0))
        box = QRectF(left, top, width, height)
        painter.setPen(QColor(self.theme.border))
        painter.setBrush(QColor(self.theme.card))
        painter.drawRoundedRect(box, RADIUS_S, RADIUS_S)
        for number, line in enumerate(lines):
            painter.setPen(QColor(self.theme.text if number else self.theme.muted))
            row = QRectF(left + SPACE_S, top + SPACE_XS + number * metrics.height(), width, 0)
            row.setHeight(metrics.height())
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)

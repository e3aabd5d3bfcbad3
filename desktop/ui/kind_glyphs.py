"""One shape for each kind of notification, in the same field as the tray's shapes."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from common.notifications import NotificationKind
from desktop.ui.glyphs import person, stroked

_LINE = 1.7


@lru_cache(maxsize=len(NotificationKind))
def kind_glyph(kind: NotificationKind) -> QPainterPath:
    """Return the shape that stands for ``kind``."""
    return _SHAPES[kind]()


def _lines(*lines: tuple[tuple[float, float], ...], width: float = _LINE) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.moveTo(*line[0])
        for point in line[1:]:
            path.lineTo(*point)
    return stroked(path, width)


def _at_sign() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 8), 2.7, 2.7)
    ring = QRectF(1.8, 1.8, 12.4, 12.4)
    path.moveTo(10.7, 5.6)
    path.lineTo(10.7, 8.9)
    path.cubicTo(10.7, 11.4, 14.2, 11.2, 14.2, 8)
    path.arcMoveTo(ring, 0)
    path.arcTo(ring, 0, 300)
    return stroked(path, 1.5)


def _double_chevron_up() -> QPainterPath:
    return _lines(((3.6, 8), (8, 3.6), (12.4, 8)), ((3.6, 12.8), (8, 8.4), (12.4, 12.8)), width=2)


def _arrow_back() -> QPainterPath:
    path = QPainterPath()
    circle = QRectF(3, 3, 10, 10)
    path.arcMoveTo(circle, 150)
    path.arcTo(circle, 150, -290)
    return stroked(path, _LINE).united(_lines(((2.8, 2.6), (3.4, 6.2), (7, 5.6))))


def _exclamation() -> QPainterPath:
    path = _lines(((8, 2.6), (8, 9)), width=2.6)
    path.addEllipse(QPointF(8, 13), 1.6, 1.6)
    return path


def _plus() -> QPainterPath:
    return _lines(((8, 3), (8, 13)), ((3, 8), (13, 8)), width=2)


def _check() -> QPainterPath:
    return _lines(((3, 8.4), (6.6, 12), (13, 4.6)), width=2)


def _up_down() -> QPainterPath:
    up = ((5, 13), (5, 3.4), (2.4, 6))
    down = ((11, 3), (11, 12.6), (13.6, 10))
    return _lines(up, ((5, 3.4), (7.6, 6)), down, ((11, 12.6), (8.4, 10)))


def _megaphone() -> QPainterPath:
    path = QPainterPath(QPointF(2, 6.4))
    for point in ((6.4, 6.2), (12.8, 2.8), (12.8, 12.2), (6.4, 9.4), (2, 9.4)):
        path.lineTo(*point)
    path.closeSubpath()
    return path.united(_lines(((5, 9.6), (6, 13.2)), width=1.9))


def _list() -> QPainterPath:
    return _lines(((3, 4), (13, 4)), ((3, 8), (13, 8)), ((3, 12), (13, 12)), width=1.8)


def _dot() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 8), 3, 3)
    return path


_SHAPES: dict[NotificationKind, Callable[[], QPainterPath]] = {
    NotificationKind.ASSIGNED: person,
    NotificationKind.MENTIONED: _at_sign,
    NotificationKind.ESCALATED: _double_chevron_up,
    NotificationKind.REOPENED: _arrow_back,
    NotificationKind.BECAME_URGENT: _exclamation,
    NotificationKind.NEW_TICKET: _plus,
    NotificationKind.STATUS_CHANGED: _check,
    NotificationKind.PRIORITY_CHANGED: _up_down,
    NotificationKind.ANNOUNCEMENT: _megaphone,
    NotificationKind.QUEUES_CHANGED: _list,
    NotificationKind.BACKGROUND: _dot,
}

"""Shapes drawn by hand in a field of 16 by 16 units: tray states and kinds of notification."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker, Qt

FIELD = 16.0
"""Width and height of the field that the shapes are drawn in."""


def bell() -> QPainterPath:
    """Return a filled bell."""
    path = _bell_body()
    path.addPath(_clapper())
    return path


def hollow_bell() -> QPainterPath:
    """Return a bell of which only the outline is there."""
    outline = stroked(_bell_body(), 1.7).united(_bell_body())
    inner = _bell_body().subtracted(stroked(_bell_body(), 1.7))
    path = outline.subtracted(inner).intersected(_box(0, 0, 16, 13.2))
    path.addPath(_clapper())
    return path


def struck_bell() -> QPainterPath:
    """Return a bell that is struck through."""
    line = QPainterPath(QPointF(1.6, 1.6))
    line.lineTo(14.4, 14.4)
    return bell().subtracted(stroked(line, 4.4)).united(stroked(line, 1.9))


def circling_arrows() -> QPainterPath:
    """Return two arrows that chase each other."""
    path = QPainterPath()
    circle = QRectF(2.4, 2.4, 11.2, 11.2)
    for start in (25.0, 205.0):
        arc = QPainterPath()
        arc.arcMoveTo(circle, start)
        arc.arcTo(circle, start, 118)
        path = path.united(stroked(arc, 2.2))
    path = path.united(_polygon((0.4, 9.4), (6.6, 9.4), (2.6, 4.6)))
    return path.united(_polygon((15.6, 6.6), (9.4, 6.6), (13.4, 11.4)))


def person() -> QPainterPath:
    """Return head and shoulders."""
    path = QPainterPath()
    path.addEllipse(QPointF(8, 4.6), 3.5, 3.5)
    shoulders = QPainterPath()
    shoulders.addRoundedRect(QRectF(1.5, 9.2, 13, 12), 5.2, 5.2)
    path.addPath(shoulders.intersected(_box(0, 0, 16, 15)))
    return path


def padlock() -> QPainterPath:
    """Return a closed padlock with a keyhole."""
    shackle = QPainterPath(QPointF(4.6, 8))
    shackle.lineTo(4.6, 5.2)
    shackle.cubicTo(4.6, 0.9, 11.4, 0.9, 11.4, 5.2)
    shackle.lineTo(11.4, 8)
    body = QPainterPath()
    body.addRoundedRect(QRectF(2, 7, 12, 8.4), 1.6, 1.6)
    hole = QPainterPath()
    hole.addEllipse(QPointF(8, 10.4), 1.5, 1.5)
    hole.addRect(QRectF(7.3, 10.6, 1.4, 2.8))
    return stroked(shackle, 2.0, round_ends=False).united(body).subtracted(hole)


def pause_disc() -> QPainterPath:
    """Return a disc with two bars cut out."""
    bars = _box(5, 4.5, 2, 7).united(_box(9, 4.5, 2, 7))
    return _disc().subtracted(bars)


def arrow_up_disc() -> QPainterPath:
    """Return a disc with an arrow upwards cut out."""
    arrow = _polygon((8, 3.2), (12.2, 8), (9.1, 8), (9.1, 12.6), (6.9, 12.6), (6.9, 8), (3.8, 8))
    return _disc().subtracted(arrow)


def disk() -> QPainterPath:
    """Return a floppy disk: a box without a corner, with its shutter and its label cut out."""
    body = _polygon((0.8, 0.8), (11.6, 0.8), (15.2, 4.4), (15.2, 15.2), (0.8, 15.2))
    shutter = _box(4.2, 0.8, 5.6, 4.6)
    label = _box(3.4, 9, 9.2, 6.2)
    return body.subtracted(shutter).subtracted(label)


def arrow_into_tray() -> QPainterPath:
    """Return an arrow downwards that ends in an open tray."""
    tray = QPainterPath(QPointF(1.6, 9.6))
    for corner in ((1.6, 14.2), (14.4, 14.2), (14.4, 9.6)):
        tray.lineTo(*corner)
    arrow = _box(6.7, 0.8, 2.6, 5.2).united(_polygon((3.2, 5.4), (12.8, 5.4), (8, 10.8)))
    return stroked(tray, 2.2, round_ends=False).united(arrow)


def crescent() -> QPainterPath:
    """Return a moon that is hollow at the bottom right, where the badge goes."""
    hidden = QPainterPath()
    hidden.addEllipse(QPointF(11.2, 10.6), 6.5, 6.5)
    return _disc().subtracted(hidden)


def warning_triangle() -> QPainterPath:
    """Return a triangle with an exclamation mark cut out."""
    triangle = _polygon((8, 1.6), (15, 14.4), (1, 14.4))
    mark = _box(7, 5.4, 2, 4.6).united(_box(7, 11.3, 2, 1.9))
    return stroked(triangle, 1.4).united(triangle).subtracted(mark)


def stroked(path: QPainterPath, width: float, *, round_ends: bool = True) -> QPainterPath:
    """Return ``path`` as the outline of a line of ``width`` along it."""
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    if round_ends:
        stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
        stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    else:
        stroker.setCapStyle(Qt.PenCapStyle.FlatCap)
    return stroker.createStroke(path)


def _bell_body() -> QPainterPath:
    path = QPainterPath(QPointF(1.4, 12.2))
    path.cubicTo(3.4, 10.6, 3.2, 8.8, 3.4, 6.6)
    path.cubicTo(3.7, 3.4, 5.6, 1.2, 8, 1.2)
    path.cubicTo(10.4, 1.2, 12.3, 3.4, 12.6, 6.6)
    path.cubicTo(12.8, 8.8, 12.6, 10.6, 14.6, 12.2)
    path.closeSubpath()
    return path


def _clapper() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 13.2), 2.3, 2.3)
    return path.intersected(_box(0, 13.2, 16, 3))


def _disc() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 8), 7.4, 7.4)
    return path


def _box(x: float, y: float, width: float, height: float) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(x, y, width, height))
    return path


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path

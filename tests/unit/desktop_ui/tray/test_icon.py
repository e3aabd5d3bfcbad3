"""The tray icon: every state by its own shape and color, on any panel, at any size."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from desktop.ui.icons import app_icon
from desktop.ui.tray.badge import BADGE_COLOR, badge_rect, badge_text
from desktop.ui.tray.icon import LOOKS, TRAY_SIZES_PX, IconLook, paint_tray_icon, tray_icon
from desktop.ui.tray.state import TrayState
from tests.e2e.desktop_session import ARTIFACTS
from tests.unit.desktop_ui.pixels import (
    DARK_PANEL,
    LIGHT_PANEL,
    color_distance,
    colors,
    contrast,
    on_panel,
    share_that_differs,
)

pytestmark = pytest.mark.usefixtures("qapp")

PANELS = pytest.mark.parametrize("panel", [LIGHT_PANEL, DARK_PANEL], ids=["light", "dark"])
SIZES_PX = (16, 18, 22, 24, 32)
SIZES = pytest.mark.parametrize("size_px", SIZES_PX)
LABELS = [*"123456789", "9+"]


def badged(size_px: int, label: str, panel: QColor, state: TrayState = TrayState.LIVE) -> QImage:
    return on_panel(paint_tray_icon(size_px, LOOKS[state], label), panel)


def test_every_state_has_an_icon_in_every_size() -> None:
    for state in TrayState:
        sizes = {size.width() for size in tray_icon(state, 3).availableSizes()}

        assert sizes == set(TRAY_SIZES_PX)


@SIZES
@PANELS
def test_every_state_stands_out_from_the_panel(panel: QColor, size_px: int) -> None:
    for state, look in LOOKS.items():
        image = on_panel(paint_tray_icon(size_px, look), panel)

        readable = sum(contrast(color, panel) >= 3 for color in colors(image))
        assert readable >= 0.12 * size_px * size_px, state


@SIZES
def test_states_differ_in_shape_even_without_color(size_px: int) -> None:
    shapes = {
        state: on_panel(paint_tray_icon(size_px, IconLook(look.shape, "#777777")), LIGHT_PANEL)
        for state, look in LOOKS.items()
    }

    for one, other in combinations(TrayState, 2):
        assert share_that_differs(shapes[one], shapes[other]) >= 0.1, (one, other)


@SIZES
def test_states_can_be_told_apart_beside_a_badge(size_px: int) -> None:
    shapes = {
        state: on_panel(
            paint_tray_icon(size_px, IconLook(look.shape, "#777777"), "9+"), LIGHT_PANEL
        )
        for state, look in LOOKS.items()
    }

    for one, other in combinations(TrayState, 2):
        assert share_that_differs(shapes[one], shapes[other]) >= 0.02, (one, other)


def test_states_differ_in_color() -> None:
    for one, other in combinations(TrayState, 2):
        apart = color_distance(QColor(LOOKS[one].color), QColor(LOOKS[other].color))
        assert apart >= 20, (one, other)


@SIZES
@PANELS
@pytest.mark.parametrize("label", LABELS)
def test_badge_digits_are_readable(label: str, panel: QColor, size_px: int) -> None:
    image = badged(size_px, label, panel).copy(badge_rect(size_px, label))

    ground = [color for color in colors(image) if color == BADGE_COLOR]
    digits = [color for color in colors(image) if contrast(color, BADGE_COLOR) >= 4.5]
    assert len(ground) >= 0.3 * len(colors(image))
    assert len(digits) >= 8 * len(label)


@SIZES
@PANELS
def test_no_badge_can_be_taken_for_another(panel: QColor, size_px: int) -> None:
    area = badge_rect(size_px, "9+")
    images = {label: badged(size_px, label, panel).copy(area) for label in LABELS}

    for one, other in combinations(LABELS, 2):
        share = share_that_differs(images[one], images[other], at_least=3)
        assert share * area.width() * area.height() >= 3, (one, other)


@SIZES
@PANELS
def test_badge_is_set_apart_from_the_icon_by_a_gap(panel: QColor, size_px: int) -> None:
    rect = badge_rect(size_px, "1")
    image = badged(size_px, "1", panel, TrayState.MAINTENANCE)

    rows = range(rect.top() + rect.height() // 3, rect.bottom() - rect.height() // 3 + 1)
    assert rows
    assert all(contrast(image.pixelColor(rect.left() - 1, y), panel) < 1.3 for y in rows)


@SIZES
def test_badge_leaves_the_state_to_be_seen(size_px: int) -> None:
    whole = QRect(0, 0, size_px, size_px)

    for label in LABELS:
        badge = badge_rect(size_px, label)
        assert whole.contains(badge)
        assert badge.width() * badge.height() <= 0.5 * size_px * size_px


def test_badge_counts_to_nine_and_then_says_more() -> None:
    texts = [badge_text(unread) for unread in (-1, 0, 1, 9, 10, 5000)]

    assert texts == ["", "", "1", "9", "9+", "9+"]


def test_icon_of_many_unread_is_made_once(qtbot: QtBot) -> None:
    del qtbot

    assert tray_icon(TrayState.LIVE, 10) is tray_icon(TrayState.LIVE, 5000)


def test_picture_of_toasts_is_the_app_icon() -> None:
    from desktop.app import TOAST_ICON  # noqa: PLC0415 - composes the whole program

    file = QImage(str(TOAST_ICON)).convertToFormat(QImage.Format.Format_ARGB32)

    painted = app_icon().pixmap(128, 128).toImage().scaled(file.size())
    middle = file.rect().center()
    assert file.size().width() == 96
    assert contrast(file.pixelColor(middle), painted.pixelColor(middle)) < 1.2


def test_contact_sheet_is_kept_to_be_looked_at() -> None:
    looks = [
        *((look, "") for look in LOOKS.values()),
        *((LOOKS[TrayState.LIVE], label) for label in LABELS),
        *((look, "9+") for look in LOOKS.values()),
    ]
    row_tops = [sum(SIZES_PX[:row]) + 8 * (row + 1) for row in range(len(SIZES_PX))]
    sheet = QImage(len(looks) * 38, 2 * 168, QImage.Format.Format_RGB32)
    painter = QPainter(sheet)
    for half, panel in enumerate((LIGHT_PANEL, DARK_PANEL)):
        painter.fillRect(0, half * 168, sheet.width(), 168, panel)
        for top, size_px in zip(row_tops, SIZES_PX, strict=True):
            for column, (look, badge) in enumerate(looks):
                icon = paint_tray_icon(size_px, look, badge)
                painter.drawPixmap(column * 38 + 3, half * 168 + top, icon)
    painter.end()

    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    assert sheet.scaledToWidth(sheet.width() * 2).save(str(ARTIFACTS / "ui-tray-icons.png"))

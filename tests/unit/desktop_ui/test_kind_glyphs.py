from itertools import combinations

import pytest
from PySide6.QtGui import QColor

from common.notifications import NotificationKind
from desktop.ui.glyphs import FIELD
from desktop.ui.icon_painter import paint_tray_icon
from desktop.ui.kind_glyphs import kind_glyph
from tests.unit.desktop_ui.pixels import LIGHT_PANEL, on_panel, share_that_differs

pytestmark = pytest.mark.usefixtures("qapp")


def test_every_kind_has_a_shape_of_its_own() -> None:
    black = QColor("#000000")
    shapes = {
        kind: on_panel(paint_tray_icon(16, kind_glyph(kind), black), LIGHT_PANEL)
        for kind in NotificationKind
    }

    for one, other in combinations(NotificationKind, 2):
        assert share_that_differs(shapes[one], shapes[other]) >= 0.06, (one, other)


@pytest.mark.parametrize("kind", list(NotificationKind))
def test_shape_stays_within_its_field(kind: NotificationKind) -> None:
    bounds = kind_glyph(kind).boundingRect()

    assert bounds.left() >= 0
    assert bounds.top() >= 0
    assert bounds.right() <= FIELD
    assert bounds.bottom() <= FIELD

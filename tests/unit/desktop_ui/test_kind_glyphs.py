from functools import partial
from itertools import combinations

import pytest

from common.notifications import NotificationKind
from desktop.ui.glyphs import FIELD
from desktop.ui.kind_glyphs import kind_glyph
from desktop.ui.tray.icon import IconLook, paint_tray_icon
from tests.unit.desktop_ui.pixels import LIGHT_PANEL, on_panel, share_that_differs

pytestmark = pytest.mark.usefixtures("qapp")


def test_every_kind_has_a_shape_of_its_own() -> None:
    shapes = {
        kind: on_panel(
            paint_tray_icon(16, IconLook(partial(kind_glyph, kind), "#000000")), LIGHT_PANEL
        )
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

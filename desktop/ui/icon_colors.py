"""Colors of icons, which no theme changes: they stand on grounds that are not ours."""

from enum import StrEnum


class IconColor(StrEnum):
    """What icons are painted with, as ``#rrggbb``.

    Those of the states in the tray are readable on light and on dark panels (contrast 3:1 on
    both), because no system tells a program what the panel behind its icon looks like.
    """

    LIVE = "#149651"
    POLLING = "#b07508"
    CONNECTING = "#2f7fe0"
    CATCHING_UP = "#0985af"
    OFFLINE = "#7b8087"
    SIGNED_OUT = "#d4560e"
    WAITING_FOR_KEYRING = "#b350d3"
    MAINTENANCE = "#0d8f8f"
    CANNOT_STORE = "#9c6f3e"
    UPDATE_REQUIRED = "#d1478c"
    DO_NOT_DISTURB = "#6a6af0"
    FAILED = "#e22f2f"
    BADGE = "#d3212d"
    ON_COLOR = "#ffffff"
    TILE_TOP = "#22b573"
    TILE_BOTTOM = "#0f8a5f"

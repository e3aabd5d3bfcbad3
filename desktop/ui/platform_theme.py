"""Which of Qt's bridges to the desktop is loaded: with a look of our own the small one does."""

from collections.abc import Mapping

VARIABLE = "QT_QPA_PLATFORMTHEME"
GTK_DESKTOPS = frozenset({"GNOME", "X-CINNAMON", "UNITY", "MATE", "XFCE", "LXDE"})
"""As ``XDG_CURRENT_DESKTOP`` names those on which Qt loads GTK 3."""
SMALLEST_PT = 10.0
"""What such desktops set at least; the small bridge does not read their font."""


def platform_theme(environ: Mapping[str, str]) -> str | None:
    """Return the bridge to ask Qt for; None to leave the choice to it.

    For native dialogs that the program does not open, Qt would load GTK 3: 70 MB (ADR-0026).
    Qt's own bridge to GNOME also tells when the desktop turns dark.
    """
    if VARIABLE in environ:
        return None
    names = environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    return "gnome" if GTK_DESKTOPS.intersection(names) else None

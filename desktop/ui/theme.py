"""The visual language: colors, sizes of text, distances and radii; one table for all windows.

Sizes of text follow the font that the person chose for the system; distances are logical pixels,
which Qt scales with the screen.
"""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette

from common.notifications import NotificationPriority
from desktop.core.settings.values import ThemeChoice
from desktop.ui.stylesheet import TEMPLATE

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 12, 18, 28
"""Distances: within a thing, between things, between groups, at the edge, around a dialog."""

RADIUS_S, RADIUS_M, RADIUS_L = 5, 8, 12
"""Corners: of marks, of what can be pressed or typed into, of cards."""


class TextSize(Enum):
    """The sizes of text, as multiples of the system's."""

    CAPTION = 0.92
    BODY = 1.0
    SUBTITLE = 1.17
    HEADING = 1.58
    FIGURE = 2.2

    def px(self, font: QFont | None = None) -> int:
        """Return the size in logical pixels, for ``font`` or the application's."""
        base = QFontInfo(font or QGuiApplication.font()).pixelSize()
        return round(base * self.value)


@dataclass(frozen=True, slots=True)
class Theme:
    """The colors of one scheme, as ``#rrggbb``.

    Attributes:
        window: Ground of a window.
        card: Ground of a row, a field, a button.
        text: What is read first.
        muted: What is read second; contrast of at least 4.5:1 on ``window`` and ``card``.
        faint: Lines, hints and glyphs; at least 3:1.
        accent: The one color that asks to be clicked.
        second: What is compared with ``accent`` in a chart; differs from it in lightness too.
    """

    window: str
    card: str
    hover: str
    selected: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    danger: str
    danger_ground: str
    info_ground: str
    high: str
    medium: str
    low: str
    second: str

    def priority_color(self, priority: NotificationPriority) -> QColor:
        """Return the color of the bar at the left of a row."""
        return QColor(
            {
                NotificationPriority.HIGH: self.high,
                NotificationPriority.MEDIUM: self.medium,
                NotificationPriority.LOW: self.low,
            }[priority]
        )


LIGHT = Theme(
    window="#f4f6f8",
    card="#ffffff",
    hover="#f0f5f3",
    selected="#e0f1e9",
    border="#d9dfe5",
    text="#1b2127",
    muted="#57616c",
    faint="#7c8691",
    accent="#0b7a54",
    accent_hover="#096646",
    on_accent="#ffffff",
    danger="#b3202f",
    danger_ground="#fdebec",
    info_ground="#fff6df",
    high="#d7303d",
    medium="#d08a10",
    low="#98a2ad",
    second="#5596e6",
)
DARK = Theme(
    window="#1a1d21",
    card="#24282e",
    hover="#2b3138",
    selected="#24413a",
    border="#383f47",
    text="#e9ecef",
    muted="#a9b2bc",
    faint="#808a95",
    accent="#34b985",
    accent_hover="#4bcb98",
    on_accent="#0b1a14",
    danger="#ff8d92",
    danger_ground="#442529",
    info_ground="#3d351f",
    high="#f0525d",
    medium="#e0a63c",
    low="#6f7984",
    second="#a9cdfb",
)


def choose_theme(choice: ThemeChoice, system: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> None:
    """Make all windows light or dark, or let them follow ``system``; takes effect at once.

    The palette of the application holds the choice: it reaches what no style sheet of ours does,
    and windows hear of it as of a change of the system.
    """
    match choice:
        case ThemeChoice.LIGHT:
            QGuiApplication.setPalette(palette_of(LIGHT))
        case ThemeChoice.DARK:
            QGuiApplication.setPalette(palette_of(DARK))
        case ThemeChoice.SYSTEM:
            QGuiApplication.setPalette(QPalette())  # That of the system shows through.
            # Some systems say "dark" and do not bring the colors.
            if system is Qt.ColorScheme.Dark and current_theme() is LIGHT:
                QGuiApplication.setPalette(palette_of(DARK))
        case _:
            assert_never(choice)


def current_theme() -> Theme:
    """Return the theme that fits the application's palette.

    Qt's own answer, ``colorScheme()``, is "unknown" on many desktops whose palette is dark.
    """
    palette = QGuiApplication.palette()
    is_dark = palette.window().color().lightness() < palette.windowText().color().lightness()
    return DARK if is_dark else LIGHT


def accents_of(theme: Theme) -> QPalette:
    """Return a palette that says of ``theme`` only what is chosen and clicked."""
    role = QPalette.ColorRole
    palette = QPalette()
    for target, color in {
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.Accent: theme.accent,
    }.items():
        palette.setColor(target, QColor(color))
    return palette


def palette_of(theme: Theme) -> QPalette:
    """Return the colors of ``theme`` for widgets without a style of ours."""
    role = QPalette.ColorRole
    palette = QPalette(QColor(theme.card), QColor(theme.window))
    palette = accents_of(theme).resolve(palette)
    for target, color in {
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.Base: theme.card,
        role.AlternateBase: theme.hover,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.faint,
    }.items():
        palette.setColor(target, QColor(color))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(theme.faint))
    return palette


def stylesheet(theme: Theme) -> str:
    """Return the style of a window and of everything in it."""
    colors = {name: getattr(theme, name) for name in Theme.__slots__}
    sizes = {f"{size.name.lower()}_px": str(size.px()) for size in TextSize}
    return TEMPLATE.substitute(colors, **sizes)

"""Colors and style of the windows, dark and light; one table, so that all windows agree."""

from dataclasses import dataclass
from string import Template

from PySide6.QtGui import QColor, QGuiApplication

from common.notifications import NotificationPriority


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
)


def current_theme() -> Theme:
    """Return the theme that fits the system's palette.

    Qt's own answer, ``colorScheme()``, is "unknown" on many desktops whose palette is dark.
    """
    palette = QGuiApplication.palette()
    is_dark = palette.window().color().lightness() < palette.windowText().color().lightness()
    return DARK if is_dark else LIGHT


def stylesheet(theme: Theme) -> str:
    """Return the style of a window and of everything in it."""
    colors = {name: getattr(theme, name) for name in Theme.__slots__}
    return _STYLE.substitute(colors)


_STYLE = Template("""
QWidget#window { background: $window; }
QLabel { color: $text; background: transparent; }
QLabel#heading { font-size: 19px; font-weight: 600; }
QLabel#muted, QLabel#caption { color: $muted; }
QLabel#faint { color: $faint; font-size: 11px; }
QLabel#pill { color: $on_accent; background: $accent; border-radius: 10px;
  padding: 1px 9px; min-height: 18px; max-height: 18px; font-weight: 600; font-size: 12px; }
QFrame#banner { background: $info_ground; border: 1px solid $border; border-radius: 8px; }
QFrame#trouble { background: $danger_ground; border-radius: 8px; }
QFrame#trouble QLabel { color: $danger; }
QPushButton { color: $text; background: $card; border: 1px solid $border; border-radius: 7px;
  padding: 6px 13px; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $faint; background: $window; }
QPushButton#primary { color: $on_accent; background: $accent; border: 1px solid $accent;
  font-weight: 600; padding: 8px 18px; }
QPushButton#primary:hover, QPushButton#primary:focus { background: $accent_hover;
  border: 1px solid $accent_hover; }
QPushButton#primary:disabled { color: $muted; background: $border; border: 1px solid $border; }
QPushButton#quiet { background: transparent; border: 1px solid transparent; color: $accent; }
QPushButton#quiet:hover { background: $hover; }
QPushButton#quiet:focus { border: 1px solid $accent; }
QPushButton#quiet:disabled { color: $faint; }
QLineEdit { color: $text; background: $card; border: 1px solid $border; border-radius: 7px;
  padding: 7px 9px; selection-background-color: $accent; selection-color: $on_accent;
  placeholder-text-color: $faint; }
QLineEdit:focus { border: 1px solid $accent; }
QLineEdit:disabled { color: $muted; background: $window; }
QProgressBar { border: none; background: $border; max-height: 3px; border-radius: 1px; }
QProgressBar::chunk { background: $accent; border-radius: 1px; }
QListView { background: transparent; border: none; outline: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $border; border-radius: 4px; min-height: 28px;
  margin: 1px; }
QScrollBar::handle:vertical:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { color: $text; background: $card; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 22px; border-radius: 5px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QToolTip { color: $text; background: $card; border: 1px solid $border; padding: 4px; }
""")

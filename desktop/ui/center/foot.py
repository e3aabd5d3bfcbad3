"""What stands below the list: older notifications, and what was cleared a moment ago."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.language import counted
from desktop.core.view import Older
from desktop.ui.banner import Banner
from desktop.ui.parts import button, label
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_S


class Foot(QWidget):
    """Offers to load older ones at the end of the list, and to put back what was cleared.

    Attributes:
        older_wanted: The person wants older notifications.
        undo_wanted: The person wants back what was cleared last.
    """

    older_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to offer."""
        super().__init__(parent)
        self._undo = Banner("banner", self)
        self._undo.pressed.connect(self.undo_wanted)
        self._says = label(self, "faint")
        self._load = button(self, "quiet")
        self._load.clicked.connect(self.older_wanted)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._says, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._load)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addLayout(row)
        layout.addWidget(self._undo)

    def show_older(self, older: Older, *, is_at_end: bool) -> None:
        """Show at the end of the list how it goes on; elsewhere nothing."""
        says, offers = _words(older) if is_at_end else ("", "")
        self._says.setText(says)
        self._says.setVisible(bool(says))
        self._load.setText(offers)
        self._load.setVisible(bool(offers))

    def show_undoable(self, count: int) -> None:
        """Offer to put back that many; nothing for none."""
        said = ""
        if count:
            said = counted(
                count,
                translate("Center", "{n} notification cleared"),
                translate("Center", "{n} notifications cleared"),
            )
        self._undo.say(said, translate("Center", "Undo"))

    def undo_text(self) -> str:
        """Return what is said of what was cleared; empty for nothing."""
        return self._undo.text()


def _words(older: Older) -> tuple[str, str]:
    match older:
        case Older.MORE:
            return "", translate("Center", "Load older")
        case Older.LOADING:
            return translate("Center", "Loading older ones…"), ""
        case Older.FAILED:
            failed = translate("Center", "Older ones cannot be had right now.")
            return failed, translate("Center", "Try again")
        case Older.END:
            return translate("Center", "That is everything from the last 90 days."), ""

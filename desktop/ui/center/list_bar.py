"""The line above the list: which list it is, and what can be done with all of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from desktop.ui.parts import button
from desktop.ui.texts import translate

_LISTED, _SILENCED = 0, 1


class ListBar(QWidget):
    """Turns between the list and what was held back.

    Attributes:
        turned: The other list is wanted.
        read_wanted: Mark everything read that is shown.
        clear_wanted: Clear everything that is shown.
    """

    turned = Signal()
    read_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at the list."""
        super().__init__(parent)
        self.tabs = QTabBar(self)
        self.tabs.addTab(translate("Center", "All"))
        self.tabs.addTab(translate("Center", "Silenced"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(translate("Center", "Lists"))
        self.tabs.currentChanged.connect(lambda _: self.turned.emit())
        self.clear = button(self, "quiet")
        self.clear.clicked.connect(self.clear_wanted)
        self.read = button(self, "plain")
        self.read.clicked.connect(self.read_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs, alignment=Qt.AlignmentFlag.AlignBottom)
        layout.addStretch()
        layout.addWidget(self.clear)
        layout.addWidget(self.read)

    @property
    def shows_silenced(self) -> bool:
        """Whether the list of what was held back is wanted."""
        return self.tabs.currentIndex() == _SILENCED

    def turn(self, *, to_silenced: bool) -> None:
        """Turn to one of the lists."""
        self.tabs.setCurrentIndex(_SILENCED if to_silenced else _LISTED)

    def offer(self, *, can_read: bool, can_clear: bool, is_filtered: bool) -> None:
        """Offer what concerns everything that is shown, or everything there is."""
        read_all = translate("Center", "Mark all read")
        read_shown = translate("Center", "Mark these read")
        clear_all = translate("Center", "Clear all")
        clear_shown = translate("Center", "Clear these")
        self.read.setText(read_shown if is_filtered else read_all)
        self.clear.setText(clear_shown if is_filtered else clear_all)
        self.read.setEnabled(can_read)
        self.clear.setEnabled(can_clear)
        for one in (self.read, self.clear):
            one.setVisible(not self.shows_silenced)

    def count_silenced(self, count: int) -> None:
        """Say how many were held back."""
        title = translate("Center", "Silenced")
        self.tabs.setTabText(_SILENCED, f"{title} ({count})" if count else title)

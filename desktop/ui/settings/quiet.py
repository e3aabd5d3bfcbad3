"""The page of quiet hours, with do-not-disturb above them."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.core.settings.descriptions import Section
from desktop.core.view import Snapshot
from desktop.ui.parts import button, label
from desktop.ui.settings.page import Page
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_XS
from desktop.ui.tray.pause_menu import PauseMenu, pause_state


class QuietPage(Page):
    """When nobody is to be disturbed: for a while from now on, and by the clock."""

    def __init__(self, section: Section, now: Callable[[], datetime], parent: QWidget) -> None:
        """Put do-not-disturb above the settings of ``section``."""
        super().__init__(section, parent)
        self._now = now
        self._snapshot = Snapshot()
        card = QFrame(self)
        card.setObjectName("card")
        self._title = label(card, "body")
        self._title.setWordWrap(True)
        about = label(
            card,
            "faint",
            translate("Settings", "Holds notifications back for a while, from now on."),
        )
        about.setWordWrap(True)
        self._choose = button(card, "plain", translate("Settings", "Choose…"))
        self._pause = PauseMenu(self)
        self._pause.retranslate()
        self._pause.intent.connect(self.intent)
        self._pause.menu.aboutToShow.connect(self._render_pause)
        self._choose.setMenu(self._pause.menu)
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS // 2)
        words.addWidget(self._title)
        words.addWidget(about)
        layout = QHBoxLayout(card)
        layout.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_L)
        layout.addLayout(words, stretch=1)
        layout.addWidget(self._choose)
        self.body.insertWidget(1, card)

    @override
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show until when nobody is to be disturbed."""
        super().show_snapshot(snapshot)
        self._snapshot = snapshot
        self._render_pause()

    def _render_pause(self) -> None:
        state = pause_state(self._snapshot, self._now())
        self._pause.show_state(state)
        self._title.setText(state.title)
        self._choose.setEnabled(state.can_choose)
        self._choose.setAccessibleName(state.title)

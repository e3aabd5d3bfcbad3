"""The settings window: a list of pages beside the page that is chosen."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.core.settings.descriptions import Section, section_label
from desktop.core.view import Snapshot
from desktop.ui.banner import Banner
from desktop.ui.settings.about import AboutPage
from desktop.ui.settings.page import Page
from desktop.ui.settings.problems import problems_text
from desktop.ui.settings.quiet import QuietPage
from desktop.ui.texts import APP_NAME, translate
from desktop.ui.theme import SPACE_L, SPACE_M
from desktop.ui.window import Window

_SIZE = (860, 620)
_PAGES_WIDTH_PX = 200


class SettingsWindow(Window):
    """Shows the settings of a snapshot, and asks for others; each choice counts at once.

    Attributes:
        intent: Something that the agent is asked for.
    """

    intent = Signal(object)

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        diagnostics: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        """Begin with the defaults, on the first page.

        Args:
            now: Tells the time, aware.
            diagnostics: The command that writes a diagnostics bundle; the path comes last.
            parent: Who owns it.
        """
        super().__init__(translate("Settings", "Settings of {app}").format(app=APP_NAME), parent)
        self._now = now
        self._diagnostics = diagnostics
        self._snapshot = Snapshot()
        self._shown: tuple[object, ...] = ()
        self._trouble = Banner("trouble", self)
        self._list = QListWidget(self)
        self._list.setObjectName("pages")
        self._list.setAccessibleName(translate("Settings", "Pages"))
        self._list.setFixedWidth(_PAGES_WIDTH_PX)
        self._stack = QStackedWidget(self)
        self._pages = [self._page(section) for section in Section]
        for page in self._pages:
            self._list.addItem(section_label(page.section, translate))
            self._stack.addWidget(page)
            page.intent.connect(self.intent)
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list.setCurrentRow(0)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        trouble = QVBoxLayout()
        trouble.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, 0)
        trouble.addWidget(self._trouble)
        side.addLayout(trouble)
        side.addWidget(self._stack, stretch=1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_M, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list)
        layout.addLayout(side, stretch=1)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.resize(*_SIZE)
        self.apply_theme()

    @property
    def section(self) -> Section:
        """The page that is shown."""
        return self._pages[self._stack.currentIndex()].section

    def show_section(self, section: Section) -> None:
        """Turn to the page of ``section``."""
        self._list.setCurrentRow(list(Section).index(section))

    def take_place_of(self, former: "SettingsWindow") -> None:
        """Stand where ``former`` stood, on the same page."""
        self.setGeometry(former.geometry())
        self.show_section(former.section)

    def page_of(self, section: Section) -> Page:
        """Return the page of ``section``."""
        return self._pages[list(Section).index(section)]

    def trouble(self) -> str:
        """Return what is wrong with the settings as a whole; empty when nothing is."""
        return self._trouble.text()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what holds now; a closed window only remembers it."""
        self._snapshot = snapshot
        if self.isVisible():
            self._render()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the window was closed."""
        super().showEvent(event)
        self._render()

    def _page(self, section: Section) -> Page:
        if section is Section.DIAGNOSTICS:
            return AboutPage(section, self._diagnostics, self)
        if section is Section.QUIET_TIMES:
            return QuietPage(section, self._now, self)
        return Page(section, self)

    def _render(self) -> None:
        snapshot = self._snapshot
        shown = (
            snapshot.settings,
            snapshot.queues,
            snapshot.account,
            snapshot.do_not_disturb_until,
            snapshot.test_report,
        )
        if shown == self._shown:
            return
        self._shown = shown
        for page in self._pages:
            page.show_snapshot(snapshot)
        self._trouble.say(problems_text(snapshot.settings.problems))

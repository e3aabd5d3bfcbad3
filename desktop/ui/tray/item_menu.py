"""One unread item in the tray's menu: its line, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from common.ids import EventId
from desktop.core.intents import Claim, Intent, MarkRead, OpenItem, Snooze
from desktop.core.toasts.snoozes import SNOOZE
from desktop.ui.parts import escaped
from desktop.ui.texts import translate


@dataclass(frozen=True, slots=True)
class MenuLine:
    """One unread item.

    Attributes:
        text: What is read.
        has_ticket: There is something to open.
        can_claim: Nobody has its ticket, as far as is known.
    """

    event_id: EventId
    text: str
    has_ticket: bool = True
    can_claim: bool = False


class ItemMenu(QObject):
    """A line with a submenu; made once, it shows one item after the other.

    Attributes:
        intent: Something that the agent is asked for.
    """

    intent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make the line; it is hidden until there is an item for it."""
        super().__init__(parent)
        self.menu = QMenu()
        self._line: MenuLine | None = None
        self._open = self._add(lambda line: OpenItem(line.event_id))
        self._claim = self._add(lambda line: Claim(line.event_id))
        self._snooze = self._add(lambda line: Snooze(line.event_id))
        self._mark_read = self._add(lambda line: MarkRead((line.event_id,)))
        self.show_line(None)

    def retranslate(self) -> None:
        """Name what can be done, in the language of now."""
        self._open.setText(translate("Tray", "Open"))
        self._claim.setText(translate("Tray", "Claim"))
        words = translate("Tray", "Remind me in {n} minutes")
        self._snooze.setText(words.format(n=round(SNOOZE.total_seconds() / 60)))
        self._mark_read.setText(translate("Tray", "Mark read"))

    def show_line(self, line: MenuLine | None) -> None:
        """Show ``line``; None for nothing."""
        if line == self._line and self.menu.menuAction().isVisible() == (line is not None):
            return
        self._line = line
        self.menu.menuAction().setVisible(line is not None)
        if line is not None:
            self.menu.setTitle(escaped(line.text))
            self._open.setEnabled(line.has_ticket)
            self._claim.setEnabled(line.can_claim)

    def _add(self, wanted: Callable[[MenuLine], Intent]) -> QAction:
        def chosen() -> None:
            # A panel may still show the menu of a moment ago.
            if self._line is not None:
                self.intent.emit(wanted(self._line))

        action = self.menu.addAction("")
        action.triggered.connect(chosen)
        return action

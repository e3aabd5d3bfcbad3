"""What can be done with items of the list, by key and by menu."""

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from common.ids import EventId
from desktop.core.intents import (
    Claim,
    ClearItems,
    Intent,
    MarkRead,
    MarkUnread,
    OpenItem,
    Snooze,
)
from desktop.core.view import CenterItem
from desktop.ui.texts import translate


class Wish(Enum):
    """What a person wants with items."""

    OPEN = "open"
    CLAIM = "claim"
    SNOOZE = "snooze"
    READ = "read"
    UNREAD = "unread"
    CLEAR = "clear"
    WHY = "why"

    def fits(self, item: CenterItem) -> bool:
        """Return whether it can be wished for ``item``."""
        match self:
            case Wish.CLAIM:
                return item.can_claim
            case Wish.SNOOZE | Wish.READ:
                return not item.read
            case Wish.UNREAD:
                return item.read
            case Wish.OPEN | Wish.CLEAR | Wish.WHY:
                return True


_KEYS = {
    Qt.Key.Key_Return: Wish.OPEN,
    Qt.Key.Key_Enter: Wish.OPEN,
    Qt.Key.Key_C: Wish.CLAIM,
    Qt.Key.Key_S: Wish.SNOOZE,
    Qt.Key.Key_U: Wish.UNREAD,
    Qt.Key.Key_W: Wish.WHY,
    Qt.Key.Key_Delete: Wish.CLEAR,
    Qt.Key.Key_Backspace: Wish.CLEAR,
}


def wish_of(event: QKeyEvent, chosen: Sequence[CenterItem]) -> Wish | None:
    """Return what a key means for the chosen items, None for no wish; R turns read and unread."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if event.modifiers() & command:
        return None
    if event.key() == Qt.Key.Key_R:
        return Wish.READ if any(not item.read for item in chosen) else Wish.UNREAD
    return _KEYS.get(Qt.Key(event.key()))


def menu_for(chosen: Sequence[CenterItem], wish: Callable[[Wish], None], parent: QWidget) -> QMenu:
    """Return a menu for the chosen items that calls ``wish``."""
    menu = QMenu(parent)

    def offer(one: Wish, text: str, key: str) -> None:
        action = menu.addAction(f"{text}\t{key}")
        action.setEnabled(any(one.fits(item) for item in chosen))
        action.triggered.connect(lambda: wish(one))

    enter, delete = translate("Center", "Enter"), translate("Center", "Del")
    offer(Wish.OPEN, translate("Center", "Open"), enter)
    offer(Wish.CLAIM, translate("Center", "Claim"), "C")
    offer(Wish.SNOOZE, translate("Center", "Remind me in 15 minutes"), "S")
    menu.addSeparator()
    offer(Wish.READ, translate("Center", "Mark read"), "R")
    offer(Wish.UNREAD, translate("Center", "Mark unread"), "U")
    offer(Wish.WHY, translate("Center", "Why did I get this?"), "W")
    menu.addSeparator()
    offer(Wish.CLEAR, translate("Center", "Clear"), delete)
    return menu


def intent_of(wish: Wish, event_ids: tuple[EventId, ...]) -> Intent:
    """Return what the agent is asked for when the person wants ``wish`` of these items."""
    match wish:
        case Wish.OPEN | Wish.WHY:
            return OpenItem(event_ids[0])
        case Wish.CLAIM:
            return Claim(event_ids[0])
        case Wish.SNOOZE:
            return Snooze(event_ids[0])
        case Wish.READ:
            return MarkRead(event_ids)
        case Wish.UNREAD:
            return MarkUnread(event_ids)
        case Wish.CLEAR:
            return ClearItems(event_ids)

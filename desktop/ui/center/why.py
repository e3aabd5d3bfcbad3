"""Answers "why did I (not) get this?" for one item."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.view import CenterItem
from desktop.ui.center.sentences import why
from desktop.ui.parts import button, label
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_M, SPACE_S, SPACE_XS
from desktop.ui.times import full_time


class WhyPane(QFrame):
    """Says which rule decided about the item, and when; hidden until somebody asks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("card")
        self._title = label(self, "subtitle")
        self._title.setWordWrap(True)
        self._why = label(self, "body")
        self._why.setWordWrap(True)
        self._times = label(self, "faint")
        self._times.setWordWrap(True)
        close = button(self, "quiet", translate("Center", "Close"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_M)
        layout.setSpacing(SPACE_XS)
        layout.addLayout(head)
        layout.addWidget(self._why)
        layout.addWidget(self._times)
        self.setAccessibleName(translate("Center", "Why did I get this?"))
        self.hide()

    def show_item(self, item: CenterItem | None) -> None:
        """Answer for ``item``; for none there is nothing to say."""
        if item is None:
            self.hide()
            return
        self._title.setText(item.title)
        self._why.setText(why(item))
        self._times.setText(_times(item))
        self.setAccessibleDescription(self.text())

    def text(self) -> str:
        """Return all that is said."""
        return "\n".join(one.text() for one in (self._title, self._why, self._times))


def _times(item: CenterItem) -> str:
    lines = [translate("Why", "It happened on {time}.").format(time=full_time(item.at))]
    if item.decided_at is not None:
        decided = translate("Why", "It was decided on {time}.")
        lines.append(decided.format(time=full_time(item.decided_at)))
    if item.held_until is not None:
        until = translate("Why", "It was held back until {time}.")
        lines.append(until.format(time=full_time(item.held_until)))
    if item.snoozed_until is not None:
        again = translate("Why", "You will be reminded at {time}.")
        lines.append(again.format(time=full_time(item.snoozed_until)))
    return "\n".join(lines)

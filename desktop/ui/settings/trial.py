"""The test notification: a button, and what became of it in words."""

from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.intents import SendTestNotification
from desktop.core.view import TrialReport, TrialState
from desktop.ui.parts import button, label
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_XS


class TrialCard(QFrame):
    """Sends a test notification and says what the system did with it.

    Attributes:
        intent: A ``SendTestNotification``.
    """

    intent = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Begin before the first test."""
        super().__init__(parent)
        self.setObjectName("card")
        title = label(self, "body", translate("Settings", "Test notification"))
        self._outcome = label(self, "faint")
        self._details = label(self, "faint")
        self._send = button(self, "plain", translate("Settings", "Send"))
        self._send.setAccessibleName(translate("Settings", "Send a test notification"))
        self._send.clicked.connect(lambda: self.intent.emit(SendTestNotification()))
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS // 2)
        for part in (title, self._outcome, self._details):
            part.setWordWrap(True)
            words.addWidget(part)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_L)
        layout.addLayout(words, stretch=1)
        layout.addWidget(self._send)

    def show_report(self, report: TrialReport | None) -> None:
        """Show how the last test went; None before the first one."""
        self._outcome.setText(outcome_text(report))
        details = details_text(report)
        self._details.setText(details)
        self._details.setVisible(bool(details))
        self._send.setEnabled(report is None or report.state is not TrialState.SENDING)


def outcome_text(report: TrialReport | None) -> str:  # noqa: C901, PLR0911 - one return a state
    """Return what became of the test notification, and what to do if it cannot be seen."""
    if report is None:
        return translate(
            "Settings", "Shows a notification as every other, and says what became of it."
        )
    match report.state:
        case TrialState.SENDING:
            return translate("Settings", "On its way…")
        case TrialState.SHOWN:
            return translate(
                "Settings",
                "The system took it. If you see it, click it; if not, look at the "
                "settings of your system for notifications.",
            )
        case TrialState.SILENCED:
            return translate(
                "Settings",
                "The system took it, but is told not to disturb you. "
                "Turn that off to see notifications.",
            )
        case TrialState.SEEN:
            return translate("Settings", "You clicked it: notifications reach you.")
        case TrialState.DISMISSED:
            return translate("Settings", "It was closed: notifications reach you.")
        case TrialState.EXPIRED:
            return translate("Settings", "It was on the screen and went after its time.")
        case TrialState.CLOSED:
            return translate("Settings", "It is gone, and the system does not say why.")
        case TrialState.UNANSWERED:
            return translate(
                "Settings",
                "Nothing was heard of it. If you did not see it, look at the "
                "settings of your system for notifications.",
            )
        case TrialState.FAILED:
            return translate(
                "Settings",
                "No way to show notifications works here. "
                "You find everything in the notification center.",
            )
        case _:
            assert_never(report.state)


def details_text(report: TrialReport | None) -> str:
    """Return which way it took and which it could not take, for whoever helps."""
    if report is None:
        return ""
    parts = [
        translate("Settings", "Not by {way}: {reason}.").format(way=way, reason=reason)
        for way, reason in report.skipped
    ]
    if report.shown_by:
        parts.append(translate("Settings", "Shown by {way}.").format(way=report.shown_by))
    return " ".join(parts)

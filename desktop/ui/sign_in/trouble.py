"""The part of the sign-in window that says what went wrong."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.core.view import SignInState
from desktop.ui.parts import button, label
from desktop.ui.sign_in.words import certificate_details, certificate_summary, trouble_text
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_M, SPACE_S


class Trouble(QFrame):
    """Says why the last attempt failed; about a certificate, what IT has to know.

    There is no way from here to accept a certificate.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("trouble")
        self._details_text = ""
        self._text = label(self, "sentence")
        self._text.setWordWrap(True)
        self._summary = label(self, "faint")
        self._summary.setWordWrap(True)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = button(self, "plain")
        self._copy.clicked.connect(self._copy_details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._text)
        layout.addWidget(self._summary)
        layout.addWidget(self._copy, alignment=Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_state(self, state: SignInState) -> None:
        """Say what is wrong with ``state``; hide when nothing is."""
        text = trouble_text(state)
        report = state.certificate if text else None
        self._details_text = "" if report is None else certificate_details(report)
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(text)
        self._summary.setText("" if report is None else certificate_summary(report))
        self._summary.setVisible(bool(self._summary.text()))
        self._copy.setText(translate("SignIn", "Copy details"))
        self._copy.setVisible(report is not None)
        self.setVisible(bool(text))

    def text(self) -> str:
        """Return what is said; empty while hidden."""
        return "" if self.isHidden() else self._text.text()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details_text)
        self._copy.setText(translate("SignIn", "Copied"))

"""The sign-in window: renders a ``SignInState``, asks for ``SignIn``."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QColor, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.core.intents import SignIn
from desktop.core.view import SignInState, Snapshot
from desktop.ui.glyphs import padlock
from desktop.ui.icon_painter import glyph_icon
from desktop.ui.icons import app_icon
from desktop.ui.parts import button, label
from desktop.ui.sign_in.trouble import Trouble
from desktop.ui.texts import APP_NAME, translate
from desktop.ui.theme import Theme
from desktop.ui.window import Window

_ICON_PX = 52
_WIDTH = 420
_BETWEEN_FIELDS = 5


class SignInWindow(Window):
    """Asks for server, e-mail address and password.

    Attributes:
        intent: A ``SignIn``.
    """

    intent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with empty fields."""
        super().__init__(translate("SignIn", "Sign in to {app}").format(app=APP_NAME), parent)
        self.setWindowFlag(Qt.WindowType.Dialog)
        self._state = SignInState()
        self._build()
        self.apply_theme()
        self._render()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Make everything match ``snapshot``; close when somebody is signed in."""
        was_busy, self._state = self._state.busy, snapshot.sign_in
        if snapshot.account is not None:
            self._password.clear()
            self.hide()
        self._lock_server(snapshot.settings.managed_server)
        self._remember_addresses()
        self._render()
        if was_busy and not self._state.busy:
            self._focus_first_empty()  # A field that is disabled loses the focus.

    @override
    def bring_to_front(self) -> None:
        """Show the window above the others, with the first empty field focused."""
        super().bring_to_front()
        self._focus_first_empty()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor where something is to be typed."""
        super().showEvent(event)
        self._focus_first_empty()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without signing in; a password that was typed is forgotten."""
        self._password.clear()
        super().closeEvent(event)

    @override
    def show_theme(self, theme: Theme) -> None:
        """Draw the padlock in a color of ``theme``."""
        self._padlock.setIcon(glyph_icon(padlock(), QColor(theme.muted)))

    def _build(self) -> None:
        picture = QLabel(self)
        picture.setPixmap(app_icon().pixmap(_ICON_PX, _ICON_PX))
        heading = label(self, "heading", self.windowTitle())
        self._server = QLineEdit(self)
        self._server.setPlaceholderText("https://help.example.com")
        self._padlock = QAction(self._server)
        self._padlock.setToolTip(translate("SignIn", "Set by your organisation."))
        self._padlock.setVisible(False)
        self._server.addAction(self._padlock, QLineEdit.ActionPosition.TrailingPosition)
        self._managed = label(self, "faint", translate("SignIn", "Set by your organisation."))
        self._managed.hide()
        self._email = QLineEdit(self)
        self._email.setPlaceholderText(translate("SignIn", "you@example.com"))
        self._password = QLineEdit(self, echoMode=QLineEdit.EchoMode.Password)
        self._reveal = button(self, "quiet")
        self._reveal.setCheckable(True)
        self._reveal.setAccessibleName(translate("SignIn", "Show password"))
        self._trouble = Trouble(self)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        keep = self._progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(keep)
        self._submit = button(self, "primary")
        self._cancel = button(self, "quiet", translate("SignIn", "Not now"))

        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 22)
        layout.setSpacing(5)
        layout.addWidget(picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(6)
        layout.addWidget(heading, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(12)
        self._add_field(layout, translate("SignIn", "Server"), self._server, note=self._managed)
        self._add_field(layout, translate("SignIn", "E-mail address"), self._email)
        self._add_field(layout, translate("SignIn", "Password"), self._password, self._reveal)
        layout.addSpacing(6)
        layout.addWidget(self._trouble)
        layout.addWidget(self._progress)
        layout.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addWidget(self._cancel)
        buttons.addStretch()
        buttons.addWidget(self._submit)
        layout.addLayout(buttons)
        self._connect()

    def _add_field(
        self,
        layout: QVBoxLayout,
        name: str,
        field: QLineEdit,
        *beside: QWidget,
        note: QWidget | None = None,
    ) -> None:
        caption = label(self, "caption", name)
        caption.setBuddy(field)
        field.setAccessibleName(name)
        layout.addWidget(caption)
        line = QHBoxLayout()
        for widget in (field, *beside):
            line.addWidget(widget)
        layout.addLayout(line)
        if note is not None:
            layout.addWidget(note)
        layout.addSpacing(_BETWEEN_FIELDS)

    def _connect(self) -> None:
        self._reveal.toggled.connect(self._set_revealed)
        self._submit.clicked.connect(self._ask)
        self._cancel.clicked.connect(self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        for field in (self._server, self._email, self._password):
            field.textChanged.connect(self._render)
            field.returnPressed.connect(self._ask)

    def _ask(self) -> None:
        if not self._is_complete() or self._state.busy:
            self._focus_first_empty()
            return
        self.intent.emit(
            SignIn(self._server.text().strip(), self._email.text().strip(), self._password.text())
        )

    def _is_complete(self) -> bool:
        return all(field.text().strip() for field in (self._server, self._email)) and bool(
            self._password.text()
        )

    def _lock_server(self, managed: str) -> None:
        """Show the one server that the organisation allows, and that nobody can change it."""
        self._padlock.setVisible(bool(managed))
        self._managed.setVisible(bool(managed))
        self._server.setReadOnly(bool(managed))
        if managed:
            self._server.setText(managed)

    def _remember_addresses(self) -> None:
        # What the person has begun to type is never overwritten.
        for field, known in (
            (self._server, self._state.server),
            (self._email, self._state.email),
        ):
            if known and not field.text():
                field.setText(known)

    def _render(self) -> None:
        busy = self._state.busy
        for field in (self._server, self._email, self._password, self._reveal):
            field.setEnabled(not busy)
        self._submit.setEnabled(not busy and self._is_complete())
        self._submit.setText(
            translate("SignIn", "Signing in…") if busy else translate("SignIn", "Sign in")
        )
        revealed = self._reveal.isChecked()
        self._reveal.setText(
            translate("SignIn", "Hide") if revealed else translate("SignIn", "Show")
        )
        self._progress.setVisible(busy)
        self._trouble.show_state(self._state)
        # What wraps needs its width before its height is known, which adjustSize() asks too early.
        layout = self._layout
        wraps = layout.hasHeightForWidth()
        hint = layout.totalSizeHint().height()
        self.setFixedSize(_WIDTH, layout.totalHeightForWidth(_WIDTH) if wraps else hint)

    def _set_revealed(self, revealed: bool) -> None:  # noqa: FBT001 - a Qt slot
        mode = QLineEdit.EchoMode.Normal if revealed else QLineEdit.EchoMode.Password
        self._password.setEchoMode(mode)
        self._render()

    def _focus_first_empty(self) -> None:
        for field in (self._server, self._email, self._password):
            if not field.text():
                field.setFocus()
                return
        self._password.setFocus()
        self._password.selectAll()

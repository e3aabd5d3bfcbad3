"""The last page: which program this is, who is signed in, and what helps to find faults."""

from collections.abc import Sequence
from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.core.settings.descriptions import Section
from desktop.core.view import Snapshot
from desktop.ui.parts import label
from desktop.ui.settings.diagnostics import DiagnosticsCard
from desktop.ui.settings.page import Page
from desktop.ui.settings.problems import problem_line
from desktop.ui.settings.trial import TrialCard
from desktop.ui.texts import APP_NAME, DASH, translate
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_XS


class AboutPage(Page):
    """About the program, and its diagnostics."""

    def __init__(self, section: Section, diagnostics: Sequence[str], parent: QWidget) -> None:
        """Put the facts above the settings of ``section``.

        Args:
            section: Which one.
            diagnostics: The command that writes a diagnostics bundle; the path comes last.
            parent: Who owns it.
        """
        super().__init__(section, parent)
        facts = QFrame(self)
        facts.setObjectName("card")
        self._grid = QGridLayout(facts)
        self._grid.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self._grid.setHorizontalSpacing(SPACE_L)
        self._grid.setVerticalSpacing(SPACE_XS)
        self._grid.setColumnStretch(1, 1)
        self._fact(translate("Settings", "Program"), f"{APP_NAME} {version('bomizzel')}")
        self._account = self._fact(translate("Settings", "Signed in as"), "")
        self._server = self._fact(translate("Settings", "Server"), "")
        self._problems = QFrame(self)
        self._problems.setObjectName("card")
        problems = QVBoxLayout(self._problems)
        problems.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        problems.addWidget(
            label(self._problems, "body", translate("Settings", "Settings that were ignored"))
        )
        self._problem_lines = _selectable(label(self._problems, "faint"))
        problems.addWidget(self._problem_lines)
        self._trial = TrialCard(self)
        self._trial.intent.connect(self.intent)
        self.body.insertWidget(1, facts)
        self.body.insertWidget(2, self._trial)
        self.body.insertWidget(4, DiagnosticsCard(diagnostics, self))
        self.body.insertWidget(5, self._problems)

    @override
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show who is signed in, and what was ignored."""
        super().show_snapshot(snapshot)
        account = snapshot.account
        nobody = translate("Settings", "Nobody")
        self._account.setText(f"{account.name} ({account.email})" if account else nobody)
        server = account.server if account else snapshot.sign_in.server
        self._server.setText(server or DASH.strip())
        self._trial.show_report(snapshot.test_report)
        lines = [problem_line(problem) for problem in snapshot.settings.problems]
        self._problem_lines.setText("\n".join(lines))
        self._problems.setVisible(bool(lines))

    def _fact(self, name: str, value: str) -> QLabel:
        row = self._grid.rowCount()
        shown = _selectable(label(self, "body", value))
        shown.setAccessibleName(name)
        self._grid.addWidget(label(self, "muted", name), row, 0)
        self._grid.addWidget(shown, row, 1)
        return shown


def _selectable(shown: QLabel) -> QLabel:
    """Let people copy what is shown, into a message to their IT."""
    shown.setWordWrap(True)
    shown.setTextFormat(Qt.TextFormat.PlainText)
    shown.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return shown

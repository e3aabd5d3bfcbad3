"""A dialog that chooses which queues the dashboard shows."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from common.ids import QueueId
from desktop.core.figures.values import SeenQueue
from desktop.ui.parts import button, label
from desktop.ui.theme import SPACE_L, SPACE_M, SPACE_S, current_theme, stylesheet

translate = QCoreApplication.translate

_ID = Qt.ItemDataRole.UserRole
_LIST_STYLE = """QListWidget {{ background: {ground}; border-radius: 8px; padding: 4px; }}
QListWidget::item {{ padding: 5px; }}"""


class QueueChoice(QDialog):
    """Lists all queues with a check box each."""

    def __init__(
        self, queues: Sequence[SeenQueue], hidden: Collection[QueueId], parent: QWidget
    ) -> None:
        """Start with those checked that are shown now."""
        super().__init__(parent)
        self.setObjectName("window")
        self.setWindowTitle(translate("Dashboard", "Choose queues"))
        self.setStyleSheet(stylesheet(current_theme()))
        self.resize(420, 480)
        self._search = QLineEdit(self)
        self._search.setPlaceholderText(translate("Dashboard", "Search queues"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._list = QListWidget(self)
        # The marks of the list are painted on its own ground, which may not be see-through.
        self._list.setStyleSheet(_LIST_STYLE.format(ground=current_theme().card))
        self._list.setAccessibleName(translate("Dashboard", "Queues"))
        for queue in queues:
            name = f"{queue.name}  ·  {queue.team_name}" if queue.team_name else queue.name
            item = QListWidgetItem(name, self._list)
            item.setData(_ID, queue.queue_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            shown = Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if queue.queue_id in hidden else shown)
        everything = button(self, "quiet", translate("Dashboard", "Show all"))
        nothing = button(self, "quiet", translate("Dashboard", "Hide all"))
        everything.clicked.connect(lambda: self._check(Qt.CheckState.Checked))
        nothing.clicked.connect(lambda: self._check(Qt.CheckState.Unchecked))
        accept = button(self, "primary", translate("Dashboard", "Apply"))
        accept.setDefault(True)
        accept.clicked.connect(self.accept)
        cancel = button(self, "plain", translate("Dashboard", "Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        for one in (everything, nothing):
            buttons.addWidget(one)
        buttons.addStretch()
        for one in (cancel, accept):
            buttons.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_M)
        layout.setSpacing(SPACE_S)
        hint = translate("Dashboard", "Only the queues that you check are shown and counted.")
        layout.addWidget(label(self, "muted", hint))
        layout.addWidget(self._search)
        layout.addWidget(self._list, 1)
        layout.addLayout(buttons)

    def hidden(self) -> frozenset[QueueId]:
        """Return the queues that are not checked."""
        return frozenset(
            item.data(_ID) for item in self._items() if item.checkState() != Qt.CheckState.Checked
        )

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _check(self, state: Qt.CheckState) -> None:
        """Check or uncheck what the search left over."""
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for item in self._items():
            item.setHidden(not all(word in item.text().casefold() for word in words))

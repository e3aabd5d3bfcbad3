"""Rules for queues, chosen by the names of the person's queues instead of ids in lists."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from common.ids import QueueId
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.settings.values import Settings
from desktop.core.view import QueueName
from desktop.ui.parts import label
from desktop.ui.settings.editors import OptionEditor
from desktop.ui.settings.row import SettingRow
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_M

_AS_KIND = ""
KEYS = ("alertQueues", "quietQueues", "mutedQueues")
"""A queue stands in one of these lists, or in none."""


def _lists(values: Settings) -> dict[str, tuple[QueueId, ...]]:
    return dict(
        zip(KEYS, (values.alert_queues, values.quiet_queues, values.muted_queues), strict=True)
    )


class QueueRules(QFrame):
    """One line for each queue that the person may hear.

    Attributes:
        changed: The person chose; the lists by key, as ``ChangeSettings`` wants them.
    """

    changed = Signal(dict)

    def __init__(self, parent: QWidget) -> None:
        """Begin without queues."""
        super().__init__(parent)
        self.setObjectName("card")
        self._settings = EffectiveSettings()
        self._queues: tuple[QueueName, ...] | None = None
        self._rows: dict[QueueId, SettingRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._empty = label(
            self, "faint", translate("Settings", "Your queues appear here when you are signed in.")
        )
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self._layout.addWidget(self._empty)

    def show_queues(self, queues: tuple[QueueName, ...], settings: EffectiveSettings) -> None:
        """Show a line for each of ``queues``, with what ``settings`` say of it."""
        self._settings = settings
        if queues != self._queues:
            self._queues = queues
            self._make_rows(queues)
        lists = _lists(settings.values)
        locked = [key for key in KEYS if settings.is_locked(key)]
        for queue_id, row in self._rows.items():
            key = next((key for key, ids in lists.items() if queue_id in ids), _AS_KIND)
            row.show_value(key, locked=key in locked or len(locked) == len(KEYS))

    def row_of(self, queue_id: QueueId) -> SettingRow:
        """Return the line of a queue."""
        return self._rows[queue_id]

    def _make_rows(self, queues: tuple[QueueName, ...]) -> None:
        for row in self._rows.values():
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for queue in queues:
            editor = OptionEditor(_options().items(), self)
            row = SettingRow(queue.name, "", editor, self)
            editor.chosen.connect(lambda key, of=queue.queue_id: self._choose(of, key))
            self._layout.addWidget(row)
            self._rows[queue.queue_id] = row
        self._empty.setVisible(not queues)

    def _choose(self, queue_id: QueueId, chosen: str) -> None:
        changes: dict[str, list[QueueId]] = {}
        for key, ids in _lists(self._settings.values).items():
            others = [one for one in ids if one != queue_id]
            wanted = [*others, queue_id] if key == chosen else others
            if wanted != list(ids) and not self._settings.is_locked(key):
                changes[key] = wanted
        self.changed.emit(changes)


def _options() -> Mapping[str, str]:
    return {
        _AS_KIND: translate("Settings", "As its kind says"),
        "alertQueues": translate("Settings", "Always pop up"),
        "quietQueues": translate("Settings", "Never pop up"),
        "mutedQueues": translate("Settings", "Mute"),
    }

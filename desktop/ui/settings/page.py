"""A page of the settings window, made from the schema."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.core.intents import ChangeSettings
from desktop.core.settings.descriptions import Section, descriptions, section_label
from desktop.core.settings.schema import SCHEMA, Setting
from desktop.core.settings.sources import Source
from desktop.core.settings.values import Settings
from desktop.core.view import Snapshot
from desktop.ui.parts import button, label
from desktop.ui.settings.editors import editor_for
from desktop.ui.settings.queue_rules import KEYS as QUEUE_KEYS
from desktop.ui.settings.queue_rules import QueueRules
from desktop.ui.settings.row import SettingRow
from desktop.ui.texts import translate
from desktop.ui.theme import SPACE_L, SPACE_M

_COUNTS_WHEN: dict[str, Callable[[Settings], bool]] = {
    "quietHoursDays": lambda settings: settings.quiet_hours,
    "quietHoursBegin": lambda settings: settings.quiet_hours,
    "quietHoursEnd": lambda settings: settings.quiet_hours,
}
"""Settings that mean nothing while another one is off."""

SET_ELSEWHERE = frozenset({"thresholds"})
"""What has a window of its own: the limits of figures are set where the figures are."""


class Page(QScrollArea):
    """The settings of one section.

    Attributes:
        intent: What the agent is asked for, a ``ChangeSettings`` for what is chosen here.
    """

    intent = Signal(object)

    def __init__(self, section: Section, parent: QWidget) -> None:
        """Make a line for each setting of ``section``."""
        super().__init__(parent)
        self.section = section
        of_section = [setting for setting in SCHEMA if setting.section is section]
        self._settings = [s for s in of_section if s.key not in SET_ELSEWHERE]
        self._rows: dict[str, SettingRow] = {}
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget(self)
        content.setObjectName("page")
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self.body.setSpacing(SPACE_M)
        self._reset = button(content, "quiet", translate("Settings", "Reset this page"))
        self._reset.clicked.connect(self._take_back)
        keep = self._reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # The heading stays where it is.
        self._reset.setSizePolicy(keep)
        head = QHBoxLayout()
        heading = label(content, "heading", section_label(section, translate))
        heading.setWordWrap(True)
        head.addWidget(heading, stretch=1)
        head.addWidget(self._reset)
        self.body.addLayout(head)
        self._queues: QueueRules | None = None
        plain = [setting for setting in self._settings if setting.key not in QUEUE_KEYS]
        self.body.addWidget(self._card(plain))
        if section is Section.NOTIFICATIONS:
            self._queues = QueueRules(content)
            self._queues.changed.connect(self._change)
            self.body.addSpacing(SPACE_M)
            self.body.addWidget(label(content, "subtitle", translate("Settings", "Your queues")))
            self.body.addWidget(self._queues)
        self.body.addStretch()
        self.setWidget(content)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what holds now."""
        settings = snapshot.settings
        for setting in self._settings:
            row = self._rows.get(setting.key)
            if row is None:
                continue
            counts = _COUNTS_WHEN.get(setting.key)
            value = settings.value_of(setting.key)
            usable = counts is None or counts(settings.values)
            row.show_value(value, locked=settings.is_locked(setting.key), usable=usable)
            # What only the organisation can set is of interest when it did.
            row.setVisible(Source.CHOICE in setting.sources or value != setting.default)
        if self._queues is not None:
            self._queues.show_queues(snapshot.queues, settings)
        self._chosen = [
            s.key for s in self._settings if settings.source_of(s.key) is Source.CHOICE
        ]
        self._reset.setVisible(bool(self._chosen))

    def row_of(self, key: str) -> SettingRow:
        """Return the line of a setting."""
        return self._rows[key]

    @property
    def queues(self) -> QueueRules | None:
        """The rules for queues, on the page that has them."""
        return self._queues

    def _card(self, settings: Iterable[Setting]) -> QFrame:
        card = QFrame(self)
        card.setObjectName("card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        words = descriptions(translate)
        for setting in settings:
            about = words[setting.field]
            row = SettingRow(about.label, about.text, editor_for(setting, card), card)
            row.editor.chosen.connect(lambda value, key=setting.key: self._change({key: value}))
            layout.addWidget(row)
            self._rows[setting.key] = row
        return card

    def _take_back(self) -> None:
        self._change(dict.fromkeys(self._chosen))

    def _change(self, changes: Mapping[str, object]) -> None:
        self.intent.emit(ChangeSettings(changes))

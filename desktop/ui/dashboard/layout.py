"""How a person likes the dashboard: kept in a file of the profile, from run to run.

It is no setting: no policy sets it, and nothing is lost when it cannot be read.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from common.ids import QueueId, TeamId
from desktop.core.figures.values import FigureRange

_RANGE, _TEAM, _HIDDEN = "range", "team", "hiddenQueues"
_COLUMNS, _GEOMETRY, _TABLES = "columns", "geometry", "tables"


@dataclass(frozen=True, slots=True)
class Layout:
    """What is remembered.

    Attributes:
        team_id: The team whose queues are shown; None for all.
        hidden: Queues that are not shown.
        columns: Order, widths and sorting of the table, as Qt has it.
        geometry: Place and size of the window, as Qt has it.
        tables: Charts that are shown as tables, by their number.
    """

    range: FigureRange = FigureRange.TODAY
    team_id: TeamId | None = None
    hidden: frozenset[QueueId] = frozenset()
    columns: bytes = b""
    geometry: bytes = b""
    tables: frozenset[int] = frozenset()


class LayoutFile:
    """Reads and writes the layout."""

    def __init__(self, path: Path) -> None:
        """Use this file; it need not exist."""
        self._path = path

    def read(self) -> Layout:
        """Return what was kept; the default for what was not, or is damaged."""
        file = self._open()
        chosen, team = _text(file, _RANGE), _text(file, _TEAM)
        return Layout(
            range=FigureRange(chosen) if chosen in set(FigureRange) else FigureRange.TODAY,
            team_id=TeamId(team) if team else None,
            hidden=frozenset(QueueId(one) for one in _text(file, _HIDDEN).split()),
            columns=_bytes(file, _COLUMNS),
            geometry=_bytes(file, _GEOMETRY),
            tables=frozenset(int(n) for n in _text(file, _TABLES).split() if n.isdecimal()),
        )

    def write(self, layout: Layout) -> None:
        """Keep ``layout``; a disk that is full costs the layout and nothing else."""
        file = self._open()
        file.setValue(_RANGE, layout.range.value)
        file.setValue(_TEAM, layout.team_id or "")
        file.setValue(_HIDDEN, " ".join(sorted(layout.hidden)))
        file.setValue(_COLUMNS, QByteArray(layout.columns))
        file.setValue(_GEOMETRY, QByteArray(layout.geometry))
        file.setValue(_TABLES, " ".join(str(number) for number in sorted(layout.tables)))
        file.sync()

    def _open(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)


def _text(file: QSettings, key: str) -> str:
    value = file.value(key, "")
    return value if isinstance(value, str) else ""


def _bytes(file: QSettings, key: str) -> bytes:
    value = file.value(key)
    return bytes(value.data()) if isinstance(value, QByteArray) else b""

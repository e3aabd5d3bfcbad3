"""What charts, tiles and rows show, as values; nothing here knows a widget."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from PySide6.QtGui import QColor

from common.ids import QueueId
from desktop.core.figures.thresholds import Figure, Level
from desktop.core.figures.values import FigureRange
from desktop.ui.theme import Theme


class Tone(Enum):
    """A color by its meaning; each value names a color of ``Theme``."""

    FIRST = "accent"
    SECOND = "second"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TEXT = "text"
    FAINT = "faint"

    def color(self, theme: Theme) -> QColor:
        """Return the color in ``theme``."""
        return QColor(getattr(theme, self.value))


LEVEL_TONES: Mapping[Level, Tone] = {
    Level.NORMAL: Tone.TEXT,
    Level.WARN: Tone.MEDIUM,
    Level.ALARM: Tone.HIGH,
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of all shown queues.

    Attributes:
        title: What it is.
        value: The figure in words.
        note: What there is to add, a few words.
        level: The worst of the shown queues.
        hint: How it is counted, whole sentences.
    """

    title: str
    value: str
    note: str = ""
    level: Level = Level.NORMAL
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a timeline.

    Attributes:
        values: One for each instant.
    """

    name: str
    values: tuple[int, ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class Timeline:
    """Numbers over time.

    Attributes:
        instants: Begin of each bucket, aware.
        by_day: Whether a bucket is a day.
        is_level: Whether values say how many there were at the end of a bucket, instead of how
            many came within it.
    """

    range: FigureRange
    instants: tuple[datetime, ...] = ()
    lines: tuple[Line, ...] = ()
    by_day: bool = False
    is_level: bool = False

    @property
    def highest(self) -> int:
        """The largest of all values; 0 without any."""
        return max((max(line.values, default=0) for line in self.lines), default=0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a list.

    Attributes:
        is_online: Whether it is a person with a device connected; None for what is no person,
            and while that is not known.
    """

    name: str
    value: int
    tone: Tone
    is_online: bool | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers side by side.

    Attributes:
        rest: How many further ones are left out, with their sum.
    """

    bars: tuple[Bar, ...] = ()
    rest: tuple[int, int] | None = None

    @property
    def total(self) -> int:
        """The sum of all, of those left out too."""
        return sum(bar.value for bar in self.bars) + (self.rest[1] if self.rest else 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One queue.

    Attributes:
        oldest_s: Age of the oldest open ticket in seconds; None without one.
        trend: How many tickets were open, over the range.
        levels: How far its figures have come.
        is_stale: Whether the figures may be out of date.
    """

    queue_id: QueueId
    name: str
    team: str
    open: int | None = None
    unassigned: int | None = None
    escalated: int | None = None
    oldest_s: float | None = None
    created_last_hour: int | None = None
    created_today: int | None = None
    resolved_today: int | None = None
    first_response_s: float | None = None
    resolution_s: float | None = None
    confirmed_at: datetime | None = None
    trend: tuple[int, ...] = ()
    levels: Mapping[Figure, Level] = field(default_factory=dict)
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole dashboard.

    Attributes:
        message: Why there is nothing to show; empty when there is.
        confirmed_at: Age of the oldest figure that is shown.
        is_stale: Whether some of them may be out of date.
    """

    message: str = ""
    tiles: tuple[Tile, ...] = ()
    backlog: Timeline = field(default_factory=lambda: Timeline(FigureRange.TODAY))
    flow: Timeline = field(default_factory=lambda: Timeline(FigureRange.TODAY))
    statuses: Bars = field(default_factory=Bars)
    priorities: Bars = field(default_factory=Bars)
    people: Bars = field(default_factory=Bars)
    rows: tuple[Row, ...] = ()
    confirmed_at: datetime | None = None
    is_stale: bool = False

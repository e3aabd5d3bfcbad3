"""Rows of figures, ours beside the peer's, with the budget that they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One measure.

    Attributes:
        ours: Our figure in each round.
        peer: The peer's, round by round; empty where there is no peer.
        budget: What our median is held against: times the peer's median, or without a peer the
            figure itself.
        is_floor: Whether the figure must be at least the budget, instead of at most.
        note: What a reader must know to read the figures.
    """

    what: str
    unit: str
    ours: tuple[float, ...]
    peer: tuple[float, ...] = ()
    budget: float | None = None
    is_floor: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the peer's, of the medians."""
        return median(self.ours) / median(self.peer) if self.peer else None

    @property
    def verdict(self) -> str:
        """Whether the budget is met."""
        if self.budget is None:
            return ""
        reached = median(self.ours) if self.ratio is None else self.ratio
        is_met = reached >= self.budget if self.is_floor else reached <= self.budget
        return "met" if is_met else "not met"


HEAD = ("measure", "unit", "ours", "peer", "ratio", "budget", "verdict")

_WHOLE_FROM = 100
"""From here on, three digits are a whole number."""


def cells(row: Row) -> tuple[str, ...]:
    """Return the row as text: medians with the range of the rounds."""
    sign = ">=" if row.is_floor else "<="
    scale = " x" if row.peer else ""
    return (
        row.what,
        row.unit,
        _figure(row.ours),
        _figure(row.peer) if row.peer else "",
        "" if row.ratio is None else f"{row.ratio:.2f}",
        "" if row.budget is None else f"{sign} {row.budget:g}{scale}",
        row.verdict,
    )


def markdown(rows: Sequence[Row]) -> str:
    """Return the rows as a table, with their notes below."""
    lines = [f"| {' | '.join(HEAD)} |", f"| {' | '.join('---' for _ in HEAD)} |"]
    lines += [f"| {' | '.join(cells(row))} |" for row in rows]
    notes = [f"- *{row.what}*: {row.note}" for row in rows if row.note]
    return "\n".join([*lines, "", *notes, ""] if notes else [*lines, ""])


def _figure(rounds: Sequence[float]) -> str:
    text = _short(median(rounds))
    return text if len(rounds) == 1 else f"{text} ({_short(min(rounds))}-{_short(max(rounds))})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:.3g}"

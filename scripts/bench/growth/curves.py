"""Measures that grow with something: one row for each size, and a plot of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from scripts.bench.sockets import Figures
from scripts.bench.tables import Row

_WIDTH_IN, _HEIGHT_IN = 4.4, 3.4
_OURS, _PEER = "#0f62fe", "#8d8d8d"
_HEADROOM = 1.25
_LABELLED = (1, 2, 5)
"""Of each power of ten."""


@dataclass(frozen=True, slots=True)
class Growth:
    """One measure over the sizes that it was taken at.

    Attributes:
        what: What is measured, in `unit`.
        of: What there is more and more of.
        points: The figures at each size.
        is_logarithmic: Whether the plot's upright scale is; a cost that hardly moves is easier to
            judge from zero.
        note: What a reader must know to read the figures.
    """

    what: str
    unit: str
    of: str
    points: dict[int, Figures] = field(default_factory=dict)
    is_logarithmic: bool = False
    note: str = ""

    def at(self, size: int) -> Figures:
        """Return where the figures of this size are collected."""
        return self.points.setdefault(size, Figures())

    def rows(self) -> list[Row]:
        """Return the rows of the table, the note at the first."""
        return [
            figures.row(
                f"{self.what}, {size:,} {self.of}", self.unit, None, "" if n else self.note
            )
            for n, (size, figures) in enumerate(self.points.items())
        ]


def draw(growths: Sequence[Growth], path: Path) -> None:
    """Write the plots side by side as one SVG: medians, with the rounds as a band.

    The same figures make the same bytes, and text stays text.
    """
    with rc_context({"svg.hashsalt": "bomizzel", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(_WIDTH_IN * len(growths), _HEIGHT_IN), layout="constrained")
        places = figure.subplots(1, len(growths), squeeze=False)[0]
        for axes, growth in zip(places, growths, strict=True):
            _plot(axes, growth)
        path.parent.mkdir(exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _plot(axes: Axes, growth: Growth) -> None:
    ours = {size: figures.ours for size, figures in growth.points.items()}
    peer = {size: figures.peer for size, figures in growth.points.items() if figures.peer}
    for rounds, label, color in ((peer, "Node", _PEER), (ours, "Bomizzel", _OURS)):
        sizes = list(rounds)
        middle = [median(one) for one in rounds.values()]
        axes.plot(sizes, middle, marker="o", markersize=4, color=color, label=label)
        low, high = ([of(one) for one in rounds.values()] for of in (min, max))
        axes.fill_between(sizes, low, high, color=color, alpha=0.15, linewidth=0)
    axes.set_xscale("log")
    if growth.is_logarithmic:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=_LABELLED))
    else:
        axes.set_ylim(0, axes.get_ylim()[1] * _HEADROOM)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda figure, _: f"{figure:,.10g}"))
        axis.set_minor_formatter(NullFormatter())
    axes.set_title(growth.what, fontsize=9)
    axes.set_xlabel(growth.of)
    axes.set_ylabel(growth.unit)
    axes.grid(visible=True, color="#e0e0e0", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    if peer:
        axes.legend(frameon=False)

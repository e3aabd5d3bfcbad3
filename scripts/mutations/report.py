"""docs/mutations.md: a row for each mutation, replaced when it was tried again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mutations.mutation import Mutation
from scripts.mutations.tree import ROOT
from scripts.mutations.trial import Trial

REPORT = ROOT / "docs" / "mutations.md"

_HEAD = ("mutation", "what it breaks", "test that turned red", "seconds")
_SURVIVED = "**none**"
_TEXT = """\
# Mistakes that the tests notice

Each row is one small mistake, made in a copy of the code; the test is the one that turned red.
Written by `python -m scripts.mutations --save`, which fails when a mistake is not noticed.
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mutation."""

    mutation: Mutation
    trial: Trial

    @property
    def survived(self) -> bool:
        """Whether no test noticed it."""
        return not self.trial.red

    def row(self) -> str:
        """Return its line of the table."""
        red = f"`{_short(self.trial.red)}`" if self.trial.red else _SURVIVED
        cells = (f"`{self.mutation.name}`", self.mutation.breaks, red, f"{self.trial.took_s:.1f}")
        return _line(cells)


def markdown(rows: Iterable[str]) -> str:
    """Return the rows as a table."""
    return "\n".join([_line(_HEAD), _line("---" for _ in _HEAD), *rows, ""])


def save(verdicts: Sequence[Verdict], names: Sequence[str], report: Path = REPORT) -> None:
    """Put the verdicts into the table, which has the mutations ``names`` in this order."""
    known = rows_of(report.read_text(encoding="utf-8")) if report.exists() else {}
    known |= {verdict.mutation.name: verdict.row() for verdict in verdicts}
    table = markdown(known[name] for name in names if name in known)
    report.write_text(f"{_TEXT}\n{table}", encoding="utf-8")


def rows_of(text: str) -> dict[str, str]:
    """Return the rows of a written table by the name of their mutation."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return {line.split("`")[1]: line for line in lines}


def _short(test: str) -> str:
    """Return the id of a test without what belongs to one set of parameters."""
    return test.partition("[")[0]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

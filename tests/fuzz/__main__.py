"""Fuzz the readers of bytes from outside, coverage-guided.

``python -m tests.fuzz``                         all targets, 60 seconds each
``python -m tests.fuzz token link --seconds 600``  these two, longer

An input that fails is written to ``--finds``; once its fault is mended it belongs into
``tests/fuzz/corpus/TARGET/``. Needs Atheris, which there is for Linux only.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.coverage_guided import Effort, Outcome, fuzz, load


def main(arguments: list[str]) -> int:
    """Fuzz what is asked for; return 1 when a fault was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60, help="of each target (60)")
    parser.add_argument("--runs", type=int, default=-1, help="inputs of each target, at most")
    parser.add_argument("--seed", type=int, default=1, help="of the dice; 0 takes another one")
    parser.add_argument("--table", default="tests.fuzz.table", help=argparse.SUPPRESS)
    parser.add_argument("--finds", type=Path, help="where inputs that fail are written")
    asked = parser.parse_args(arguments)
    table = load(asked.table)
    unknown = set(asked.targets) - table.keys()
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(table)}")
    finds = asked.finds or Path(tempfile.mkdtemp(prefix="finds-"))
    finds.mkdir(parents=True, exist_ok=True)
    effort = Effort(asked.seconds, asked.runs, asked.seed)
    outcomes = [_told(fuzz(table[name], effort, finds)) for name in asked.targets or table]
    failed = [outcome for outcome in outcomes if outcome.fault]
    for outcome in failed:
        print(f"\n{outcome.target} failed:\n{outcome.fault}", file=sys.stderr)
    if failed:
        print(f"inputs are in {finds}", file=sys.stderr)
    return 1 if failed else 0


def _told(outcome: Outcome) -> Outcome:
    verdict = "FAULT" if outcome.fault else "nothing found"
    print(
        f"{outcome.target:20} {outcome.runs:>9} runs {outcome.reached:>5} edges  {verdict}",
        flush=True,
    )
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

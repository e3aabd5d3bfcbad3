"""Proof that the tests can fail: makes one mistake at a time and runs those that must see it.

``python -m scripts.mutations`` tries all of them, with names only those; ``--list`` shows them and
``--save`` puts what became of them into docs/mutations.md. The status is 1 when one survives.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.mutations import report, trial
from scripts.mutations.catalogue.all import MUTATIONS
from scripts.mutations.mutation import Mutation
from scripts.mutations.report import Verdict
from scripts.mutations.tree import copied, mutated


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutations that were asked for, and return how to end."""
    known = {mutation.name: mutation for mutation in MUTATIONS}
    parser = argparse.ArgumentParser(prog="python -m scripts.mutations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all when none is named")
    parser.add_argument("--list", action="store_true", help="show them and try none")
    parser.add_argument("--save", action="store_true", help="write docs/mutations.md")
    asked = parser.parse_args(arguments)
    unknown = set(asked.names) - known.keys()
    if unknown:
        parser.error(f"no such mutation: {', '.join(sorted(unknown))}")
    wanted = [known[name] for name in asked.names or known]
    if asked.list:
        for mutation in wanted:
            print(f"{mutation.name}: {mutation.breaks} ({mutation.file})")
        return 0
    with copied() as copy:
        verdicts = _tried(copy, wanted)
    print(f"\n{report.markdown(verdict.row() for verdict in verdicts)}")
    if asked.save:
        report.save(verdicts, list(known))
    return 1 if any(verdict.survived for verdict in verdicts) else 0


def _tried(copy: Path, wanted: Sequence[Mutation]) -> list[Verdict]:
    """Try each of ``wanted`` in ``copy``, whose tests must be green before."""
    tests = list(dict.fromkeys(test for mutation in wanted for test in mutation.tests))
    healthy = trial.run(copy, tests)
    if healthy.red:
        sys.exit(f"red without any mutation: {healthy.red}")
    print(f"{len(tests)} tests are green without any mutation ({healthy.took_s:.0f} s)")
    verdicts = []
    for mutation in wanted:
        with mutated(copy, mutation):
            verdict = Verdict(mutation, trial.run(copy, mutation.tests))
        print(f"{mutation.name}: {verdict.trial.red or 'SURVIVED'}", flush=True)
        verdicts.append(verdict)
    return verdicts


if __name__ == "__main__":
    sys.exit(main())

"""Many self-checking scenarios at once against a live installation.

``python -m tests.stress --seed N --seconds S [--cluster postgres] [--only NAME …]``

The seed is printed first; the same seed chooses the same acts. The status is 1 if anything that a
scenario claims did not hold.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.servers.postgres import running_postgres
from tests.servers.redis import running_redis
from tests.stress.catalogue import scenarios_for
from tests.stress.runner import Report, run
from tests.stress.site import LONGEST_RUN_S, cluster_site, single_site


async def stress(folder: Path, *, seed: int, seconds: float, only: Sequence[str] = ()) -> Report:
    """Run on one process with SQLite."""
    async with single_site(folder) as site:
        return await run(site, scenarios_for(site, only), seed=seed, seconds=seconds)


async def stress_cluster(
    folder: Path, *, seed: int, seconds: float, only: Sequence[str] = ()
) -> Report:
    """Run on three processes with PostgreSQL and Redis of their own."""
    with running_postgres(folder / "postgres") as postgres, running_redis(folder) as redis:
        async with cluster_site(folder, postgres, redis) as site:
            return await run(site, scenarios_for(site, only), seed=seed, seconds=seconds)


def lines_of(report: Report) -> list[str]:
    """Return the report as it is printed: one line a scenario, then the failures."""
    lines = [f"{'scenario':<24} {'acts':>6} {'checks':>7} {'worst s':>8}"]
    for tally in report.tallies:
        end = "  FAILED" if tally.failure else ""
        figures = f"{tally.acts:>6} {tally.checks:>7} {tally.worst_s:>8.3f}"
        lines.append(f"{tally.name:<24} {figures}{end}")
    lines += [f"log: {level} {event}: {count}" for (level, event), count in report.log.items()]
    lines.append(f"bounds times {report.crowding:.1f}, for what else the machine has to do")
    for tally in report.tallies:
        if tally.failure:
            lines += [
                "",
                f"{tally.name} failed at turn {tally.acts} with seed {report.seed}:",
                tally.failure,
            ]
    return lines


def main(arguments: Sequence[str]) -> int:
    """Run as asked; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--seconds", type=_seconds, default=20.0)
    parser.add_argument("--cluster", choices=["postgres"], help="three processes, not one")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these scenarios")
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}", flush=True)
    way = stress_cluster if asked.cluster else stress
    with tempfile.TemporaryDirectory(prefix="stress-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else.
        report = asyncio.run(way(folder, seed=asked.seed, seconds=asked.seconds, only=asked.only))
    print("\n".join(lines_of(report)))
    return int(report.failed)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= LONGEST_RUN_S:
        raise argparse.ArgumentTypeError(f"must be above 0, and {LONGEST_RUN_S} at most")
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Every fault of the server's side again and again, as a table.

``python -m tests.faults.table --rounds N [--family NAME …] [--long]``; ends with 1 when something
was lost or came twice, or a bound was missed. The family ``network`` changes the network that it
runs in: run it by ``unshare --net``.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext

from tests.faults.live_cluster import live_cluster
from tests.faults.network import network
from tests.faults.ordeal import Fault, Outcome, endure
from tests.faults.server_faults import FAMILIES, LONG_FAMILIES

HEADINGS = (
    "fault",
    "runs",
    "bound",
    "latest delivery",
    "longest silence",
    "events",
    "lost",
    "repeated",
    "misplaced",
    "begun anew",
    "torn",
)


async def suffered(family: str, faults: Sequence[Fault]) -> list[Outcome]:
    """Let each of ``faults`` happen to one cluster, in this order."""
    with network() if family == "network" else nullcontext() as cables:
        async with live_cluster(cables) as cluster:
            return [await endure(cluster, fault) for fault in faults]


def table(outcomes: Iterable[Outcome]) -> str:
    """Return one line for each fault, with its worst case."""
    of_fault: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        of_fault.setdefault(outcome.fault.name, []).append(outcome)
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(_line(found) for found in of_fault.values())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(found: Sequence[Outcome]) -> Sequence[str]:
    fault = found[0].fault
    return (
        fault.name,
        str(len(found)),
        f"{fault.bound_s:.0f} s",
        f"{max(one.latest_s for one in found):.2f} s",
        f"{max(one.silence_s for one in found):.1f} s (bound {fault.silence_s:.0f} s)",
        *(
            str(sum(getattr(one, name) for one in found))
            for name in ("events", "lost", "repeated", "misplaced", "resets", "torn")
        ),
    )


def main(arguments: Sequence[str]) -> int:
    """Run the families and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--family", action="append", choices=FAMILIES)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(arguments)
    dice = random.Random(wanted.seed)  # noqa: S311 - no secret
    outcomes: list[Outcome] = []
    for round_number in range(1, wanted.rounds + 1):
        for family in wanted.family or FAMILIES:
            faults = [*FAMILIES[family], *(LONG_FAMILIES.get(family, ()) if wanted.long else ())]
            dice.shuffle(faults)
            outcomes += asyncio.run(suffered(family, faults))
            sys.stderr.write(f"round {round_number}: {family}\n")
    sys.stdout.write(table(outcomes) + "\n")
    return 0 if all(one.is_whole and one.is_in_time for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs scenarios at once, the control clients beside them, and looks at what is left."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from traceback import format_exception

import aiohttp

from tests.stress.control import control
from tests.stress.leaks import check_released, held_at_rest
from tests.stress.machine import crowding
from tests.stress.site import Site
from tests.stress.stage import Stage, Tally

REQUEST_S = 20.0
BEGIN_WITHIN_S = 1.5
GRACE_S = 45.0
"""From the end of the last turn until a scenario must be through."""
_FIGURES_OF_FAULTS = (
    "bomizzel_dispatch_errors_total",
    "bomizzel_metrics_drift_total",
)

Scenario = Callable[[Stage], Awaitable[None]]
"""Works, checks and returns when the run is over; its name is the function's."""


@dataclass(frozen=True)
class Report:
    """What came of a run.

    Attributes:
        log: What the processes said at WARNING or worse, and how often.
        crowding: By how much longer things were allowed to take at the end.
    """

    seed: int
    tallies: Sequence[Tally]
    log: Counter[tuple[str, str]]
    crowding: float

    @property
    def failed(self) -> bool:
        return any(tally.failure for tally in self.tallies)


async def run(site: Site, scenarios: Sequence[Scenario], *, seed: int, seconds: float) -> Report:
    """Run all scenarios until ``seconds`` are over; a failure of one ends no other."""
    before = [await held_at_rest(process) for process in site.processes]
    ends_at = asyncio.get_running_loop().time() + seconds
    controls = [control(number) for number in range(len(site.processes))]
    async with _http() as http:
        playing = (
            _play(
                scenario,
                Stage(site, http, *_part(scenario, seed), ends_at),
                (seconds + GRACE_S) * crowding(),
            )
            for scenario in (*controls, *scenarios)
        )
        tallies = await asyncio.gather(*playing)

    async def leak_final(stage: Stage) -> None:
        """Nothing is held for clients that are gone, and the figures tell of no fault."""
        await check_released(site.processes, before)
        for process in site.processes:
            figures = await process.metrics()
            faults = {name: figures.get(name, 0.0) for name in _FIGURES_OF_FAULTS}
            stage.check(not any(faults.values()), process.url, faults)
            errors = [what for what in process.complaints() if what[0] in {"ERROR", "CRITICAL"}]
            stage.check(not errors, process.log, errors[:5])
        stage.tally.acts += 1

    async with _http() as http:
        stage = Stage(site, http, *_part(leak_final, seed), ends_at)
        left = await _play(leak_final, stage, GRACE_S * crowding())
    log: Counter[tuple[str, str]] = Counter()
    for process in site.processes:
        log += process.complaints()
    return Report(seed, [*tallies, left], log, crowding())


def _http() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REQUEST_S))


def _part(scenario: Scenario, seed: int) -> tuple[Tally, random.Random, random.Random]:
    """Return an empty tally and chance: of its own, so that no timing changes what it does."""
    name = scenario.__name__
    # No secret: it is there to be had again.
    return Tally(name), random.Random(f"{seed}/{name}"), random.Random(f"{seed}/{name}/ways")  # noqa: S311


async def _play(scenario: Scenario, stage: Stage, limit_s: float) -> Tally:
    """Run one scenario to its end, whatever that is."""
    try:
        async with asyncio.timeout(limit_s):
            # Not all in the same moment: that they all connect at once is another test.
            await asyncio.sleep(stage.chance.uniform(0.0, BEGIN_WITHIN_S * stage.site.pace))
            await scenario(stage)
    except Exception as exc:  # noqa: BLE001 - whatever it is, it is told
        stage.tally.failure = "".join(format_exception(exc))
    return stage.tally

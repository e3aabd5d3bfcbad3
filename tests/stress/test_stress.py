"""Short runs with a fixed seed; ``make soak`` runs for minutes with any other."""

from pathlib import Path

import pytest

from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.stress.__main__ import lines_of
from tests.stress.catalogue import scenarios_for
from tests.stress.runner import run
from tests.stress.site import Site, cluster_site, single_site

SEED = 20260101
SECONDS = 20.0
CLUSTER_SECONDS = 8.0


async def play(site: Site, seconds: float) -> None:
    """Run everything, and fail with the whole report."""
    report = await run(site, scenarios_for(site), seed=SEED, seconds=seconds)
    assert not report.failed, "\n".join(lines_of(report))


@pytest.mark.timeout(180)
async def test_everything_that_the_scenarios_claim_holds(tmp_path: Path) -> None:
    async with single_site(tmp_path) as site:
        await play(site, SECONDS)


@pytest.mark.timeout(180)
async def test_it_holds_before_three_processes_with_a_bus_in_trouble(
    tmp_path: Path, postgres: Postgres, redis: Redis
) -> None:
    async with cluster_site(tmp_path, postgres, redis) as site:
        await play(site, CLUSTER_SECONDS)

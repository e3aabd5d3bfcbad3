"""Whatever becomes of servers under load: everybody gets everything once, in time.

How long things took is printed by ``python -m tests.faults.table``.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.live_cluster import LiveCluster, live_cluster
from tests.faults.ordeal import Fault, endure
from tests.faults.server_faults import FAMILIES, LONG_FAMILIES

ROOT = Path(__file__).parents[2]
# A network of its own; who is not root is administrator of one in a user namespace.
UNSHARE = (
    "unshare",
    "--net",
    *(() if os.getuid() == 0 else ("--user", "--map-current-user", "--keep-caps")),
)
TABLE = (*UNSHARE, sys.executable, "-m", "tests.faults.table", "--family", "network")

pytestmark = pytest.mark.timeout(90)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster() -> AsyncIterator[LiveCluster]:
    async with live_cluster() as running:
        yield running


@pytest.mark.parametrize("fault", FAMILIES["redis"], ids=str)
async def test_redis(fault: Fault, cluster: LiveCluster) -> None:
    await survives(fault, cluster)


@pytest.mark.parametrize("fault", FAMILIES["postgres"], ids=str)
async def test_postgresql(fault: Fault, cluster: LiveCluster) -> None:
    await survives(fault, cluster)


@pytest.mark.parametrize("fault", FAMILIES["processes"], ids=str)
async def test_processes(fault: Fault, cluster: LiveCluster) -> None:
    await survives(fault, cluster)


@pytest.mark.soak
@pytest.mark.parametrize(
    "fault", [*LONG_FAMILIES["postgres"], *LONG_FAMILIES["processes"]], ids=str
)
async def test_long_faults(fault: Fault, cluster: LiveCluster) -> None:
    await survives(fault, cluster)


async def survives(fault: Fault, cluster: LiveCluster) -> None:
    outcome = await endure(cluster, fault)

    assert outcome.is_whole, outcome
    assert outcome.is_in_time, outcome


def test_network() -> None:
    table(())


@pytest.mark.soak
@pytest.mark.timeout(200)
def test_long_faults_of_the_network() -> None:
    table(("--long",))


def table(arguments: tuple[str, ...]) -> None:
    """Let the faults of the network happen where there is a network to harm."""
    done = subprocess.run(
        (*TABLE, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr

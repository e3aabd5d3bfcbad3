"""A short run with a fixed seed; longer ones with other seeds are made by ``make soak``."""

from pathlib import Path

import pytest

from tests.stress.__main__ import lines_of, stress

SECONDS = 20.0
SEED = 20260101


@pytest.mark.timeout(120)
async def test_everything_that_the_scenarios_claim_holds(tmp_path: Path) -> None:
    report = await stress(tmp_path, seed=SEED, seconds=SECONDS)

    assert not report.failed, "\n".join(lines_of(report))

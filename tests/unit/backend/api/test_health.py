import asyncio

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from backend.api import health
from backend.api.metrics import ApiMetrics
from backend.api.pulse import Pulse
from backend.services.checks import PASSED, Check, CheckResult, degraded, failed
from backend.services.errors import OverloadedError


async def passes() -> CheckResult:
    return PASSED


async def limps() -> CheckResult:
    return degraded("slow")


async def raises() -> CheckResult:
    raise OverloadedError


async def hangs() -> CheckResult:
    await asyncio.Event().wait()
    return PASSED


@pytest.mark.parametrize(
    ("check", "result", "level"),
    [
        pytest.param(passes, PASSED, 0, id="ok"),
        pytest.param(limps, degraded("slow"), 1, id="degraded"),
        pytest.param(raises, failed("unavailable"), 2, id="an-error-is-a-failure"),
        pytest.param(hangs, failed("no answer within 0.01 s"), 2, id="silence-is-a-failure"),
    ],
)
async def test_each_check_is_named_with_its_state(
    monkeypatch: pytest.MonkeyPatch, check: Check, result: CheckResult, level: int
) -> None:
    monkeypatch.setattr(health, "CHECK_TIMEOUT_S", 0.01)
    registry = CollectorRegistry()

    found = await health.look({"part": check}, ApiMetrics(registry))

    assert found == {"part": result}
    assert f'bomizzel_check_state{{check="part"}} {level}.0' in generate_latest(registry).decode()


def test_one_pause_of_the_loop_is_no_steady_lag() -> None:
    pulse = Pulse(CollectorRegistry())
    pulse._late_s.extend([0.0] * 19 + [30.0])

    assert pulse.lag_s == 30.0
    assert pulse.steady_lag_s == 0.0
    pulse._late_s.extend([2.0] * 20)
    assert pulse.steady_lag_s == 2.0

"""Whatever bytes come from outside: a value that is written again, or a refusal with a code."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.inputs import inputs
from tests.fuzz.limits import TooExpensiveError, run_within_limits
from tests.fuzz.table import TARGETS
from tests.fuzz.target import CORPUS, Target
from tests.guards.logs import ExpectedLogs

EXAMPLES = 200
_KEPT = [
    pytest.param(target, data, id=f"{target.name}-{name}")
    for target in TARGETS.values()
    for name, data in target.kept.items()
]


@pytest.fixture(autouse=True)
def _damage_is_logged(expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("desktop.adapters.store:WARNING:database set aside")
    expected_logs.allow("desktop.adapters.profile_settings:WARNING:last good policies not read")


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
def test_good_input_is_read(target: Target) -> None:
    for seed in target.seeds:
        run_within_limits(target, seed)


@pytest.mark.parametrize(("target", "data"), _KEPT)
def test_input_that_was_interesting_once_is_read_or_refused(target: Target, data: bytes) -> None:
    run_within_limits(target, data)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
@given(data=st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_any_input_is_read_or_refused_within_bounds(target: Target, data: st.DataObject) -> None:
    run_within_limits(target, data.draw(inputs(target)))


def test_every_folder_of_the_corpus_has_its_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} <= TARGETS.keys()


def test_input_that_costs_too_much_memory_is_noticed() -> None:
    def fill_up(data: bytes) -> None:
        bytearray(64 * 1024 * 1024 + len(data))

    with pytest.raises(TooExpensiveError, match="bytes of memory"):
        run_within_limits(Target("greedy", fill_up, ()), b"x")


def test_input_that_costs_too_much_time_is_noticed() -> None:
    def sum_up(data: bytes) -> None:
        sum(range(400_000 * len(data)))

    with pytest.raises(TooExpensiveError, match="s of the processor"):
        run_within_limits(Target("slow", sum_up, ()), b"x")

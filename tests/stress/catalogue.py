"""All scenarios, by theme."""

from collections.abc import Sequence

from tests.stress.runner import Scenario
from tests.stress.scenarios import streams
from tests.stress.site import Site

SCENARIOS: tuple[Scenario, ...] = (
    streams.fanout_exact,
    streams.join_leave_churn,
    streams.recover_repeated,
    streams.recovery_storm,
    streams.same_user_many_devices,
    streams.concurrent_publish,
    streams.poll_and_socket_mix,
)
CLUSTER_SCENARIOS: tuple[Scenario, ...] = ()
"""What needs several processes."""


def scenarios_for(site: Site, only: Sequence[str] = ()) -> list[Scenario]:
    """Return what can be played at ``site``; of these the named ones, if any are named."""
    playable = [*SCENARIOS, *(() if site.redis is None else CLUSTER_SCENARIOS)]
    unknown = set(only) - {scenario.__name__ for scenario in playable}
    assert not unknown, f"no such scenario here: {sorted(unknown)}"
    return [scenario for scenario in playable if not only or scenario.__name__ in only]

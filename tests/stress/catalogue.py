"""All scenarios, by theme."""

from collections.abc import Sequence

from tests.stress.runner import Scenario
from tests.stress.scenarios import commands, doors, people, streams, tokens, webhooks, wholes
from tests.stress.site import Site

SCENARIOS: tuple[Scenario, ...] = (
    streams.fanout_exact,
    streams.join_leave_churn,
    streams.recover_repeated,
    streams.recovery_storm,
    streams.same_user_many_devices,
    streams.concurrent_publish,
    streams.poll_and_socket_mix,
    doors.connect_churn,
    doors.stale_connect,
    doors.no_pong,
    doors.slow_client,
    doors.oversized_frame,
    doors.malformed_frames,
    doors.room_limit,
    doors.rate_limit,
    tokens.auth_mix,
    tokens.refresh_live,
    tokens.expire_live,
    tokens.revoke_live,
    tokens.membership_revoke,
    commands.idempotent_commands,
    commands.concurrent_commands,
    commands.claim_race,
    commands.metrics_replay,
    people.read_state_convergence,
    people.presence_noise,
    people.typing_noise,
    webhooks.webhook_in,
    webhooks.webhook_out,
    wholes.drain,
    wholes.epoch_reset,
    wholes.retention_reset,
)
CLUSTER_SCENARIOS: tuple[Scenario, ...] = (wholes.bus_chaos,)
"""What needs several processes."""


def scenarios_for(site: Site, only: Sequence[str] = ()) -> list[Scenario]:
    """Return what can be played at ``site``; of these the named ones, if any are named."""
    playable = [*SCENARIOS, *(() if site.redis is None else CLUSTER_SCENARIOS)]
    unknown = set(only) - {scenario.__name__ for scenario in playable}
    assert not unknown, f"no such scenario here: {sorted(unknown)}"
    return [scenario for scenario in playable if not only or scenario.__name__ in only]

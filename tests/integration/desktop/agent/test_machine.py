"""Sleep, resume and changes of the network: the line is looked at, and replaced if it is dead."""

import time
from collections.abc import AsyncIterator

import pytest

from desktop.core.connection import Link
from desktop.core.intents import SignIn
from desktop.core.line import line
from desktop.core.ports import MachineEvent
from tests.fakes.relay import Relay
from tests.fakes.server import EMAIL, PASSWORD, ContractServer
from tests.integration.desktop.agent.household import Household


@pytest.fixture
async def relay(server: ContractServer) -> AsyncIterator[Relay]:
    relay = Relay(server.port)
    await relay.start()
    yield relay
    await relay.stop()


async def live_through(relay: Relay, home: Household) -> None:
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.submit(SignIn(server=f"http://127.0.0.1:{relay.port}", email=EMAIL, password=PASSWORD))
    await home.until_link(Link.LIVE)


@pytest.mark.parametrize("event", list(MachineEvent))
async def test_line_that_answers_is_kept(
    home: Household, server: ContractServer, event: MachineEvent
) -> None:
    await home.start_live()

    home.machine.happen(event)

    await home.until(lambda: server.count("authenticate") == 2)
    assert server.count("socket gone") == 0
    assert home.now.link is Link.LIVE


async def test_dead_line_is_replaced_in_five_seconds_and_verified_ten_after_the_network_is_back(
    home: Household, relay: Relay
) -> None:
    await live_through(relay, home)
    relay.die()
    started = time.monotonic()

    home.machine.happen(MachineEvent.AWAKE)
    await home.until(lambda: home.now.link is not Link.LIVE)

    noticed = time.monotonic()
    assert 4 < noticed - started < 7
    relay.revive()
    home.machine.happen(MachineEvent.NETWORK_CHANGED)
    await home.until_link(Link.LIVE)
    assert time.monotonic() - noticed < 5


async def test_attempt_that_was_sent_into_a_dead_network_is_given_up(
    home: Household, relay: Relay
) -> None:
    await live_through(relay, home)
    await home.stop()
    relay.die()
    home.snapshots.clear()
    home.start()
    await home.until_link(Link.CONNECTING)

    relay.revive()
    home.machine.happen(MachineEvent.NETWORK_CHANGED)

    await home.until_link(Link.LIVE)  # Patience would end after half of what an attempt takes.


async def test_waiting_ends_when_the_network_is_back(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    home.jitter = 1_000.0
    await server.stop()
    await home.until_link(Link.OFFLINE)
    await server.start()

    home.machine.happen(MachineEvent.NETWORK_CHANGED)

    await home.until_link(Link.LIVE)


async def test_time_that_a_server_named_ends_when_the_network_changes(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.drain(retry_after_ms=60_000)
    await home.until_link(Link.MAINTENANCE)

    home.machine.happen(MachineEvent.NETWORK_CHANGED)

    await home.until_link(Link.LIVE)


async def test_polling_ends_for_a_socket_when_the_network_changes(
    home: Household, server: ContractServer
) -> None:
    server.sockets_refused = True
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.sign_in()
    await home.until_link(Link.POLLING)
    server.sockets_refused = False

    home.machine.happen(MachineEvent.NETWORK_CHANGED)

    await home.until_link(Link.LIVE)


async def test_waiting_ends_after_a_sleep_that_only_the_clocks_tell(
    home: Household, server: ContractServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "LOOK_S", 0.05)
    await home.start_live()
    home.jitter = 1_000.0
    await server.stop()
    await home.until_link(Link.OFFLINE)
    await server.start()

    home.clock.wall_s += 3_600

    await home.until_link(Link.LIVE)


async def test_time_asleep_does_not_count_as_trouble(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    home.jitter = 1_000.0
    await server.stop()
    await home.until_link(Link.OFFLINE)
    before = home.now.offline_since
    assert before is not None

    home.clock.wall_s += 3_600
    home.machine.happen(MachineEvent.AWAKE)

    await home.until(
        lambda: (
            home.now.offline_since is not None
            and (home.now.offline_since - before).total_seconds() >= 3_600
        )
    )


async def test_line_that_is_open_and_dead_is_noticed_by_its_silence(
    home: Household, relay: Relay
) -> None:
    await live_through(relay, home)

    relay.die()

    # The server beats each second here: two may be late, and five seconds more.
    await home.until(lambda: home.now.link is not Link.LIVE)
    relay.revive()
    await home.until_link(Link.LIVE)

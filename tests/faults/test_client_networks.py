"""Networks that break, stall and crawl between the real agent and the real server.

Whatever they do, the agent is live again soon after they are whole, nothing is lost and nothing is
shown twice.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from typing_extensions import override

from desktop.adapters.vault import KeyringVault
from tests.fakes.relay import Relay
from tests.faults.device import Device, keep, vault_of
from tests.integration.desktop.agent.program import Program
from tests.servers.own_network import in_own_network

NOTICED_S = 10.0
"""Two beats of a second may be late, and five seconds more."""
AGAIN_S = 10.0
"""How long it may take from a network that is whole to an agent that is live."""
BREAK_S = 2.0
TICKETS = 2
"""With the last one, as many as are shown without waiting for the end of a flood."""


@pytest.fixture
def vault(program: Program, monkeypatch: pytest.MonkeyPatch) -> KeyringVault:
    return vault_of(program, monkeypatch)


@dataclass(frozen=True, slots=True)
class Break:
    """A fault, and how it ends.

    Attributes:
        begin: Breaks the network under an agent that is live.
        end: Makes it whole, called as soon as the agent says that it is not live any more.
    """

    name: str
    begin: Callable[[Relay], None]
    end: Callable[[Relay], Awaitable[None]]

    @override
    def __str__(self) -> str:
        return self.name


async def nothing_more(relay: Relay) -> None:
    del relay


def refused(relay: Relay) -> None:
    relay.refuse()
    relay.reset()


async def accepted_again(relay: Relay) -> None:
    await asyncio.sleep(BREAK_S)  # Attempts are refused meanwhile.
    await relay.start()


def half_open(relay: Relay) -> None:
    relay.die()
    relay.revive()


def idle(relay: Relay) -> None:
    relay.idle_s = 0.5  # The server beats each second.


async def awake(relay: Relay) -> None:
    relay.idle_s = None


BREAKS = (
    Break("connections are reset", Relay.reset, nothing_more),
    Break("connections are refused for a while", refused, accepted_again),
)
SILENT_BREAKS = (
    Break("connections are dead and nobody is told", half_open, nothing_more),
    Break("idle connections are forgotten", idle, awake),
)


@pytest.mark.parametrize(
    "fault",
    [*BREAKS, *(pytest.param(fault, marks=pytest.mark.soak) for fault in SILENT_BREAKS)],
    ids=str,
)
async def test_agent_is_live_soon_after(
    device: Device, relay: Relay, vault: KeyringVault, fault: Break
) -> None:
    await keep(vault, await device.new_session())
    await device.start()
    await device.level()
    said = len(device.program.lines)

    fault.begin(relay)
    for _ in range(TICKETS):
        await device.assign()
    await device.program.until(lambda line: line.startswith("link "), after=said)
    await fault.end(relay)
    whole = time.monotonic()

    await device.level(after=said)
    again_s = time.monotonic() - whole
    print(f"{fault}: live again after {again_s:.1f} s")  # noqa: T201 - a figure, for -s
    assert again_s < AGAIN_S
    assert await device.fenced() == TICKETS


def late(relay: Relay) -> None:
    relay.latency_s = 0.4


def narrow(relay: Relay) -> None:
    relay.bytes_per_s = 10_000.0


def in_slices(relay: Relay) -> None:
    relay.slice_bytes = 3


def all_of_it(relay: Relay) -> None:
    late(relay)
    narrow(relay)
    relay.slice_bytes = 64


@pytest.mark.parametrize("worsen", [in_slices, pytest.param(all_of_it, marks=pytest.mark.soak)])
async def test_agent_works_through(
    device: Device, relay: Relay, vault: KeyringVault, worsen: Callable[[Relay], None]
) -> None:
    worsen(relay)
    await device.assign()
    await keep(vault, await device.new_session())

    await device.start()
    await device.level()
    for _ in range(TICKETS):
        await device.assign()

    assert await device.fenced() == TICKETS


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ("swallowed", 3.0),
        pytest.param("swallowed", 15.0, marks=pytest.mark.soak),
        pytest.param("unplugged", 3.0, marks=pytest.mark.soak),
    ],
)
def test_agent_is_live_soon_after_its_network_was(fault: str, seconds: float) -> None:
    script = ("-m", "tests.faults.lonely_device", fault, str(seconds))
    measured = json.loads(in_own_network(*script))

    print(fault, measured)  # noqa: T201 - figures, for -s
    assert measured["noticed_s"] < NOTICED_S
    assert measured["again_s"] < AGAIN_S
    assert measured["shown"] == TICKETS

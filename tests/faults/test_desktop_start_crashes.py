"""However often the agent is killed before it has got anywhere: it gets there the next time."""

from datetime import timedelta

import pytest

from backend.services import sessions
from desktop.adapters.vault import KeyringVault
from tests.fakes.relay import Relay
from tests.faults.desktop_points import AT_FIRST_CONTACT, WHILE_RENEWING
from tests.faults.device import Device, ended, keep, vault_of
from tests.integration.desktop.agent.program import Program

TICKETS = 3


@pytest.fixture
def vault(program: Program, monkeypatch: pytest.MonkeyPatch) -> KeyringVault:
    return vault_of(program, monkeypatch)


async def test_first_contact_is_made_whole_after_an_end_at_each_of_its_steps(
    device: Device, vault: KeyringVault
) -> None:
    for _ in range(TICKETS):
        await device.assign()
    await keep(vault, await device.new_session())
    for point in AT_FIRST_CONTACT:
        await device.start(point)
        await device.killed()

    await device.start()
    await device.level()

    assert await device.fenced() == 0  # What is older than the first sign-in interrupts nobody.


async def test_what_comes_after_the_command_to_sign_in_is_shown(
    device: Device, relay: Relay
) -> None:
    relay.latency_s = 0.2  # The list comes some time after the server has let the device in.
    await device.sign_in()
    relay.latency_s = 0.0
    await device.assign()

    await device.start()
    await device.level()

    assert await device.fenced() == 1


async def test_session_that_was_being_renewed_goes_on_after_an_end_at_each_step(
    device: Device, vault: KeyringVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if hours went by before the next start: an answer that was used is not given again.
    monkeypatch.setattr(sessions, "RETRY_WINDOW", timedelta(0))
    await keep(vault, ended(await device.new_session()))
    for point in WHILE_RENEWING:
        await device.start(point)
        await device.killed()

    await device.start()
    await device.level()

    assert await device.fenced() == 0

"""Settings of a running agent: in its snapshots, changed at once, and decided by policies."""

import pytest

from desktop.core.connection import Link
from desktop.core.intents import ChangeSettings, SignIn
from desktop.core.settings.sources import Source
from tests.fakes.server import EMAIL, PASSWORD, ContractServer
from tests.integration.desktop.agent.household import Household


async def test_first_snapshot_has_the_settings(home: Household) -> None:
    home.policies.set(Source.MACHINE_POLICY, theme="dark")

    home.start()
    await home.until(lambda: True)

    assert home.snapshots[0].settings.values.theme.value == "dark"
    assert home.snapshots[0].settings.is_locked("theme")


async def test_change_is_seen_at_once_and_after_a_restart(home: Household) -> None:
    home.start()
    await home.until_link(Link.SIGNED_OUT)

    home.submit(ChangeSettings({"toastSeconds": 9}))
    await home.until(lambda: home.now.settings.values.toast_seconds == 9)

    await home.stop()
    home.snapshots.clear()
    home.start()
    await home.until(lambda: True)
    assert home.now.settings.values.toast_seconds == 9


async def test_server_of_the_organisation_is_the_one_that_people_sign_in_to(
    home: Household, server: ContractServer
) -> None:
    home.policies.set(Source.PRESET, serverAddress=server.url)
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    assert home.now.sign_in.server == server.url

    home.submit(SignIn(server="https://elsewhere.example", email=EMAIL, password=PASSWORD))
    await home.until_link(Link.LIVE)

    assert home.now.account is not None
    assert home.now.account.server == server.url


@pytest.mark.expected_logs("settings not read")
async def test_unreadable_policy_is_told_and_the_last_good_one_holds(home: Household) -> None:
    home.policies.set(Source.MACHINE_POLICY, theme="dark")
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    await home.stop()
    home.policies.damage(Source.MACHINE_POLICY)
    home.snapshots.clear()

    home.start()
    await home.until(lambda: True)

    assert home.now.settings.values.theme.value == "dark"
    assert home.now.settings.has_unreadable_policy

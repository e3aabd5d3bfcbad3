"""What was wanted while there was no line reaches the server once, whenever the agent dies."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import pytest
from msgspec import Raw

from common.envelope import decode_event
from common.events import EventType
from common.rest import NotificationView
from desktop.adapters.store import SqliteStore
from desktop.adapters.vault import KeyringVault
from desktop.config import Config
from desktop.core.connection import Link
from desktop.core.intents import Claim, ClearItems, Intent, MarkRead, SignIn
from desktop.core.state import Stored
from desktop.core.view import CenterItem
from tests.fakes.relay import Relay
from tests.faults.crash_points import CrashPoint
from tests.faults.desktop_points import WITH_A_CLAIM, WITH_MARKS
from tests.faults.device import Device, vault_of
from tests.integration.backend.server import PASSWORD, Server
from tests.integration.desktop.agent.household import Household, Somewhere
from tests.integration.desktop.agent.program import Program

WAIT_S = 10.0
LOOK_S = 0.05


@dataclass(frozen=True)
class Wishes:
    """What Ana wants: one notification read, one cleared, and the ticket of the third."""

    read: CenterItem
    cleared: CenterItem
    claimed: CenterItem

    @property
    def intents(self) -> tuple[Intent, ...]:
        return (
            MarkRead((self.read.event_id,)),
            ClearItems((self.cleared.event_id,)),
            Claim(self.claimed.event_id),
        )


@pytest.fixture
def vault(program: Program, monkeypatch: pytest.MonkeyPatch) -> KeyringVault:
    return vault_of(program, monkeypatch)


@pytest.fixture
def device(device: Device, server: Server) -> Device:
    device.person = server.ana
    return device


@pytest.fixture
async def wishes(device: Device, server: Server, relay: Relay, vault: KeyringVault) -> Wishes:
    """Wishes that are on the device's disk, where an agent was killed that had no line."""
    device.program.profile.mkdir()
    home = Household(Somewhere(device.url), device.program.profile, vault)
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.submit(SignIn(server=device.url, email=device.person.email, password=PASSWORD))
    await home.until_link(Link.LIVE)
    await home.until(lambda: home.now.persistent_session)
    for _ in range(3):
        await server.ticket()
    await home.until_unread(await device.unread())
    found = Wishes(*home.now.items[:3])
    relay.refuse()
    relay.reset()
    await home.until(lambda: home.now.link is not Link.LIVE)
    for intent in found.intents:
        home.submit(intent)
    await until_stored(device, lambda now: waits(now) == len(found.intents) + 1)
    await home.crash()
    await relay.start()
    return found


@pytest.mark.parametrize("points", [WITH_MARKS, WITH_A_CLAIM], ids=["marks", "claim"])
async def test_each_wish_is_granted_once_after_an_end_at_each_of_its_steps(
    device: Device, wishes: Wishes, points: Sequence[CrashPoint]
) -> None:
    for point in points:
        await device.start(point)
        await device.killed()

    await device.start()
    await until_stored(device, lambda now: waits(now) == 0)
    await device.level()

    assert await device.fenced() == 0
    assert not any(item.unconfirmed for item in (await stored(device)).items)
    listed = {view.id: view.read for view in await listing(device)}
    assert listed[wishes.read.event_id]
    assert wishes.cleared.event_id not in listed
    assert await times_assigned(device, wishes.claimed) == 1


async def stored(device: Device) -> Stored:
    store = SqliteStore(Config(profile=device.program.profile).database)
    try:
        return await store.open(f"{device.person.id}@{device.url}")
    finally:
        await store.close()


def waits(now: Stored) -> int:
    """Return how much the server has not confirmed: marks, and claims, which mark as well."""
    return len(now.claims) + sum(item.unconfirmed is not None for item in now.items)


async def until_stored(device: Device, claim: Callable[[Stored], bool]) -> None:
    """Wait until ``claim`` holds of what is on the device's disk."""
    async with asyncio.timeout(WAIT_S):
        while not claim(await stored(device)):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(LOOK_S)


async def listing(device: Device) -> tuple[NotificationView, ...]:
    services = device.server.backend.services
    page = await services.notifications.page(device.person.actor, limit=100)
    return page.items


async def times_assigned(device: Device, item: CenterItem) -> int:
    assert item.ticket_id is not None
    tickets = device.server.backend.services.tickets
    history = await tickets.history(device.person.actor, item.ticket_id)
    events = [decode_event(bytes(cast("Raw", event))) for event in history.items]
    return sum(event.type is EventType.TICKET_ASSIGNED for event in events)

import asyncio
from contextlib import suppress

import pytest
from typing_extensions import override

from common.ids import DeviceId
from desktop.core.connection import Backoff
from desktop.core.goodbye import Goodbye
from desktop.core.ports import Missing, SaveOutcome
from desktop.core.session.accounts import Accounts
from desktop.core.session.credentials import Credentials, KeyringTools
from desktop.core.session.session import secret_of
from tests.fakes.certificates import FakeCertificates
from tests.fakes.memory_vault import MemoryVault
from tests.unit.desktop.core.session.test_session import make_session
from tests.unit.desktop.notifications import make_item
from tests.unit.desktop.wording import ENGLISH
from tests.unit.desktop.workplace import Workplace


class SlowVault(MemoryVault):
    """A keyring that asks the person before it forgets."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.allowed = asyncio.Event()

    @override
    async def delete(self) -> SaveOutcome:
        self.asked.set()
        await self.allowed.wait()
        return await super().delete()


class Bench(Workplace):
    """Somebody who signs out."""

    def __init__(self) -> None:
        super().__init__()
        self.vault = SlowVault()
        backoff = Backoff(lambda: 0.5)
        self.credentials = Credentials(
            make_session(),
            api=self.api,
            clock=self.time,
            tools=KeyringTools(self.vault, self.status, self.time.sleep, backoff),
            is_kept=True,
        )
        accounts = Accounts(
            vault=self.vault,
            apis=lambda _: self.api,
            certificates=FakeCertificates(),
            status=self.status,
            clock=self.time,
            sleep=self.time.sleep,
            backoff=backoff,
            device_id=DeviceId("device-1"),
        )
        self.goodbye = Goodbye(accounts, self.store, self.toaster)
        self.has_left = False

    def leave(self) -> None:
        self.has_left = True

    async def say(self) -> None:
        await self.vault.save(secret_of(make_session()))
        await self.goodbye.say(None, self.credentials, self.leave)


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_session_is_forgotten_though_the_program_quits_meanwhile(bench: Bench) -> None:
    saying = asyncio.ensure_future(bench.say())
    await bench.vault.asked.wait()

    saying.cancel()
    await bench.time.settle()
    bench.vault.allowed.set()
    with suppress(asyncio.CancelledError):
        await saying

    assert await bench.vault.load() == Missing()


async def test_nothing_is_on_the_screen_and_the_server_knows_while_the_keyring_asks(
    bench: Bench,
) -> None:
    await bench.toaster.show(ENGLISH.toast(make_item()))
    saying = asyncio.ensure_future(bench.say())
    await bench.vault.asked.wait()
    await bench.time.settle()

    assert bench.toasts.on_screen == {}
    assert bench.has_left
    assert bench.api.count("logout") == 1
    bench.vault.allowed.set()
    await saying

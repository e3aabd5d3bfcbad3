import asyncio

import pytest

from common.errors import ErrorCode
from common.ids import DeviceId
from desktop.core.accounts import Accounts, Found
from desktop.core.connection import Backoff, Link
from desktop.core.errors import ClientCode, ConnectionLostError, ServerRefusedError
from desktop.core.intents import SignIn
from desktop.core.ports import Loaded, Missing, NotReady, Unavailable
from desktop.core.session import secret_of
from desktop.core.status import Status
from tests.fakes.fake_api import FakeApi
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.core.test_session import make_session
from tests.unit.desktop.wording import ENGLISH

ASKED = SignIn(server=" https://desk.example/ ", email=" ana@example.org", password="secret")


class Bench:
    """Accounts with fakes all around."""

    def __init__(self, vault: MemoryVault | None = None) -> None:
        self.time = VirtualTime()
        self.api = FakeApi()
        self.vault = vault or MemoryVault()
        self.servers: list[str] = []
        self.status = Status(clock=self.time, server="", changed=lambda: None)
        self.accounts = Accounts(
            vault=self.vault,
            apis=self._api,
            status=self.status,
            clock=self.time,
            sleep=self.time.sleep,
            backoff=Backoff(lambda: 0.5),
            device_id=DeviceId("device-1"),
        )

    def _api(self, server: str) -> FakeApi:
        self.servers.append(server)
        return self.api


async def test_session_of_the_last_run_is_found() -> None:
    session = make_session()
    bench = Bench(MemoryVault(loads=[Loaded(secret_of(session))]))

    assert await bench.accounts.restore() == Found(session, is_kept=True)


async def test_nobody_is_signed_in_with_an_empty_keyring() -> None:
    bench = Bench(MemoryVault(loads=[Missing()]))

    assert await bench.accounts.restore() is None
    assert bench.status.snapshot(None, ENGLISH).persistent_session


async def test_missing_keyring_is_told() -> None:
    bench = Bench(MemoryVault(loads=[Unavailable()]))

    assert await bench.accounts.restore() is None
    assert not bench.status.snapshot(None, ENGLISH).persistent_session


async def test_keyring_that_comes_late_is_waited_for() -> None:
    session = make_session()
    locked = [NotReady()] * 5
    bench = Bench(MemoryVault(loads=[*locked, Loaded(secret_of(session))]))
    restoring = asyncio.ensure_future(bench.accounts.restore())

    await bench.time.settle()
    assert bench.status.link is Link.WAITING_FOR_KEYRING
    await bench.time.advance(200)

    assert await restoring == Found(session, is_kept=True)


async def test_sign_in_opens_a_session() -> None:
    bench = Bench()

    await bench.accounts.sign_in(ASKED)
    found = await bench.accounts.next_session()

    assert bench.servers == ["https://desk.example"]
    assert (found.session.email, found.is_kept) == ("ana@example.org", False)
    assert not bench.status.sign_in.busy


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ServerRefusedError(ErrorCode.INVALID_CREDENTIALS), "invalid_credentials"),
        (ConnectionLostError(ClientCode.UNREACHABLE), "unreachable"),
    ],
)
async def test_failed_sign_in_is_told_by_its_code(failure: Exception, code: str) -> None:
    bench = Bench()
    bench.api.failure = failure  # type: ignore[assignment] # both are ClientErrors

    await bench.accounts.sign_in(ASKED)

    assert (bench.status.sign_in.error, bench.status.sign_in.busy) == (code, False)
    assert bench.status.sign_in.email == "ana@example.org"


async def test_session_is_forgotten_without_a_trace() -> None:
    bench = Bench()
    await bench.vault.save("secret")

    await bench.accounts.forget()

    assert await bench.vault.load() == Missing()


async def test_sign_out_works_without_a_server() -> None:
    bench = Bench()
    bench.api.failure = ConnectionLostError(ClientCode.UNREACHABLE)

    await bench.accounts.log_out(make_session())

    assert bench.api.asked == [("logout", "refresh-1")]


def test_password_is_in_no_representation() -> None:
    assert "secret" not in repr(ASKED)

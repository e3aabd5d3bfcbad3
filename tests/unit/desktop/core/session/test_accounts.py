import asyncio

import pytest

from common.errors import ErrorCode
from common.ids import DeviceId
from desktop.core.certificates import CertificateFault
from desktop.core.connection import Backoff, Link
from desktop.core.errors import ClientCode, ConnectionLostError, ServerRefusedError
from desktop.core.intents import SignIn
from desktop.core.ports import Loaded, Missing, NotReady, Unavailable
from desktop.core.session.accounts import LATE_PAUSES_S, Accounts, Found
from desktop.core.session.credentials import DECLINED_PAUSE_S
from desktop.core.session.session import secret_of
from desktop.core.status import Status
from tests.fakes.certificates import FakeCertificates
from tests.fakes.fake_api import FakeApi
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.certificates import make_report
from tests.unit.desktop.core.session.test_session import make_session
from tests.unit.desktop.wording import ENGLISH

ASKED = SignIn(server=" https://desk.example/ ", email=" ana@example.org", password="secret")


class Bench:
    """Accounts with fakes all around."""

    def __init__(self, vault: MemoryVault | None = None) -> None:
        self.time = VirtualTime()
        self.api = FakeApi()
        self.certificates = FakeCertificates()
        self.vault = vault or MemoryVault()
        self.servers: list[str] = []
        self.status = Status(clock=self.time, server="", changed=lambda: None)
        self.accounts = Accounts(
            vault=self.vault,
            apis=self._api,
            certificates=self.certificates,
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


async def test_missing_keyring_is_told_and_not_looked_for_for_ever() -> None:
    bench = Bench(MemoryVault(loads=[Unavailable()] * 20))
    restoring = asyncio.ensure_future(bench.accounts.restore())
    await bench.time.settle()
    assert not bench.status.snapshot(None, ENGLISH).persistent_session
    assert bench.status.link is Link.SIGNED_OUT

    await bench.time.advance(sum(LATE_PAUSES_S))

    assert await restoring is None


async def test_keyring_that_appears_after_the_start_of_the_program_is_found() -> None:
    session = make_session()
    missing = [Unavailable()] * 3
    bench = Bench(MemoryVault(loads=[*missing, NotReady(), Loaded(secret_of(session))]))
    restoring = asyncio.ensure_future(bench.accounts.restore())

    await bench.time.advance(60)

    assert await restoring == Found(session, is_kept=True)
    snapshot = bench.status.snapshot(None, ENGLISH)
    assert snapshot.persistent_session
    assert snapshot.notice is None


async def test_keyring_that_comes_late_is_waited_for() -> None:
    session = make_session()
    locked = [NotReady()] * 5
    bench = Bench(MemoryVault(loads=[*locked, Loaded(secret_of(session))]))
    restoring = asyncio.ensure_future(bench.accounts.restore())

    await bench.time.settle()
    assert bench.status.link is Link.WAITING_FOR_KEYRING
    await bench.time.advance(200)

    assert await restoring == Found(session, is_kept=True)


async def test_person_who_does_not_unlock_the_keyring_is_left_alone_for_a_while() -> None:
    session = make_session()
    declined = [NotReady(is_declined=True)] * 2
    bench = Bench(MemoryVault(loads=[*declined, Loaded(secret_of(session))]))
    restoring = asyncio.ensure_future(bench.accounts.restore())

    await bench.time.advance(2 * DECLINED_PAUSE_S - 1)
    assert not restoring.done()
    await bench.time.advance(1)

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


async def test_refused_certificate_is_looked_at_and_reported() -> None:
    bench = Bench()
    bench.api.failure = ConnectionLostError(ClientCode.CERTIFICATE_REFUSED)
    report = make_report(fault=CertificateFault.OTHER_HOST)
    bench.certificates.report = report

    await bench.accounts.sign_in(ASKED)

    assert bench.certificates.inspected == ["https://desk.example"]
    assert bench.status.sign_in.error == ClientCode.CERTIFICATE_FOR_OTHER_HOST
    assert bench.status.sign_in.certificate is report


async def test_next_attempt_forgets_the_report() -> None:
    bench = Bench()
    bench.status.set_sign_in(busy=False, error="x", certificate=make_report())
    bench.api.failure = ConnectionLostError(ClientCode.TIMED_OUT)

    await bench.accounts.sign_in(ASKED)

    assert bench.status.sign_in.certificate is None
    assert bench.certificates.inspected == []


async def test_server_that_wants_to_be_left_alone_says_for_how_long() -> None:
    bench = Bench()
    bench.api.failure = ServerRefusedError(ErrorCode.TOO_MANY_REQUESTS, retry_after_s=40)

    await bench.accounts.sign_in(ASKED)

    assert bench.status.sign_in.retry_after_s == 40

import asyncio
from collections.abc import Sequence

import pytest

from common.errors import ErrorCode
from desktop.core.connection import Backoff
from desktop.core.errors import (
    ClientCode,
    ConnectionLostError,
    ServerRefusedError,
    SignInRequiredError,
)
from desktop.core.ports import Kept, Loaded, NotReady, SaveOutcome, Unavailable
from desktop.core.session import credentials
from desktop.core.session.credentials import (
    DECLINED_PAUSE_S,
    FLUSH_TIMEOUT_S,
    Credentials,
    KeyringTools,
)
from desktop.core.session.session import secret_of
from desktop.core.status import Status
from desktop.core.view import Notice
from tests.fakes.fake_api import FakeApi
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.core.session.test_session import make_session
from tests.unit.desktop.wording import ENGLISH


class Bench:
    """Credentials of a session of 15 minutes, and everything around them."""

    def __init__(self, saves: Sequence[SaveOutcome] = (), *, is_kept: bool = True) -> None:
        self.time = VirtualTime()
        self.api = FakeApi()
        self.vault = MemoryVault(saves=saves)
        self.status = Status(clock=self.time, server="", changed=lambda: None)
        self.credentials = Credentials(
            make_session(),
            api=self.api,
            clock=self.time,
            tools=KeyringTools(
                vault=self.vault,
                status=self.status,
                sleep=self.time.sleep,
                backoff=Backoff(lambda: 0.5),
            ),
            is_kept=is_kept,
        )


async def test_token_that_is_good_for_a_while_is_used() -> None:
    bench = Bench()

    assert await bench.credentials.token() == "access-1"
    assert bench.api.asked == []


async def test_token_is_renewed_before_it_ends() -> None:
    bench = Bench()
    await bench.time.advance(800)

    session = await bench.credentials.fresh()

    assert bench.api.asked == [("refresh", "refresh-1")]
    assert session.renew_at > bench.time.now()


async def test_two_who_need_a_token_share_one_renewal() -> None:
    bench = Bench()
    await bench.time.advance(800)

    await asyncio.gather(bench.credentials.fresh(), bench.credentials.fresh())

    assert bench.api.count("refresh") == 1


async def test_token_that_the_server_did_not_take_is_renewed_at_once() -> None:
    bench = Bench()
    bench.credentials.doubt()

    await bench.credentials.fresh()
    await bench.credentials.fresh()

    assert bench.api.count("refresh") == 1


async def test_dead_network_signs_nobody_out() -> None:
    bench = Bench()
    bench.api.failure = ConnectionLostError(ClientCode.UNREACHABLE)
    await bench.time.advance(800)

    assert await bench.credentials.token() == "access-1"
    await bench.time.advance(200)
    with pytest.raises(ConnectionLostError):
        await bench.credentials.fresh()


async def test_refused_renewal_asks_for_a_sign_in() -> None:
    bench = Bench()
    bench.api.failure = ServerRefusedError(ErrorCode.TOKEN_REVOKED)
    await bench.time.advance(800)

    with pytest.raises(SignInRequiredError) as caught:
        await bench.credentials.fresh()

    assert caught.value.refusal == ErrorCode.TOKEN_REVOKED


async def test_server_that_is_ill_does_not_ask_for_a_sign_in() -> None:
    bench = Bench()
    bench.api.failure = ServerRefusedError(ErrorCode.UNAVAILABLE, may_retry=True)
    await bench.time.advance(1_000)

    with pytest.raises(ServerRefusedError):
        await bench.credentials.fresh()


async def test_new_session_is_kept_in_the_vault() -> None:
    bench = Bench(is_kept=False)
    keeping = asyncio.ensure_future(bench.credentials.keep())
    await bench.time.settle()

    loaded = await bench.vault.load()

    assert isinstance(loaded, Loaded)
    assert "refresh-1" in loaded.secret
    assert bench.status.snapshot(None, ENGLISH).persistent_session
    keeping.cancel()


async def test_renewed_session_replaces_the_kept_one() -> None:
    bench = Bench()
    keeping = asyncio.ensure_future(bench.credentials.keep())
    bench.credentials.doubt()
    await bench.credentials.fresh()
    await bench.time.settle()

    assert len(bench.vault.saved) == 1
    keeping.cancel()


async def test_keyring_that_is_not_ready_is_asked_until_it_is() -> None:
    bench = Bench([NotReady(), NotReady(), Kept()], is_kept=False)
    keeping = asyncio.ensure_future(bench.credentials.keep())

    await bench.time.advance(60)

    assert len(bench.vault.saved) == 3
    keeping.cancel()


async def test_person_who_does_not_unlock_the_keyring_is_not_asked_at_once_again() -> None:
    bench = Bench([NotReady(is_declined=True), Kept()], is_kept=False)
    keeping = asyncio.ensure_future(bench.credentials.keep())

    await bench.time.advance(DECLINED_PAUSE_S - 1)
    assert len(bench.vault.saved) == 1
    await bench.time.advance(1)

    assert len(bench.vault.saved) == 2
    keeping.cancel()


async def test_without_a_keyring_the_person_is_told_once() -> None:
    bench = Bench([Unavailable()], is_kept=False)
    keeping = asyncio.ensure_future(bench.credentials.keep())
    await bench.time.settle()

    snapshot = bench.status.snapshot(None, ENGLISH)

    assert not snapshot.persistent_session
    assert snapshot.notice is Notice.SESSION_IN_MEMORY_ONLY
    keeping.cancel()


async def test_unsaved_session_is_saved_at_the_end_of_the_program() -> None:
    bench = Bench(is_kept=False)

    await bench.credentials.flush()
    await bench.credentials.flush()

    assert len(bench.vault.saved) == 1


@pytest.mark.expected_logs("session not kept")
async def test_keyring_that_hangs_does_not_hold_the_end_of_the_program_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop.core.session.credentials.FLUSH_TIMEOUT_S", 0.01)
    bench = Bench(is_kept=False)
    bench.vault.hangs = True

    await bench.credentials.flush()

    assert FLUSH_TIMEOUT_S <= 5


async def test_session_that_has_begun_is_kept_before_it_is_used() -> None:
    bench = Bench(is_kept=False)
    keeping = asyncio.ensure_future(bench.credentials.keep())
    await bench.time.settle()

    session = await bench.credentials.fresh()

    assert await bench.vault.load() == Loaded(secret_of(session))
    keeping.cancel()


async def test_renewed_session_is_kept_before_it_is_used() -> None:
    bench = Bench()
    keeping = asyncio.ensure_future(bench.credentials.keep())
    await bench.time.advance(800)

    session = await bench.credentials.fresh()

    assert await bench.vault.load() == Loaded(secret_of(session))
    keeping.cancel()


async def test_keyring_that_hangs_does_not_keep_a_renewed_session_from_being_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(credentials, "KEPT_FIRST_S", 0.01)
    bench = Bench()
    bench.vault.hangs = True
    keeping = asyncio.ensure_future(bench.credentials.keep())
    await bench.time.advance(800)

    await bench.credentials.fresh()

    assert not bench.credentials.is_kept
    keeping.cancel()

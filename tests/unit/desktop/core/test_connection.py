from datetime import timedelta

import pytest

from common.errors import CloseReason, ErrorCode
from desktop.core.connection import (
    MAX_RETRY_AFTER_S,
    Backoff,
    Refusals,
    Retry,
    Stop,
    Verdict,
    classify,
    doubts_token,
    is_clock_jump,
    is_proven,
)
from desktop.core.errors import (
    ClientCode,
    ClientError,
    ConnectionLostError,
    ServerRefusedError,
    StoreError,
)
from tests.unit.desktop.builders import NOON


def test_waiting_times_double_to_a_cap() -> None:
    backoff = Backoff(lambda: 1.0, base_s=1.0, cap_s=60.0)

    assert [backoff.next_s() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_jitter_is_full() -> None:
    backoff = Backoff(lambda: 0.0)

    assert [backoff.next_s() for _ in range(3)] == [0, 0, 0]


def test_thousands_of_failures_do_not_overflow() -> None:
    backoff = Backoff(lambda: 0.5)

    assert max(backoff.next_s() for _ in range(5_000)) == 30.0


def test_backoff_starts_small_again_after_a_success() -> None:
    backoff = Backoff(lambda: 1.0)
    backoff.next_s()
    backoff.next_s()

    backoff.reset()

    assert backoff.next_s() == 1.0


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        pytest.param(ConnectionLostError(ClientCode.UNREACHABLE), Retry(), id="no-answer"),
        pytest.param(
            ConnectionLostError(ClientCode.DRAINING, retry_after_s=5),
            Retry(5, maintenance=True),
            id="server-goes-away",
        ),
        pytest.param(
            ServerRefusedError(ErrorCode.UNAVAILABLE, may_retry=True, retry_after_s=3),
            Retry(3, maintenance=True),
            id="maintenance",
        ),
        pytest.param(
            ServerRefusedError(ErrorCode.TOO_MANY_REQUESTS, may_retry=True, retry_after_s=7),
            Retry(7),
            id="too-many",
        ),
        pytest.param(
            ServerRefusedError(ErrorCode.UNAVAILABLE, may_retry=True, retry_after_s=86_400),
            Retry(MAX_RETRY_AFTER_S, maintenance=True),
            id="a-day",
        ),
        pytest.param(ServerRefusedError(ErrorCode.TOKEN_EXPIRED), Retry(), id="old-token"),
        pytest.param(ServerRefusedError("from_the_future"), Retry(), id="unknown-code"),
        pytest.param(
            ServerRefusedError(ErrorCode.TOKEN_REVOKED),
            Stop(ErrorCode.TOKEN_REVOKED),
            id="revoked",
        ),
        pytest.param(
            ServerRefusedError(ErrorCode.TOKEN_REVOKED, may_retry=True),
            Retry(),
            id="revoked-but-the-server-says-retry",
        ),
        pytest.param(
            ServerRefusedError(ErrorCode.PROTOCOL_UNSUPPORTED),
            Stop(ErrorCode.PROTOCOL_UNSUPPORTED),
            id="outdated",
        ),
        pytest.param(StoreError(), Retry(), id="full-disk"),
    ],
)
def test_failures_are_classified(failure: ClientError, verdict: Verdict) -> None:
    assert classify(failure) == verdict


@pytest.mark.parametrize("reason", list(CloseReason))
def test_close_reasons_say_themselves_whether_to_come_back(reason: CloseReason) -> None:
    verdict = classify(ServerRefusedError(reason))

    assert isinstance(verdict, Retry) is reason.retryable


def test_first_final_refusal_may_be_an_old_token_the_second_is_meant() -> None:
    refusals = Refusals()
    refused = ServerRefusedError(ErrorCode.TOKEN_INVALID)

    assert refusals.judge(refused) == Retry()
    assert refusals.judge(refused) == Stop(ErrorCode.TOKEN_INVALID)


def test_refusals_count_anew_once_the_server_let_the_agent_in() -> None:
    refusals = Refusals()
    refused = ServerRefusedError(ErrorCode.TOKEN_INVALID)
    refusals.judge(refused)

    refusals.accepted()

    assert refusals.judge(refused) == Retry()


def test_lost_connections_between_refusals_do_not_reset_the_count() -> None:
    refusals = Refusals()
    refused = ServerRefusedError(ErrorCode.TOKEN_INVALID)
    refusals.judge(refused)

    refusals.judge(ConnectionLostError(ClientCode.UNREACHABLE))

    assert refusals.judge(refused) == Stop(ErrorCode.TOKEN_INVALID)


def test_only_trouble_with_the_token_asks_for_a_new_one() -> None:
    assert doubts_token(ServerRefusedError(ErrorCode.TOKEN_EXPIRED))
    assert not doubts_token(ServerRefusedError(ErrorCode.INVALID_REQUEST))
    assert not doubts_token(ConnectionLostError(ClientCode.CLOSED))


def test_sign_of_life_is_proof_for_a_minute() -> None:
    assert is_proven(NOON, NOON + timedelta(seconds=60))
    assert not is_proven(NOON, NOON + timedelta(seconds=61))
    assert not is_proven(None, NOON)


def test_clocks_that_part_mean_that_the_machine_slept() -> None:
    assert is_clock_jump(wall_s=3600, monotonic_s=2)
    assert is_clock_jump(wall_s=-3600, monotonic_s=2)
    assert not is_clock_jump(wall_s=31, monotonic_s=2)

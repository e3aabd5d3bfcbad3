import asyncio

import pytest

from backend.domain.errors import InvalidCredentialsError, Limit, TooManyRequestsError
from backend.services.attempts import MAX_FAILURES, MAX_FAILURES_OF_ADDRESS, WINDOW, Attempts
from backend.services.counters import LocalCounters
from backend.services.errors import OverloadedError
from tests.fakes.clock import Clock

HOME, OFFICE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(LocalCounters(clock))


async def fail(attempts: Attempts, account: str = "ana", address: str = HOME) -> None:
    with pytest.raises(InvalidCredentialsError):
        async with attempts.guess(account, address):
            raise InvalidCredentialsError


async def refused_by(attempts: Attempts, account: str, address: str) -> Limit | None:
    try:
        async with attempts.guess(account, address):
            return None
    except TooManyRequestsError as exc:
        return exc.limit


async def test_failures_of_one_account_do_not_concern_another(attempts: Attempts) -> None:
    for _ in range(MAX_FAILURES):
        await fail(attempts)

    assert await refused_by(attempts, "ana", OFFICE) is Limit.LOGIN_ACCOUNT
    assert await refused_by(attempts, "ben", HOME) is None


async def test_failures_at_many_accounts_are_counted_by_where_they_come_from(
    attempts: Attempts,
) -> None:
    for number in range(MAX_FAILURES_OF_ADDRESS):
        await fail(attempts, f"person-{number}")

    assert await refused_by(attempts, "ana", HOME) is Limit.LOGIN_ADDRESS
    assert await refused_by(attempts, "ana", OFFICE) is None


async def test_one_site_of_ipv6_is_one_address(attempts: Attempts) -> None:
    for number in range(MAX_FAILURES_OF_ADDRESS):
        await fail(attempts, f"person-{number}", f"2001:db8:1:2::{number:x}")

    assert await refused_by(attempts, "ana", "2001:db8:1:2:ffff::1") is Limit.LOGIN_ADDRESS
    assert await refused_by(attempts, "ana", "2001:db8:1:3::1") is None


async def test_clients_without_an_address_do_not_lock_each_other_out(attempts: Attempts) -> None:
    for number in range(MAX_FAILURES_OF_ADDRESS):
        await fail(attempts, f"person-{number}", "")

    assert await refused_by(attempts, "ana", "") is None


async def test_account_that_is_named_like_an_address_is_another_thing(attempts: Attempts) -> None:
    for _ in range(MAX_FAILURES):
        await fail(attempts, HOME, OFFICE)

    assert await refused_by(attempts, "ana", HOME) is None


async def test_success_forgets_failures_of_the_account(attempts: Attempts) -> None:
    for _ in range(MAX_FAILURES - 1):
        await fail(attempts)
    assert await refused_by(attempts, "ana", HOME) is None

    for _ in range(MAX_FAILURES - 1):
        await fail(attempts)
    assert await refused_by(attempts, "ana", HOME) is None


async def test_guess_that_came_to_nothing_is_no_failure(attempts: Attempts) -> None:
    for _ in range(MAX_FAILURES):
        with pytest.raises(OverloadedError):
            async with attempts.guess("ana", HOME):
                raise OverloadedError

    assert await refused_by(attempts, "ana", HOME) is None


async def test_guesses_at_the_same_time_are_bounded_too(attempts: Attempts) -> None:
    looked_at = 0

    async def guess() -> None:
        nonlocal looked_at
        async with attempts.guess("ana", HOME):
            looked_at += 1
            await asyncio.sleep(0)
            raise InvalidCredentialsError

    await asyncio.gather(*(guess() for _ in range(MAX_FAILURES * 3)), return_exceptions=True)

    assert looked_at == MAX_FAILURES


async def test_next_window_counts_from_the_beginning(attempts: Attempts, clock: Clock) -> None:
    for _ in range(MAX_FAILURES):
        await fail(attempts)
    clock.advance(WINDOW)

    assert await refused_by(attempts, "ana", HOME) is None

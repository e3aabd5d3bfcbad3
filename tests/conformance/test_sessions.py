"""Sessions on any storage, two callers at once included."""

import asyncio
from datetime import timedelta

import pytest

from backend.domain.errors import InvalidCredentialsError, TokenRevokedError
from backend.services.changes import Change, RevokeSessionsOf
from backend.services.sessions import RETRY_WINDOW
from common.ids import DeviceId
from tests.fakes.desk import ANA, EVE, PASSWORD, Desk, actor


async def test_concurrent_refreshes_get_one_successor(desk: Desk) -> None:
    sessions = desk.services.sessions
    first = await sessions.login(ANA.email, PASSWORD, DeviceId("laptop"))

    answers = await asyncio.gather(*(sessions.refresh(first.refresh_token) for _ in range(8)))

    (successor,) = {answer.refresh_token for answer in answers}
    following = await sessions.refresh(successor)
    identity = await sessions.verify(following.access_token)
    assert identity.device_id == "laptop"


async def test_reuse_after_the_window_ends_the_session(desk: Desk) -> None:
    sessions = desk.services.sessions
    first = await sessions.login(ANA.email, PASSWORD, None)
    second = await sessions.refresh(first.refresh_token)
    await sessions.verify(second.access_token)
    desk.clock.advance(RETRY_WINDOW + timedelta(seconds=1))

    with pytest.raises(TokenRevokedError):
        await sessions.refresh(first.refresh_token)

    with pytest.raises(TokenRevokedError):
        await sessions.refresh(second.refresh_token)
    with pytest.raises(TokenRevokedError):
        await sessions.verify(second.access_token)


async def test_answer_that_was_lost_is_given_again_however_late(desk: Desk) -> None:
    sessions = desk.services.sessions
    first = await sessions.login(ANA.email, PASSWORD, None)
    lost = await sessions.refresh(first.refresh_token)
    desk.clock.advance(timedelta(days=3))

    again = await sessions.refresh(first.refresh_token)

    assert again.refresh_token == lost.refresh_token


class TestAClockThatWasSetBack:
    """A renewal that was answered an hour ahead says nothing about those after it."""

    async def test_answer_that_was_lost_is_given_again(self, desk: Desk) -> None:
        sessions = desk.services.sessions
        first = await sessions.login(ANA.email, PASSWORD, None)
        ahead = await sessions.refresh(first.refresh_token)
        await sessions.verify(ahead.access_token)
        desk.clock.advance(timedelta(hours=-1))
        lost = await sessions.refresh(ahead.refresh_token)
        desk.clock.advance(RETRY_WINDOW + timedelta(seconds=1))

        again = await sessions.refresh(ahead.refresh_token)

        assert again.refresh_token == lost.refresh_token

    async def test_reuse_ends_the_session(self, desk: Desk) -> None:
        sessions = desk.services.sessions
        first = await sessions.login(ANA.email, PASSWORD, None)
        ahead = await sessions.refresh(first.refresh_token)
        await sessions.verify(ahead.access_token)
        desk.clock.advance(timedelta(hours=-1))
        answered = await sessions.refresh(ahead.refresh_token)
        await sessions.verify(answered.access_token)
        desk.clock.advance(RETRY_WINDOW + timedelta(seconds=1))

        with pytest.raises(TokenRevokedError):
            await sessions.refresh(ahead.refresh_token)


async def test_all_sessions_of_one_person_end_together(desk: Desk) -> None:
    sessions = desk.services.sessions
    mine = [await sessions.login(ANA.email, PASSWORD, None) for _ in range(2)]
    other = await sessions.login("ben@example.com", PASSWORD, None)
    revocation = RevokeSessionsOf(ANA.id, at=desk.clock())

    await desk.gateway.commit(Change(writes=(revocation,)))

    for tokens in mine:
        with pytest.raises(TokenRevokedError):
            await sessions.verify(tokens.access_token)
    await sessions.verify(other.access_token)


async def test_logout_ends_one_session(desk: Desk) -> None:
    sessions = desk.services.sessions
    here, there = [await sessions.login(ANA.email, PASSWORD, None) for _ in range(2)]

    await sessions.logout(here.refresh_token)

    with pytest.raises(TokenRevokedError):
        await sessions.refresh(here.refresh_token)
    await sessions.refresh(there.refresh_token)


async def test_password_that_is_reset_while_it_is_checked_opens_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = desk.hasher.verify

    async def overtaken(digest: str | None, password: str) -> bool:
        is_right = await verify(digest, password)
        await desk.services.administration.reset_password(actor(EVE), ANA.id, "another one")
        return is_right

    monkeypatch.setattr(desk.hasher, "verify", overtaken)
    with pytest.raises(InvalidCredentialsError):
        await desk.services.sessions.login(ANA.email, PASSWORD, None)

    assert await desk.readers.sessions.live(ANA.id, desk.clock()) == []


async def test_devices_are_signed_out_one_by_one_and_together(desk: Desk) -> None:
    sessions, devices = desk.services.sessions, desk.services.devices
    opened = [await sessions.login(ANA.email, PASSWORD, None) for _ in range(3)]
    first, *_ = (await devices.of(actor(ANA), ANA.id, asking="")).items

    await devices.end(actor(ANA), ANA.id, first.id)
    assert len((await devices.of(actor(ANA), ANA.id, asking="")).items) == 2
    await devices.end_all(actor(EVE), ANA.id)

    for tokens in opened:
        with pytest.raises(TokenRevokedError):
            await sessions.refresh(tokens.refresh_token)

import asyncio
from datetime import timedelta

import pytest

from backend.domain.errors import (
    AccountDisabledError,
    InvalidCredentialsError,
    Limit,
    TokenExpiredError,
    TokenInvalidError,
    TokenRevokedError,
    TooManyRequestsError,
)
from backend.services.attempts import MAX_FAILURES, WINDOW
from backend.services.changes import Change, RevokeSessionsOf
from backend.services.errors import OverloadedError
from backend.services.sessions import (
    MAX_CHECK_AGE,
    MAX_REFRESHES,
    REFRESH_LIFETIME,
    REFRESH_WINDOW,
    RETRY_WINDOW,
    Sessions,
)
from backend.services.tokens import ACCESS_LIFETIME, TokenKeys
from common import rest
from common.ids import DeviceId
from common.vocabulary import Role
from tests.fakes.desk import ANA, EVE, KEYS, PASSWORD, Desk, actor, build_desk
from tests.fakes.tables import MemoryGateway, Tables

LAPTOP = DeviceId("laptop")


@pytest.fixture
def sessions(desk: Desk) -> Sessions:
    return desk.services.sessions


async def sign_in(sessions: Sessions) -> rest.Tokens:
    return await sessions.login(ANA.email, PASSWORD, LAPTOP)


async def disable(desk: Desk) -> None:
    await desk.services.administration.patch_user(
        actor(EVE), ANA.id, rest.UserPatch(disabled=True)
    )


class TestLogin:
    async def test_right_password_opens_a_session(self, sessions: Sessions, desk: Desk) -> None:
        tokens = await sessions.login("  ANA@example.com ", PASSWORD, LAPTOP)

        identity = await sessions.verify(tokens.access_token)
        assert (identity.user_id, identity.role) == (ANA.id, Role.EMPLOYEE)
        assert identity.device_id == LAPTOP
        assert identity.expires_at == desk.clock() + ACCESS_LIFETIME
        assert tokens.user.name == "Ana"
        assert tokens.expires_in == 900

    @pytest.mark.parametrize("email", [ANA.email, "nobody@example.com"])
    async def test_wrong_password_and_unknown_address_look_and_cost_alike(
        self, sessions: Sessions, desk: Desk, email: str
    ) -> None:
        with pytest.raises(InvalidCredentialsError):
            await sessions.login(email, "wrong", None)

        assert desk.hasher.verified == 1

    async def test_disabled_person_is_told_so_only_with_the_right_password(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        await disable(desk)

        with pytest.raises(AccountDisabledError):
            await sign_in(sessions)
        with pytest.raises(InvalidCredentialsError):
            await sessions.login(ANA.email, "wrong", None)

    async def test_too_many_failures_are_refused_for_a_while(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        for _ in range(MAX_FAILURES):
            with pytest.raises(InvalidCredentialsError):
                await sessions.login(ANA.email, "wrong", None)

        with pytest.raises(TooManyRequestsError) as refused:
            await sign_in(sessions)

        assert refused.value.retry_after_s == WINDOW.total_seconds()
        assert desk.hasher.verified == MAX_FAILURES
        desk.clock.advance(WINDOW)
        await sign_in(sessions)

    async def test_guesses_at_the_same_time_are_bounded_too(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        guesses = [sessions.login(ANA.email, "wrong", None) for _ in range(MAX_FAILURES * 3)]

        await asyncio.gather(*guesses, return_exceptions=True)

        assert desk.hasher.verified == MAX_FAILURES

    async def test_many_devices_of_one_person_may_sign_in_at_the_same_time(
        self, sessions: Sessions
    ) -> None:
        opened = await asyncio.gather(*(sign_in(sessions) for _ in range(MAX_FAILURES * 3)))

        assert len({tokens.refresh_token for tokens in opened}) == MAX_FAILURES * 3

    async def test_password_that_is_reset_while_it_is_checked_opens_nothing(
        self, sessions: Sessions, desk: Desk, tables: Tables, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        verify = desk.hasher.verify

        async def overtaken(digest: str | None, password: str) -> bool:
            is_right = await verify(digest, password)
            await desk.services.administration.reset_password(actor(EVE), ANA.id, "another one")
            return is_right

        monkeypatch.setattr(desk.hasher, "verify", overtaken)
        with pytest.raises(InvalidCredentialsError):
            await sign_in(sessions)

        assert [session.revoked_at for session in tables.sessions.values()] == [desk.clock()]

    async def test_person_who_is_disabled_while_the_password_is_checked_gets_in_nowhere(
        self, sessions: Sessions, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        verify = desk.hasher.verify

        async def overtaken(digest: str | None, password: str) -> bool:
            is_right = await verify(digest, password)
            await disable(desk)
            return is_right

        monkeypatch.setattr(desk.hasher, "verify", overtaken)
        with pytest.raises(AccountDisabledError):
            await sign_in(sessions)

    async def test_try_that_was_not_looked_at_is_no_failure(
        self, sessions: Sessions, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def overloaded(_digest: str | None, _password: str) -> bool:
            raise OverloadedError

        with monkeypatch.context() as patched:
            patched.setattr(desk.hasher, "verify", overloaded)
            for _ in range(MAX_FAILURES):
                with pytest.raises(OverloadedError):
                    await sign_in(sessions)

        await sign_in(sessions)

    async def test_rfc9700_4_14_only_digests_of_tokens_are_stored(
        self, sessions: Sessions, tables: Tables
    ) -> None:
        tokens = await sign_in(sessions)

        assert tokens.refresh_token not in repr(tables)


class TestRefresh:
    async def test_rfc9700_4_14_2_each_use_gives_the_next_token(self, sessions: Sessions) -> None:
        first = await sign_in(sessions)

        second = await sessions.refresh(first.refresh_token)
        third = await sessions.refresh(second.refresh_token)

        assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
        identity = await sessions.verify(third.access_token)
        assert identity.device_id == LAPTOP

    async def test_rfc9700_4_14_2_lost_answer_is_given_again_within_the_window(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        first = await sign_in(sessions)
        lost = await sessions.refresh(first.refresh_token)
        desk.clock.advance(RETRY_WINDOW)

        again = await sessions.refresh(first.refresh_token)

        assert again.refresh_token == lost.refresh_token
        await sessions.refresh(again.refresh_token)

    async def test_lost_answer_is_given_again_however_late(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        first = await sign_in(sessions)
        lost = await sessions.refresh(first.refresh_token)
        desk.clock.advance(timedelta(days=3))

        again = await sessions.refresh(first.refresh_token)
        identity = await sessions.verify(again.access_token)

        assert again.refresh_token == lost.refresh_token
        assert identity.device_id == LAPTOP

    async def test_lost_answer_that_was_given_again_and_used_is_lost_no_more(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        first = await sign_in(sessions)
        await sessions.refresh(first.refresh_token)
        desk.clock.advance(timedelta(days=3))
        again = await sessions.refresh(first.refresh_token)
        await sessions.verify(again.access_token)

        with pytest.raises(TokenRevokedError):
            await sessions.refresh(first.refresh_token)

    async def test_use_of_a_renewal_is_noted_once(self, sessions: Sessions, desk: Desk) -> None:
        first = await sign_in(sessions)
        await sessions.verify(first.access_token)
        assert isinstance(desk.gateway, MemoryGateway)
        before = len(desk.gateway.commits)
        renewed = await sessions.refresh(first.refresh_token)

        for _ in range(3):
            await sessions.verify(renewed.access_token)

        assert len(desk.gateway.commits) == before + 2

    async def test_rfc9700_4_14_2_reuse_after_the_window_ends_the_session(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        first = await sign_in(sessions)
        stolen = await sessions.refresh(first.refresh_token)
        await sessions.verify(stolen.access_token)
        desk.clock.advance(RETRY_WINDOW + timedelta(seconds=1))

        with pytest.raises(TokenRevokedError):
            await sessions.refresh(first.refresh_token)

        with pytest.raises(TokenRevokedError):
            await sessions.refresh(stolen.refresh_token)
        with pytest.raises(TokenRevokedError):
            await sessions.verify(stolen.access_token)

    async def test_rfc9700_4_14_2_reuse_once_the_successor_was_used_ends_the_session(
        self, sessions: Sessions
    ) -> None:
        first = await sign_in(sessions)
        second = await sessions.refresh(first.refresh_token)
        third = await sessions.refresh(second.refresh_token)

        with pytest.raises(TokenRevokedError):
            await sessions.refresh(first.refresh_token)

        with pytest.raises(TokenRevokedError):
            await sessions.refresh(third.refresh_token)

    async def test_other_sessions_of_the_person_go_on(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        first, other = await sign_in(sessions), await sign_in(sessions)
        renewed = await sessions.refresh(first.refresh_token)
        await sessions.verify(renewed.access_token)
        desk.clock.advance(RETRY_WINDOW * 2)

        with pytest.raises(TokenRevokedError):
            await sessions.refresh(first.refresh_token)

        await sessions.refresh(other.refresh_token)

    async def test_rfc9700_4_14_2_unused_for_too_long(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        tokens = await sign_in(sessions)
        desk.clock.advance(REFRESH_LIFETIME)

        with pytest.raises(TokenExpiredError):
            await sessions.refresh(tokens.refresh_token)

    async def test_rfc8725_3_12_access_token_is_no_refresh_token(self, sessions: Sessions) -> None:
        tokens = await sign_in(sessions)

        for token in ("", "made up", tokens.access_token):
            with pytest.raises(TokenInvalidError):
                await sessions.refresh(token)

    async def test_disabled_person(self, sessions: Sessions, desk: Desk) -> None:
        tokens = await sign_in(sessions)
        await disable(desk)

        with pytest.raises(AccountDisabledError):
            await sessions.refresh(tokens.refresh_token)

    async def test_lost_answer_survives_a_rotation_of_the_secret(self, desk: Desk) -> None:
        first = await sign_in(desk.services.sessions)
        lost = await desk.services.sessions.refresh(first.refresh_token)
        rotated = TokenKeys(b"n" * 32, previous=KEYS.current)
        restarted = build_desk(desk.gateway, desk.readers, rotated).services.sessions

        again = await restarted.refresh(first.refresh_token)

        assert again.refresh_token == lost.refresh_token

    async def test_client_in_a_loop_is_slowed_down_alone(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        looping, other = await sign_in(sessions), await sign_in(sessions)
        for _ in range(MAX_REFRESHES):
            looping = await sessions.refresh(looping.refresh_token)

        with pytest.raises(TooManyRequestsError) as refused:
            await sessions.refresh(looping.refresh_token)

        assert refused.value.limit is Limit.REFRESHES
        await sessions.refresh(other.refresh_token)
        await sign_in(sessions)
        desk.clock.advance(REFRESH_WINDOW)
        await sessions.refresh(looping.refresh_token)


class TestLogout:
    async def test_ends_the_session_at_once(self, sessions: Sessions) -> None:
        tokens = await sign_in(sessions)
        await sessions.verify(tokens.access_token)

        await sessions.logout(tokens.refresh_token)

        with pytest.raises(TokenRevokedError):
            await sessions.verify(tokens.access_token)
        with pytest.raises(TokenRevokedError):
            await sessions.refresh(tokens.refresh_token)

    async def test_unknown_token_is_signed_out_already(self, sessions: Sessions) -> None:
        await sessions.logout("made up")


class TestVerify:
    async def test_expired(self, sessions: Sessions, desk: Desk) -> None:
        tokens = await sign_in(sessions)
        await sessions.verify(tokens.access_token)
        desk.clock.advance(ACCESS_LIFETIME)

        with pytest.raises(TokenExpiredError):
            await sessions.verify(tokens.access_token)

    async def test_disabling_takes_effect_within_a_second(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        tokens = await sign_in(sessions)
        identity = await sessions.verify(tokens.access_token)
        await disable(desk)
        desk.clock.advance(MAX_CHECK_AGE)

        with pytest.raises(AccountDisabledError):
            await sessions.verify(tokens.access_token)
        with pytest.raises(AccountDisabledError):
            await sessions.require_live(identity)

    async def test_revocation_from_elsewhere_takes_effect_within_a_second(
        self, sessions: Sessions, desk: Desk
    ) -> None:
        tokens = await sign_in(sessions)
        identity = await sessions.verify(tokens.access_token)
        revocation = RevokeSessionsOf(ANA.id, at=desk.clock())
        await desk.gateway.commit(Change(writes=(revocation,)))
        desk.clock.advance(MAX_CHECK_AGE)

        with pytest.raises(TokenRevokedError):
            await sessions.verify(tokens.access_token)
        with pytest.raises(TokenRevokedError):
            await sessions.require_live(identity)

    async def test_database_is_asked_once_a_second(self, sessions: Sessions, desk: Desk) -> None:
        tokens = await sign_in(sessions)
        await sessions.verify(tokens.access_token)
        await disable(desk)
        desk.clock.advance(MAX_CHECK_AGE - timedelta(milliseconds=1))

        await sessions.verify(tokens.access_token)

        desk.clock.advance(-MAX_CHECK_AGE)  # A clock that was set back proves nothing.
        with pytest.raises(AccountDisabledError):
            await sessions.verify(tokens.access_token)

    async def test_role_is_the_present_one(self, sessions: Sessions, desk: Desk) -> None:
        tokens = await sign_in(sessions)
        await sessions.verify(tokens.access_token)
        patch = rest.UserPatch(role=Role.TEAM_LEAD)
        await desk.services.administration.patch_user(actor(EVE), ANA.id, patch)
        desk.clock.advance(MAX_CHECK_AGE)

        assert (await sessions.verify(tokens.access_token)).role is Role.TEAM_LEAD

    async def test_previous_secret_is_accepted(self, desk: Desk) -> None:
        tokens = await sign_in(desk.services.sessions)
        rotated = TokenKeys(b"n" * 32, previous=KEYS.current)

        restarted = build_desk(desk.gateway, desk.readers, rotated).services.sessions

        assert (await restarted.verify(tokens.access_token)).user_id == ANA.id

    async def test_secret_that_is_gone_is_not(self, desk: Desk) -> None:
        tokens = await sign_in(desk.services.sessions)

        restarted = build_desk(desk.gateway, desk.readers, TokenKeys(b"n" * 32))

        with pytest.raises(TokenInvalidError):
            await restarted.services.sessions.verify(tokens.access_token)


async def test_many_devices_do_not_grow_the_memory_of_checks(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.services.sessions._MAX_CHECKED", 3)
    tokens = await asyncio.gather(*(sign_in(sessions) for _ in range(6)))

    for one in tokens:
        await sessions.verify(one.access_token)

    assert len(sessions._checked) == 3

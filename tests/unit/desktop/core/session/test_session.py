from datetime import timedelta

import pytest

from common.errors import ErrorCode
from common.ids import UserId
from common.rest import Tokens, User
from common.vocabulary import Role
from desktop.core.errors import ClientCode, ClientError, ConnectionLostError, ServerRefusedError
from desktop.core.ports import Loaded, Missing, NotReady, Unavailable
from desktop.core.session.session import (
    AskAgain,
    Session,
    SignedIn,
    SignedOut,
    after_load,
    begun,
    ends_session,
    is_due,
    seconds_until_due,
    secret_of,
)
from tests.unit.desktop.builders import NOON

SERVER = "https://desk.example"


def make_session(expires_in: int = 900) -> Session:
    user = User(id=UserId("ana"), name="Ana", email="ana@example.org", role=Role.EMPLOYEE)
    tokens = Tokens(
        access_token="access-1", refresh_token="refresh-1", expires_in=expires_in, user=user
    )
    return begun(SERVER, tokens, NOON)


def test_session_comes_back_from_the_vault_as_it_was() -> None:
    session = make_session()

    assert after_load(Loaded(secret_of(session))) == SignedIn(session)


def test_keyring_that_is_not_ready_is_asked_again_and_signs_nobody_out() -> None:
    assert after_load(NotReady()) == AskAgain()


def test_empty_keyring_means_that_nobody_is_signed_in() -> None:
    assert after_load(Missing()) == SignedOut(persistent=True)


def test_without_a_keyring_a_session_would_not_persist() -> None:
    assert after_load(Unavailable()) == SignedOut(persistent=False)


@pytest.mark.parametrize("secret", ["", "{}", "not json", '{"server": 1}'])
def test_secret_that_is_none_of_ours_means_that_nobody_is_signed_in(secret: str) -> None:
    assert after_load(Loaded(secret)) == SignedOut()


def test_token_is_renewed_two_minutes_before_its_end() -> None:
    session = make_session(expires_in=900)

    assert not is_due(session, NOON + timedelta(seconds=779))
    assert is_due(session, NOON + timedelta(seconds=780))
    assert seconds_until_due(session, NOON) == 780
    assert seconds_until_due(session, NOON + timedelta(hours=1)) == 0


def test_token_of_a_short_life_is_renewed_at_two_thirds_of_it() -> None:
    assert seconds_until_due(make_session(expires_in=30), NOON) == 20


@pytest.mark.parametrize(
    ("failure", "ends"),
    [
        pytest.param(ServerRefusedError(ErrorCode.TOKEN_REVOKED), True, id="revoked"),
        pytest.param(ServerRefusedError(ErrorCode.TOKEN_EXPIRED), True, id="expired"),
        pytest.param(ServerRefusedError(ErrorCode.ACCOUNT_DISABLED), True, id="disabled"),
        pytest.param(ServerRefusedError(ErrorCode.INTERNAL), False, id="server-is-ill"),
        pytest.param(
            ServerRefusedError(ErrorCode.TOKEN_INVALID, may_retry=True), False, id="retry"
        ),
        pytest.param(ConnectionLostError(ClientCode.UNREACHABLE), False, id="no-network"),
        pytest.param(ConnectionLostError(ClientCode.CERTIFICATE_REFUSED), False, id="bad-tls"),
    ],
)
def test_only_the_servers_explicit_refusal_ends_a_session(
    failure: ClientError, ends: bool
) -> None:
    assert ends_session(failure) is ends


def test_tokens_are_not_in_any_representation() -> None:
    session = make_session()
    shown = repr([session, SignedIn(session), Loaded(secret_of(session))])

    assert "access-1" not in shown
    assert "refresh-1" not in shown


def test_session_says_who_and_where() -> None:
    session = make_session()

    assert session.owner == "ana@https://desk.example"
    assert (session.account.name, session.account.server) == ("Ana", SERVER)

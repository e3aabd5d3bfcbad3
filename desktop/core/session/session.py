"""Who is signed in: keeping, renewing and ending a session, decided without any I/O.

Rules:
    * "The keyring is not ready" is never "signed out": wait, ask again, delete nothing.
    * Only the server's explicit refusal ends a session; a dead network never does.
    * Tokens are renewed before they end.

Source:
    ADR-0008. Agents that take a keyring that is not ready for "signed out" ask at every reboot.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, TypeAlias, assert_never

import msgspec
from msgspec import Meta
from typing_extensions import override

from common.envelope import decode, encode
from common.errors import ContractError, ErrorCode
from common.ids import ID_PATTERN, UserId
from common.rest import Tokens
from desktop.core.errors import ClientError, ServerRefusedError
from desktop.core.ports import Loaded, LoadOutcome, Missing, NotReady, Unavailable
from desktop.core.view import Account

RENEW_BEFORE_S = 120.0
"""How long before its end a token is renewed, at most; short-lived ones go at two thirds."""

_ENDING = frozenset(
    {
        ErrorCode.ACCOUNT_DISABLED,
        ErrorCode.AUTHENTICATION_REQUIRED,
        ErrorCode.INVALID_CREDENTIALS,
        ErrorCode.TOKEN_EXPIRED,
        ErrorCode.TOKEN_INVALID,
        ErrorCode.TOKEN_REVOKED,
    }
)
"""What an answer to ``refresh`` may say that ends the session."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the keyring keeps it.

    Attributes:
        expires_at: End of the access token, aware UTC, by this machine's clock.
        renew_at: When to get a new one, before that.
    """

    server: str
    user_id: Annotated[UserId, Meta(pattern=ID_PATTERN)]
    name: str
    email: str
    access_token: str
    refresh_token: str
    expires_at: Annotated[datetime, Meta(tz=True)]
    renew_at: Annotated[datetime, Meta(tz=True)]

    @override
    def __repr__(self) -> str:
        """Return who and where; never a token."""
        return f"Session(server={self.server!r}, user_id={self.user_id!r})"

    @property
    def account(self) -> Account:
        """Who is signed in, as it is shown."""
        return Account(name=self.name, email=self.email, server=self.server)

    @property
    def owner(self) -> str:
        """Names whose data the store holds: one person at one server."""
        return f"{self.user_id}@{self.server}"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Go on with this session."""

    session: Session = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The keyring is not ready: wait and ask it again.

    Attributes:
        is_declined: The person did not unlock it, and is to be left alone for a while.
    """

    is_declined: bool = False


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nobody is signed in.

    Attributes:
        persistent: Whether a session that begins now would survive a restart.
    """

    persistent: bool = True


AfterLoad: TypeAlias = SignedIn | AskAgain | SignedOut


def after_load(outcome: LoadOutcome) -> AfterLoad:
    """Return what the keyring's answer means at the start of the program."""
    match outcome:
        case Loaded():
            session = _read(outcome.secret)
            return SignedOut() if session is None else SignedIn(session)
        case NotReady(is_declined=is_declined):
            return AskAgain(is_declined=is_declined)
        case Missing():
            return SignedOut()
        case Unavailable():
            return SignedOut(persistent=False)
        case _:
            assert_never(outcome)


def begun(server: str, tokens: Tokens, now: datetime) -> Session:
    """Return the session that ``tokens``, received at ``now``, open."""
    lead_s = min(RENEW_BEFORE_S, tokens.expires_in / 3)
    expires_at = now + timedelta(seconds=tokens.expires_in)
    return Session(
        server=server,
        user_id=tokens.user.id,
        name=tokens.user.name,
        email=tokens.user.email,
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_at=expires_at,
        renew_at=expires_at - timedelta(seconds=lead_s),
    )


def is_due(session: Session, now: datetime) -> bool:
    """Return whether the access token should be renewed before it is used again."""
    return now >= session.renew_at


def seconds_until_due(session: Session, now: datetime) -> float:
    """Return how long the access token may be used, in seconds, 0 when it is due."""
    return max(0.0, (session.renew_at - now).total_seconds())


def ends_session(failure: ClientError) -> bool:
    """Return whether a failed renewal means that the person has to sign in again."""
    if not isinstance(failure, ServerRefusedError):
        return False
    return failure.refusal in _ENDING and not failure.may_retry


def secret_of(session: Session) -> str:
    """Return ``session`` as the text that the vault keeps."""
    return encode(session).decode()


def _read(secret: str) -> Session | None:
    """Return the session in ``secret``; None when another program or version wrote it."""
    try:
        return decode(secret, Session)
    except ContractError:
        return None

"""Access and refresh tokens: made here, recognised here.

Access tokens are JWTs of one fixed algorithm. The library makes them; they are checked here, in a
fifth of the time that the library takes for it (ADR-0037). A refresh token's successor is computed
from it: whoever asks twice within the retry window is given the same one, though only digests are
stored.

Source:
    ADR-0008, ADR-0037, RFC 8725 (JWT best practice), RFC 9700 (refresh tokens).
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

import jwt
import msgspec

from backend.domain.errors import TokenExpiredError, TokenInvalidError
from common.ids import DeviceId, UserId
from common.session import MAX_TOKEN_CHARS

ACCESS_LIFETIME = timedelta(minutes=15)
MAX_CHECKED = 10_000
"""Tokens that are remembered as checked; the oldest makes room."""

_ALGORITHM = "HS256"
_ISSUER = "bomizzel"
_AUDIENCE = "bomizzel-api"
_TYPE = "at+jwt"
_CLOCK_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """Secrets that tokens are signed with; at least 32 bytes each.

    Attributes:
        previous: Still accepted, so that a rotation signs nobody out.
    """

    current: bytes = field(repr=False)
    previous: bytes | None = field(default=None, repr=False)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the secrets that are accepted, the current one first."""
        yield self.current
        if self.previous is not None:
            yield self.previous


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says.

    Attributes:
        token_id: Names this token.
        session_id: The sign-in that it comes from.
        is_renewal: It came with a refresh token that replaced another one.
    """

    user_id: UserId
    session_id: str
    device_id: DeviceId | None
    token_id: str
    issued_at: datetime
    expires_at: datetime
    is_renewal: bool = False


class _Header(msgspec.Struct, frozen=True):
    """The only header that is read; it chooses neither the algorithm nor the key."""

    alg: Literal["HS256"]
    typ: Literal["at+jwt"]
    crit: None = None


class _Payload(msgspec.Struct, frozen=True):
    """The claims as they travel; times are seconds since 1970."""

    iss: Literal["bomizzel"]
    aud: Literal["bomizzel-api"]
    sub: str
    sid: str
    jti: str
    iat: int
    exp: int
    dev: str | None = None
    ren: bool = False


def sign_access(claims: AccessClaims, keys: TokenKeys) -> str:
    """Return ``claims`` as a signed token."""
    payload: dict[str, object] = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": claims.user_id,
        "sid": claims.session_id,
        "jti": claims.token_id,
        "iat": int(claims.issued_at.timestamp()),
        "exp": int(claims.expires_at.timestamp()),
    }
    if claims.device_id is not None:
        payload["dev"] = claims.device_id
    if claims.is_renewal:
        payload["ren"] = True
    return jwt.encode(payload, keys.current, algorithm=_ALGORITHM, headers={"typ": _TYPE})


def read_access(token: str, keys: TokenKeys, *, now: datetime) -> AccessClaims:
    """Return what a token says, once it is certain that it was made here and for this.

    Raises:
        TokenInvalidError: Anything but a token of ours for this interface.
        TokenExpiredError: It was one, and its time is over.
    """
    if len(token) > MAX_TOKEN_CHARS or not token.isascii():
        raise TokenInvalidError
    signed, _, signature = token.rpartition(".")
    # Before anything in it is read: what a stranger made up reaches no parser.
    if not any(hmac.compare_digest(_signature_of(signed, key), signature) for key in keys):
        raise TokenInvalidError
    claims = _claims(signed)
    _check_times(claims, now)
    return claims


class AccessTokens:
    """Reads access tokens, and remembers those whose signature was checked.

    A client comes with the same token for a quarter of an hour, and checking a signature takes
    longer than everything else that a request does before its command. Digests are remembered,
    not tokens.
    """

    def __init__(self, keys: TokenKeys) -> None:
        self._keys = keys
        self._checked: dict[bytes, AccessClaims] = {}

    def read(self, token: str, *, now: datetime) -> AccessClaims:
        """Do the same as ``read_access``."""
        # What cannot be encoded is no token of ours, and its escape looks like none either.
        digest = hashlib.sha256(token.encode(errors="backslashreplace")).digest()
        claims = self._checked.get(digest)
        if claims is not None:
            _check_times(claims, now)
            return claims
        claims = read_access(token, self._keys, now=now)
        if len(self._checked) >= MAX_CHECKED:
            del self._checked[next(iter(self._checked))]
        self._checked[digest] = claims
        return claims


def _signature_of(signed: str, key: bytes) -> str:
    return _text(hmac.digest(key, signed.encode(), "sha256"))


def _claims(signed: str) -> AccessClaims:
    """Return what header and payload of a token say, whose signature was checked."""
    try:
        header, payload = (_PARTS.decode(_bytes(part).decode()) for part in signed.split("."))
        msgspec.convert(header, _Header)
        claims = msgspec.convert(payload, _Payload)
        return AccessClaims(
            user_id=UserId(claims.sub),
            session_id=claims.sid,
            device_id=None if claims.dev is None else DeviceId(claims.dev),
            token_id=claims.jti,
            issued_at=datetime.fromtimestamp(claims.iat, UTC),
            expires_at=datetime.fromtimestamp(claims.exp, UTC),
            is_renewal=claims.ren,
        )
    except (ValueError, RecursionError, msgspec.ValidationError, OverflowError, OSError) as exc:
        # The last two: a time that the clock of this system does not know.
        raise TokenInvalidError from exc


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse what names something twice: two readers could take it for two tokens.

    Source:
        RFC 7519, section 4.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a name stands twice"
        raise ValueError(message)
    return found


_PARTS = json.JSONDecoder(object_pairs_hook=_once)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _check_times(claims: AccessClaims, now: datetime) -> None:
    from_the_future = claims.issued_at - _CLOCK_SKEW > now
    too_long = claims.expires_at - claims.issued_at > ACCESS_LIFETIME
    if from_the_future or too_long:
        raise TokenInvalidError
    if now >= claims.expires_at:
        raise TokenExpiredError


def digest_of(refresh_token: str) -> bytes:
    """Return what is stored of a refresh token."""
    return hashlib.sha256(refresh_token.encode()).digest()


def successor_of(refresh_token: str, key: bytes) -> str:
    """Return the refresh token that replaces this one."""
    code = hmac.digest(key, b"refresh successor\0" + refresh_token.encode(), "sha256")
    return _text(code)

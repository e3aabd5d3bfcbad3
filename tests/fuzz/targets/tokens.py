"""Access tokens, which anybody may make up; and those that only we could have signed."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime

from backend.domain.errors import TokenExpiredError, TokenInvalidError
from backend.services.tokens import TokenKeys, read_access, sign_access
from tests.fuzz.target import Target

_NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_KEYS = TokenKeys(b"k" * 32, b"p" * 32)
_HEADER = b'{"alg":"HS256","typ":"at+jwt"}'
_PAYLOAD = (
    b'{"iss":"bomizzel","aud":"bomizzel-api","sub":"ana","sid":"s","jti":"t","dev":"d",'
    b'"iat":1767603600,"exp":1767604500}'
)


def _part(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _signed(header: bytes, payload: bytes) -> bytes:
    content = _part(header) + b"." + _part(payload)
    return content + b"." + _part(hmac.digest(_KEYS.current, content, hashlib.sha256))


def read_token(data: bytes) -> None:
    """Read what stands behind ``Bearer``."""
    with suppress(TokenInvalidError, TokenExpiredError):
        claims = read_access(data.decode("latin-1"), _KEYS, now=_NOW)
        assert read_access(sign_access(claims, _KEYS), _KEYS, now=_NOW) == claims


def read_signed_token(data: bytes) -> None:
    """Read a token whose header and payload, one a line, were signed with our own key."""
    header, _, payload = data.partition(b"\n")
    read_token(_signed(header, payload))


TARGETS = (
    Target(
        "token",
        read_token,
        (
            _signed(_HEADER, _PAYLOAD),
            _signed(b'{"alg":"none","typ":"at+jwt"}', _PAYLOAD),
            _part(_HEADER) + b"." + _part(_PAYLOAD) + b".",
        ),
    ),
    Target(
        "token-signed",
        read_signed_token,
        (
            _HEADER + b"\n" + _PAYLOAD,
            b'{"alg":"HS256","typ":"at+jwt","kid":"k","jku":"http://x","crit":["b64"],'
            b'"b64":false}\n' + _PAYLOAD,
            b'{"alg":"HS256","alg":"none","typ":"at+jwt"}\n{"sub":"ana","sub":"ben"}',
        ),
    ),
)

from datetime import timedelta
from typing import Any

import jwt
import pytest

from backend.domain.errors import TokenExpiredError, TokenInvalidError
from backend.services.tokens import (
    ACCESS_LIFETIME,
    AccessClaims,
    TokenKeys,
    digest_of,
    read_access,
    sign_access,
    successor_of,
)
from common.ids import DeviceId
from tests.fakes.clock import NOON
from tests.fakes.desk import ANA, KEYS

CLAIMS = AccessClaims(
    ANA.id, "session-1", DeviceId("laptop"), "token-1", NOON, NOON + ACCESS_LIFETIME
)
GOOD: dict[str, Any] = {
    "iss": "bomizzel",
    "aud": "bomizzel-api",
    "sub": "ana",
    "sid": "session-1",
    "jti": "token-1",
    "iat": int(NOON.timestamp()),
    "exp": int((NOON + ACCESS_LIFETIME).timestamp()),
}


def forged(
    claims: dict[str, Any] | None = None,
    *,
    key: bytes = KEYS.current,
    algorithm: str = "HS256",
    typ: str | None = "at+jwt",
    **headers: Any,
) -> str:
    payload = GOOD if claims is None else claims
    return jwt.encode(payload, key, algorithm=algorithm, headers={"typ": typ, **headers})


def test_what_was_signed_is_read() -> None:
    assert read_access(sign_access(CLAIMS, KEYS), KEYS, now=NOON) == CLAIMS
    assert read_access(forged(), KEYS, now=NOON).device_id is None


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("a.b.c", id="no-token"),
        pytest.param("x" * 5000, id="too-long"),
        pytest.param(jwt.encode(GOOD, "", algorithm="none"), id="algorithm-none"),
        pytest.param(forged(algorithm="HS512", key=b"k" * 64), id="other-algorithm"),
        pytest.param(forged(key=b"x" * 32), id="other-secret"),
        pytest.param(forged(typ="JWT"), id="other-type"),
        pytest.param(forged(typ=None), id="no-type"),
        pytest.param(forged(GOOD | {"aud": "elsewhere"}), id="other-audience"),
        pytest.param(forged(GOOD | {"iss": "somebody"}), id="other-issuer"),
        pytest.param(forged(GOOD | {"iat": GOOD["iat"] + 31}), id="from-the-future"),
        pytest.param(forged(GOOD | {"exp": GOOD["exp"] + 1}), id="lives-too-long"),
        pytest.param(forged(GOOD | {"exp": "soon"}), id="time-that-is-none"),
        pytest.param(forged(GOOD | {"iat": 10**30, "exp": 10**30}), id="time-beyond-all"),
        pytest.param(forged(crit=["exp"]), id="unknown-critical-header"),
        *(
            pytest.param(
                forged({key: value for key, value in GOOD.items() if key != name}),
                id=f"without-{name}",
            )
            for name in GOOD
        ),
    ],
)
def test_anything_else_is_invalid(token: str) -> None:
    with pytest.raises(TokenInvalidError):
        read_access(token, KEYS, now=NOON)


def test_token_ends_at_its_time() -> None:
    token = sign_access(CLAIMS, KEYS)

    read_access(token, KEYS, now=NOON + ACCESS_LIFETIME - timedelta(seconds=1))
    with pytest.raises(TokenExpiredError):
        read_access(token, KEYS, now=NOON + ACCESS_LIFETIME)


def test_clocks_may_differ_a_little() -> None:
    token = sign_access(CLAIMS, KEYS)

    assert read_access(token, KEYS, now=NOON - timedelta(seconds=29)) == CLAIMS


def test_successor_depends_on_token_and_secret() -> None:
    successors = {
        successor_of("one", b"k" * 32),
        successor_of("two", b"k" * 32),
        successor_of("one", b"n" * 32),
    }

    assert len(successors) == 3
    assert successor_of("one", b"k" * 32) in successors
    assert len(digest_of("one")) == 32


def test_secrets_are_not_shown() -> None:
    assert "k" * 8 not in repr(TokenKeys(b"k" * 32, b"k" * 32))

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.config.problems import ConfigurationError
from backend.config.settings import Settings
from backend.domain.errors import TokenExpiredError, TokenInvalidError
from backend.services.tokens import (
    ACCESS_LIFETIME,
    MAX_CHECKED,
    AccessClaims,
    AccessTokens,
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


def raw(header: str, payload: str, *, key: bytes = KEYS.current, digest: str = "sha256") -> str:
    """Return a token of exactly these bytes, signed as it should be."""
    signed = ".".join(_text(part.encode()) for part in (header, payload))
    return f"{signed}.{_text(hmac.digest(key, signed.encode(), digest))}"


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


HEADER = '{"alg":"HS256","typ":"at+jwt"}'
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_PEM = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def with_claims(**claims: Any) -> str:
    return forged(GOOD | claims)


def without(name: str) -> str:
    return forged({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("a.b.c", id="no-token"),
        pytest.param("x" * 5000, id="too-long"),
        pytest.param(
            f"{forged()[:-2]}{'A' * 5000}", id="rfc8725-2.2-too-long-however-good-it-begins"
        ),
        pytest.param(jwt.encode(GOOD, "", algorithm="none"), id="rfc8725-3.1-algorithm-none"),
        pytest.param(
            raw('{"alg":"nOnE","typ":"at+jwt"}', json.dumps(GOOD)), id="rfc8725-3.1-NoNe"
        ),
        pytest.param(raw('{"typ":"at+jwt"}', json.dumps(GOOD)), id="rfc8725-3.1-no-algorithm"),
        pytest.param(
            forged(algorithm="HS512", key=b"k" * 64), id="rfc8725-3.1-other-algorithm-other-key"
        ),
        pytest.param(
            raw(HEADER.replace("HS256", "HS512"), json.dumps(GOOD), digest="sha512"),
            id="rfc8725-3.1-other-algorithm-our-key",
        ),
        pytest.param(
            jwt.encode(GOOD, RSA_KEY, algorithm="RS256", headers={"typ": "at+jwt"}),
            id="rfc8725-3.1-public-key-algorithm",
        ),
        pytest.param(
            raw(HEADER, json.dumps(GOOD), key=PUBLIC_PEM),
            id="rfc8725-2.1-public-key-taken-for-a-secret",
        ),
        pytest.param(forged(key=b"x" * 32), id="rfc8725-3.3-other-secret"),
        pytest.param(f"{forged().rpartition('.')[0]}.", id="rfc8725-3.3-signature-cut-off"),
        pytest.param(forged() + "A", id="rfc8725-3.3-signature-with-something-behind"),
        pytest.param(forged() + "=", id="rfc7515-2-signature-with-padding"),
        pytest.param(forged().replace(".", ".!"), id="rfc7515-2-letters-that-are-none"),
        pytest.param(f"{HEADER}.{'x' * 20}.a.b.c", id="rfc8725-3.6-encrypted-token"),
        pytest.param(raw(HEADER, json.dumps(GOOD)[:-1]), id="rfc8725-3.7-no-json"),
        pytest.param(with_claims(iss="somebody"), id="rfc8725-3.8-other-issuer"),
        pytest.param(with_claims(sub=7), id="rfc8725-3.8-subject-that-is-no-text"),
        pytest.param(with_claims(aud="elsewhere"), id="rfc8725-3.9-other-audience"),
        pytest.param(
            with_claims(aud=["bomizzel-api", "elsewhere"]), id="rfc8725-3.9-audience-of-several"
        ),
        pytest.param(forged(typ="JWT"), id="rfc8725-3.11-other-type"),
        pytest.param(forged(typ=None), id="rfc8725-3.11-no-type"),
        pytest.param(forged(typ="refresh+jwt"), id="rfc8725-3.12-token-of-another-kind"),
        pytest.param(with_claims(iat=GOOD["iat"] + 31), id="rfc7519-4.1.6-from-the-future"),
        pytest.param(with_claims(exp=GOOD["exp"] + 1), id="rfc8725-3.10-lives-too-long"),
        pytest.param(with_claims(exp="soon"), id="rfc7519-4.1.4-time-that-is-none"),
        pytest.param(with_claims(iat=10**30, exp=10**30), id="rfc7519-4.1.4-time-beyond-all"),
        pytest.param(forged(crit=["exp"]), id="rfc7515-4.1.11-unknown-critical-header"),
        pytest.param(
            raw(HEADER, json.dumps(GOOD)[:-1] + ',"sub":"eve"}'), id="rfc7519-4-duplicate-claim"
        ),
        pytest.param(
            raw('{"alg":"none","alg":"HS256","typ":"at+jwt"}', json.dumps(GOOD)),
            id="rfc7515-4-duplicate-header",
        ),
        pytest.param(raw(HEADER, "[" * 1500), id="nested-without-end"),
        *(pytest.param(without(name), id=f"rfc8725-3.10-without-{name}") for name in GOOD),
    ],
)
def test_anything_else_is_invalid(token: str) -> None:
    with pytest.raises(TokenInvalidError):
        read_access(token, KEYS, now=NOON)


@pytest.mark.parametrize(
    "headers",
    [
        {"kid": "../../etc/passwd"},
        {"kid": "' OR 1=1 --"},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/certificate"},
        {"jwk": {"kty": "oct", "k": _text(b"x" * 32)}},
    ],
)
def test_rfc8725_3_10_headers_choose_no_key(headers: dict[str, Any]) -> None:
    good, evil = forged(**headers), forged(key=b"x" * 32, **headers)

    assert read_access(good, KEYS, now=NOON).user_id == ANA.id
    with pytest.raises(TokenInvalidError):
        read_access(evil, KEYS, now=NOON)


def test_rfc8725_3_12_refresh_token_and_successor_are_no_access_tokens() -> None:
    for token in ("secret-1", successor_of("secret-1", KEYS.current)):
        with pytest.raises(TokenInvalidError):
            read_access(token, KEYS, now=NOON)


def test_rfc8725_3_5_short_secrets_do_not_start() -> None:
    for name in ("BOMIZZEL_JWT_SECRET", "BOMIZZEL_JWT_PREVIOUS_SECRET"):
        with pytest.raises(ConfigurationError, match=name):
            Settings.from_environ({name: "k" * 31})


def test_previous_secret_reads_and_does_not_sign() -> None:
    rotated = TokenKeys(b"n" * 32, previous=KEYS.current)

    assert read_access(sign_access(CLAIMS, KEYS), rotated, now=NOON) == CLAIMS
    with pytest.raises(TokenInvalidError):
        read_access(sign_access(CLAIMS, rotated), KEYS, now=NOON)


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


class TestAccessTokens:
    def test_token_that_was_checked_says_the_same_again(self) -> None:
        tokens, token = AccessTokens(KEYS), sign_access(CLAIMS, KEYS)

        assert [tokens.read(token, now=NOON) for _ in range(2)] == [CLAIMS, CLAIMS]

    def test_token_that_was_checked_ends_when_it_says(self) -> None:
        tokens, token = AccessTokens(KEYS), sign_access(CLAIMS, KEYS)
        tokens.read(token, now=NOON)

        with pytest.raises(TokenExpiredError):
            tokens.read(token, now=NOON + ACCESS_LIFETIME)

    @pytest.mark.parametrize("change", ["x", "\udc80"])
    def test_other_token_is_never_taken_for_one_that_was_checked(self, change: str) -> None:
        tokens, token = AccessTokens(KEYS), sign_access(CLAIMS, KEYS)
        tokens.read(token, now=NOON)

        with pytest.raises(TokenInvalidError):
            tokens.read(token + change, now=NOON)
        with pytest.raises(TokenInvalidError):
            tokens.read(change + token, now=NOON)

    def test_signature_is_checked_once_and_a_bound_is_kept(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checked: list[str] = []

        def check(token: str, _keys: TokenKeys, **_: object) -> AccessClaims:
            checked.append(token)
            return CLAIMS

        monkeypatch.setattr("backend.services.tokens.read_access", check)
        tokens = AccessTokens(KEYS)
        names = [str(number) for number in range(MAX_CHECKED + 1)]
        for name in [*names, *names[1:], names[0]]:
            tokens.read(name, now=NOON)

        assert checked == [*names, names[0]]

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.webhooks.signatures import (
    TOLERANCE,
    delivery_key,
    new_webhook_secret,
    signed_headers,
)
from common.webhooks import SourceKind
from tests.fakes.clock import NOON

SECRET = new_webhook_secret("a secret of thirty-two characters")
OTHER = new_webhook_secret("another one")
BODY = b'{"externalId":"A-1"}'
SECOND = timedelta(seconds=1)


def hub(method: str, secret: str = SECRET, body: bytes = BODY) -> str:
    return f"{method}=" + hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()


def key(
    kind: SourceKind,
    headers: Mapping[str, str],
    *,
    body: bytes = BODY,
    secrets: tuple[str, ...] = (SECRET,),
    after: timedelta = timedelta(0),
) -> str | None:
    return delivery_key(kind, headers, body, secrets=secrets, now=NOON + after)


def test_signature_is_the_one_of_the_standards_own_example() -> None:
    # Published with the specification's libraries, so that all of them agree.
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1_614_265_330
    body = b'{"test": 2432232314}'
    moment = NOON + timedelta(seconds=at - NOON.timestamp())

    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", moment, body, [secret])

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_generic_request_is_recognised_by_its_id() -> None:
    headers = signed_headers("message-1", NOON, BODY, [SECRET])

    assert key(SourceKind.GENERIC, headers) == "message-1"


def test_either_secret_of_a_rotation_will_do() -> None:
    headers = signed_headers("message-1", NOON, BODY, [OTHER])

    assert key(SourceKind.GENERIC, headers, secrets=(SECRET, OTHER)) == "message-1"
    assert key(SourceKind.GENERIC, headers, secrets=(SECRET,)) is None
    both = signed_headers("message-1", NOON, BODY, [OTHER, SECRET])
    assert key(SourceKind.GENERIC, both, secrets=(SECRET,)) == "message-1"


@pytest.mark.parametrize(
    ("after", "is_taken"),
    [
        pytest.param(TOLERANCE, True, id="just-in-time"),
        pytest.param(-TOLERANCE, True, id="clock-that-is-ahead"),
        pytest.param(TOLERANCE + SECOND, False, id="too-old"),
        pytest.param(-TOLERANCE - SECOND, False, id="from-the-future"),
    ],
)
def test_signed_time_counts_for_five_minutes(after: timedelta, is_taken: bool) -> None:
    headers = signed_headers("message-1", NOON, BODY, [SECRET])

    assert (key(SourceKind.GENERIC, headers, after=after) is not None) is is_taken


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"webhook-id": "message-2"}, id="another-id"),
        pytest.param({"webhook-timestamp": "1"}, id="another-time"),
        pytest.param({"webhook-timestamp": "now"}, id="no-time"),
        pytest.param({"webhook-timestamp": "9" * 400}, id="endless-time"),
        pytest.param({"webhook-signature": ""}, id="no-signature"),
        pytest.param({"webhook-signature": "v1,AAAA v1a,BBBB"}, id="others"),
        pytest.param({"webhook-signature": "v1,\udcff"}, id="no-text"),
        pytest.param({"webhook-id": ""}, id="no-id"),
    ],
)
def test_what_was_changed_on_the_way_is_refused(changed: dict[str, str]) -> None:
    headers = {**signed_headers("message-1", NOON, BODY, [SECRET]), **changed}

    assert key(SourceKind.GENERIC, headers) is None


def test_every_byte_of_the_body_is_signed() -> None:
    headers = signed_headers("message-1", NOON, BODY, [SECRET])

    assert key(SourceKind.GENERIC, headers, body=BODY + b" ") is None


@pytest.mark.parametrize("name", ["m" * 201, "m\udcff", "m\t1"])
def test_a_key_that_cannot_be_stored_is_refused(name: str) -> None:
    headers = signed_headers(name, NOON, BODY, [SECRET])

    assert key(SourceKind.GENERIC, headers) is None
    signed = {"X-Hub-Signature": hub("sha1"), "X-Zammad-Delivery": name}
    assert key(SourceKind.ZAMMAD, signed) is None


@pytest.mark.parametrize(
    ("kind", "method", "header"),
    [
        pytest.param(SourceKind.ZAMMAD, "sha1", "X-Zammad-Delivery", id="zammad"),
        pytest.param(SourceKind.JIRA, "sha256", "X-Atlassian-Webhook-Identifier", id="jira"),
    ],
)
def test_systems_sign_with_the_secret_as_text(kind: SourceKind, method: str, header: str) -> None:
    signed = {"X-Hub-Signature": hub(method)}

    assert key(kind, {**signed, header: "delivery-1"}) == "delivery-1"
    assert key(kind, signed) == hashlib.sha256(BODY).hexdigest()
    assert key(kind, {header: "delivery-1"}) is None
    assert key(kind, {"X-Hub-Signature": hub(method, OTHER)}) is None
    assert key(kind, signed, body=BODY + b" ") is None


def test_a_weaker_signature_than_a_system_makes_is_refused() -> None:
    assert key(SourceKind.JIRA, {"X-Hub-Signature": hub("sha1")}) is None


@settings(max_examples=50)
@given(
    kind=st.sampled_from(SourceKind),
    headers=st.dictionaries(
        st.sampled_from(
            ["webhook-id", "webhook-timestamp", "webhook-signature", "X-Hub-Signature"]
        ),
        st.text(),
    ),
    body=st.binary(),
)
def test_nothing_made_up_is_taken(kind: SourceKind, headers: dict[str, str], body: bytes) -> None:
    assert key(kind, headers, body=body) is None

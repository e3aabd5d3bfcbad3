"""Signatures of webhooks: made over the very bytes that travel, compared in constant time.

Source:
    Standard Webhooks for the generic kind and for what is sent. Zammad signs with HMAC-SHA1 and
    Jira with HMAC-SHA256, both in hexadecimal under ``X-Hub-Signature``, the form of WebSub.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import assert_never

from common.webhooks import SourceKind

TOLERANCE = timedelta(minutes=5)
"""How far a signed time may be from ours, before or after."""
SECRET_PREFIX = "whsec_"  # noqa: S105 - how secrets begin, none itself
MAX_KEY_CHARS = 200
_MAX_DIGITS = 12


def new_webhook_secret(random_text: str) -> str:
    """Return a secret in the form that libraries for Standard Webhooks take."""
    return SECRET_PREFIX + base64.b64encode(random_text.encode()).decode()


def signed_headers(
    message_id: str, at: datetime, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """Return the headers of a request that is sent, with a signature for each secret."""
    timestamp = str(int(at.timestamp()))
    signatures = [_standard(secret, message_id, timestamp, body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def delivery_key(
    kind: SourceKind,
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: Sequence[str],
    now: datetime,
) -> str | None:
    """Return by what a repetition of this request is recognised; None when it is not signed well.

    Args:
        kind: Who sends.
        headers: Of the request; read without regard to case.
        body: As it came.
        secrets: Any of them will do.
        now: For the kinds that sign a time.
    """
    match kind:
        case SourceKind.GENERIC:
            is_signed = any(_is_standard(headers, body, secret, now) for secret in secrets)
            key = headers.get("webhook-id")
        case SourceKind.ZAMMAD:
            is_signed = any(_is_hub(headers, body, secret, "sha1") for secret in secrets)
            key = headers.get("X-Zammad-Delivery")
        case SourceKind.JIRA:
            is_signed = any(_is_hub(headers, body, secret, "sha256") for secret in secrets)
            key = headers.get("X-Atlassian-Webhook-Identifier")
        case _:
            assert_never(kind)
    if not is_signed:
        return None
    # Without a name of its own a request is recognised by what it says.
    key = key or hashlib.sha256(body).hexdigest()
    # Bytes of a header that are no text are none that a database could store.
    return key if len(key) <= MAX_KEY_CHARS and key.isprintable() else None


def _is_standard(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> bool:
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _MAX_DIGITS):
        return False
    expected = _standard(secret, message_id, timestamp, body)
    given = headers.get("webhook-signature", "").split(" ")
    matches = any(_are_equal(expected, one) for one in given)
    is_recent = abs(now.timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()
    return bool(message_id) and matches and is_recent


def _standard(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode(errors="surrogateescape") + body
    digest = hmac.digest(_key(secret), signed, "sha256")
    return "v1," + base64.b64encode(digest).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()


def _is_hub(headers: Mapping[str, str], body: bytes, secret: str, method: str) -> bool:
    # Such senders take the secret as text: what an administrator pasted there is the key.
    expected = f"{method}={hmac.digest(secret.encode(), body, method).hex()}"
    return _are_equal(expected, headers.get("X-Hub-Signature", ""))


def _are_equal(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode(errors="surrogateescape"))

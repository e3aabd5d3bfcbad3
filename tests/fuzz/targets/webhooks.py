"""What other systems send to the server: their requests, and how those are signed."""

from contextlib import suppress
from datetime import UTC, datetime

from multidict import CIMultiDict

from backend.domain.webhooks.intents import (
    MAX_LINE_CHARS,
    MAX_TEXT_CHARS,
    TicketIntent,
)
from backend.domain.webhooks.reading import read_intent
from backend.domain.webhooks.signatures import MAX_KEY_CHARS, delivery_key, signed_headers
from common.errors import ContractError
from common.webhooks import SourceKind
from tests.fuzz.target import Target, choose

_KINDS = list(SourceKind)
_NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_MAX_ID_CHARS = 200
_SECRET = "whsec_bm9ib2R5"


def read_request(data: bytes) -> None:
    """Read the request of a source of the kind that the first byte chooses."""
    kind, body = choose(data, _KINDS)
    with suppress(ContractError):
        intent = read_intent(kind, body)
        if intent is not None:
            _check_fit_for_a_ticket(intent)


def _check_fit_for_a_ticket(intent: TicketIntent) -> None:
    assert 1 <= len(intent.external_id) <= _MAX_ID_CHARS
    assert len(intent.title or "") <= MAX_LINE_CHARS
    note = "" if intent.note is None else intent.note.text
    for text in (intent.external_id, intent.title or "", intent.description or "", note):
        assert "\x00" not in text  # PostgreSQL stores none.
        assert len(text) <= MAX_TEXT_CHARS
        text.encode()


def read_signature(data: bytes) -> None:
    """Check the headers of a request, one a line, with a body after an empty line."""
    kind, rest = choose(data, _KINDS)
    head, _, body = rest.partition(b"\n\n")
    lines = head.decode("utf-8", "surrogateescape").split("\n")
    headers = CIMultiDict((line.partition(":")[0], line.partition(":")[2]) for line in lines)
    key = delivery_key(kind, headers, body, secrets=[_SECRET], now=_NOW)
    assert key is None or (len(key) <= MAX_KEY_CHARS and key.isprintable())


def _of(kind: SourceKind, text: bytes) -> bytes:
    return bytes([_KINDS.index(kind)]) + text


def _standard() -> bytes:
    headers = signed_headers("m1", _NOW, b"{}", [_SECRET])
    lines = "\n".join(f"{name}:{value}" for name, value in headers.items())
    return lines.encode() + b"\n\n{}"


TARGETS = (
    Target(
        "webhook-body",
        read_request,
        (
            _of(
                SourceKind.GENERIC,
                b'{"externalId":"X-1","title":"T","description":"D","status":"open",'
                b'"priority":"high","note":{"text":"N","internal":true}}',
            ),
            _of(
                SourceKind.ZAMMAD,
                b'{"ticket":{"id":81,"title":"T","state":"open","priority":{"name":"2 normal"}},'
                b'"article":{"body":"<p>Hi&amp;<br>you</p><!-- x -->","content_type":"text/html",'
                b'"internal":false}}',
            ),
            _of(
                SourceKind.JIRA,
                b'{"webhookEvent":"jira:issue_updated","issue":{"id":"10","fields":{"summary":"S",'
                b'"description":"D","status":{"name":"x","statusCategory":{"key":"done"}},'
                b'"priority":{"name":"High"}}},"changelog":{"items":[{"field":"summary"}]}}',
            ),
            _of(
                SourceKind.JIRA,
                b'{"webhookEvent":"comment_created","issue":{"id":"10"},'
                b'"comment":{"body":"B","jsdPublic":false}}',
            ),
        ),
    ),
    Target(
        "webhook-signature",
        read_signature,
        (
            _of(SourceKind.GENERIC, _standard()),
            _of(SourceKind.ZAMMAD, b"X-Hub-Signature:sha1=ab\nX-Zammad-Delivery:k\n\n{}"),
            _of(SourceKind.JIRA, b"X-Hub-Signature:sha256=ab\n\n{}"),
        ),
    ),
)

"""Requests of Zammad's triggers and schedulers, with the payload that it sends by default.

Source:
    Zammad's documentation for administrators, "Webhook Payload": the ticket in full and, where
    one made the trigger fire, the article.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.domain.webhooks.intents import ForeignNote, TicketIntent, line, plain, words
from common.envelope import decode
from common.stream import MAX_SEQ
from common.vocabulary import Priority, Status

_ACTIVE = frozenset({Status.OPEN, Status.IN_PROGRESS, Status.ON_HOLD, Status.ESCALATED})
_STATUSES: dict[str, tuple[Status, frozenset[Status]]] = {
    "new": (Status.OPEN, _ACTIVE),
    "open": (Status.OPEN, _ACTIVE),
    "pending reminder": (Status.PENDING, frozenset({Status.ON_HOLD})),
    "pending close": (Status.PENDING, frozenset({Status.ON_HOLD})),
    "closed": (Status.RESOLVED, frozenset({Status.CLOSED})),
    "merged": (Status.CLOSED, frozenset()),
    "removed": (Status.CLOSED, frozenset()),
}
_PRIORITIES = {"1": Priority.LOW, "2": Priority.NORMAL, "3": Priority.HIGH, "4": Priority.URGENT}
"""By the figure that the names of Zammad's priorities begin with."""


class _Named(msgspec.Struct, frozen=True):
    name: str = ""


class _Ticket(msgspec.Struct, frozen=True):
    id: Annotated[int, Meta(ge=0, le=MAX_SEQ)]
    title: str | None = None
    state: str | _Named | None = None
    priority: str | _Named | None = None


class _Article(msgspec.Struct, frozen=True):
    body: str | None = None
    content_type: str | None = None
    internal: bool | None = None


class _Payload(msgspec.Struct, frozen=True):
    ticket: _Ticket
    article: _Article | None = None


def read_zammad(body: bytes) -> TicketIntent:
    """Return what ``body`` says about a ticket of Zammad's.

    Raises:
        ContractError: It is not of this shape.
    """
    payload = decode(body, _Payload)
    ticket = payload.ticket
    status, kept = _STATUSES.get(_name(ticket.state).lower(), (None, frozenset()))
    return TicketIntent(
        external_id=str(ticket.id),
        title=line(ticket.title),
        status=status,
        kept=kept,
        priority=_PRIORITIES.get(_name(ticket.priority)[:1]),
        note=None if payload.article is None else _note(payload.article),
        note_opens=True,
    )


def _note(article: _Article) -> ForeignNote | None:
    text = article.body or ""
    text_only = words(plain(text) if article.content_type == "text/html" else text)
    return None if text_only is None else ForeignNote(text_only, bool(article.internal))


def _name(value: str | _Named | None) -> str:
    return value.name if isinstance(value, _Named) else value or ""

"""Requests in our own words, for whoever writes a sender: the fields of a ticket by name."""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.domain.webhooks.intents import (
    MAX_TEXT_CHARS,
    ExternalId,
    ForeignNote,
    TicketIntent,
    line,
    words,
)
from common.envelope import decode
from common.vocabulary import Priority, Status

_Text = Annotated[str, Meta(max_length=MAX_TEXT_CHARS)]


class _Note(msgspec.Struct, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT_CHARS)]
    internal: bool = False


class _Payload(msgspec.Struct, frozen=True, rename="camel"):
    external_id: ExternalId
    title: Annotated[str, Meta(max_length=MAX_TEXT_CHARS)] | None = None
    description: _Text | None = None
    status: Status | None = None
    priority: Priority | None = None
    note: _Note | None = None


def read_generic(body: bytes) -> TicketIntent:
    """Return what ``body`` asks for.

    Raises:
        ContractError: It is not of this shape.
    """
    payload = decode(body, _Payload)
    note = None if payload.note is None else words(payload.note.text)
    internal = payload.note is not None and payload.note.internal
    return TicketIntent(
        external_id=payload.external_id,
        title=line(payload.title),
        description=words(payload.description),
        status=payload.status,
        priority=payload.priority,
        note=None if note is None else ForeignNote(note, internal),
    )

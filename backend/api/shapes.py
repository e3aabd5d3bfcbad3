"""Queries and lists of the HTTP interface; its bodies are in ``common.rest``."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from common import rest, webhooks
from common.ids import ID_PATTERN, EventId, QueueId, UserId
from common.queue_history import HistoryStep
from common.vocabulary import Status

_AnId = Meta(pattern=ID_PATTERN)
_MAX_IDS_CHARS = rest.MAX_BATCH * 35
"""A whole batch of this server's own ids, which have 32 characters: an address of more than 8 KiB
is refused by web servers and proxies, ours too."""
_Ids = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_,-]+$(?!\n)", max_length=_MAX_IDS_CHARS)]


class TicketQuery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Query of ``GET tickets``: either ``ids``, separated by commas, or a filter."""

    ids: _Ids | None = None
    queue_id: Annotated[QueueId, _AnId] | None = None
    status: Status | None = None
    assignee_id: Annotated[UserId, _AnId] | None = None
    cursor: Annotated[str, Meta(max_length=64)] | None = None
    limit: Annotated[int, Meta(ge=1, le=rest.MAX_BATCH)] = 50


class PeopleQuery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Query of ``GET people``: ``ids``, separated by commas."""

    ids: _Ids


class SwitchedQuery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Query of ``GET teams`` and ``GET queues``: ``disabled`` shows also what is switched off."""

    disabled: bool = False


class NotificationQuery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Query of ``GET notifications``."""

    before: Annotated[EventId, _AnId] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    unread: bool = False


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Query of ``GET queues/{id}/metrics/history``.

    Attributes:
        begin: ``from``: an instant in the first bucket; by default an hour of minutes, a day of
            hours or 30 days ago.
        end: ``to``: an instant in the last bucket; by default now.
        step: How much time a bucket covers.
    """

    begin: Annotated[datetime, Meta(tz=True)] | None = msgspec.field(default=None, name="from")
    end: Annotated[datetime, Meta(tz=True)] | None = msgspec.field(default=None, name="to")
    step: HistoryStep = HistoryStep.HOUR


class Teams(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET teams``."""

    items: tuple[rest.Team, ...]


class Queues(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET queues``."""

    items: tuple[rest.Queue, ...]


class People(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET people``."""

    items: tuple[rest.Person, ...]


class Presence(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET presence``: who has a device connected, in order of the ids."""

    online: tuple[UserId, ...]


class Users(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET users``."""

    items: tuple[rest.User, ...]


class Notes(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET tickets/{ticketId}/notes``."""

    items: tuple[rest.Note, ...]


class WebhookSources(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET webhook-sources``."""

    items: tuple[webhooks.WebhookSource, ...]


class WebhookDeliveries(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET webhook-sources/{sourceId}/deliveries``."""

    items: tuple[webhooks.WebhookDelivery, ...]


class WebhookEndpoints(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Answer to ``GET webhook-endpoints``."""

    items: tuple[webhooks.WebhookEndpoint, ...]


def split_ids(ids: str) -> tuple[str, ...]:
    """Return the ids of a query in their order, each once."""
    return tuple(dict.fromkeys(part for part in ids.split(",") if part))

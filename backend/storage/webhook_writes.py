"""Writes about webhooks, as statements that both databases understand, and what they expect."""

from collections.abc import Hashable, Iterator
from typing import assert_never

from backend.domain.errors import AlreadyExistsError, StaleRecordError
from backend.domain.webhooks.records import WebhookDelivery, WebhookEndpoint, WebhookSource
from backend.services.webhook_changes import (
    AddExternalTicket,
    AddWebhookDelivery,
    AddWebhookSecret,
    ForgetWebhookDeliveries,
    MoveWebhookDelivery,
    PutWebhookEndpoint,
    PutWebhookSource,
    RemoveWebhookEndpoint,
    RemoveWebhookSource,
    WebhookWrite,
)
from backend.storage.instants import to_us, to_us_or_none
from backend.storage.rows import Expectation, Statement, Value
from common.webhooks import DeliveryState

_SOURCE_BY_NAME = "SELECT id FROM webhook_source WHERE name = ?"
_DELIVERY_BY_KEY = "SELECT id FROM webhook_delivery WHERE source_id = ? AND key = ?"
_DELIVERY_VERSION = "SELECT version FROM webhook_delivery WHERE id = ?"
_EXTERNAL_TICKET = "SELECT ticket_id FROM webhook_ticket WHERE source_id = ? AND external_id = ?"
_ENDPOINT_VERSION = "SELECT version FROM webhook_endpoint WHERE id = ?"


def webhook_keys_of(write: WebhookWrite) -> Iterator[Hashable]:
    """Return what ``write`` must be the only one of its batch to touch."""
    match write:
        case PutWebhookSource(source):
            yield ("webhook source", source.name)
        case AddWebhookDelivery(delivery) | MoveWebhookDelivery(delivery):
            yield ("webhook delivery", delivery.source_id, delivery.key)
        case AddExternalTicket(external):
            yield ("webhook ticket", external.source_id, external.external_id)
        case PutWebhookEndpoint(endpoint):
            yield ("webhook endpoint", endpoint.id)
        case RemoveWebhookEndpoint(endpoint_id):
            yield ("webhook endpoint", endpoint_id)
        case AddWebhookSecret(secret):
            yield ("webhook secret", secret.owner_id)
        case RemoveWebhookSource() | ForgetWebhookDeliveries():
            pass
        case _:
            assert_never(write)


def webhook_expectations_of(write: WebhookWrite) -> Iterator[Expectation]:
    """Return what must be found for ``write`` to be written."""
    taken, stale = AlreadyExistsError(), StaleRecordError()
    match write:
        case PutWebhookSource(source):
            yield Expectation(_SOURCE_BY_NAME, (source.name,), (None, source.id), taken)
        case AddWebhookDelivery(delivery):
            known = (delivery.source_id, delivery.key)
            yield Expectation(_DELIVERY_BY_KEY, known, (None,), taken)
        case MoveWebhookDelivery(delivery, version):
            yield Expectation(_DELIVERY_VERSION, (delivery.id,), (version,), stale)
        case AddExternalTicket(external):
            named = (external.source_id, external.external_id)
            yield Expectation(_EXTERNAL_TICKET, named, (None,), taken)
        case PutWebhookEndpoint(endpoint, int(version)):
            yield Expectation(_ENDPOINT_VERSION, (endpoint.id,), (version,), stale)
        case _:
            pass


def webhook_statements_of(write: WebhookWrite) -> Iterator[Statement]:  # noqa: C901 - one case a write
    """Return how ``write`` is written."""
    match write:
        case PutWebhookSource(source):
            yield _put_source(source)
        case RemoveWebhookSource(source_id):
            for table, column in (
                ("webhook_source", "id"),
                ("webhook_secret", "owner_id"),
                ("webhook_delivery", "source_id"),
                ("webhook_ticket", "source_id"),
            ):
                yield _once(f"DELETE FROM {table} WHERE {column} = ?", (source_id,))  # noqa: S608 - names from above
        case AddWebhookSecret():
            yield from _add_secret(write)
        case AddWebhookDelivery(delivery):
            yield _once(
                "INSERT INTO webhook_delivery (source_id, key, body, received_at, due_at, state,"
                " attempts, version, code, ticket_id, id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _delivery_row(delivery),
            )
        case MoveWebhookDelivery(delivery):
            yield _once(
                "UPDATE webhook_delivery SET source_id = ?, key = ?, body = ?, received_at = ?,"
                " due_at = ?, state = ?, attempts = ?, version = ?, code = ?, ticket_id = ?"
                " WHERE id = ?",
                _delivery_row(delivery),
            )
        case ForgetWebhookDeliveries(before):
            yield _once(
                "DELETE FROM webhook_delivery WHERE received_at < ? AND state <> ?",
                (to_us(before), DeliveryState.WAITING),
            )
        case AddExternalTicket(external):
            yield _once(
                "INSERT INTO webhook_ticket (source_id, external_id, ticket_id, delivery_id)"
                " VALUES (?, ?, ?, ?)",
                (
                    external.source_id,
                    external.external_id,
                    external.ticket_id,
                    external.delivery_id,
                ),
            )
        case PutWebhookEndpoint(endpoint):
            yield _put_endpoint(endpoint)
        case RemoveWebhookEndpoint(endpoint_id):
            yield _once("DELETE FROM webhook_endpoint WHERE id = ?", (endpoint_id,))
            yield _once("DELETE FROM webhook_secret WHERE owner_id = ?", (endpoint_id,))
        case _:
            assert_never(write)


def _once(sql: str, row: tuple[Value, ...]) -> Statement:
    return Statement(sql, (row,))


def _put_source(source: WebhookSource) -> Statement:
    return _once(
        "INSERT INTO webhook_source (id, name, kind, queue_id, user_id, enabled, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " queue_id = excluded.queue_id, user_id = excluded.user_id, enabled = excluded.enabled",
        (
            source.id,
            source.name,
            source.kind,
            source.queue_id,
            source.user_id,
            source.enabled,
            to_us(source.created_at),
        ),
    )


def _add_secret(add: AddWebhookSecret) -> Iterator[Statement]:
    owner_id = add.secret.owner_id
    # Two are good at a time: what was replaced before is replaced for good.
    yield _once(
        "DELETE FROM webhook_secret WHERE owner_id = ? AND ends_at IS NOT NULL", (owner_id,)
    )
    yield _once(
        "UPDATE webhook_secret SET ends_at = ? WHERE owner_id = ?",
        (to_us(add.previous_ends_at), owner_id),
    )
    yield _once(
        "INSERT INTO webhook_secret (owner_id, secret, created_at) VALUES (?, ?, ?)",
        (owner_id, add.secret.secret, to_us(add.secret.created_at)),
    )


def _delivery_row(delivery: WebhookDelivery) -> tuple[Value, ...]:
    return (
        delivery.source_id,
        delivery.key,
        delivery.body,
        to_us(delivery.received_at),
        to_us(delivery.due_at),
        delivery.state,
        delivery.attempts,
        delivery.version,
        delivery.code,
        delivery.ticket_id,
        delivery.id,
    )


def _put_endpoint(endpoint: WebhookEndpoint) -> Statement:
    return _once(
        "INSERT INTO webhook_endpoint (id, url, room, types, after, event_id, created_at, due_at,"
        " version, enabled, failures, failing_since, problem)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " url = excluded.url, types = excluded.types, after = excluded.after,"
        " event_id = excluded.event_id, due_at = excluded.due_at, version = excluded.version,"
        " enabled = excluded.enabled, failures = excluded.failures,"
        " failing_since = excluded.failing_since, problem = excluded.problem",
        (
            endpoint.id,
            endpoint.url,
            endpoint.room,
            ",".join(endpoint.types),
            endpoint.after,
            endpoint.event_id,
            to_us(endpoint.created_at),
            to_us(endpoint.due_at),
            endpoint.version,
            endpoint.enabled,
            endpoint.failures,
            to_us_or_none(endpoint.failing_since),
            endpoint.problem,
        ),
    )

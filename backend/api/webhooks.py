"""Webhooks: what sources send, and what administrators do with sources and endpoints."""

from backend.api.routing import Call
from backend.api.shapes import WebhookDeliveries, WebhookEndpoints, WebhookSources
from common import webhooks


async def receive(call: Call, source: str) -> webhooks.WebhookAccepted:
    """Take a signed request of another system; any JSON that such systems send."""
    return await call.services.webhooks.inbox.receive(source, call.headers, call.data)


async def sources(call: Call) -> WebhookSources:
    """Return all sources of webhooks; for administrators."""
    return WebhookSources(items=await call.services.webhooks.sources.list(call.actor))


async def create_source(
    call: Call, *, body: webhooks.NewWebhookSource
) -> webhooks.CreatedWithSecret:
    """Make a source of webhooks and show its secret once; for administrators."""
    return await call.services.webhooks.sources.create(call.actor, body)


async def patch_source(
    call: Call, source_id: str, *, body: webhooks.WebhookSourcePatch
) -> webhooks.WebhookSource:
    """Change a source of webhooks or switch it off; for administrators."""
    return await call.services.webhooks.sources.patch(call.actor, source_id, body)


async def remove_source(call: Call, source_id: str) -> None:
    """Forget a source of webhooks; its tickets stay; for administrators."""
    await call.services.webhooks.sources.remove(call.actor, source_id)


async def rotate_source(call: Call, source_id: str) -> webhooks.WebhookSecret:
    """Give a source another secret and show it once; for administrators."""
    return await call.services.webhooks.sources.rotate(call.actor, source_id)


async def deliveries(call: Call, source_id: str) -> WebhookDeliveries:
    """Return what a source sent last and what became of it; for administrators."""
    items = await call.services.webhooks.sources.deliveries(call.actor, source_id)
    return WebhookDeliveries(items=items)


async def retry(call: Call, source_id: str, delivery_id: str) -> webhooks.WebhookDelivery:
    """Work once more on a request that failed; for administrators."""
    return await call.services.webhooks.sources.retry(call.actor, source_id, delivery_id)


async def endpoints(call: Call) -> WebhookEndpoints:
    """Return all endpoints and how they are; for administrators."""
    return WebhookEndpoints(items=await call.services.webhooks.endpoints.list(call.actor))


async def create_endpoint(
    call: Call, *, body: webhooks.NewWebhookEndpoint
) -> webhooks.CreatedWithSecret:
    """Make an endpoint that hears a room and show its secret once; for administrators."""
    return await call.services.webhooks.endpoints.create(call.actor, body)


async def patch_endpoint(
    call: Call, endpoint_id: str, *, body: webhooks.WebhookEndpointPatch
) -> webhooks.WebhookEndpoint:
    """Change an endpoint, switch it off or on again; for administrators."""
    return await call.services.webhooks.endpoints.patch(call.actor, endpoint_id, body)


async def remove_endpoint(call: Call, endpoint_id: str) -> None:
    """Forget an endpoint; for administrators."""
    await call.services.webhooks.endpoints.remove(call.actor, endpoint_id)


async def rotate_endpoint(call: Call, endpoint_id: str) -> webhooks.WebhookSecret:
    """Give an endpoint another secret and show it once; for administrators."""
    return await call.services.webhooks.endpoints.rotate(call.actor, endpoint_id)


async def test_endpoint(call: Call, endpoint_id: str) -> webhooks.WebhookTest:
    """Send a test to an endpoint and say what became of it; for administrators."""
    return await call.services.webhooks.endpoints.test(call.actor, endpoint_id)

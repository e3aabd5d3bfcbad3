"""All services about webhooks, in and out, put together."""

from collections.abc import Callable
from dataclasses import dataclass

from backend.services.commands import Commands
from backend.services.notes import Notes
from backend.services.ports import NewId, NewSecret, Now, Readers, WriteGateway
from backend.services.tickets import Tickets
from backend.services.webhook_ports import WebhookTransport
from backend.services.webhooks.endpoints import WebhookEndpoints
from backend.services.webhooks.inbox import WebhookInbox
from backend.services.webhooks.processing import WebhookProcessing
from backend.services.webhooks.sending import WebhookSending
from backend.services.webhooks.sources import WebhookSources


@dataclass(frozen=True, slots=True)
class Outbound:
    """How requests leave the server.

    Attributes:
        spread: Returns a factor by which waits are shortened, so that repetitions part.
        insecure_urls: Whether addresses without https are taken; for tests only.
    """

    transport: WebhookTransport
    spread: Callable[[], float]
    insecure_urls: bool = False


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What comes in (``sources``, ``inbox``, ``processing``) and goes out."""

    sources: WebhookSources
    inbox: WebhookInbox
    processing: WebhookProcessing
    endpoints: WebhookEndpoints
    sending: WebhookSending


def build_webhooks(
    *,
    gateway: WriteGateway,
    readers: Readers,
    commands: Commands,
    tickets: Tickets,
    notes: Notes,
    outbound: Outbound,
    now: Now,
    new_id: NewId,
    new_secret: NewSecret,
) -> Webhooks:
    """Return the services about webhooks, which change tickets through those of everybody."""
    webhooks, people, streams = readers.webhooks, readers.people, readers.streams
    return Webhooks(
        sources=WebhookSources(
            gateway=gateway,
            commands=commands,
            webhooks=webhooks,
            people=people,
            now=now,
            new_id=new_id,
            new_secret=new_secret,
        ),
        inbox=WebhookInbox(gateway=gateway, webhooks=webhooks, now=now),
        processing=WebhookProcessing(
            gateway=gateway,
            webhooks=webhooks,
            people=people,
            tickets=tickets,
            notes=notes,
            now=now,
        ),
        endpoints=WebhookEndpoints(
            gateway=gateway,
            commands=commands,
            webhooks=webhooks,
            streams=streams,
            people=people,
            transport=outbound.transport,
            now=now,
            new_id=new_id,
            new_secret=new_secret,
            insecure_urls=outbound.insecure_urls,
        ),
        sending=WebhookSending(
            gateway=gateway,
            webhooks=webhooks,
            streams=streams,
            transport=outbound.transport,
            now=now,
            spread=outbound.spread,
        ),
    )

"""Takes requests of sources: checked, stored, answered; worked on by somebody else."""

import asyncio
import hashlib
from collections.abc import Mapping

from backend.domain.errors import AlreadyExistsError, NotFoundError
from backend.domain.webhooks.records import WebhookDelivery, WebhookSource
from backend.domain.webhooks.signatures import delivery_key
from backend.services.changes import Change
from backend.services.ports import Now, WriteGateway
from backend.services.webhook_changes import AddWebhookDelivery
from backend.services.webhook_ports import WebhookReader
from backend.services.webhooks.keys import good_secrets
from common.webhooks import SourceKind, WebhookAccepted

_NOBODY = ""
_NOBODYS_SECRETS: tuple[str, ...] = ("whsec_bm9ib2R5",)
"""Open nothing."""
_ID_CHARS = 32


class WebhookInbox:
    """Stores what is signed well, once for each key."""

    def __init__(self, *, gateway: WriteGateway, webhooks: WebhookReader, now: Now) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._webhooks = webhooks
        self._now = now
        self._arrived = asyncio.Event()

    async def receive(self, name: str, headers: Mapping[str, str], body: bytes) -> WebhookAccepted:
        """Store a request of the source ``name`` durably; one that is known is not stored again.

        Raises:
            NotFoundError: No such source, it is switched off, or the signature is not its: all
                look alike.
        """
        source = await self._webhooks.source_named(name)
        key = await self._key(source, headers, body)
        if source is None or not source.enabled or key is None:
            raise NotFoundError
        # The same request has the same id, also when two processes take it at once.
        digest = hashlib.sha256(f"{source.id}\n{key}".encode(errors="surrogateescape"))
        delivery_id = digest.hexdigest()[:_ID_CHARS]
        now = self._now()
        delivery = WebhookDelivery(delivery_id, source.id, key, body, received_at=now, due_at=now)
        try:
            await self._gateway.commit(Change(writes=(AddWebhookDelivery(delivery),)))
        except AlreadyExistsError:
            return WebhookAccepted(id=delivery_id)
        self._arrived.set()
        return WebhookAccepted(id=delivery_id)

    async def wait(self, timeout_s: float) -> None:
        """Return when this process stored something since the last call, or the time is over."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._arrived.wait()
        except TimeoutError:
            return
        self._arrived.clear()

    async def _key(
        self, source: WebhookSource | None, headers: Mapping[str, str], body: bytes
    ) -> str | None:
        # Read and checked for a source that is not there too: it must not answer sooner.
        now, owner_id, kind = self._now(), _NOBODY, SourceKind.GENERIC
        if source is not None:
            owner_id, kind = source.id, source.kind
        stored = await self._webhooks.secrets(owner_id)
        secrets = _NOBODYS_SECRETS if source is None else good_secrets(stored, now)
        return delivery_key(kind, headers, body, secrets=secrets, now=now)

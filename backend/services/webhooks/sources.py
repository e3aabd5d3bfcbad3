"""What administrators do with sources of webhooks, and see of what they sent."""

from dataclasses import replace

from msgspec import UnsetType

from backend.domain.access import is_staff
from backend.domain.errors import InvalidCommandError, NotFoundError
from backend.domain.webhooks.records import WebhookDelivery, WebhookSource
from backend.services.actor import Actor
from backend.services.administration import require_admin
from backend.services.changes import Change
from backend.services.commands import Commands, Decision
from backend.services.ports import NewId, NewSecret, Now, PeopleReader, WriteGateway
from backend.services.webhook_changes import (
    MoveWebhookDelivery,
    PutWebhookSource,
    RemoveWebhookSource,
)
from backend.services.webhook_ports import WebhookReader
from backend.services.webhooks.keys import next_secret, replaced_secret
from common import webhooks
from common.ids import QueueId, UserId
from common.webhooks import DeliveryState

MAX_SHOWN = 200


class WebhookSources:
    """Makes, changes and shows sources; every method is for administrators only.

    All of them raise PermissionDeniedError for anybody else, and NotFoundError for what is not
    there.
    """

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        commands: Commands,
        webhooks: WebhookReader,
        people: PeopleReader,
        now: Now,
        new_id: NewId,
        new_secret: NewSecret,
    ) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._commands = commands
        self._webhooks = webhooks
        self._people = people
        self._now = now
        self._new_id = new_id
        self._new_secret = new_secret

    async def create(
        self, actor: Actor, wanted: webhooks.NewWebhookSource
    ) -> webhooks.CreatedWithSecret:
        """Make a source, and show its secret this once.

        Raises:
            AlreadyExistsError: Another source has this name.
            InvalidCommandError: The service account is a customer's.
        """
        require_admin(actor)
        await self._require_queue(wanted.queue_id)
        await self._require_staff(wanted.user_id)

        async def decide() -> Decision[webhooks.CreatedWithSecret]:
            source = WebhookSource(
                id=self._new_id(),
                name=wanted.name,
                kind=wanted.kind,
                queue_id=wanted.queue_id,
                user_id=wanted.user_id,
                enabled=True,
                created_at=self._now(),
            )
            secret = next_secret(source.id, self._new_secret, self._now())
            answer = webhooks.CreatedWithSecret(id=source.id, secret=secret.secret.secret)
            return Decision(answer, Change(writes=(PutWebhookSource(source), secret)))

        return await self._commands.run(actor, webhooks.CreatedWithSecret, decide)

    async def list(self, actor: Actor) -> tuple[webhooks.WebhookSource, ...]:
        """Return all sources, by name."""
        require_admin(actor)
        return tuple(map(_view, await self._webhooks.sources()))

    async def patch(
        self, actor: Actor, source_id: str, patch: webhooks.WebhookSourcePatch
    ) -> webhooks.WebhookSource:
        """Change what ``patch`` names.

        Raises:
            InvalidCommandError: The service account is a customer's.
        """
        require_admin(actor)
        source = await self._source(source_id)
        if not isinstance(patch.queue_id, UnsetType):
            await self._require_queue(patch.queue_id)
            source = replace(source, queue_id=patch.queue_id)
        if not isinstance(patch.user_id, UnsetType):
            await self._require_staff(patch.user_id)
            source = replace(source, user_id=patch.user_id)
        if not isinstance(patch.enabled, UnsetType):
            source = replace(source, enabled=patch.enabled)
        await self._gateway.commit(Change(writes=(PutWebhookSource(source),)))
        return _view(source)

    async def remove(self, actor: Actor, source_id: str) -> None:
        """Forget a source and what it sent; its tickets stay."""
        require_admin(actor)
        await self._source(source_id)
        await self._gateway.commit(Change(writes=(RemoveWebhookSource(source_id),)))

    async def rotate(self, actor: Actor, source_id: str) -> webhooks.WebhookSecret:
        """Give a source another secret, and show it this once; the present one ends in a day."""
        require_admin(actor)
        await self._source(source_id)

        async def decide() -> Decision[webhooks.WebhookSecret]:
            return replaced_secret(source_id, self._new_secret, self._now())

        return await self._commands.run(actor, webhooks.WebhookSecret, decide)

    async def deliveries(
        self, actor: Actor, source_id: str
    ) -> tuple[webhooks.WebhookDelivery, ...]:
        """Return what a source sent last, newest first, ``MAX_SHOWN`` at most."""
        require_admin(actor)
        await self._source(source_id)
        return tuple(
            _view_delivery(one) for one in await self._webhooks.deliveries(source_id, MAX_SHOWN)
        )

    async def retry(
        self, actor: Actor, source_id: str, delivery_id: str
    ) -> webhooks.WebhookDelivery:
        """Work on a request again that failed; nothing happens to one that waits.

        Raises:
            InvalidCommandError: It is done, or about nothing of ours.
            StaleRecordError: It is being worked on.
        """
        require_admin(actor)
        delivery = await self._webhooks.delivery(delivery_id)
        if delivery is None or delivery.source_id != source_id:
            raise NotFoundError
        if delivery.state in (DeliveryState.DONE, DeliveryState.IGNORED):
            raise InvalidCommandError("nothing is left to be done with this request")
        if delivery.state is DeliveryState.FAILED:
            again = replace(
                delivery,
                state=DeliveryState.WAITING,
                attempts=0,
                due_at=self._now(),
                version=delivery.version + 1,
            )
            write = MoveWebhookDelivery(again, delivery.version)
            await self._gateway.commit(Change(writes=(write,)))
            delivery = again
        return _view_delivery(delivery)

    async def _source(self, source_id: str) -> WebhookSource:
        source = await self._webhooks.source(source_id)
        if source is None:
            raise NotFoundError
        return source

    async def _require_queue(self, queue_id: QueueId) -> None:
        if await self._people.queue(queue_id) is None:
            raise NotFoundError

    async def _require_staff(self, user_id: UserId) -> None:
        standing = await self._people.standing(user_id)
        if standing is None:
            raise NotFoundError
        if not is_staff(standing.role):
            raise InvalidCommandError("a service account is nobody's who is a customer")


def _view_delivery(delivery: WebhookDelivery) -> webhooks.WebhookDelivery:
    """Return a request as administrators see it."""
    return webhooks.WebhookDelivery(
        id=delivery.id,
        key=delivery.key,
        state=delivery.state,
        attempts=delivery.attempts,
        received_at=delivery.received_at,
        code=delivery.code,
        ticket_id=delivery.ticket_id,
    )


def _view(source: WebhookSource) -> webhooks.WebhookSource:
    return webhooks.WebhookSource(
        id=source.id,
        name=source.name,
        kind=source.kind,
        queue_id=source.queue_id,
        user_id=source.user_id,
        enabled=source.enabled,
        created_at=source.created_at,
    )

"""What administrators do with endpoints: addresses that hear a room."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from msgspec import UnsetType

from backend.domain.errors import InvalidCommandError, NotFoundError
from backend.domain.webhooks.records import WebhookEndpoint
from backend.domain.webhooks.signatures import signed_headers
from backend.services.actor import Actor
from backend.services.administration import require_admin
from backend.services.changes import Change
from backend.services.commands import Commands, Decision
from backend.services.ports import (
    NewId,
    NewSecret,
    Now,
    PeopleReader,
    StreamReader,
    WriteGateway,
)
from backend.services.webhook_changes import PutWebhookEndpoint, RemoveWebhookEndpoint
from backend.services.webhook_ports import Taken, WebhookReader, WebhookTransport
from backend.services.webhooks.keys import good_secrets, next_secret, replaced_secret
from common import webhooks
from common.envelope import encode
from common.ids import QueueId, TeamId
from common.rooms import Room, RoomKind, parse_room
from common.webhooks import EndpointProblem


class WebhookEndpoints:
    """Makes, changes, shows and tries endpoints; every method is for administrators only.

    All of them raise PermissionDeniedError for anybody else, and NotFoundError for what is not
    there.

    Attributes:
        changed: Called when an endpoint was made or changed here; set by the composition root.
    """

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        commands: Commands,
        webhooks: WebhookReader,
        streams: StreamReader,
        people: PeopleReader,
        transport: WebhookTransport,
        now: Now,
        new_id: NewId,
        new_secret: NewSecret,
        insecure_urls: bool,
    ) -> None:
        """Use these parts; without ``insecure_urls`` only https addresses are taken."""
        self._gateway = gateway
        self._commands = commands
        self._webhooks = webhooks
        self._streams = streams
        self._people = people
        self._transport = transport
        self._now = now
        self._new_id = new_id
        self._new_secret = new_secret
        self._insecure_urls = insecure_urls
        self.changed: Callable[[], None] = _nobody_cares

    async def create(
        self, actor: Actor, wanted: webhooks.NewWebhookEndpoint
    ) -> webhooks.CreatedWithSecret:
        """Make an endpoint that hears what happens from now on, and show its secret this once.

        Raises:
            InvalidCommandError: The address is not https, or the room is a person's.
        """
        require_admin(actor)
        self._require_safe(wanted.url)
        await self._require_room(wanted.room)

        async def decide() -> Decision[webhooks.CreatedWithSecret]:
            now = self._now()
            endpoint = await self._at_the_head(
                WebhookEndpoint(
                    id=self._new_id(),
                    url=wanted.url,
                    room=wanted.room,
                    types=wanted.types,
                    after=0,
                    created_at=now,
                    due_at=now,
                )
            )
            secret = next_secret(endpoint.id, self._new_secret, now)
            answer = webhooks.CreatedWithSecret(id=endpoint.id, secret=secret.secret.secret)
            return Decision(answer, Change(writes=(PutWebhookEndpoint(endpoint, None), secret)))

        created = await self._commands.run(actor, webhooks.CreatedWithSecret, decide)
        self.changed()
        return created

    async def list(self, actor: Actor) -> tuple[webhooks.WebhookEndpoint, ...]:
        """Return all endpoints, oldest first."""
        require_admin(actor)
        now = self._now()
        return tuple(_view(one, now) for one in await self._webhooks.endpoints())

    async def patch(
        self, actor: Actor, endpoint_id: str, patch: webhooks.WebhookEndpointPatch
    ) -> webhooks.WebhookEndpoint:
        """Change what ``patch`` names; whoever is switched on again is tried at once.

        What happened while an endpoint was switched off is sent then, unless its place in the
        room was lost: it goes on from the head.

        Raises:
            InvalidCommandError: The address is not https.
            StaleRecordError: Something was sent to it at this very moment.
        """
        require_admin(actor)
        old = await self._endpoint(endpoint_id)
        endpoint = replace(old, version=old.version + 1)
        if not isinstance(patch.url, UnsetType):
            self._require_safe(patch.url)
            endpoint = replace(endpoint, url=patch.url)
        if not isinstance(patch.types, UnsetType):
            endpoint = replace(endpoint, types=patch.types)
        if patch.enabled is True:
            if old.problem is EndpointProblem.CURSOR_LOST:
                endpoint = await self._at_the_head(endpoint)
            endpoint = replace(
                endpoint,
                enabled=True,
                failures=0,
                failing_since=None,
                problem=None,
                due_at=self._now(),
            )
        elif patch.enabled is False:
            endpoint = replace(endpoint, enabled=False)
        await self._gateway.commit(Change(writes=(PutWebhookEndpoint(endpoint, old.version),)))
        self.changed()
        return _view(endpoint, self._now())

    async def remove(self, actor: Actor, endpoint_id: str) -> None:
        """Send nothing there any more."""
        require_admin(actor)
        await self._endpoint(endpoint_id)
        await self._gateway.commit(Change(writes=(RemoveWebhookEndpoint(endpoint_id),)))

    async def rotate(self, actor: Actor, endpoint_id: str) -> webhooks.WebhookSecret:
        """Give an endpoint another secret, shown this once; for a day both sign."""
        require_admin(actor)
        await self._endpoint(endpoint_id)

        async def decide() -> Decision[webhooks.WebhookSecret]:
            return replaced_secret(endpoint_id, self._new_secret, self._now())

        return await self._commands.run(actor, webhooks.WebhookSecret, decide)

    async def test(self, actor: Actor, endpoint_id: str) -> webhooks.WebhookTest:
        """Send a message of type ``webhook:test`` now, and say what became of it."""
        require_admin(actor)
        endpoint = await self._endpoint(endpoint_id)
        now, message_id = self._now(), self._new_id()
        body = encode({"id": message_id, "type": "webhook:test", "at": now, "pos": {}})
        secrets = good_secrets(await self._webhooks.secrets(endpoint_id), now)
        headers = signed_headers(message_id, now, body, secrets)
        outcome = await self._transport.post(endpoint.url, headers, body)
        if isinstance(outcome, Taken):
            return webhooks.WebhookTest(delivered=True, status=outcome.status)
        return webhooks.WebhookTest(
            delivered=False, status=outcome.status, problem=outcome.problem
        )

    async def _at_the_head(self, endpoint: WebhookEndpoint) -> WebhookEndpoint:
        head = (await self._streams.heads((endpoint.room,)))[endpoint.room].head
        event_id = await self._streams.event_at(endpoint.room, head) if head else None
        return replace(endpoint, after=head, event_id=event_id)

    async def _endpoint(self, endpoint_id: str) -> WebhookEndpoint:
        endpoint = await self._webhooks.endpoint(endpoint_id)
        if endpoint is None:
            raise NotFoundError
        return endpoint

    async def _require_room(self, room: Room) -> None:
        kind, owner = parse_room(room)
        match kind:
            case RoomKind.TEAM:
                found = await self._people.team(TeamId(owner)) is not None
            case RoomKind.QUEUE:
                found = await self._people.queue(QueueId(owner)) is not None
            case RoomKind.USER:
                raise InvalidCommandError("a person's room is for that person only")
            case _:
                assert_never(kind)
        if not found:
            raise NotFoundError

    def _require_safe(self, url: str) -> None:
        if not (url.startswith("https://") or self._insecure_urls):
            raise InvalidCommandError("the address must begin with https://")


def _view(endpoint: WebhookEndpoint, now: datetime) -> webhooks.WebhookEndpoint:
    repeats = endpoint.enabled and endpoint.failures > 0 and endpoint.due_at > now
    return webhooks.WebhookEndpoint(
        id=endpoint.id,
        url=endpoint.url,
        room=endpoint.room,
        types=endpoint.types,
        enabled=endpoint.enabled,
        after=endpoint.after,
        failures=endpoint.failures,
        created_at=endpoint.created_at,
        problem=endpoint.problem,
        failing_since=endpoint.failing_since,
        next_attempt_at=endpoint.due_at if repeats else None,
    )


def _nobody_cares() -> None:
    return None

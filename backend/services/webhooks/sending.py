"""Sends each endpoint its room, in order, at least once, from a cursor that is kept here.

There is no row for what has to be sent: the room's stream has it. An endpoint is claimed by moving
its due time ahead, so that one process sends at a time; each answer moves the cursor and renews
the claim, so that whoever takes over after a crash repeats one event at most.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from backend.domain.errors import StaleRecordError
from backend.domain.webhooks.records import WebhookEndpoint
from backend.domain.webhooks.signatures import signed_headers
from backend.services.changes import Change
from backend.services.ports import Now, StreamReader, WriteGateway
from backend.services.webhook_changes import PutWebhookEndpoint
from backend.services.webhook_ports import NotTaken, Outcome, WebhookReader, WebhookTransport
from backend.services.webhooks.keys import good_secrets
from common.envelope import decode_event, with_positions
from common.events import AnyEvent, UnknownEvent
from common.rooms import Room
from common.webhooks import EndpointProblem

BATCH = 50
"""Entries that are sent under one claim."""
LEASE = timedelta(seconds=60)
"""How long one process has for one request; far longer than the transport takes."""
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_RETRY_AFTER = timedelta(hours=24)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one turn of one endpoint.

    Attributes:
        taken: Events that the endpoint took.
        problem: Why the last one was not; None when all were.
    """

    taken: int = 0
    problem: EndpointProblem | None = None


class WebhookSending:
    """Brings endpoints up to the heads of their rooms."""

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        webhooks: WebhookReader,
        streams: StreamReader,
        transport: WebhookTransport,
        now: Now,
        spread: Callable[[], float],
    ) -> None:
        """Use these parts; ``spread`` returns a factor below one that parts repetitions."""
        self._gateway = gateway
        self._webhooks = webhooks
        self._streams = streams
        self._transport = transport
        self._now = now
        self._spread = spread

    async def waiting(self) -> tuple[Sequence[WebhookEndpoint], dict[Room, int]]:
        """Return the endpoints that have something to send now, and the heads of all rooms.

        The heads are those of the rooms of all endpoints that are switched on: what comes after
        them is worth waking up for.
        """
        now = self._now()
        enabled = [one for one in await self._webhooks.endpoints() if one.enabled]
        if not enabled:
            return [], {}
        heads = await self._streams.heads({one.room for one in enabled})
        due = [one for one in enabled if one.due_at <= now and heads[one.room].head != one.after]
        return due, {room: head.head for room, head in heads.items()}

    async def send(self, endpoint: WebhookEndpoint) -> Sent:
        """Send up to ``BATCH`` entries of the room, until one is not taken.

        Raises:
            InfrastructureError: The database does not answer.
        """
        try:
            return await self._send(endpoint)
        except StaleRecordError:
            # Another process has it, or an administrator changed it: its next turn will tell.
            return Sent()

    async def _send(self, endpoint: WebhookEndpoint) -> Sent:
        endpoint = await self._put(endpoint, replace(endpoint, due_at=self._now() + LEASE))
        if not await self._is_in_place(endpoint):
            await self._switched_off(endpoint, EndpointProblem.CURSOR_LOST)
            return Sent(problem=EndpointProblem.CURSOR_LOST)
        entries = await self._streams.entries_after(endpoint.room, endpoint.after, BATCH)
        if entries and entries[0][0] != endpoint.after + 1:
            return Sent()  # Retention was faster: the next turn finds the cursor lost.
        taken = 0
        for seq, encoded in entries:
            event = decode_event(encoded)
            moved = replace(endpoint, after=seq, event_id=event.id)
            if endpoint.types and event.type not in endpoint.types:
                # Kept in memory only: passing it by once more costs nothing.
                endpoint = moved
                continue
            outcome = await self._post(endpoint, seq, encoded, event)
            if isinstance(outcome, NotTaken):
                await self._failed(endpoint, outcome)
                return Sent(taken, outcome.problem)
            taken += 1
            endpoint = await self._put(
                endpoint,
                replace(
                    moved,
                    failures=0,
                    failing_since=None,
                    problem=None,
                    due_at=self._now() + LEASE,
                ),
            )
        await self._put(endpoint, replace(endpoint, due_at=self._now()))
        return Sent(taken)

    async def _is_in_place(self, endpoint: WebhookEndpoint) -> bool:
        """Whether the cursor belongs to the room as it is: not restored, not cut below it."""
        head = (await self._streams.heads((endpoint.room,)))[endpoint.room]
        if not head.floor <= endpoint.after <= head.head:
            return False
        if endpoint.event_id is None or endpoint.after == head.floor:
            return True
        return await self._streams.event_at(endpoint.room, endpoint.after) == endpoint.event_id

    async def _post(
        self, endpoint: WebhookEndpoint, seq: int, encoded: bytes, event: AnyEvent | UnknownEvent
    ) -> Outcome:
        now = self._now()
        secrets = good_secrets(await self._webhooks.secrets(endpoint.id), now)
        body = with_positions(encoded, {endpoint.room: seq})
        headers = signed_headers(event.id, now, body, secrets)
        return await self._transport.post(endpoint.url, headers, body)

    async def _failed(self, endpoint: WebhookEndpoint, outcome: NotTaken) -> None:
        now = self._now()
        since = endpoint.failing_since or now
        if outcome.problem is EndpointProblem.GONE or now - since >= GIVE_UP_AFTER:
            await self._switched_off(endpoint, outcome.problem)
            return
        delay = min(FIRST_DELAY * 2 ** min(endpoint.failures, 16), LONGEST_DELAY) * self._spread()
        if outcome.retry_after_s is not None:
            asked = timedelta(seconds=outcome.retry_after_s)
            delay = max(delay, min(asked, LONGEST_RETRY_AFTER))
        failed = replace(
            endpoint,
            failures=endpoint.failures + 1,
            failing_since=since,
            problem=outcome.problem,
            due_at=now + delay,
        )
        await self._put(endpoint, failed)

    async def _switched_off(self, endpoint: WebhookEndpoint, problem: EndpointProblem) -> None:
        off = replace(
            endpoint,
            enabled=False,
            problem=problem,
            failures=endpoint.failures + 1,
            failing_since=endpoint.failing_since or self._now(),
        )
        await self._put(endpoint, off)
        logger.warning(
            "webhook endpoint switched off",
            extra={"endpoint_id": endpoint.id, "problem": problem, "failures": off.failures},
        )

    async def _put(self, old: WebhookEndpoint, new: WebhookEndpoint) -> WebhookEndpoint:
        """Write ``new`` unless somebody else changed ``old``, and return it as it is stored."""
        new = replace(new, version=old.version + 1)
        await self._gateway.commit(Change(writes=(PutWebhookEndpoint(new, old.version),)))
        return new

"""Works on what sources sent: the same commands as everybody's, each once.

A request is claimed by moving its due time ahead, so that one process works on it at a time and
another takes it over when that one died. Later requests of the same source wait for it: worked on
out of order they would leave a ticket as it was, not as it is. What a command does is committed
together with its memory (``RequestKey``), so what is repeated after a crash is answered from
memory.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from msgspec import UNSET

from backend.domain.errors import (
    AlreadyExistsError,
    NotFoundError,
    PermissionDeniedError,
    StaleRecordError,
)
from backend.domain.webhooks.intents import TicketIntent
from backend.domain.webhooks.reading import read_intent
from backend.domain.webhooks.records import ExternalTicket, WebhookDelivery, WebhookSource
from backend.services.actor import Actor, RequestKey
from backend.services.changes import Change
from backend.services.notes import Notes
from backend.services.ports import Now, PeopleReader, WriteGateway
from backend.services.tickets import Tickets
from backend.services.webhook_changes import (
    AddExternalTicket,
    ForgetWebhookDeliveries,
    MoveWebhookDelivery,
)
from backend.services.webhook_ports import WebhookReader
from common import rest
from common.errors import BomizzelError, ContractError, ErrorCode
from common.ids import TicketId
from common.vocabulary import Priority, Status
from common.webhooks import DeliveryState

BATCH = 50
LEASE = timedelta(seconds=15)
"""How long one process has for one request before another takes it over."""
MAX_ATTEMPTS = 20
FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=10)
KEPT_FOR = timedelta(days=90)
"""How long repetitions of finished requests are recognised."""

logger = logging.getLogger(__name__)


class WebhookProcessing:
    """Turns requests of sources into commands on tickets."""

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        webhooks: WebhookReader,
        people: PeopleReader,
        tickets: Tickets,
        notes: Notes,
        now: Now,
    ) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._webhooks = webhooks
        self._people = people
        self._tickets = tickets
        self._notes = notes
        self._now = now

    async def work(self) -> tuple[DeliveryState, ...]:
        """Work on what is due, ``BATCH`` at most; what one source sent in the order it came.

        Returns:
            What became of each request that this process claimed; fewer than were due when
            others are at it too.

        Raises:
            InfrastructureError: The database does not answer.
        """
        outcomes = []
        held: set[str] = set()
        for delivery in await self._webhooks.due_deliveries(self._now(), BATCH):
            if delivery.source_id in held:
                continue
            outcome = await self._process(delivery)
            if outcome is not None:
                outcomes.append(outcome)
            if outcome in (None, DeliveryState.WAITING):
                # Another process is at it, or it comes again: later news must not overtake it.
                held.add(delivery.source_id)
        return tuple(outcomes)

    async def forget_old(self) -> None:
        """Remove requests that were finished long ago."""
        write = ForgetWebhookDeliveries(self._now() - KEPT_FOR)
        await self._gateway.commit(Change(writes=(write,)))

    async def _process(self, delivery: WebhookDelivery) -> DeliveryState | None:
        claimed = replace(
            delivery,
            attempts=delivery.attempts + 1,
            due_at=self._now() + LEASE,
            version=delivery.version + 1,
        )
        if not await self._move(delivery, claimed):
            return None
        if delivery.attempts < MAX_ATTEMPTS:
            finished = await self._attempted(claimed)
        else:
            # Whoever worked on it never came to an end, every time.
            finished = replace(claimed, state=DeliveryState.FAILED, code=ErrorCode.INTERNAL)
        finished = replace(finished, version=claimed.version + 1)
        if not await self._move(claimed, finished):
            return None  # It took longer than the lease: another process has it now.
        logger.info(
            "webhook worked on",
            extra={
                "delivery_id": finished.id,
                "source_id": finished.source_id,
                "state": finished.state,
                "code": finished.code,
                "attempts": finished.attempts,
            },
        )
        return finished.state

    async def _move(self, old: WebhookDelivery, new: WebhookDelivery) -> bool:
        try:
            await self._gateway.commit(Change(writes=(MoveWebhookDelivery(new, old.version),)))
        except StaleRecordError:
            return False
        return True

    async def _attempted(self, delivery: WebhookDelivery) -> WebhookDelivery:
        try:
            ticket_id = await self._applied(delivery)
        except BomizzelError as exc:
            code = exc.violation if isinstance(exc, ContractError) else exc.code
            if exc.retryable and delivery.attempts < MAX_ATTEMPTS:
                delay = min(FIRST_DELAY * 2 ** (delivery.attempts - 1), LONGEST_DELAY)
                return replace(delivery, due_at=self._now() + delay, code=code)
            # The body stays: an administrator may mend what stood in the way and try again.
            return replace(delivery, state=DeliveryState.FAILED, code=code)
        state = DeliveryState.IGNORED if ticket_id is None else DeliveryState.DONE
        return replace(delivery, state=state, ticket_id=ticket_id, code=None, body=b"")

    async def _applied(self, delivery: WebhookDelivery) -> TicketId | None:
        """Do what the request asks for and return its ticket; None when it asks for nothing."""
        source = await self._webhooks.source(delivery.source_id)
        if source is None:
            raise NotFoundError
        person = await self._people.person(source.user_id)
        if person is None or person.disabled:
            raise PermissionDeniedError
        intent = read_intent(source.kind, delivery.body)
        if intent is None:
            return None
        asker = _Asker(Actor(person.id, person.role), delivery)
        external = await self._external(asker, source, intent)
        opening = external.delivery_id == delivery.id
        if opening and intent.note_opens:
            intent = replace(intent, note=None)
        await self._change(asker, external.ticket_id, intent)
        return external.ticket_id

    async def _external(
        self, asker: "_Asker", source: WebhookSource, intent: TicketIntent
    ) -> ExternalTicket:
        known = await self._webhooks.external(source.id, intent.external_id)
        if known is not None:
            return known
        opening = intent.note.text if intent.note is not None and intent.note_opens else ""
        wanted = rest.NewTicket(
            title=intent.title or f"{source.name} {intent.external_id}",
            queue_id=source.queue_id,
            description=intent.description or opening,
            priority=intent.priority or Priority.NORMAL,
        )

        def named(ticket_id: TicketId) -> ExternalTicket:
            return ExternalTicket(source.id, intent.external_id, ticket_id, asker.delivery.id)

        try:
            ticket = await self._tickets.create(
                asker.step("create"), wanted, also=lambda id_: AddExternalTicket(named(id_))
            )
        except AlreadyExistsError:
            # Another request about the same ticket was quicker.
            found = await self._webhooks.external(source.id, intent.external_id)
            if found is None:
                raise
            return found
        return named(ticket.id)

    async def _change(self, asker: "_Asker", ticket_id: TicketId, intent: TicketIntent) -> None:
        ticket = await self._tickets.get(asker.actor, ticket_id)
        for name, patch in _patches(ticket, intent, before_note=True):
            await self._tickets.update(asker.step(name), ticket_id, patch)
        if intent.note is not None:
            note = rest.NewNote(text=intent.note.text, internal=intent.note.internal)
            await self._notes.add(asker.step("note"), ticket_id, note)
        for name, patch in _patches(ticket, intent, before_note=False):
            await self._tickets.update(asker.step(name), ticket_id, patch)


class _Asker:
    """The service account on behalf of one request; each of its steps is done once."""

    def __init__(self, actor: Actor, delivery: WebhookDelivery) -> None:
        self.actor = actor
        self.delivery = delivery

    def step(self, name: str) -> Actor:
        key = RequestKey(f"webhook:{self.delivery.id}:{name}", self.delivery.id)
        return replace(self.actor, request=key)


def _patches(
    ticket: rest.Ticket, intent: TicketIntent, *, before_note: bool
) -> Iterator[tuple[str, rest.TicketPatch]]:
    """Return the changes around a note: a closed ticket takes none, so it is closed last."""
    says_so_already = ticket.status is intent.status or ticket.status in intent.kept
    status = None if says_so_already else intent.status
    if not before_note:
        if status is Status.CLOSED:
            yield "close", rest.TicketPatch(status=Status.CLOSED)
        return
    if ticket.status is Status.CLOSED and status not in (None, Status.OPEN):
        yield "reopen", rest.TicketPatch(status=Status.OPEN)
    patch = rest.TicketPatch(
        title=UNSET if intent.title in (None, ticket.title) else intent.title,
        description=(
            UNSET if intent.description in (None, ticket.description) else intent.description
        ),
        priority=UNSET if intent.priority in (None, ticket.priority) else intent.priority,
        status=UNSET if status in (None, Status.CLOSED) else status,
    )
    if patch != rest.TicketPatch():
        yield "update", patch

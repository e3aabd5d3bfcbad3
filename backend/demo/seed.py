"""Fills an empty database with the demo: through the services, as if it had happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import assert_never

from typing_extensions import override

from backend.demo import cast
from backend.demo.plan import (
    PAST,
    Act,
    Answer,
    Assign,
    ChangePriority,
    ChangeStatus,
    File,
    Mention,
    make_plan,
)
from backend.domain.errors import AlreadyExistsError
from backend.services.actor import Actor
from backend.services.administration import SYSTEM
from backend.services.counters import LocalCounters
from backend.services.desk import Services, build_services
from backend.services.ports import PasswordHasher, Readers, WriteGateway
from backend.services.tokens import TokenKeys
from backend.services.webhook_ports import NotTaken, Outcome, WebhookTransport
from backend.services.webhooks.desk import Outbound
from common import rest
from common.ids import TicketId
from common.rooms import Room
from common.webhooks import EndpointProblem

DICE = 20_261_122
"""What the demo's dice begin with."""
UNREAD_FOR = timedelta(hours=3)
"""Everybody has read what happened before."""

_ANSWERS = (
    "I could reproduce it and am looking into it.",
    "Could you tell me when it happened last?",
    "A replacement is on its way.",
    "I changed the setting, please try again.",
)
_QUESTIONS = (
    "Could you have a look? The log shows the same error as last week.",
    "You know this customer, do you remember what helped?",
    "Needs your approval before I can go on.",
)


class _NothingIsSent(WebhookTransport):
    """Nobody hears the past."""

    @override
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        return NotTaken(EndpointProblem.CONNECTION_FAILED)


class _NothingArrives:
    """Stands where nobody waits."""

    async def wait_for_entries(self, after: Mapping[Room, int], timeout_s: float) -> None:
        """Return at once."""


@dataclass(slots=True)
class _Past:
    """The demo's clock and ids: both set by hand."""

    now: datetime
    dice: Random
    next_id: str | None = None
    tickets: dict[int, TicketId] = field(default_factory=dict)

    def new_id(self) -> str:
        chosen, self.next_id = self.next_id, None
        return chosen or f"{self.dice.getrandbits(80):020x}"


async def seed(
    *, gateway: WriteGateway, readers: Readers, hasher: PasswordHasher, until: datetime
) -> int:
    """Play the demo's past up to ``until`` and return how many tickets there are.

    The same ``until`` gives the same tickets and events; only password digests differ.

    Raises:
        AlreadyExistsError: The database is not empty.
    """
    if await readers.people.people():
        raise AlreadyExistsError
    past = _Past(until - PAST - timedelta(days=1), Random(DICE))  # noqa: S311 - no secret
    services = build_services(
        gateway=gateway,
        readers=readers,
        hasher=hasher,
        arrivals=_NothingArrives(),
        keys=TokenKeys(bytes(32)),
        now=lambda: past.now,
        new_id=past.new_id,
        new_secret=past.new_id,
        counters=LocalCounters(lambda: past.now),
        outbound=Outbound(_NothingIsSent(), spread=lambda: 1.0),
    )
    await _hire(services, past)
    caught_up = False
    for act in make_plan(until=until, dice=past.dice):
        if not caught_up and act.at > until - UNREAD_FOR:
            caught_up = True
            await _read_everything(services)
        past.now = act.at
        await _perform(act, services, past)
    return len(past.tickets)


async def _hire(services: Services, past: _Past) -> None:
    admin = _actor(cast.ADMIN)
    for person in cast.EVERYBODY:
        past.next_id = person.id
        await services.administration.create_user(
            SYSTEM,
            rest.NewUser(
                email=person.email, name=person.name, role=person.role, password=cast.PASSWORD
            ),
        )
    for team in cast.TEAMS:
        past.next_id = team.id
        await services.administration.create_team(admin, rest.NewTeam(name=team.name))
    for queue in cast.QUEUES:
        past.next_id = queue.id
        wanted = rest.NewQueue(name=queue.name, team_id=queue.team.id)
        await services.administration.create_queue(admin, wanted)
    for team in cast.TEAMS:
        queues = [queue for queue in cast.QUEUES if queue.team == team]
        for person in (cast.lead_of(team), *cast.staff_of(team)):
            await services.membership.put_member(admin, team.id, person.id)
            for queue in queues:
                await services.membership.put_watcher(admin, queue.id, person.id)


async def _read_everything(services: Services) -> None:
    for person in cast.EVERYBODY:
        await services.notifications.mark_read(_actor(person), rest.Marks(all=True))


async def _perform(act: Act, services: Services, past: _Past) -> None:
    actor = _actor(act.by)
    if isinstance(act.deed, File):
        wanted = rest.NewTicket(
            title=past.dice.choice(act.queue.titles),
            description="It worked yesterday. I need it for a meeting this week.",
            queue_id=act.queue.id,
            priority=act.deed.priority,
        )
        past.tickets[act.ticket] = (await services.tickets.create(actor, wanted)).id
        return
    ticket_id = past.tickets[act.ticket]
    match act.deed:
        case Assign(to):
            await services.tickets.assign(actor, ticket_id, to.id)
        case Answer():
            note = rest.NewNote(text=past.dice.choice(_ANSWERS))
            await services.notes.add(actor, ticket_id, note)
        case Mention(whom):
            text = past.dice.choice(_QUESTIONS)
            note = rest.NewNote(text=text, internal=True, mentions=(whom.id,))
            await services.notes.add(actor, ticket_id, note)
        case ChangeStatus(status):
            await services.tickets.update(actor, ticket_id, rest.TicketPatch(status=status))
        case ChangePriority(priority):
            await services.tickets.update(actor, ticket_id, rest.TicketPatch(priority=priority))
        case _:
            assert_never(act.deed)


def _actor(person: cast.DemoPerson) -> Actor:
    return Actor(person.id, person.role)

"""All services of one process, put together from what stands behind the ports."""

from dataclasses import dataclass
from datetime import timedelta

from backend.services.administration import Administration
from backend.services.announcements import Announcements
from backend.services.bulk import Bulk
from backend.services.commands import Commands
from backend.services.devices import Devices
from backend.services.hearing import KEPT_FOR, Hearing
from backend.services.membership import Membership
from backend.services.metrics import Metrics
from backend.services.notes import Notes
from backend.services.notifications import Notifications
from backend.services.ports import (
    Arrivals,
    Counters,
    NewId,
    NewSecret,
    Now,
    PasswordHasher,
    Readers,
    WriteGateway,
)
from backend.services.queue_news import QueueNews
from backend.services.recount import Recount
from backend.services.retention import Retention
from backend.services.revisions import Revisions
from backend.services.sessions import Sessions
from backend.services.status import StatusBoard
from backend.services.structure import Structure
from backend.services.sync import Sync
from backend.services.ticket_desk import TicketDesk
from backend.services.tickets import Tickets
from backend.services.tokens import TokenKeys
from backend.services.webhooks.desk import Outbound, Webhooks, build_webhooks


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that the edges may ask for."""

    commands: Commands
    sessions: Sessions
    devices: Devices
    tickets: Tickets
    bulk: Bulk
    notes: Notes
    membership: Membership
    administration: Administration
    structure: Structure
    announcements: Announcements
    sync: Sync
    notifications: Notifications
    metrics: Metrics
    webhooks: Webhooks
    status: StatusBoard
    recount: Recount
    retention: Retention


def build_services(
    *,
    gateway: WriteGateway,
    readers: Readers,
    hasher: PasswordHasher,
    arrivals: Arrivals,
    keys: TokenKeys,
    now: Now,
    new_id: NewId,
    new_secret: NewSecret,
    counters: Counters,
    outbound: Outbound,
    ticket_url: str = "",
    keep_for: timedelta = KEPT_FOR,
) -> Services:
    """Return the services.

    Args:
        gateway: Writes.
        readers: Read.
        hasher: Digests passwords.
        arrivals: Tells when a room has something new.
        keys: Sign the access tokens.
        now: The clock.
        new_id: Makes ids.
        new_secret: Makes refresh tokens.
        counters: Remember how often something was tried.
        outbound: How webhooks leave the server.
        ticket_url: Address of a ticket's page with ``{id}`` in place of its id; empty without.
        keep_for: How long entries of rooms stay; never shorter than notifications do.
    """
    people, tickets = readers.people, readers.tickets
    commands = Commands(gateway=gateway, requests=readers.requests, now=now)
    desk = TicketDesk(tickets=tickets, people=people, now=now, new_id=new_id)
    news = QueueNews(now=now, new_id=new_id)
    revisions = Revisions(desk=desk, people=people, now=now)
    hearing = Hearing(notifications=readers.notifications, tickets=tickets, now=now)
    sessions = Sessions(
        gateway=gateway,
        sessions=readers.sessions,
        people=people,
        hasher=hasher,
        keys=keys,
        now=now,
        new_id=new_id,
        new_secret=new_secret,
        counters=counters,
    )
    ticket_commands = Tickets(
        desk=desk,
        revisions=revisions,
        commands=commands,
        tickets=tickets,
        people=people,
        now=now,
        new_id=new_id,
    )
    notes = Notes(
        desk=desk, commands=commands, tickets=tickets, people=people, now=now, new_id=new_id
    )
    return Services(
        commands=commands,
        sessions=sessions,
        devices=Devices(
            gateway=gateway, sessions=sessions, reader=readers.sessions, people=people, now=now
        ),
        tickets=ticket_commands,
        bulk=Bulk(desk=desk, revisions=revisions, commands=commands),
        notes=notes,
        membership=Membership(gateway=gateway, people=people, news=news, ticket_url=ticket_url),
        structure=Structure(gateway=gateway, people=people, news=news),
        administration=Administration(
            gateway=gateway,
            commands=commands,
            people=people,
            hasher=hasher,
            news=news,
            now=now,
            new_id=new_id,
        ),
        announcements=Announcements(commands=commands, people=people, now=now, new_id=new_id),
        sync=Sync(streams=readers.streams, people=people, arrivals=arrivals),
        notifications=Notifications(
            commands=commands,
            hearing=hearing,
            notifications=readers.notifications,
            streams=readers.streams,
            people=people,
            now=now,
            new_id=new_id,
        ),
        status=StatusBoard(people=people),
        metrics=Metrics(metrics=readers.metrics, people=people, now=now),
        webhooks=build_webhooks(
            gateway=gateway,
            readers=readers,
            commands=commands,
            tickets=ticket_commands,
            notes=notes,
            outbound=outbound,
            now=now,
            new_id=new_id,
            new_secret=new_secret,
        ),
        recount=Recount(
            gateway=gateway,
            metrics=readers.metrics,
            people=people,
            now=now,
        ),
        retention=Retention(gateway=gateway, old=readers.old, now=now, keep_for=keep_for),
    )

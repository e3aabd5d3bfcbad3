"""Every route and every command of the socket, asked by each kind of person.

The tables say what each gets: ``yes`` what they asked for, or a refusal that has to do with what
they asked; ``denied`` that it is not for them; ``absent`` that there is no such thing, which is
what who may not know of a thing is told too; ``who?`` that nobody in particular may not ask.
Nobody here signs a webhook.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backend.api.context import request_id
from backend.api.routes import ROUTES
from backend.bootstrap.ids import new_id
from backend.domain.webhooks.records import WebhookDelivery
from backend.realtime.frames import ClientEvent
from backend.realtime.limits import Limits
from backend.services.changes import Change
from backend.services.webhook_changes import AddWebhookDelivery
from backend.storage.recent import RecentPeople
from backend.storage.sqlite.reading import SqliteReadPool
from common import rest
from common.ids import TicketId, UserId
from common.rooms import team_room
from common.vocabulary import Role
from common.webhooks import DeliveryState, NewWebhookEndpoint, NewWebhookSource, SourceKind
from tests.integration.backend.clients import signed_in
from tests.integration.backend.server import (
    LIVELY,
    PASSWORD,
    Person,
    Response,
    Server,
    running_server,
)

# Dora is the customer who asked for the ticket, Cleo works elsewhere, Ben works in the team of
# the ticket's queue, Ana leads it, Root is an administrator.
NAMES = ("nobody", "dora", "cleo", "ben", "ana", "root")
TABLE = """
asked for                                       nobody dora   cleo   ben    ana    root
POST   /auth/login                              yes    yes    yes    yes    yes    yes
POST   /auth/refresh                            yes    yes    yes    yes    yes    yes
POST   /auth/logout                             yes    yes    yes    yes    yes    yes
GET    /me                                      who?   yes    yes    yes    yes    yes
PUT    /me/preferences                          who?   yes    yes    yes    yes    yes
GET    /me/sessions                             who?   yes    yes    yes    yes    yes
DELETE /me/sessions/{session_id}                who?   absent absent absent absent absent
POST   /tickets                                 who?   yes    absent yes    yes    yes
GET    /tickets                                 who?   yes    yes    yes    yes    yes
POST   /tickets/bulk                            who?   yes    yes    yes    yes    yes
GET    /tickets/{ticket_id}                     who?   yes    absent yes    yes    yes
PATCH  /tickets/{ticket_id}                     who?   denied absent yes    yes    yes
POST   /tickets/{ticket_id}/assign              who?   denied absent yes    yes    yes
POST   /tickets/{ticket_id}/claim               who?   denied absent yes    yes    yes
POST   /tickets/{ticket_id}/notes               who?   yes    absent yes    yes    yes
GET    /tickets/{ticket_id}/notes               who?   yes    absent yes    yes    yes
GET    /tickets/{ticket_id}/history             who?   yes    absent yes    yes    yes
GET    /queues                                  who?   yes    yes    yes    yes    yes
POST   /queues                                  who?   denied denied denied denied yes
GET    /queues/{queue_id}                       who?   yes    absent yes    yes    yes
PATCH  /queues/{queue_id}                       who?   denied denied denied denied yes
GET    /queues/{queue_id}/metrics               who?   absent absent yes    yes    yes
GET    /queues/{queue_id}/metrics/history       who?   absent absent yes    yes    yes
PUT    /queues/{queue_id}/watchers/{user_id}    who?   absent absent denied yes    yes
DELETE /queues/{queue_id}/watchers/{user_id}    who?   absent absent denied yes    yes
GET    /teams                                   who?   yes    yes    yes    yes    yes
POST   /teams                                   who?   denied denied denied denied yes
GET    /teams/{team_id}                         who?   absent absent yes    yes    yes
PATCH  /teams/{team_id}                         who?   denied denied denied denied yes
PUT    /teams/{team_id}/members/{user_id}       who?   absent absent denied yes    yes
DELETE /teams/{team_id}/members/{user_id}       who?   absent absent denied yes    yes
POST   /teams/{team_id}/announcements           who?   absent absent denied yes    yes
GET    /teams/{team_id}/announcements/{announcement_id} who? absent absent yes yes yes
GET    /people                                  who?   denied yes    yes    yes    yes
GET    /presence                                who?   yes    yes    yes    yes    yes
GET    /users                                   who?   denied denied denied denied yes
POST   /users                                   who?   denied denied denied denied yes
GET    /users/{user_id}                         who?   denied denied denied denied yes
PATCH  /users/{user_id}                         who?   denied denied denied denied yes
GET    /users/{user_id}/sessions                who?   denied denied denied denied yes
DELETE /users/{user_id}/sessions/{session_id}   who?   denied denied denied denied yes
DELETE /users/{user_id}/sessions                who?   denied denied denied denied yes
POST   /sync                                    who?   yes    yes    yes    yes    yes
GET    /notifications                           who?   yes    yes    yes    yes    yes
GET    /notifications/unread                    who?   yes    yes    yes    yes    yes
POST   /notifications/read                      who?   yes    yes    yes    yes    yes
POST   /notifications/unread                    who?   yes    yes    yes    yes    yes
POST   /notifications/clear                     who?   yes    yes    yes    yes    yes
GET    /status                                  who?   denied denied denied yes    yes
GET    /healthz                                 who?   denied denied denied denied yes
DELETE /me/sessions                             who?   yes    yes    yes    yes    yes
POST   /webhooks/{source}                       absent absent absent absent absent absent
GET    /webhook-sources                         who?   denied denied denied denied yes
POST   /webhook-sources                         who?   denied denied denied denied yes
PATCH  /webhook-sources/{source_id}             who?   denied denied denied denied yes
POST   /webhook-sources/{source_id}/secrets     who?   denied denied denied denied yes
GET    /webhook-sources/{source_id}/deliveries  who?   denied denied denied denied yes
POST   /webhook-sources/{source_id}/deliveries/{delivery_id}/retry \
                                                who?   denied denied denied denied yes
DELETE /webhook-sources/{source_id}             who?   denied denied denied denied yes
GET    /webhook-endpoints                       who?   denied denied denied denied yes
POST   /webhook-endpoints                       who?   denied denied denied denied yes
PATCH  /webhook-endpoints/{endpoint_id}         who?   denied denied denied denied yes
POST   /webhook-endpoints/{endpoint_id}/secrets who?   denied denied denied denied yes
POST   /webhook-endpoints/{endpoint_id}/test    who?   denied denied denied denied yes
DELETE /webhook-endpoints/{endpoint_id}         who?   denied denied denied denied yes
"""
COMMANDS = """
command         nobody dora   cleo   ben    ana    root
authenticate    who?   yes    yes    yes    yes    yes
join_team       who?   absent absent yes    yes    yes
leave_team      who?   yes    yes    yes    yes    yes
join_queue      who?   absent absent yes    yes    yes
leave_queue     who?   yes    yes    yes    yes    yes
typing          who?   yes    absent yes    yes    yes
"""
MEANINGS = {401: "who?", 403: "denied", 404: "absent"}


@dataclass(frozen=True)
class Places:
    """What the ids of a path stand for; the session is one of the person."""

    ticket_id: str
    queue_id: str
    team_id: str
    user_id: str
    session_id: str
    announcement_id: str
    source: str
    source_id: str
    delivery_id: str
    endpoint_id: str


NOWHERE = Places(**{name: f"no-such-{name}" for name in Places.__dataclass_fields__})
NO_RECEIVER = "https://192.0.2.1/"
"""An address for documentation: refused, and never asked."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    # The regular looks read too, and would be counted.
    limits = Limits(joins_burst=1000, messages_per_minute=1000)
    calm = replace(LIVELY, limits=limits, look_every_s=3600, webhooks_look_every_s=3600)
    async with running_server(tmp_path, calm) as running:
        yield running


def table_of(text: str) -> dict[str, dict[str, str]]:
    _, *lines = text.strip().splitlines()
    rows = (line.split() for line in lines)
    count = len(NAMES)
    return {" ".join(row[:-count]): dict(zip(NAMES, row[-count:], strict=True)) for row in rows}


def full_path(path: str) -> str:
    return path if path == "/healthz" else f"/api/v1{path}"


async def asked_of(server: Server, person: Person | None, row: str, places: Places) -> Response:
    """Send the request of one row of the table."""
    method, path = row.split()
    body = body_of(row, server, places)
    options = {} if body is None else {"json": body}
    query = "?ids=ben-id" if path == "/people" else ""
    filled = full_path(path).format_map(vars(places))
    return await server.call(method, filled + query, person, **options)


def body_of(row: str, server: Server, places: Places) -> dict[str, Any] | None:
    """Return a body that is of the contract, new names where they must be new."""
    name = new_id()
    marks = {"all": True}
    bodies: dict[str, dict[str, Any]] = {
        "POST /auth/login": {"email": "ben@example.org", "password": PASSWORD},
        "POST /auth/refresh": {"refreshToken": server.ben.refresh_token},
        "POST /auth/logout": {"refreshToken": "none"},
        "PUT /me/preferences": {},
        "POST /tickets": {"title": "Smoke", "queueId": places.queue_id},
        "POST /tickets/bulk": {"ids": [places.ticket_id], "change": {"priority": "low"}},
        "PATCH /tickets/{ticket_id}": {"title": name},
        "POST /tickets/{ticket_id}/assign": {"assigneeId": None},
        "POST /tickets/{ticket_id}/notes": {"text": "Hello"},
        "POST /queues": {"name": name, "teamId": server.team},
        "PATCH /queues/{queue_id}": {"name": name},
        "POST /teams": {"name": name},
        "PATCH /teams/{team_id}": {"name": name},
        "POST /teams/{team_id}/announcements": {"text": "Lunch"},
        "POST /users": {
            "email": f"{name}@example.org",
            "name": "Gus",
            "role": "employee",
            "password": PASSWORD,
        },
        "PATCH /users/{user_id}": {"name": "Fay"},
        "POST /sync": {"rooms": {f"queue:{places.queue_id}": {"after": 0}}},
        "POST /webhooks/{source}": {"externalId": "7"},
        "POST /webhook-sources": {
            "name": name,
            "kind": "generic",
            "queueId": server.queue,
            "userId": server.ben.id,
        },
        "PATCH /webhook-sources/{source_id}": {"enabled": True},
        "POST /webhook-endpoints": {"url": NO_RECEIVER, "room": f"team:{server.other_team}"},
        "PATCH /webhook-endpoints/{endpoint_id}": {"types": []},
        "POST /notifications/read": marks,
        "POST /notifications/unread": {"ids": ["nothing"]},
        "POST /notifications/clear": marks,
    }
    return bodies.get(row)


async def places_of(server: Server) -> Places:
    """Return a ticket of Dora's, and Fay, who is signed in and does not matter otherwise."""
    administration = server.backend.services.administration
    fay = rest.NewUser(email="fay@example.org", name="Fay", role=Role.EMPLOYEE, password=PASSWORD)
    user_id = UserId((await administration.create_user(server.root.actor, fay)).id)
    await server.backend.services.sessions.login(fay.email, PASSWORD, None)
    path = f"/api/v1/users/{user_id}/sessions"
    (session,) = (await server.call("GET", path, server.root)).json["items"]
    ticket = await server.ticket()
    said = await server.backend.services.announcements.post(server.ana.actor, server.team, "Hello")
    return Places(
        ticket_id=ticket.id,
        queue_id=server.queue,
        team_id=server.team,
        user_id=user_id,
        session_id=session["id"],
        announcement_id=said.id,
        source="alarms",
        **await webhooks_of(server),
    )


async def webhooks_of(server: Server) -> dict[str, str]:
    """Return a source of webhooks, a request of it that failed, and an endpoint."""
    services = server.backend.services.webhooks
    source = await services.sources.create(
        server.root.actor,
        NewWebhookSource(
            name="alarms", kind=SourceKind.GENERIC, queue_id=server.queue, user_id=server.ben.id
        ),
    )
    endpoint = await services.endpoints.create(
        server.root.actor,
        NewWebhookEndpoint(url=NO_RECEIVER, room=team_room(server.other_team)),
    )
    failed = WebhookDelivery(
        id=new_id(),
        source_id=source.id,
        key=new_id(),
        body=b"{}",
        received_at=datetime(2026, 3, 1, tzinfo=UTC),
        due_at=datetime(2026, 3, 1, tzinfo=UTC),
        state=DeliveryState.FAILED,
    )
    write = AddWebhookDelivery(failed)
    await server.backend.storage.gateway.commit(Change(writes=(write,)))
    return {"source_id": source.id, "delivery_id": failed.id, "endpoint_id": endpoint.id}


def test_tables_name_every_route_and_every_command() -> None:
    assert set(table_of(TABLE)) == {
        f"{route.method} {route.path.removeprefix('/api/v1')}" for route in ROUTES
    }
    assert set(table_of(COMMANDS)) == set(ClientEvent)


async def test_each_route_gives_each_person_what_the_table_says(server: Server) -> None:
    places = await places_of(server)
    table = table_of(TABLE)

    found = {
        row: {
            name: MEANINGS.get(
                (await asked_of(server, server.people.get(name), row, places)).status, "yes"
            )
            for name in NAMES
        }
        # Last what signs a person out everywhere, who could ask nothing more.
        for row in sorted(table, key=lambda row: row == "DELETE /me/sessions")
    }

    assert found == table


async def test_what_is_not_for_somebody_looks_and_costs_like_what_is_not_there(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = await places_of(server)
    # By request, since the server reads by itself too: a new endpoint wakes who sends webhooks.
    reads: Counter[str] = Counter()
    ask = SqliteReadPool._in_thread

    async def counted(self: SqliteReadPool, read: Any) -> Any:
        reads[request_id.get()] += 1
        return await ask(self, read)

    monkeypatch.setattr(SqliteReadPool, "_in_thread", counted)

    async def look_of(name: str, row: str, where: Places) -> tuple[Any, ...]:
        person = server.people.get(name)
        # What was found out a moment ago is not what is measured.
        server.backend.services.sessions._checked.clear()
        people = server.backend.storage.readers.people
        assert isinstance(people, RecentPeople)
        people.forget()
        answer = await asked_of(server, person, row, where)
        passing = {"Date", "X-Request-ID", "X-Request-Id"}
        headers = {k: v for k, v in answer.headers.items() if k not in passing}
        body = {k: v for k, v in answer.json.items() if k != "instance"}
        return answer.status, headers, body, reads[answer.headers["X-Request-ID"]]

    hidden = [
        (name, row)
        for row, cells in table_of(TABLE).items()
        for name, cell in cells.items()
        if cell == "absent"
    ]

    for name, row in hidden:
        assert await look_of(name, row, places) == await look_of(name, row, NOWHERE), (name, row)
    assert reads.keys() - {""}


async def test_accounts_are_no_secret_to_be_found_out_by_refusals(server: Server) -> None:
    places = await places_of(server)
    for row in ("PATCH /users/{user_id}", "GET /users/{user_id}/sessions"):
        for name in ("dora", "ben", "ana"):
            known, unknown = [
                await asked_of(server, server.people[name], row, where)
                for where in (places, NOWHERE)
            ]
            assert known.status == unknown.status == 403
            assert known.json["code"] == unknown.json["code"]


async def test_many_tickets_at_once_tell_nothing_of_those_of_others(server: Server) -> None:
    places = await places_of(server)
    row = "POST /tickets/bulk"

    theirs = (await asked_of(server, server.cleo, row, places)).json
    none = (await asked_of(server, server.cleo, row, NOWHERE)).json

    assert str(theirs).replace(places.ticket_id, "") == str(none).replace(NOWHERE.ticket_id, "")
    ticket = await server.backend.services.tickets.get(
        server.dora.actor, TicketId(places.ticket_id)
    )
    assert ticket.version == 1


async def test_each_command_gives_each_person_what_the_table_says(server: Server) -> None:
    places = await places_of(server)
    arguments = {
        "join_team": server.team,
        "leave_team": server.team,
        "join_queue": server.queue,
        "leave_queue": server.queue,
        "typing": {"ticketId": places.ticket_id, "active": True},
    }
    codes = {"not_found": "absent", "permission_denied": "denied"}
    found: dict[str, dict[str, str]] = {row: {"nobody": "who?"} for row in table_of(COMMANDS)}
    for name, person in server.people.items():
        async with signed_in(server.url, person) as client:
            found["authenticate"][name] = "yes"
            for command, argument in arguments.items():
                answer = await client.ask(command, argument)
                code = answer["error"]["code"] if "error" in answer else ""
                found[command][name] = codes.get(code, code or "yes")

    assert found == table_of(COMMANDS)

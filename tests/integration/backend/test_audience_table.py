"""The published table of who hears what, played over real HTTP to real sockets."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backend.domain.audience import Publication
from backend.domain.people import Person as StoredPerson
from backend.services.changes import Change, PutPerson
from common.envelope import decode_event
from common.events import EventType, NotificationsRead
from common.ids import EventId, UserId
from common.notifications import Me, classify
from common.rooms import Room, queue_room, team_room, user_room
from common.vocabulary import Role
from scripts.contract.audience import ROWS
from tests.fakes.clock import NOON
from tests.integration.backend.clients import SocketClient, signed_in
from tests.integration.backend.server import LIVELY, PASSWORD, Person, Server, running_server

CAST = {
    "requester": "dora",
    "assignee": "asa",
    "previous assignee": "pia",
    "watcher": "wim",
    "team member": "ben",
    "team lead": "lea",
    "administrator elsewhere": "root",
    "employee of another team": "cleo",
    "actor": "abe",
}
ACTED_BY = {"filed": "dora", "queue renamed by the administrator": "root"}
"""Where it is not Abe."""
NEWCOMERS = {
    "asa": Role.EMPLOYEE,
    "pia": Role.EMPLOYEE,
    "wim": Role.EMPLOYEE,
    "lea": Role.TEAM_LEAD,
    "abe": Role.TEAM_LEAD,
}
UNTOLD = "-"


@dataclass
class Play:
    """A help desk with everybody at their screens."""

    server: Server
    sockets: dict[str, SocketClient] = field(default_factory=dict)
    _fences: int = 0
    _heard: dict[str, int] = field(default_factory=dict)

    async def ask(self, method: str, path: str, who: str, **body: Any) -> Any:
        """Send a request that is granted."""
        options = {"json": body} if body else {}
        person = self.server.people[who]
        response = await self.server.call(method, f"/api/v1/{path}", person, **options)
        assert response.status < 300, response.data
        return response.json if response.data else None

    async def ticket(self, assignee: str | None = None, **fields: str) -> str:
        """Return a ticket of Dora's that somebody has, or nobody."""
        filed = {"title": "Smoke", "queueId": self.server.queue, **fields}
        ticket_id = str((await self.ask("POST", "tickets", "dora", **filed))["id"])
        if assignee is not None:
            await self.assign(ticket_id, assignee)
        return ticket_id

    async def assign(self, ticket_id: str, assignee: str | None) -> None:
        person = None if assignee is None else self.server.people[assignee].id
        await self.ask("POST", f"tickets/{ticket_id}/assign", "abe", assigneeId=person)

    async def unread(self, who: str) -> Counter[str]:
        return Counter((await self.ask("GET", "notifications/unread", who))["byPriority"])

    async def heard(self) -> dict[str, list[dict[str, Any]]]:
        """Return the durable events that came to each person since the last call.

        The fence is an event in everybody's own room; whatever was committed before it came
        before it.
        """
        self._fences += 1
        fence = NotificationsRead(
            id=EventId(f"fence-{self._fences}"), at=NOON, user_id=UserId("nobody")
        )
        rooms = tuple(user_room(self.server.people[name].id) for name in self.sockets)
        gateway = self.server.backend.storage.gateway
        await gateway.commit(Change(publications=(Publication(fence, rooms),)))
        heard = {}
        for name, socket in self.sockets.items():
            await socket.until(partial(_has, socket, fence.id))
            # The fence is the last one.
            heard[name] = socket.durable()[self._heard.get(name, 0) : -1]
            self._heard[name] = len(socket.durable())
        return heard


def _has(socket: SocketClient, event_id: str) -> bool:
    return any(event["id"] == event_id for event in socket.durable())


async def change(play: Play, ticket_id: str, **facts: str) -> None:
    await play.ask("PATCH", f"tickets/{ticket_id}", "abe", **facts)


async def note(play: Play, ticket_id: str, *mentioned: str, internal: bool = False) -> None:
    ids = [play.server.people[name].id for name in mentioned]
    path = f"tickets/{ticket_id}/notes"
    await play.ask("POST", path, "abe", text="Look", mentions=ids, internal=internal)


Prepare = Callable[[Play], Awaitable[str]]
Act = Callable[[Play, str], Awaitable[Any]]


def a_ticket(assignee: str | None = None, **facts: str) -> Prepare:
    """Return how to come by a ticket, whose status may be one that it is not filed with."""

    async def prepare(play: Play) -> str:
        status = facts.get("status")
        filed = {key: value for key, value in facts.items() if key != "status"}
        ticket_id = await play.ticket(assignee, **filed)
        if status is not None:
            await change(play, ticket_id, status=status)
        return ticket_id

    return prepare


async def nothing(_play: Play) -> str:
    return ""


async def something_heard(play: Play) -> str:
    """Return an event that Abe heard."""
    ticket_id, socket = await play.ticket(), play.sockets["abe"]
    await socket.until(lambda: any(e.get("ticketId") == ticket_id for e in socket.durable()))
    return next(str(e["id"]) for e in socket.durable() if e.get("ticketId") == ticket_id)


ACTS: dict[str, tuple[Prepare, Act]] = {
    "filed": (nothing, lambda play, _: play.ticket()),
    "assigned": (a_ticket(), lambda play, ticket: play.assign(ticket, "asa")),
    "re-assigned": (a_ticket("pia"), lambda play, ticket: play.assign(ticket, "asa")),
    "taken away": (a_ticket("pia"), lambda play, ticket: play.assign(ticket, None)),
    "claimed": (
        a_ticket(),
        lambda play, ticket: play.ask("POST", f"tickets/{ticket}/claim", "abe"),
    ),
    "status changed": (
        a_ticket("asa"),
        lambda play, ticket: change(play, ticket, status="pending"),
    ),
    "escalated": (a_ticket("asa"), lambda play, ticket: change(play, ticket, status="escalated")),
    "escalated while urgent": (
        a_ticket("asa", priority="urgent"),
        lambda play, ticket: change(play, ticket, status="escalated"),
    ),
    "reopened": (
        a_ticket("asa", status="resolved"),
        lambda play, ticket: change(play, ticket, status="open"),
    ),
    "escalated silently": (
        a_ticket("asa"),
        lambda play, ticket: play.ask(
            "POST",
            "tickets/bulk",
            "abe",
            ids=[ticket],
            change={"status": "escalated"},
            silent=True,
        ),
    ),
    "priority changed": (
        a_ticket("asa"),
        lambda play, ticket: change(play, ticket, priority="low"),
    ),
    "made urgent": (a_ticket("asa"), lambda play, ticket: change(play, ticket, priority="urgent")),
    "title changed": (a_ticket("asa"), lambda play, ticket: change(play, ticket, title="Fire")),
    "requester mentioned in a note": (
        a_ticket("asa"),
        lambda play, ticket: note(play, ticket, "dora"),
    ),
    "member and requester mentioned in an internal note": (
        a_ticket("asa"),
        lambda play, ticket: note(play, ticket, "ben", "dora", internal=True),
    ),
    "moved to another team": (
        a_ticket("pia"),
        lambda play, ticket: change(play, ticket, queueId=play.server.other_queue),
    ),
    "queue renamed by the administrator": (
        nothing,
        lambda play, _: play.ask("PATCH", f"queues/{play.server.queue}", "root", name="Printing"),
    ),
    "announced": (
        nothing,
        lambda play, _: play.ask(
            "POST", f"teams/{play.server.team}/announcements", "abe", text="Cake"
        ),
    ),
    "marked as read": (
        nothing,
        lambda play, _: play.ask("POST", "notifications/read", "abe", all=True),
    ),
    "marked as unread": (
        something_heard,
        lambda play, event_id: play.ask("POST", "notifications/unread", "abe", ids=[event_id]),
    ),
    "cleared": (
        nothing,
        lambda play, _: play.ask("POST", "notifications/clear", "abe", all=True),
    ),
    "member made a watcher": (
        nothing,
        lambda play, _: play.ask(
            "PUT", f"queues/{play.server.queue}/watchers/{play.server.ben.id}", "abe"
        ),
    ),
}


@pytest.fixture
async def server(tmp_path: Path, each_database: dict[str, str]) -> AsyncIterator[Server]:
    async with running_server(tmp_path, LIVELY, **each_database) as running:
        yield running


@pytest.fixture
async def play(server: Server) -> AsyncIterator[Play]:
    await _employ(server)
    async with AsyncExitStack() as stack:
        play = Play(server)
        for name in CAST.values():
            socket = await stack.enter_async_context(signed_in(server.url, server.people[name]))
            play.sockets[name] = socket
        # On these screens are only their own tickets: what comes, comes by their own room.
        for name in ("asa", "pia"):
            await play.sockets[name].ask("leave_team", server.team)
        yield play


async def _employ(server: Server) -> None:
    services, stored = server.backend.services, server.backend.storage
    people = stored.readers.people
    ben = await people.person(server.ben.id)
    assert ben is not None
    for name, role in NEWCOMERS.items():
        email, user_id = f"{name}@example.org", UserId(f"{name}-id")
        person = StoredPerson(user_id, email, name.title(), role, ben.password_hash)
        await stored.gateway.commit(Change(writes=(PutPerson(person),)))
        if name != "wim":
            await services.membership.put_member(server.root.actor, server.team, user_id)
        tokens = await services.sessions.login(email, PASSWORD, None)
        server.people[name] = Person(user_id, email, role, tokens.access_token, "")
    for queue, name in ((server.queue, "wim"), (server.other_queue, "abe")):
        await services.membership.put_watcher(server.root.actor, queue, server.people[name].id)


def test_every_event_of_the_contract_has_a_row_and_every_act_is_played() -> None:
    assert {row.event for row in ROWS} == set(EventType)
    assert {row.act for row in ROWS} == set(ACTS)


async def test_everybody_hears_what_the_table_says(play: Play) -> None:
    streams = play.server.backend.storage.readers.streams
    expected, found = {}, {}
    for act, (prepare, do) in ACTS.items():
        subject = await prepare(play)
        await play.heard()
        mark = await streams.newest_mark()
        await do(play, subject)
        recorded = (await streams.committed_since(mark, 100)).published
        heard = await play.heard()
        cast = {**CAST, "actor": ACTED_BY.get(act, CAST["actor"])}
        for row in (row for row in ROWS if row.act == act):
            name = (act, row.event.value)
            rooms = [set(one.positions) for one in recorded if one.event.type is row.event]
            expected[name] = (_rooms(play.server, cast, row.rooms, rooms), row.heard)
            found[name] = (
                rooms,
                {kind: _priority(play, cast[kind], heard, row.event) for kind in row.heard},
            )
        told = {event["type"] for events in heard.values() for event in events}
        assert told <= {row.event.value for row in ROWS if row.act == act}, act

    assert found == expected


async def test_the_server_counts_as_unread_what_the_screens_heard(play: Play) -> None:
    names = ("dora", "wim", "ben", "lea", "root", "cleo")
    before = {name: await play.unread(name) for name in names}
    for act, (prepare, do) in ACTS.items():
        if act != "moved to another team":  # Heard, and not to be read any more.
            await do(play, await prepare(play))

    heard = await play.heard()

    for name in names:
        meanings = Counter(_meaning(play, name, event) for event in heard[name])
        notable = {word: meanings[word] for word in ("high", "medium") if meanings[word]}
        assert await play.unread(name) - before[name] == notable, name


def _rooms(
    server: Server, cast: dict[str, str], words: str, recorded: list[set[Room]]
) -> list[set[Room]]:
    if words.startswith("one event each"):
        names = ("abe", "ana", "asa", "ben", "lea", "pia", "wim")
        assert len(recorded) == len(names)
        return [{user_room(server.people[name].id)} for name in names]
    rooms = {
        "queue": queue_room(server.queue),
        "team": team_room(server.team),
        "new queue": queue_room(server.other_queue),
        "new team": team_room(server.other_team),
        **{kind: user_room(server.people[name].id) for kind, name in cast.items()},
    }
    return [{rooms[word] for word in words.split(", ")}]


def _priority(
    play: Play, name: str, heard: dict[str, list[dict[str, Any]]], event_type: EventType
) -> str:
    """Return what the events of this type that came to a person are to them."""
    events = [event for event in heard[name] if event["type"] == event_type.value]
    if not events:
        return UNTOLD
    (event,) = events
    return _meaning(play, name, event)


def _meaning(play: Play, name: str, event: dict[str, Any]) -> str:
    watched = frozenset({play.server.queue}) if name == "wim" else frozenset()
    me = Me(play.server.people[name].id, watched)
    notification = classify(decode_event(json.dumps(event)), me)
    return "none" if notification is None else notification.priority.value

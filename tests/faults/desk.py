"""A help desk at work in front of a server that is killed and started again.

Everybody repeats what was not answered, with the same key, as clients do that lose nothing.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import aiohttp

from tests.faults.crash_points import CrashPoint
from tests.faults.truth import Truth, truth
from tests.faults.watcher import Told, Watcher
from tests.integration.backend.server import LIVELY, Person, running_server
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[2]
START_S = 20.0
ANSWER_S = 5.0
PAUSE_S = 0.05
STEPS = (
    "ticket:created",
    "queue:ticket_added",
    "ticket:assigned",
    "ticket:status_changed",
    "ticket:updated",
)
"""What one story of the load leaves in the history of its ticket, in this order."""


@dataclass(frozen=True)
class Desk:
    """A small help desk in a database, and people who are signed in."""

    environ: Mapping[str, str]
    queue: str
    people: Mapping[str, Person]

    @property
    def database(self) -> str:
        url = self.environ["BOMIZZEL_DATABASE_URL"]
        return "sqlite" if url.startswith("sqlite") else "postgres"


async def new_desk(folder: Path, **environ: str) -> Desk:
    """Make a help desk in the database that ``environ`` names."""
    environ = {
        "BOMIZZEL_DATABASE_URL": f"sqlite:///{folder / 'bomizzel.db'}",
        "BOMIZZEL_JWT_SECRET": "x" * 32,
        **environ,
    }
    async with running_server(folder, LIVELY, **environ) as server:
        return Desk(environ, server.queue, dict(server.people))


class Address(Protocol):
    """Where a help desk is reached."""

    @property
    def desk(self) -> Desk: ...

    @property
    def url(self) -> str: ...


@dataclass
class KilledServer:
    """A server at one address, whichever process it is, for any event loop.

    Attributes:
        port: Stays the same, so that clients come back.
        host: Where it listens.
        before: A command that runs the server's, say in another network.
        environ: Its settings where they differ from those of the desk.
        way: How Python starts it when it has no point to end at.
    """

    desk: Desk
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    before: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    way: Sequence[str] = ("-m", "backend")
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def start(self, point: CrashPoint | None = None) -> None:
        """Start it and wait until it is ready; with ``point`` it can be armed."""
        way = (
            self.way
            if point is None
            else ["-m", "tests.faults.crashing", "server", self.desk.database, point.name]
        )
        self.process = subprocess.Popen(  # noqa: ASYNC220 - outlives the loop
            (*self.before, sys.executable, *way, "serve", "--host", self.host,
             "--port", str(self.port)),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "BOMIZZEL_LOG_FORMAT": "json",
                 **self.desk.environ, **self.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.process.stdout is not None
        async with asyncio.timeout(START_S):
            line = await asyncio.to_thread(self.process.stdout.readline)
        self.process.stdout.close()
        assert line.decode().strip() == self.url, "the server did not start"

    async def ended(self) -> int:
        """Wait until it has ended and return its status."""
        assert self.process is not None
        return await asyncio.to_thread(self.process.wait, START_S)

    async def close(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.ended()


@asynccontextmanager
async def killed_server(desk: Desk, point: CrashPoint | None) -> AsyncIterator[KilledServer]:
    """Run a server that ends at ``point`` once it is armed."""
    server = KilledServer(desk)
    try:
        await server.start(point)
        yield server
    finally:
        await server.close()


@dataclass
class Load:
    """People who work until they are told to finish.

    Attributes:
        server: Where each attempt goes, which need not be the same place each time.
        name: Of all stories; no other load of the same desk has it.
        tickets: Ids of the tickets whose story was told to its end.
        refreshed: Times that a session was renewed.
        told_at: When the answer to a command came, by its ticket and the event that it caused.
        waits: When each command was first sent and when it was answered.
        stories: How many were begun.
    """

    server: Address
    http: aiohttp.ClientSession
    name: str = "story"
    tickets: list[str] = field(default_factory=list)
    refreshed: int = 0
    told_at: dict[Told, float] = field(default_factory=dict)
    waits: list[tuple[float, float]] = field(default_factory=list)
    stories: int = 0
    _finish: asyncio.Event = field(default_factory=asyncio.Event)
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    async def tell_stories(self) -> None:
        """File a ticket and work on it until it is resolved; then the next one."""
        while not self._finish.is_set():
            await self.tell_one()

    async def tell_one(self) -> None:
        """Tell one story to its end."""
        self.stories += 1
        self.tickets.append(await self._story(f"{self.name} {self.stories}"))
        self._told.set()

    async def until_told(self, stories: int) -> None:
        """Wait until so many stories were told to their end, or no new one begins."""
        async with asyncio.timeout(START_S):
            while len(self.tickets) < stories and not self._finish.is_set():
                self._told.clear()
                await self._told.wait()

    async def renew_a_session(self) -> None:
        """Renew the session of Cleo, who is not needed otherwise, now and then."""
        token = self.server.desk.people["cleo"].refresh_token
        while not self._finish.is_set():
            await self.until_told(len(self.tickets) + 2)
            answer = await self._post("cleo", "/auth/refresh", {"refreshToken": token}, key="")
            token = answer["refreshToken"]
            self.refreshed += 1

    async def read_pages(self) -> None:
        """Read what came into the rooms of Cleo by pages, as clients without a socket do."""
        rooms = {f"user:{self.server.desk.people['cleo'].id}": {"after": 0}}
        while not self._finish.is_set():
            await self._post("cleo", "/sync", {"rooms": rooms, "limit": 500}, key="")
            await self.until_told(len(self.tickets) + 1)

    def finish(self) -> None:
        """Begin nothing new."""
        self._finish.set()
        self._told.set()

    async def _story(self, name: str) -> str:
        people = self.server.desk.people
        body = {"title": name, "queueId": self.server.desk.queue, "priority": "normal"}
        ticket = await self._post("dora", "/tickets", {"description": "", **body}, key=name)
        ticket_id = str(ticket["id"])
        self._note(ticket_id, "ticket:created")
        path = f"/tickets/{ticket_id}"
        assignment = {"assigneeId": people["ben"].id}
        await self._post("ana", f"{path}/assign", assignment, key=f"{name}: assign")
        self._note(ticket_id, "ticket:assigned")
        await self._send("PATCH", "ben", path, {"status": "resolved"})
        self._note(ticket_id, "ticket:status_changed")
        note = {"text": "Done.", "internal": False, "mentions": [people["ana"].id]}
        await self._post("ben", f"{path}/notes", note, key=f"{name}: note")
        self._note(ticket_id, "ticket:updated")
        return ticket_id

    def _note(self, ticket_id: str, event: str) -> None:
        self.told_at[ticket_id, event] = monotonic()

    async def _post(self, name: str, path: str, body: object, *, key: str) -> Any:
        return await self._send("POST", name, path, body, {"Idempotency-Key": key} if key else {})

    async def _send(
        self,
        method: str,
        name: str,
        path: str,
        body: object,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Repeat a request until it is answered; returns the JSON of the answer."""
        person = self.server.desk.people[name]
        began = monotonic()
        while True:
            url = f"{self.server.url}/api/v1{path}"
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with self.http.request(
                    method, url, json=body, headers={**person.headers, **(headers or {})}
                ) as answer:
                    data = await answer.read()
                    if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                        assert answer.ok, (path, answer.status, data)
                        self.waits.append((began, monotonic()))
                        return json.loads(data or b"null")
            await asyncio.sleep(PAUSE_S)

    async def history(self, ticket_id: str) -> list[str]:
        """Return the types of the events of a ticket, oldest first."""
        answer = await self._send("GET", "ana", f"/tickets/{ticket_id}/history", None)
        return [event["type"] for event in answer["items"]]

    async def unread(self, name: str) -> int:
        """Return how many notifications of a person are unread."""
        return int((await self._send("GET", name, "/notifications/unread", None))["count"])

    async def truth(self, watcher: Watcher, name: str) -> Truth:
        """Return what the rooms of ``watcher`` hold since it began."""
        return await truth(lambda body: self._send("POST", name, "/sync", body), watcher.begun)

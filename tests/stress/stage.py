"""What a scenario works with: chance, people, requests and devices, each bounded in time."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import Any, Protocol

import aiohttp

from common.ids import EventId
from tests.faults.truth import truth
from tests.faults.watcher import Watcher
from tests.integration.backend.server import Person
from tests.stress.machine import crowding
from tests.stress.process import Process
from tests.stress.site import Site

BOUND_S = 2.0
"""From the answer to a command until everybody entitled knows of it, while processes are up."""
COMMIT_S = 2.0
"""From the decision of a command to its answer, on a machine that has more to do than it can."""
LEVEL_S = 10.0
"""From the return of a line until its device is level."""


class Listener(Protocol):
    """Hears something; a device, or a client of the tests."""

    async def until(self, claim: Callable[[], bool], within_s: float) -> None:
        """Wait until ``claim`` is true of what was heard."""
        ...


@dataclass
class Tally:
    """What one scenario did.

    Attributes:
        acts: Turns that it took to their end.
        checks: Claims that held.
        worst_s: Longest time that something took which has a bound.
        failure: Why it ended early; None when it did not.
    """

    name: str
    acts: int = 0
    checks: int = 0
    worst_s: float = 0.0
    failure: str | None = None


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data or b"null")

    @property
    def code(self) -> str | None:
        """The code of a problem; None for anything else."""
        return None if self.status < HTTPStatus.BAD_REQUEST else str(self.json["code"])


@dataclass(frozen=True)
class Desk:
    """A team with a queue of a scenario's own, and who belongs to it."""

    team: str
    queue: str
    members: Sequence[Person]


@dataclass
class Stage:
    """One scenario's part of a run.

    Attributes:
        chance: All that the scenario leaves to chance it takes from here, equally often however
            long things take.
        ways: Chance that only decides which process answers: who polls asks more or less often.
        ends_at: When no further turn begins, seconds of the loop.
    """

    site: Site
    http: aiohttp.ClientSession
    tally: Tally
    chance: random.Random
    ways: random.Random
    ends_at: float
    _keys: int = field(default=0)

    async def turns(self, every_s: float) -> AsyncIterator[int]:
        """Count turns that begin at most every ``every_s`` until the run ends; at least one."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            yield self.tally.acts
            self.tally.acts += 1
            # Spread, so that scenarios do not march in step.
            due_at = began + every_s * self.site.pace * self.chance.uniform(0.5, 1.0)
            if due_at >= self.ends_at:
                return
            await asyncio.sleep(max(0.0, due_at - loop.time()))

    def hire(self, count: int) -> list[Person]:
        """Return people whom no other scenario has."""
        hired = list(islice(self.site.crew, count))
        assert len(hired) == count, "everybody is hired"
        return hired

    def process(self) -> Process:
        """Return any process."""
        return self.ways.choice(self.site.processes)

    def new_key(self) -> str:
        """Return a key that no request had."""
        self._keys += 1
        return f"{self.tally.name}-{self._keys}"

    def check(self, claim: object, *evidence: object) -> None:
        """Count a claim that holds, or fail with the evidence."""
        assert claim, evidence
        self.tally.checks += 1

    def timed(self, took_s: float, bound_s: float = BOUND_S) -> None:
        """Count something that took no longer than it may on a machine that has the time."""
        self.tally.worst_s = max(self.tally.worst_s, took_s)
        allowed_s = bound_s * crowding()
        self.check(took_s <= allowed_s, "took", took_s, "may take", allowed_s)

    async def ask(
        self,
        person: Person | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        at: Process | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, to any process unless ``at`` names one."""
        url = f"{(at or self.process()).url}/api/v1{path}"
        known = {} if person is None else person.headers
        async with self.http.request(
            method, url, json=body, headers={**known, **(headers or {})}
        ) as answer:
            return Answer(answer.status, await answer.read())

    async def do(
        self, person: Person, method: str, path: str, body: Any = None, **options: Any
    ) -> Any:
        """Send one request that must succeed; returns the JSON of its answer."""
        answer = await self.ask(person, method, path, body, **options)
        assert answer.status < HTTPStatus.BAD_REQUEST, (method, path, answer)
        return answer.json

    async def new_desk(self, members: int) -> Desk:
        """Make a team with a queue, and hire its members."""
        name, root = self.new_key(), self.site.root
        team = (await self.do(root, "POST", "/teams", {"name": name}))["id"]
        queue = (await self.do(root, "POST", "/queues", {"name": name, "teamId": team}))["id"]
        hired = self.hire(members)
        for person in hired:
            await self.do(root, "PUT", f"/teams/{team}/members/{person.id}")
        return Desk(team, queue, hired)

    async def announce(self, desk: Desk, **options: Any) -> str:
        """Say something to a team, and return the id of the announcement."""
        path = f"/teams/{desk.team}/announcements"
        by = options.pop("by", desk.members[0])
        return str((await self.do(by, "POST", path, {"text": "Hear!"}, **options))["id"])

    async def ticket(self, desk: Desk, **options: Any) -> Any:
        """File a ticket as the first member."""
        body = {"title": self.new_key(), "description": "", "queueId": desk.queue}
        return await self.do(
            desk.members[0], "POST", "/tickets", {"priority": "normal", **body}, **options
        )

    @asynccontextmanager
    async def following(self, *devices: tuple[Person, Process]) -> AsyncIterator[list[Watcher]]:
        """Follow the rooms of people from processes, until the block ends."""
        watchers = [Watcher(process.url, person) for person, process in devices]
        async with online(*watchers):
            yield watchers

    @asynccontextmanager
    async def watching(self, *devices: tuple[Person, Process]) -> AsyncIterator[list[Watcher]]:
        """Do the same, and check at the end that each heard all, once, in order and in time."""
        async with self.following(*devices) as watchers:
            yield watchers
            for watcher in watchers:
                await self.compare(watcher)

    async def compare(self, watcher: Watcher) -> None:
        """Fail unless a device applied what its rooms hold, each once and no later than it may."""
        person = watcher.person
        held = await truth(lambda body: self.do(person, "POST", "/sync", body), watcher.begun)
        await watcher.until_at(held.heads, BOUND_S * crowding())
        applied = watcher.applied
        self.check(len(applied) == len(set(applied)), "an event came twice")
        self.check(set(applied) == held.events, "lost or invented", set(applied) ^ held.events)
        self.check(watcher.resets == 0, "reset", watcher.resets)
        for room, entries in held.entries.items():
            self.check(_is_in_order(applied, entries), "out of order", room)
        self.timed(watcher.slowest_s, COMMIT_S + BOUND_S)

    async def heard(self, said: str, *watchers: Watcher) -> None:
        """Wait until devices know of an announcement whose answer came just now."""
        for watcher in watchers:
            await self.until(watcher, partial(_knows_of, watcher, said))

    async def until(
        self, listener: Listener, claim: Callable[[], bool], within_s: float = BOUND_S
    ) -> None:
        """Wait until what was heard bears a claim out, from now on no longer than it may take."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            await listener.until(claim, within_s * crowding())
        except TimeoutError as exc:
            raise AssertionError("not heard within", within_s, claim) from exc
        self.timed(clock() - began, within_s)


@asynccontextmanager
async def online(*watchers: Watcher) -> AsyncIterator[None]:
    """Let devices follow their rooms, level at first, until the block ends."""
    tasks = [asyncio.create_task(watcher.run()) for watcher in watchers]
    try:
        for watcher in watchers:
            await watcher.until_level(LEVEL_S * crowding())
        yield
        assert not any(task.done() for task in tasks), "a device ended by itself"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


def announcements(watcher: Watcher) -> list[str]:
    """Return the ids of the announcements that a device heard, in their order."""
    found = (getattr(event, "announcement_id", None) for event in watcher.events)
    return [announcement_id for announcement_id in found if announcement_id is not None]


def _knows_of(watcher: Watcher, said: str) -> bool:
    return said in announcements(watcher)


def _is_in_order(applied: Sequence[EventId], entries: Sequence[EventId]) -> bool:
    known = set(entries)
    return [event_id for event_id in applied if event_id in known] == list(entries)

"""Commands at once: repeated ones count once, of rivals one wins, and the figures agree."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from common.events import TicketEvent
from common.rooms import Room
from common.vocabulary import FINISHED, Priority, Status
from tests.faults.desk import PAUSE_S
from tests.faults.watcher import Watcher
from tests.integration.backend.server import Person
from tests.stress.stage import Answer, Desk, Stage

RIVALS = 4
MAX_TICKETS = 100
"""In a queue whose figures are counted again: half of what one page shows."""


async def idempotent_commands(stage: Stage) -> None:
    """Duplicates that race have one effect and one answer."""
    desk = await stage.new_desk(2)
    async with stage.watching((desk.members[1], stage.process())) as (watcher,):
        async for turn in stage.turns(0.8):
            key = {"Idempotency-Key": stage.new_key()}
            body = {"title": key["Idempotency-Key"], "queueId": desk.queue, "description": ""}
            answers = await asyncio.gather(
                *(
                    stage.ask(desk.members[0], "POST", "/tickets", body, headers=key)
                    for _ in range(RIVALS)
                )
            )
            stage.check({answer.status for answer in answers} == {201}, answers)
            stage.check(len({answer.json["id"] for answer in answers}) == 1, answers)
            await stage.until(watcher, partial(_tells, watcher, answers[0].json["id"]))
            created = [e.type for e in watcher.events].count("ticket:created")
            stage.check(created == turn + 1, "duplicates have effects", created, turn + 1)


async def concurrent_commands(stage: Stage) -> None:
    """Of changes that expect the same version one is made, the others are told."""
    desk = await stage.new_desk(1)
    (person,) = desk.members
    ticket = await stage.ticket(desk)
    path = f"/tickets/{ticket['id']}"
    version = ticket["version"]
    async for _ in stage.turns(0.8):
        headers = {"If-Match": f'"{version}"'}
        titles = [stage.new_key() for _ in range(RIVALS)]
        answers = await asyncio.gather(
            *(_insist(stage, person, path, {"title": title}, headers) for title in titles)
        )
        (winner,) = [answer for answer in answers if answer.code is None]
        codes = Counter(answer.code for answer in answers)
        stage.check(codes == {None: 1, "stale_version": RIVALS - 1}, answers)
        now = await stage.do(person, "GET", path)
        version += 1
        stage.check(now["version"] == version == winner.json["version"], now, version)
        stage.check(now["title"] == winner.json["title"], now, winner)


async def claim_race(stage: Stage) -> None:
    """Of those who claim a ticket at once one has it, and the others are told who."""
    desk = await stage.new_desk(RIVALS)
    async for _ in stage.turns(1.0):
        path = f"/tickets/{(await stage.ticket(desk))['id']}"
        answers = await asyncio.gather(
            *(stage.ask(person, "POST", f"{path}/claim") for person in desk.members)
        )
        (winner,) = [answer.json["assigneeId"] for answer in answers if answer.code is None]
        losers = [answer for answer in answers if answer.code is not None]
        stage.check({answer.code for answer in losers} == {"already_claimed"}, answers)
        stage.check({answer.json["winnerId"] for answer in losers} == {winner}, answers)
        stage.check((await stage.do(desk.members[0], "GET", path))["version"] == 2, path)


async def metrics_replay(stage: Stage) -> None:
    """The figures of a queue say what its tickets say and what its events add up to."""
    desk = await stage.new_desk(2)
    lead, listener = desk.members
    await stage.do(lead, "PUT", f"/queues/{desk.queue}/watchers/{listener.id}")
    tickets: list[str] = []
    async with stage.watching((listener, stage.process())) as (watcher,):
        async for _ in stage.turns(1.0):
            for _ in range(3):
                await _act(stage, desk, tickets)
            figures = await stage.do(lead, "GET", f"/queues/{desk.queue}/metrics")
            path = f"/tickets?queueId={desk.queue}&limit=200"
            listed = (await stage.do(lead, "GET", path))["items"]
            stage.check(_shown(figures) == _counted(listed), _shown(figures), _counted(listed))
            await stage.until(watcher, partial(_replays, watcher, desk, figures))


async def _insist(
    stage: Stage, person: Person, path: str, patch: Any, headers: Mapping[str, str]
) -> Answer:
    """Change a ticket, again when there was no turn for it: nothing was decided then."""
    while True:
        answer = await stage.ask(person, "PATCH", path, patch, headers=headers)
        if answer.code != "unavailable":
            return answer
        await asyncio.sleep(PAUSE_S)


async def _act(stage: Stage, desk: Desk, tickets: list[str]) -> None:
    """Do something at random to the tickets of a queue; what may not be is refused."""
    lead, other = desk.members
    if not tickets or (len(tickets) < MAX_TICKETS and stage.chance.random() < 0.4):
        tickets.append((await stage.ticket(desk))["id"])
        return
    path = f"/tickets/{stage.chance.choice(tickets)}"
    patch: dict[str, Any]
    match stage.chance.randrange(3):
        case 0:
            assignee = stage.chance.choice([None, lead.id, other.id])
            answer = await stage.ask(lead, "POST", f"{path}/assign", {"assigneeId": assignee})
        case 1:
            patch = {"priority": stage.chance.choice(list(Priority))}
            answer = await stage.ask(lead, "PATCH", path, patch)
        case _:
            patch = {"status": stage.chance.choice(list(Status))}
            answer = await stage.ask(lead, "PATCH", path, patch)
    stage.check(answer.code in {None, "invalid_transition", "ticket_closed"}, answer)


def _shown(figures: Any) -> dict[str, Any]:
    names = ("total", "open", "unassigned", "resolved", "statusBreakdown", "priorityBreakdown")
    return {name: figures[name] for name in names}


def _counted(tickets: list[Any]) -> dict[str, Any]:
    unfinished = [ticket for ticket in tickets if ticket["status"] not in FINISHED]
    return {
        "total": len(tickets),
        "open": len(unfinished),
        "unassigned": sum(ticket["assigneeId"] is None for ticket in unfinished),
        "resolved": len(tickets) - len(unfinished),
        "statusBreakdown": dict(Counter(ticket["status"] for ticket in tickets)),
        "priorityBreakdown": dict(Counter(ticket["priority"] for ticket in unfinished)),
    }


def _replays(watcher: Watcher, desk: Desk, figures: Any) -> bool:
    """Whether the last word of each ticket's events adds up to the figures by status."""
    room = Room(f"queue:{desk.queue}")
    last = {
        event.ticket_id: event.status
        for event in watcher.events
        if room in event.pos and isinstance(event, TicketEvent)
    }
    return bool(Counter(last.values()) == figures["statusBreakdown"])


def _tells(watcher: Watcher, ticket_id: str) -> bool:
    return any(getattr(event, "ticket_id", None) == ticket_id for event in watcher.events)

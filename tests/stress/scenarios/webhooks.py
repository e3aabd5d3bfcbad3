"""Other systems: what they repeat counts once, and what they are sent comes in order."""

import asyncio
import json
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from backend.domain.webhooks.signatures import signed_headers
from tests.integration.backend.webhooks.receiver import Receiver, running_receiver
from tests.stress.machine import crowding
from tests.stress.stage import BOUND_S, Answer, Desk, Stage

PAGE = 200
"""Tickets a listing holds at most."""
REPEATS = 3
REPEATED_WITHIN_S = 8.0
"""An endpoint that refused is tried again after five seconds."""


async def webhook_in(stage: Stage) -> None:
    """A request that other systems repeat, and that races with itself, becomes one ticket."""
    desk = await stage.new_desk(1)
    (person,) = desk.members
    name = stage.new_key()
    wanted = {"name": name, "kind": "generic", "queueId": desk.queue, "userId": person.id}
    source = await stage.do(stage.site.root, "POST", "/webhook-sources", wanted)
    sent: list[str] = []
    async for _ in stage.turns(1.2):
        sent.append(stage.new_key())
        body = json.dumps({"externalId": sent[-1], "title": sent[-1]}).encode()
        headers = signed_headers(sent[-1], datetime.now(UTC), body, [source["secret"]])
        answers = await asyncio.gather(
            *(_receive(stage, name, headers, body) for _ in range(REPEATS))
        )
        stage.check({answer.status for answer in answers} == {202}, answers)
        stage.check(len({answer.json["id"] for answer in answers}) == 1, answers)
        await _until_listed(stage, desk, sent)


async def webhook_out(stage: Stage) -> None:
    """An endpoint gets each event of its room, in order, again when it refuses one."""
    desk = await stage.new_desk(1)
    room = f"team:{desk.team}"
    async with running_receiver() as receiver:
        wanted = {"url": f"{receiver.url}/hook", "room": room}
        await stage.do(stage.site.root, "POST", "/webhook-endpoints", wanted)
        said: list[str] = []
        async for turn in stage.turns(1.2):
            refused = turn == stage.chance.randrange(1, 5)
            if refused:
                receiver.statuses.append(503)
            said.append(await stage.announce(desk))
            times, bound_s = (2, REPEATED_WITHIN_S) if refused else (1, BOUND_S)
            await _until_sent(stage, receiver, said[-1], times, bound_s)
        numbers = [event["pos"][room] for event in _events(receiver)]
        steps = {after - before for before, after in pairwise(numbers)}
        stage.check(steps <= {0, 1}, "a gap, or disorder", numbers)
        told = _told(receiver)
        stage.check(list(dict.fromkeys(told)) == said, "lost or invented", told)


async def _receive(stage: Stage, name: str, headers: dict[str, str], body: bytes) -> Answer:
    url = f"{stage.process().url}/api/v1/webhooks/{name}"
    async with stage.http.post(url, data=body, headers=headers) as answer:
        return Answer(answer.status, await answer.read())


async def _until_listed(stage: Stage, desk: Desk, titles: list[str]) -> None:
    """Wait until the queue's newest tickets are the last of these, each once."""
    clock = asyncio.get_running_loop().time
    began, path = clock(), f"/tickets?queueId={desk.queue}&limit={PAGE}"
    while True:
        items = (await stage.do(desk.members[0], "GET", path))["items"]
        found = [item["title"] for item in items]
        stage.check(len(found) == len(set(found)), "repeated", found[:3])
        if found == titles[: -PAGE - 1 : -1]:
            stage.timed(clock() - began)
            return
        assert clock() - began < BOUND_S * crowding(), ("not there", titles[-1], found[:3])
        await asyncio.sleep(0.05)


async def _until_sent(
    stage: Stage, receiver: Receiver, announcement_id: str, times: int, bound_s: float
) -> None:
    """Wait until an announcement came so often; every time but the last it was refused."""
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(bound_s * crowding()), receiver.arrived:
        await receiver.arrived.wait_for(lambda: _told(receiver).count(announcement_id) >= times)
    stage.timed(asyncio.get_running_loop().time() - began, bound_s)


def _events(receiver: Receiver) -> list[Any]:
    return [json.loads(body) for _, body in receiver.requests]


def _told(receiver: Receiver) -> list[str]:
    return [event["announcementId"] for event in _events(receiver)]

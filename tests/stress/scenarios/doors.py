"""The door: who comes and goes, who says nothing, too much or nonsense, and who never reads."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp

from backend.realtime.limits import Limits
from tests.integration.backend.clients import (
    RawClient,
    raw_client,
    signed_in,
    socket_that_stops_reading,
)
from tests.integration.backend.hostile.malformed import MALFORMED_PACKETS
from tests.integration.backend.server import Person
from tests.stress.machine import crowding
from tests.stress.process import Process
from tests.stress.serving import PING_INTERVAL_S, PING_TIMEOUT_S, SIGN_IN_S
from tests.stress.stage import Stage

LIMITS = Limits()
FLOOD_TICKETS = 60
FLOODS = 8
CLOSED_WITHIN_S = 30.0
EARLY_S = 0.2
"""How much earlier than promised something may seem to end: messages take their time too."""


async def connect_churn(stage: Stage) -> None:
    """However a client comes and goes, it is let in, hears its own rooms, and is forgotten."""
    desk = await stage.new_desk(1)
    (person,) = desk.members
    rooms = {f"user:{person.id}", f"team:{desk.team}"}
    async for _ in stage.turns(0.5):
        leave = stage.chance.choice(["close", "disconnect", "abort", "stay"])
        async with raw_client(stage.http, stage.process().url) as client:
            reply = await _sign_in(client, person)
            stage.check(set(reply["rooms"]) == rooms, reply)
            if leave == "close":
                await client.send("1")
            elif leave == "disconnect":
                await client.send("41")
            elif leave == "abort":
                _abort(client)


async def stale_connect(stage: Stage) -> None:
    """Who does not say who they are hears nothing, and is sent away in time."""
    desk = await stage.new_desk(1)
    clock = asyncio.get_running_loop().time
    async for _ in stage.turns(4.0):
        began = clock()
        async with raw_client(stage.http, stage.process().url) as client:
            await client.connect()
            await stage.announce(desk)
            frames = await _all(client)
            stage.check(clock() - began > SIGN_IN_S - EARLY_S, "sent away too early")
            stage.timed(clock() - began - SIGN_IN_S)
            stage.check(not [f for f in frames if "team:announcement" in f], frames)


async def no_pong(stage: Stage) -> None:
    """Who answers pings stays; who does not is sent away when the time is over."""
    desk = await stage.new_desk(2)
    clock = asyncio.get_running_loop().time
    async with signed_in(stage.process().url, desk.members[0]) as alive:
        async for _ in stage.turns(7.0):
            async with raw_client(stage.http, stage.process().url) as client:
                await _sign_in(client, desk.members[1])
                began = clock()
                await _all(client, pong=False)
                stage.check(clock() - began > PING_TIMEOUT_S - EARLY_S, "too early")
                stage.timed(clock() - began - PING_INTERVAL_S - PING_TIMEOUT_S)
            stage.check(not alive.gone.is_set(), "the line broke although it answers")


async def slow_client(stage: Stage) -> None:
    """Who does not read is closed, and whoever does hears everything in time meanwhile."""
    desk = await stage.new_desk(3)
    lead, reader, sleeper = desk.members
    ids = [(await stage.ticket(desk))["id"] for _ in range(FLOOD_TICKETS)]
    process = stage.process()
    priority = "normal"
    async with stage.watching((reader, process)) as (watcher,):
        async for _ in stage.turns(6.0):
            before = await _slow_consumers(process)
            async with asyncio.timeout(CLOSED_WITHIN_S * crowding()):
                while await _slow_consumers(process) == before:
                    async with socket_that_stops_reading(process.url, sleeper):
                        # Later a missing pong would end it.
                        for _ in range(FLOODS):
                            priority = "high" if priority == "normal" else "normal"
                            body = {"ids": ids, "change": {"priority": priority}}
                            done = await stage.do(lead, "POST", "/tickets/bulk", body, at=process)
                            stage.check(all(item["ok"] for item in done["items"]), done)
                            if await _slow_consumers(process) > before:
                                break
            await stage.heard(await stage.announce(desk), watcher)


async def oversized_frame(stage: Stage) -> None:
    """A frame above the limit ends its connection and no other."""
    desk = await stage.new_desk(1)
    async for _ in stage.turns(1.5):
        async with raw_client(stage.http, stage.process().url) as client:
            await _sign_in(client, desk.members[0])
            size = LIMITS.frame_bytes + stage.chance.randrange(1, 100_000)
            with suppress(ConnectionError):  # It may close before all of it was taken.
                await client.send("42" + json.dumps(["join_queue", "x" * size]))
            await _all(client)
            stage.check(client.ws.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG, size)


async def malformed_frames(stage: Stage) -> None:
    """Nonsense of any kind is forgiven a few times, and then closed for good with a code."""
    desk = await stage.new_desk(1)
    async for _ in stage.turns(0.8):
        kind = stage.chance.choice([*MALFORMED_PACKETS, "binary"])
        async with raw_client(stage.http, stage.process().url) as client:
            await _sign_in(client, desk.members[0])
            for _ in range(LIMITS.bad_requests + 1):
                if kind == "binary":
                    await client.ws.send_bytes(b"\x04binary")
                else:
                    await client.send(MALFORMED_PACKETS[kind].decode())
            frames = await _all(client)
            stage.check(frames[-1] == "41", kind, frames)
            refusal = json.loads(frames[-2][2:])[1]["error"]
            stage.check(refusal["code"] == "too_many_requests", kind, refusal)
            stage.check(refusal["retryable"] is False, kind, refusal)


async def room_limit(stage: Stage) -> None:
    """A window may join many rooms at once, and then only a few each second."""
    desk = await stage.new_desk(1)
    many, clock = LIMITS.joins_burst + 20, asyncio.get_running_loop().time
    async for _ in stage.turns(5.0):
        async with raw_client(stage.http, stage.process().url) as client:
            await _sign_in(client, desk.members[0])
            began = clock()
            for number in range(many):
                await client.emit("join_team", desk.team, ack_id=number)
            replies = [await _reply(client) for _ in range(many)]
            _check_allowance(stage, replies, LIMITS.joins_burst, LIMITS.joins_per_s, began)


async def rate_limit(stage: Stage) -> None:
    """Messages beyond the rate are refused at first; who goes on is sent away for good."""
    desk = await stage.new_desk(1)
    clock = asyncio.get_running_loop().time
    async for _ in stage.turns(5.0):
        async with raw_client(stage.http, stage.process().url) as client:
            await _sign_in(client, desk.members[0])
            began = clock()
            for number in range(LIMITS.messages_per_minute + LIMITS.bad_requests + 20):
                with suppress(ConnectionError):
                    await client.emit("leave_team", desk.team, ack_id=number + 1)
            frames = await _all(client)
            replies = [_acknowledged(f) for f in frames if f.startswith("43")]
            # Signing in was a packet of its own and no message.
            burst, per_s = LIMITS.messages_per_minute, LIMITS.messages_per_minute / 60
            _check_allowance(stage, replies, burst, per_s, began)
            stage.check(frames[-1] == "41", "not sent away", frames[-1])


async def _slow_consumers(process: Process) -> float:
    return (await process.metrics())["bomizzel_slow_consumers_total"]


async def _sign_in(client: RawClient, person: Person) -> Any:
    """Connect with a token, and return what the server says to it."""
    await client.send("40" + json.dumps({"token": person.token}))
    while True:
        frame = await client.next()
        assert frame is not None, "closed instead of signed in"
        if frame == "2":
            await client.send("3")
        if frame.startswith('42["authenticated"'):
            reply = json.loads(frame[2:])[1]
            assert reply["success"], reply
            return reply


async def _reply(client: RawClient) -> Any:
    """Return what the next acknowledgement says."""
    while True:
        frame = await client.next()
        assert frame is not None, "closed instead of answered"
        if frame.startswith("43"):
            return _acknowledged(frame)
        if frame == "2":
            await client.send("3")


def _check_allowance(
    stage: Stage, replies: Sequence[Any], burst: int, per_s: float, began: float
) -> None:
    """Fail unless the burst was granted and little more, and all else refused with its code."""
    oks = [reply["ok"] for reply in replies]
    most = burst + (asyncio.get_running_loop().time() - began) * per_s + 1
    stage.check(all(oks[:burst]), "refused too early", oks)
    stage.check(sum(oks) <= most, "refused too late", sum(oks), most)
    codes = {reply["error"]["code"] for reply in replies if not reply["ok"]}
    stage.check(codes <= {"too_many_requests"}, codes)


def _acknowledged(frame: str) -> Any:
    return json.loads(frame[frame.index("[") :])[0]


def _abort(client: RawClient) -> None:
    """Take the line away without a word."""
    connection = client.ws._conn
    assert connection is not None
    assert isinstance(connection.transport, asyncio.Transport)
    connection.transport.abort()


async def _all(client: RawClient, *, pong: bool = True) -> list[str]:
    """Return every frame until the server closes, but no pings."""
    frames = []
    while (frame := await client.next()) is not None:
        if frame != "2":
            frames.append(frame)
        elif pong:
            await client.send("3")
    return frames

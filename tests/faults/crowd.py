"""A crowd of light clients: each a bare WebSocket that keeps the entries of one room."""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from common.ids import EventId
from common.rooms import Room
from desktop.core.connection import Backoff

PAGE = 500
PAUSE_S = 0.02


class _ClosedError(Exception):
    """The server let go of the socket."""


@dataclass
class Member:
    """One client.

    Attributes:
        token: Of whoever signs in.
        room: Whose entries it keeps.
        begun: The end of the room at the first contact; None before it.
        head: The number of its newest entry; likewise.
        entries: What came after the first contact, in order.
        is_live: Signed in, and level with what the server said then.
        attempts: Times that it tried to connect.
    """

    http: aiohttp.ClientSession
    url: str
    token: str
    room: Room
    begun: int | None = None
    head: int | None = None
    entries: list[EventId] = field(default_factory=list)
    is_live: bool = False
    attempts: int = 0

    async def run(self, gate: asyncio.Event) -> None:
        """Follow until cancelled; when the line is lost, go on as soon as ``gate`` is open."""
        backoff = Backoff(random.random)
        while True:
            await gate.wait()
            self.attempts += 1
            try:
                await self._follow(backoff)
            except (aiohttp.ClientError, TimeoutError, OSError, _ClosedError):
                was_live, self.is_live = self.is_live, False
                if not was_live:
                    await asyncio.sleep(backoff.next_s())

    async def ask(self, path: str, body: Any) -> Any:
        """Post ``body`` and return the JSON of the answer."""
        async with self.http.post(
            f"{self.url}/api/v1/{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
        ) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def _follow(self, backoff: Backoff) -> None:
        address = f"{self.url}/socket.io/?EIO=4&transport=websocket"
        async with self.http.ws_connect(address, timeout=aiohttp.ClientWSTimeout()) as socket:
            await _next(socket)  # What Engine.IO says first.
            cursors = {} if self.head is None else {self.room: {"after": self.head}}
            await socket.send_str("40" + json.dumps({"token": self.token, "rooms": cursors}))
            while True:
                frame = await _next(socket)
                if frame == "2":
                    await socket.send_str("3")
                elif frame.startswith("42"):
                    name, *arguments = json.loads(frame[2:])
                    if name == "authenticated":
                        await self._level(arguments[0])
                        backoff.reset()
                    elif arguments and self.room in arguments[0].get("pos", {}):
                        await self._take(arguments[0])

    async def _level(self, answer: Any) -> None:
        if not answer["success"]:
            raise _ClosedError
        head = answer["rooms"][self.room]["head"]
        if self.head is None:
            self.begun = self.head = head
        await self._read_to(head)
        self.is_live = True

    async def _take(self, event: Any) -> None:
        assert self.head is not None
        number = event["pos"][self.room]
        if number == self.head + 1:
            self._append(number, event)
        else:
            await self._read_to(number)

    async def _read_to(self, head: int) -> None:
        assert self.head is not None
        while self.head < head:
            body = {"rooms": {self.room: {"after": self.head}}, "limit": PAGE}
            page = await self.ask("sync", body)
            for entry in page["rooms"][self.room]["entries"]:
                self._append(entry["pos"][self.room], entry)

    def _append(self, number: int, event: Any) -> None:
        assert self.head is not None
        assert number == self.head + 1, "out of order"
        self.head = number
        self.entries.append(EventId(event["id"]))


async def _next(socket: aiohttp.ClientWebSocketResponse) -> str:
    message = await socket.receive()
    if message.type is not aiohttp.WSMsgType.TEXT:
        raise _ClosedError
    return str(message.data)


async def until_all(
    members: Sequence[Member], holds: Callable[[Member], bool], within_s: float
) -> None:
    """Wait until something is true of everybody."""
    async with asyncio.timeout(within_s):
        while not all(map(holds, members)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(PAUSE_S)

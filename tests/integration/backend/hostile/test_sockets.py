"""Malformed traffic: a code or a counted close, and neither harm to others nor anything left."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from backend.realtime.limits import Limits
from common.rooms import queue_room
from tests.integration.backend.clients import SocketClient, signed_in
from tests.integration.backend.hostile import leftovers
from tests.integration.backend.hostile.leftovers import (
    MAX_GROWTH_KIB,
    LeftoversError,
    check_nothing_is_left,
    holdings,
    memory_kib,
)
from tests.integration.backend.hostile.malformed import (
    BINARY_FRAME,
    BROKEN_FRAMES,
    MALFORMED_PACKETS,
    REFUSED_REQUESTS,
    request,
)
from tests.integration.backend.hostile.raw_peer import (
    TEXT,
    WAIT_S,
    RawPeer,
    close_code,
    frame,
    raw_peer,
)
from tests.integration.backend.server import LIVELY, Server, running_server

STRICT_BAD_REQUESTS = 3
STRICT = replace(LIVELY, limits=Limits(bad_requests=STRICT_BAD_REQUESTS, close_s=0.05))
POLICY_VIOLATION = 1008
REFUSALS = {"invalid_request", "invalid_room", "not_found", "token_invalid", "token_expired"}
ROUNDS = 3
MANY = 10
_COUNTED = re.compile(
    r"^bomizzel_(?:socket_closes|socket_violations|socket_limited|socket_refused)_total\S* (\S+)$",
    re.MULTILINE,
)
_CODE = re.compile(rb'"code":"([a-z_]+)"')


@dataclass
class Scene:
    """A server, and somebody whom nothing of it may concern.

    Attributes:
        control: Hears the queue, and counts.
    """

    server: Server
    control: SocketClient

    async def counted(self) -> float:
        """Return how much the figures of the server have counted so far."""
        figures = (await self.server.call("GET", "/metrics")).data.decode()
        return sum(float(count) for count in _COUNTED.findall(figures))

    async def check_is_unharmed(self) -> None:
        """Let something happen, and check that it is the next that the control client hears."""
        room = queue_room(self.server.queue)
        heard = len(self.control.named("ticket:created"))
        await self.server.ticket()
        await self.control.wait_for("ticket:created", heard + 1)
        numbers = [event["pos"][room] for event in self.control.durable() if room in event["pos"]]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.fixture(params=["direct", "library"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    async with (
        running_server(tmp_path, STRICT, BOMIZZEL_WEBSOCKETS=request.param) as server,
        signed_in(server.url, server.ana) as control,
    ):
        await control.ask("join_queue", server.queue)
        yield Scene(server, control)


async def ending(scene: Scene, misbehave: Callable[[RawPeer], Awaitable[None]]) -> int | None:
    """Misbehave after the WebSocket was opened, and return the code by which it was closed.

    The close, or what led to it, is counted, and the control client does not notice anything.
    """
    counted = await scene.counted()
    async with raw_peer(scene.server.url) as peer:
        await peer.open_websocket()
        await misbehave(peer)
        heard = await peer.until_closed()
    assert b"Traceback" not in heard
    await until_counted_above(scene, counted)
    await scene.check_is_unharmed()
    return close_code(heard)


async def until_counted_above(scene: Scene, before: float) -> None:
    async with asyncio.timeout(WAIT_S):
        while await scene.counted() <= before:
            pass  # Each look is a request, and takes its time.


async def test_frames_that_are_none_close_the_connection(scene: Scene) -> None:
    async def one(sent: bytes) -> int | None:
        return await ending(scene, lambda peer: peer.send(sent))

    codes = {name: await one(kind.sent) for name, kind in BROKEN_FRAMES.items()}

    assert codes == {name: kind.code for name, kind in BROKEN_FRAMES.items()}


async def test_malformed_packets_are_counted_and_then_closed_for_good(scene: Scene) -> None:
    async def flood(packet: bytes, peer: RawPeer) -> None:
        await peer.connect()
        await peer.send(packet * (STRICT_BAD_REQUESTS + 1))
        await peer.until(b'"too_many_requests"')

    packets = {name: frame(TEXT, packet) for name, packet in MALFORMED_PACKETS.items()}
    packets["binary"] = BINARY_FRAME
    codes = {name: await ending(scene, partial(flood, packet)) for name, packet in packets.items()}

    assert codes == dict.fromkeys(packets, POLICY_VIOLATION)


async def test_requests_of_another_shape_are_answered_with_a_code(scene: Scene) -> None:
    codes = {}
    for name, (event, argument) in REFUSED_REQUESTS.items():
        async with raw_peer(scene.server.url) as peer:
            await peer.open_websocket()
            if event == "authenticate":
                await peer.connect()
            else:
                await peer.sign_in(scene.server.ben.token)
            await peer.send(request(event, argument))
            await peer.until(b"431[")
            codes[name] = bytes(_CODE.findall(bytes(peer.heard))[-1]).decode()
    await scene.check_is_unharmed()

    assert {name: code for name, code in codes.items() if code not in REFUSALS} == {}


@pytest.mark.parametrize("at", ["handshake", "frame", "namespace", "session"])
async def test_who_goes_in_the_middle_leaves_nothing(scene: Scene, at: str) -> None:
    before = holdings(scene.server)
    for hang_up in (True, False):
        async with raw_peer(scene.server.url) as peer:
            if at == "handshake":
                await peer.send(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHo")
            else:
                await peer.open_websocket()
            if at == "frame":
                await peer.send(frame(TEXT, b"4" * 1_000)[:500])
            if at == "namespace":
                await peer.connect()
            if at == "session":
                await peer.sign_in(scene.server.ben.token)
            if hang_up:
                peer.hang_up()
            else:
                peer.stop_sending()
                await peer.until_closed()

    await check_nothing_is_left(scene.server, before)
    await scene.check_is_unharmed()


async def test_nothing_is_left_of_malformed_traffic(scene: Scene) -> None:
    await everything_at_once(scene.server)
    before, used_kib = holdings(scene.server), memory_kib()

    for _ in range(ROUNDS):
        await everything_at_once(scene.server)

    await check_nothing_is_left(scene.server, before)
    assert memory_kib() - used_kib < MAX_GROWTH_KIB
    await scene.check_is_unharmed()


async def everything_at_once(server: Server) -> None:
    """Send every kind of malformed traffic over connections of their own, side by side."""
    async with asyncio.TaskGroup() as group:
        for kind in BROKEN_FRAMES.values():
            group.create_task(to_the_end(server, kind.sent))
        for packet in MALFORMED_PACKETS.values():
            sent = frame(TEXT, b"40") + frame(TEXT, packet) * (STRICT_BAD_REQUESTS + 1)
            group.create_task(to_the_end(server, sent))


async def to_the_end(server: Server, sent: bytes) -> None:
    async with raw_peer(server.url) as peer:
        await peer.open_websocket()
        await peer.send(sent)
        await peer.until_closed()


@pytest.mark.parametrize("kind", ["tasks", "sockets", "sessions"])
async def test_what_is_left_is_noticed(
    scene: Scene, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "PATIENCE_S", 0.1)
    before = holdings(scene.server)
    async with AsyncExitStack() as stack:
        if kind == "tasks":
            for _ in range(MANY):  # Some that end by themselves may end just now.
                stack.callback(asyncio.create_task(asyncio.Event().wait()).cancel)
        elif kind == "sockets":
            stack.enter_context(socket.socket())
        else:
            await stack.enter_async_context(signed_in(scene.server.url, scene.server.ben))

        with pytest.raises(LeftoversError, match=f"'{kind}'"):
            await check_nothing_is_left(scene.server, before)

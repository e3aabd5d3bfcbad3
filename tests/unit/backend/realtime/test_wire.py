"""What goes over a WebSocket, on a transport that the test fills and empties."""

import asyncio

import pytest
from aiohttp import WSCloseCode
from typing_extensions import override

from backend.realtime.frames import close_frame, pong_frame, text_frame
from backend.realtime.limits import Limits
from backend.realtime.wire import JOIN_BYTES, Turn, Wire

LIMITS = Limits(frame_bytes=1_000, buffer_frames=3, buffer_bytes=100_000, close_s=0.01)
MASK = bytes((1, 2, 3, 4))


class Network(asyncio.Transport):
    """Takes what is written until ``is_full``; then holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.held = 0
        self.is_full = False
        self.calls: list[str] = []
        self.protocol: Wire | None = None

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes.append(bytes(data))
        if self.is_full:
            self.held += len(data)
            assert self.protocol is not None
            self.protocol.pause_writing()

    @override
    def get_write_buffer_size(self) -> int:
        return self.held

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.calls.append(f"holds {high}")

    @override
    def is_closing(self) -> bool:
        return "close" in self.calls or "abort" in self.calls

    @override
    def close(self) -> None:
        self.calls.append("close")

    @override
    def abort(self) -> None:
        self.calls.append("abort")


class Owner:
    def __init__(self) -> None:
        self.messages: list[object] = []
        self.calls: list[str] = []

    def heard(self, message: object) -> None:
        self.messages.append(message)

    def too_large(self) -> None:
        self.calls.append("too large")

    def overflowed(self) -> None:
        self.calls.append("overflowed")

    def hung_up(self) -> None:
        self.calls.append("hung up")


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
async def wire(network: Network, owner: Owner) -> Wire:
    wire = Wire(LIMITS, Turn())
    wire.listener = owner
    wire.connection_made(network)
    network.protocol = wire
    return wire


def of_client(opcode: int, payload: bytes, *, is_last: bool = True) -> bytes:
    masked = bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))
    return bytes(((0x80 if is_last else 0) | opcode, 0x80 | len(payload))) + MASK + masked


async def turn() -> None:
    await asyncio.sleep(0)


async def test_everything_of_a_turn_is_written_at_once(wire: Wire, network: Network) -> None:
    wire.send(b"one")
    wire.send(b"two")
    assert network.writes == []

    await turn()
    assert network.writes == [b"onetwo"]


async def test_turns_follow_each_other(wire: Wire, network: Network) -> None:
    wire.send(b"one")
    await turn()
    wire.send(b"two")
    await turn()

    assert network.writes == [b"one", b"two"]


async def test_much_of_one_turn_is_not_joined_again_and_again(
    wire: Wire, network: Network
) -> None:
    frame = b"x" * (JOIN_BYTES - 1)
    for _ in range(4):
        wire.send(frame)
    await turn()

    assert [len(written) for written in network.writes] == [2 * len(frame), 2 * len(frame)]


async def test_what_a_full_network_does_not_take_waits_in_order(
    wire: Wire, network: Network
) -> None:
    network.is_full = True
    wire.send(b"one")
    await turn()
    wire.send(b"two")
    wire.send(b"three")
    await turn()
    assert network.writes == [b"one"]
    assert wire.waiting_bytes == 11

    network.is_full, network.held = False, 0
    wire.resume_writing()
    wire.send(b"four")
    await turn()

    assert network.writes == [b"one", b"twothree", b"four"]
    assert wire.waiting_bytes == 0


async def test_network_that_is_full_again_gets_the_rest_later(
    wire: Wire, network: Network
) -> None:
    network.is_full = True
    wire.send(b"one")
    await turn()
    big = b"x" * (JOIN_BYTES - 1)
    for frame in (big, b"yz", b"end"):
        wire.send(frame)

    network.held = 0
    wire.resume_writing()
    assert network.writes[1:] == [big + b"yz"]
    wire.resume_writing()
    assert network.writes[2:] == [b"end"]


async def test_client_that_takes_too_little_is_reported(
    wire: Wire, network: Network, owner: Owner
) -> None:
    network.is_full = True
    wire.send(b"fills it")
    await turn()
    for _ in range(3):
        wire.send(b"waits")
    assert owner.calls == []

    wire.send(b"one too many")
    assert owner.calls == ["overflowed"]


async def test_messages_come_whole_however_they_arrive(wire: Wire, owner: Owner) -> None:
    frames = of_client(1, b"42[]") + of_client(1, b"he", is_last=False) + of_client(0, b"llo")
    for at in range(len(frames)):
        wire.data_received(frames[at : at + 1])

    assert owner.messages == ["42[]", "hello"]


async def test_ping_of_the_protocol_is_answered(wire: Wire, network: Network) -> None:
    wire.data_received(of_client(9, b"there?"))
    await turn()

    assert network.writes == [pong_frame(b"there?")]


async def test_closing_sends_what_waits_and_ends_in_any_case(wire: Wire, network: Network) -> None:
    wire.send(text_frame("last"))
    wire.close(WSCloseCode.GOING_AWAY, b"why")
    wire.send(b"too late")
    await turn()

    assert network.writes == [text_frame("last") + close_frame(1001, b"why")]
    async with asyncio.timeout(5):
        while "abort" not in network.calls:
            await turn()


async def test_client_that_closes_is_answered(wire: Wire, network: Network, owner: Owner) -> None:
    wire.data_received(of_client(8, (1000).to_bytes(2)) + of_client(1, b"not heard"))

    assert network.writes == [close_frame(1000)]
    assert "close" in network.calls
    assert owner.messages == []


@pytest.mark.parametrize(
    ("sent", "ending"),
    [
        pytest.param(of_client(3, b""), (1002, []), id="unknown kind"),
        pytest.param(of_client(1, b"\xff"), (1007, []), id="no UTF-8"),
        pytest.param(of_client(0, b"x"), (1002, []), id="end of nothing"),
        pytest.param(of_client(8, b"\x00\x01"), (1002, []), id="close code that is none"),
        pytest.param(b"\x81\xff" + (1 << 40).to_bytes(8), (1009, ["too large"]), id="too large"),
    ],
)
async def test_broken_protocol_closes_with_its_code(
    wire: Wire, network: Network, owner: Owner, sent: bytes, ending: tuple[int, list[str]]
) -> None:
    wire.data_received(sent)
    wire.data_received(of_client(1, b"not heard"))

    assert (network.writes, owner.calls) == ([close_frame(ending[0])], ending[1])
    assert owner.messages == []


async def test_transport_that_is_gone_is_told_once(wire: Wire, owner: Owner) -> None:
    wire.send(b"never written")
    wire.connection_lost(None)
    wire.send(b"nor this")
    await turn()

    assert owner.calls == ["hung up"]
    assert owner.messages == []


async def test_client_that_says_no_more_is_told_once_and_closed_when_it_is_its_turn(
    wire: Wire, network: Network, owner: Owner
) -> None:
    assert wire.eof_received()  # Or the transport would close itself now.
    wire.send(b"nobody reads this")
    await turn()
    assert (owner.calls, network.writes, network.is_closing()) == (["hung up"], [], False)

    wire.close(WSCloseCode.OK)
    assert (network.writes, network.is_closing()) == ([], True)

    wire.connection_lost(None)
    assert owner.calls == ["hung up"]

import pytest
from engineio.packet import MESSAGE, Packet

from backend.realtime.buffer import OutgoingBuffer
from backend.realtime.limits import Limits
from tests.fakes.stopwatch import Stopwatch


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


def message(size: int = 9) -> Packet:
    return Packet(MESSAGE, "x" * size)


def overflows_of(buffer: OutgoingBuffer) -> list[str]:
    overflows: list[str] = []
    buffer.on_overflow = lambda: overflows.append("overflow")
    return overflows


def test_packets_come_out_in_order_and_their_bytes_are_counted(stopwatch: Stopwatch) -> None:
    buffer = OutgoingBuffer(Limits(), stopwatch)
    first, second = message(9), message(19)
    buffer.put_nowait(first)
    buffer.put_nowait(second)

    assert buffer.waiting_bytes == 30
    assert [buffer.get_nowait(), buffer.get_nowait()] == [first, second]
    assert buffer.waiting_bytes == 0


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param(Limits(buffer_frames=3), id="too-many-frames"),
        pytest.param(Limits(buffer_bytes=25), id="too-many-bytes"),
    ],
)
def test_what_does_not_fit_is_dropped_and_reported_once(
    stopwatch: Stopwatch, limits: Limits
) -> None:
    buffer = OutgoingBuffer(limits, stopwatch)
    overflows = overflows_of(buffer)

    for _ in range(10):
        buffer.put_nowait(message())

    assert overflows == ["overflow"]
    assert buffer.qsize() == 3


def test_a_buffer_that_nobody_empties_overflows_with_time(stopwatch: Stopwatch) -> None:
    buffer = OutgoingBuffer(Limits(buffer_age_s=20), stopwatch)
    overflows = overflows_of(buffer)
    buffer.put_nowait(message())
    stopwatch.now_s += 20
    buffer.put_nowait(message())
    assert overflows == []

    stopwatch.now_s += 0.1
    buffer.put_nowait(message())

    assert overflows == ["overflow"]


def test_a_buffer_that_moves_does_not_age(stopwatch: Stopwatch) -> None:
    buffer = OutgoingBuffer(Limits(buffer_age_s=20), stopwatch)
    overflows = overflows_of(buffer)
    for _ in range(10):
        buffer.put_nowait(message())
        buffer.put_nowait(message())
        stopwatch.now_s += 15
        buffer.get_nowait()

    assert overflows == []


def test_an_idle_buffer_does_not_age(stopwatch: Stopwatch) -> None:
    buffer = OutgoingBuffer(Limits(buffer_age_s=20), stopwatch)
    overflows = overflows_of(buffer)
    stopwatch.now_s += 3600

    buffer.put_nowait(message())
    buffer.put_nowait(message())

    assert overflows == []


async def test_after_sealing_only_what_is_inside_is_sent(stopwatch: Stopwatch) -> None:
    buffer = OutgoingBuffer(Limits(), stopwatch)
    last = message()
    await buffer.put(last)
    buffer.seal()
    buffer.seal()

    await buffer.put(message())

    assert [buffer.get_nowait(), buffer.get_nowait()] == [last, None]
    assert buffer.empty()

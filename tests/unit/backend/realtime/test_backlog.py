import pytest

from backend.realtime.backlog import Backlog
from backend.realtime.limits import Limits
from tests.fakes.stopwatch import Stopwatch

LIMITS = Limits(buffer_frames=3, buffer_bytes=100, buffer_age_s=20.0)


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def backlog(stopwatch: Stopwatch) -> Backlog:
    return Backlog(LIMITS, stopwatch)


def test_frames_come_out_in_order_and_their_bytes_are_counted(backlog: Backlog) -> None:
    for frame in (b"one", b"two", b"three"):
        assert backlog.add(frame, held_bytes=0)

    assert backlog.bytes == 11
    assert backlog.pop(5) == b"onetwo"
    assert backlog.bytes == 5
    assert [backlog.pop(5), backlog.pop(5)] == [b"three", b""]


def test_too_many_frames_are_refused(backlog: Backlog) -> None:
    assert all(backlog.add(b"x", held_bytes=0) for _ in range(3))

    assert not backlog.add(b"x", held_bytes=0)
    assert backlog.bytes == 3


def test_what_the_transport_holds_counts_too(backlog: Backlog) -> None:
    assert backlog.add(b"x" * 39, held_bytes=60)

    assert backlog.add(b"x", held_bytes=60)
    assert not backlog.add(b"x", held_bytes=60)


def test_client_that_takes_nothing_for_too_long_is_refused(
    backlog: Backlog, stopwatch: Stopwatch
) -> None:
    assert backlog.add(b"x", held_bytes=60)
    stopwatch.now_s += 20.5

    assert not backlog.add(b"x", held_bytes=60)


def test_client_that_takes_a_little_is_waited_for(backlog: Backlog, stopwatch: Stopwatch) -> None:
    assert backlog.add(b"x", held_bytes=60)
    stopwatch.now_s += 20.5

    assert backlog.add(b"x", held_bytes=59)
    stopwatch.now_s += 20.0
    assert backlog.add(b"x", held_bytes=59)

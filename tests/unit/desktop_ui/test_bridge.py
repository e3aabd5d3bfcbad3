"""The bridge between Qt's thread and the agent's loop, with a real thread and a real loop."""

import asyncio
import threading
from collections.abc import Iterator
from time import monotonic

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from common.ids import EventId
from desktop.core.intents import Intent, MarkAllRead, OpenItem, Quit, SignOut
from desktop.core.view import Snapshot
from desktop.ui.bridge import MAX_EARLY_INTENTS, AgentThread, RunningAgent
from tests.fakes.running_agent import FakeRunningAgent
from tests.unit.desktop_ui.builders import make_snapshot


class Bridge:
    """A started bridge, and what came out of it in Qt's thread."""

    def __init__(self) -> None:
        self.agent: FakeRunningAgent | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.deaf = False
        self.thread = AgentThread(self._build)
        self.snapshots: list[Snapshot] = []
        self.failures: list[str] = []
        self.threads_of_snapshots: set[str] = set()
        self.thread.snapshot.connect(self._received)
        self.thread.failed.connect(self.failures.append)

    def _build(self, thread: AgentThread) -> RunningAgent:
        assert thread is self.thread
        self.loop = asyncio.get_running_loop()
        self.agent = FakeRunningAgent(deaf=self.deaf)
        return self.agent

    def _received(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        self.threads_of_snapshots.add(threading.current_thread().name)

    def started(self, qtbot: QtBot) -> FakeRunningAgent:
        self.thread.start()
        qtbot.waitUntil(lambda: self.agent is not None)
        assert self.agent is not None
        return self.agent


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    del qtbot
    bridge = Bridge()
    yield bridge
    bridge.thread.stop(quit_s=1, cancel_s=1)


def test_intents_arrive_in_order_those_from_before_the_start_first(
    bridge: Bridge, qtbot: QtBot
) -> None:
    early: list[Intent] = [OpenItem(EventId(f"e{number}")) for number in range(3)]
    for intent in early:
        bridge.thread.submit(intent)

    agent = bridge.started(qtbot)
    bridge.thread.submit(MarkAllRead())
    bridge.thread.submit(SignOut())

    qtbot.waitUntil(lambda: len(agent.intents) == 5)
    assert agent.intents == [*early, MarkAllRead(), SignOut()]


def test_wishes_before_the_start_are_bounded_and_the_newest_kept(
    bridge: Bridge, qtbot: QtBot
) -> None:
    for number in range(MAX_EARLY_INTENTS + 10):
        bridge.thread.submit(OpenItem(EventId(f"e{number}")))

    agent = bridge.started(qtbot)

    qtbot.waitUntil(lambda: len(agent.intents) == MAX_EARLY_INTENTS)
    assert agent.intents[-1] == OpenItem(EventId(f"e{MAX_EARLY_INTENTS + 9}"))


def test_snapshot_arrives_in_the_windows_thread(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.started(qtbot)
    assert bridge.loop is not None
    snapshot = make_snapshot(unread=7)

    bridge.loop.call_soon_threadsafe(bridge.thread.publish, snapshot)

    qtbot.waitUntil(lambda: bridge.snapshots == [snapshot])
    assert bridge.threads_of_snapshots == {"MainThread"}


def test_snapshots_that_pile_up_are_reduced_to_the_newest(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.started(qtbot)
    assert bridge.loop is not None
    published = threading.Event()
    announced: list[None] = []
    bridge.thread._arrived.connect(
        lambda: announced.append(None), Qt.ConnectionType.DirectConnection
    )

    def publish_many() -> None:
        for number in range(1, 1001):
            bridge.thread.publish(make_snapshot(unread=number))
        published.set()

    # Qt's thread is busy here until all are published.
    bridge.loop.call_soon_threadsafe(publish_many)
    assert published.wait(5)

    qtbot.waitUntil(lambda: bool(bridge.snapshots))
    assert [snapshot.unread for snapshot in bridge.snapshots] == [1000]
    assert len(announced) == 1


def test_snapshots_never_arrive_out_of_order(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.started(qtbot)
    assert bridge.loop is not None

    for number in range(1, 301):
        bridge.loop.call_soon_threadsafe(bridge.thread.publish, make_snapshot(unread=number))
        if number % 50 == 0:
            qtbot.waitUntil(lambda: bool(bridge.snapshots))

    qtbot.waitUntil(lambda: bridge.snapshots[-1].unread == 300)
    counts = [snapshot.unread for snapshot in bridge.snapshots]
    assert counts == sorted(set(counts))


def test_center_is_asked_for_in_the_windows_thread(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.started(qtbot)
    assert bridge.loop is not None
    threads: list[str] = []
    bridge.thread.center_requested.connect(
        lambda _: threads.append(threading.current_thread().name)
    )

    bridge.loop.call_soon_threadsafe(bridge.thread.request_center, ())

    qtbot.waitUntil(lambda: threads == ["MainThread"])


def test_quit_lets_the_agent_close(bridge: Bridge, qtbot: QtBot) -> None:
    agent = bridge.started(qtbot)

    ended = bridge.thread.stop()

    assert ended
    assert agent.intents == [Quit()]
    assert agent.closed


@pytest.mark.expected_logs("agent does not quit")
def test_agent_that_does_not_quit_is_canceled(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.deaf = True
    agent = bridge.started(qtbot)

    ended = bridge.thread.stop(quit_s=0.1, cancel_s=5)

    assert ended
    assert agent.closed


@pytest.mark.expected_logs("agent does not quit", "agent hangs")
def test_quit_while_the_loop_is_busy_is_bounded(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.started(qtbot)
    assert bridge.loop is not None
    busy, release = threading.Event(), threading.Event()

    def hang() -> None:
        busy.set()
        release.wait(10)

    bridge.loop.call_soon_threadsafe(hang)
    assert busy.wait(5)
    began = monotonic()

    ended = bridge.thread.stop(quit_s=0.1, cancel_s=0.1)

    took_s = monotonic() - began
    release.set()
    assert not ended
    assert took_s < 2
    assert bridge.thread.stop(quit_s=5)


@pytest.mark.expected_logs("agent failed")
def test_agent_that_raises_is_reported(qtbot: QtBot) -> None:
    async def explode() -> None:
        raise LookupError("lost")

    thread = AgentThread(lambda _: FakeRunningAgent(explode))

    with qtbot.waitSignal(thread.failed) as failure:
        thread.start()

    assert failure.args == ["LookupError"]
    thread.submit(MarkAllRead())
    assert thread.stop()


@pytest.mark.expected_logs("agent failed")
def test_agent_that_cannot_be_built_is_reported(qtbot: QtBot) -> None:
    def refuse(_: AgentThread) -> RunningAgent:
        raise ImportError("no such library")

    thread = AgentThread(refuse)

    with qtbot.waitSignal(thread.failed) as failure:
        thread.start()

    assert failure.args == ["ImportError"]


@pytest.mark.expected_logs("unhandled exception in the agent's loop")
def test_exception_of_a_callback_is_logged_and_the_agent_goes_on(
    bridge: Bridge, qtbot: QtBot
) -> None:
    agent = bridge.started(qtbot)
    assert bridge.loop is not None

    def explode() -> None:
        raise LookupError("lost")

    bridge.loop.call_soon_threadsafe(explode)
    bridge.thread.submit(MarkAllRead())

    qtbot.waitUntil(lambda: agent.intents == [MarkAllRead()])
    assert bridge.failures == []


def test_wanted_end_is_no_failure(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.started(qtbot)

    bridge.thread.stop()
    qtbot.wait(10)

    assert bridge.failures == []


def test_stop_before_the_start_returns_at_once(qtbot: QtBot) -> None:
    del qtbot

    assert AgentThread(lambda _: FakeRunningAgent()).stop()

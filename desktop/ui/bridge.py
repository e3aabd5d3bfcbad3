"""The bridge between Qt's thread and the agent's: snapshots one way, intents the other.

Nothing else crosses. Both ways are bounded: only the newest snapshot waits for Qt, and only
``MAX_EARLY_INTENTS`` wait for an agent that is not there yet. (ADR-0007)
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from common.ids import EventId
from desktop.core.intents import Intent, Quit
from desktop.core.view import Snapshot

if TYPE_CHECKING:  # Imported by the agent's thread: the tray comes first.
    import asyncio

logger = logging.getLogger(__name__)

MAX_EARLY_INTENTS = 64
QUIT_TIMEOUT_S = 5.0
"""How long ``Quit`` may take before the agent's task is canceled."""
CANCEL_TIMEOUT_S = 2.0
"""How long it may take after that; then the thread is left behind, and dies with the process."""


class RunningAgent(Protocol):
    """What the bridge needs of the agent; both are called in the agent's thread."""

    async def run(self) -> None:
        """Work until ``Quit`` is submitted or the task is canceled."""
        ...

    def submit(self, intent: Intent) -> None:
        """Take a wish; never waits."""
        ...


class AgentThread(QObject):
    """Runs the agent's asyncio loop in one background thread.

    Signals reach their receivers in the thread that this object lives in.

    Attributes:
        snapshot: The newest ``Snapshot``; those that came while Qt was busy are left out.
        dashboard_requested: The person clicked something that the dashboard answers.
        center_requested: The person clicked something that the notification center answers,
            with the ids of the events to show there as a tuple, empty for everything.
        failed: The agent has ended by itself, with the name of the exception.
    """

    snapshot = Signal(object)
    dashboard_requested = Signal()
    center_requested = Signal(object)
    failed = Signal(str)
    _arrived = Signal()
    _ended = Signal(str)

    def __init__(
        self, build: "Callable[[AgentThread], RunningAgent]", parent: QObject | None = None
    ) -> None:
        """Prepare; ``build`` is called in the agent's thread, so it may import what is slow."""
        super().__init__(parent)
        self._build = build
        self._newest: deque[Snapshot] = deque(maxlen=1)
        self._early: deque[Intent] = deque(maxlen=MAX_EARLY_INTENTS)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._agent: RunningAgent | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="agent", daemon=True)
        # Emitted in the agent's thread, handled in the one that this object lives in.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Start the thread; returns at once."""
        self._thread.start()

    def submit(self, intent: Intent) -> None:
        """Pass ``intent`` to the agent, now or as soon as it is there; callable in any thread."""
        with self._lock:
            if self._agent is None or self._loop is None:
                self._early.append(intent)
                return
            # The loop may have ended a moment ago: then nobody is left who could want it.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._agent.submit, intent)

    def publish(self, snapshot: Snapshot) -> None:
        """Pass ``snapshot`` to Qt; callable in any thread, never waits."""
        with self._lock:
            told = bool(self._newest)
            self._newest.append(snapshot)
        if not told:
            self._arrived.emit()

    def request_dashboard(self) -> None:
        """Ask Qt to show the dashboard; callable in any thread."""
        self.dashboard_requested.emit()

    def request_center(self, event_ids: tuple[EventId, ...]) -> None:
        """Ask Qt to show these events in the center, all for none; callable in any thread."""
        self.center_requested.emit(event_ids)

    def stop(self, *, quit_s: float = QUIT_TIMEOUT_S, cancel_s: float = CANCEL_TIMEOUT_S) -> bool:
        """End the agent and wait for it, at most ``quit_s + cancel_s`` seconds.

        Returns:
            Whether the agent has ended. If not, its thread hangs; it ends with the process.
        """
        self._stopping = True
        if not self._thread.is_alive():
            return True
        self.submit(Quit())
        self._thread.join(quit_s)
        if self._thread.is_alive() and self._task is not None and self._loop is not None:
            logger.warning("agent does not quit, canceling it")
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join(cancel_s)
        ended = not self._thread.is_alive()
        if not ended:
            logger.error("agent hangs, left behind")
        return ended

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            newest = self._newest.pop() if self._newest else None
        if newest is not None:
            self.snapshot.emit(newest)

    @Slot(str)
    def _report(self, reason: str) -> None:
        if not self._stopping:
            self.failed.emit(reason)

    def _run(self) -> None:
        import asyncio  # noqa: PLC0415
        from concurrent.futures import CancelledError  # noqa: PLC0415

        reason = "ended"
        try:
            asyncio.run(self._main())
        except (asyncio.CancelledError, CancelledError):
            logger.info("agent canceled")
        except Exception as exc:
            # The last line of defense of this thread: a tray that stays green over a dead agent
            # is the worst that can happen, so whatever it was, the person is told.
            logger.exception("agent failed")
            reason = type(exc).__name__
        with self._lock:
            self._agent = None
            self._loop = None
        # Qt may have taken this object down already, when the thread was left behind.
        with suppress(RuntimeError):
            self._ended.emit(reason)

    async def _main(self) -> None:
        import asyncio  # noqa: PLC0415

        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_loop_exception)
        self._task = asyncio.current_task()
        agent = self._build(self)
        with self._lock:
            self._agent = agent
            self._loop = loop
            early = tuple(self._early)
            self._early.clear()
        for intent in early:
            agent.submit(intent)
        await agent.run()


def _log_loop_exception(loop: "asyncio.AbstractEventLoop", context: dict[str, Any]) -> None:
    """Log what no task cared for; ``loop`` goes on."""
    del loop
    logger.error(
        "unhandled exception in the agent's loop: %s",
        context.get("message", ""),
        exc_info=context.get("exception"),
    )

"""A real agent, with real adapters, in front of the contract server."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Protocol

from typing_extensions import override

from common.ids import DeviceId, EventId
from desktop.adapters.certificates import TlsCertificates
from desktop.adapters.clock import SystemClock
from desktop.adapters.profile_settings import ProfileSettings
from desktop.adapters.rest import RestApi
from desktop.adapters.socket import SioSocket
from desktop.adapters.store import SqliteStore
from desktop.adapters.trust import Trust
from desktop.core.agent import Agent
from desktop.core.connection import Link
from desktop.core.context import Device
from desktop.core.intents import Intent, Quit, SignIn
from desktop.core.ports import Vault
from desktop.core.state import Commit
from desktop.core.toasts.toast import (
    OnActivated,
    OnClosed,
    Toast,
    ToastEnd,
    ToastOutcome,
    ToastPort,
)
from desktop.core.view import Snapshot
from desktop.core.world import World
from tests.fakes.machine import FakeMachine
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.policies import FakePolicies
from tests.fakes.server import EMAIL, PASSWORD
from tests.fakes.toasts import RecordedToasts
from tests.fakes.zone import Place

WAIT_S = 10.0


class ShiftedClock(SystemClock):
    """The machine's clocks, set forward by a test.

    Attributes:
        wall_s: How far the wall clock is ahead.
        steady_s: How far the monotonic clock is ahead.
    """

    def __init__(self) -> None:
        self.wall_s = 0.0
        self.steady_s = 0.0

    @override
    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.wall_s)

    @override
    def monotonic(self) -> float:
        return super().monotonic() + self.steady_s


class FaultyStore(SqliteStore):
    """A store on a disk that fails.

    Attributes:
        failure: Raised by ``commit`` while it is set.
    """

    failure: Exception | None = None

    @override
    async def commit(self, commit: Commit) -> None:
        if self.failure is not None:
            raise self.failure
        await super().commit(commit)


class Somewhere:
    """Where the real server is."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.changed: Callable[[], None] = lambda: None


class RecordedBrowser:
    """Remembers the pages that would have been opened."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.urls: list[str] = []
        self._changed = changed

    async def open_url(self, url: str) -> None:
        self.urls.append(url)
        self._changed()


class Reachable(Protocol):
    """A server that an agent can be sent to.

    Attributes:
        changed: Called after each thing that a client did there, as far as it knows.
    """

    changed: Callable[[], None]

    @property
    def url(self) -> str: ...


class Household:
    """One device: what survives a run of the agent, and the run that is on.

    Attributes:
        snapshots: Every snapshot of every run.
        toasts: Every toast of every run.
        spoken: What sentences of the sources are said as; each of the others as it is.
    """

    def __init__(self, server: Reachable, folder: Path, vault: Vault | None = None) -> None:
        self.server = server
        self.vault = vault or MemoryVault()
        self.name = folder.name
        self._keys = count(1)
        self.toasts = RecordedToasts()
        self.snapshots: list[Snapshot] = []
        self.center_shown = 0
        self.dashboard_shown = 0
        self.slice_shown: tuple[EventId, ...] = ()
        self.clock = ShiftedClock()
        self.machine = FakeMachine()
        self.jitter = 0.05
        self.store = FaultyStore(folder / "agent.sqlite3")
        self.policies = FakePolicies()
        self.spoken: dict[str, str] = {}
        self.settings = ProfileSettings(folder, self.policies)
        self._changed = asyncio.Event()
        self._short: dict[float, float] = {}
        self.browser = RecordedBrowser(self._changed.set)
        self._agent: Agent | None = None
        self._running: asyncio.Task[None] | None = None
        server.changed = self._changed.set

    @property
    def now(self) -> Snapshot:
        return self.snapshots[-1]

    def start(self) -> None:
        self._agent = Agent(
            self._world,
            server=self.server.url,
            toasts=self._toasts,
            on_snapshot=self._on_snapshot,
            on_show_center=self._on_show_center,
            on_show_dashboard=self._on_show_dashboard,
        )
        self._running = asyncio.ensure_future(self._agent.run())

    async def start_live(self) -> None:
        """Start, sign in if nobody is, and wait until the agent is live."""
        self.snapshots.clear()
        self.start()
        await self.until(lambda: self.now.link in {Link.SIGNED_OUT, Link.LIVE})
        if self.now.link is Link.SIGNED_OUT:
            self.sign_in()
        await self.until_link(Link.LIVE)

    def sign_in(self, password: str = PASSWORD) -> None:
        self.submit(SignIn(server=self.server.url, email=EMAIL, password=password))

    def submit(self, intent: Intent) -> None:
        assert self._agent is not None
        self._agent.submit(intent)

    def activate(self, tag: str, action: str) -> None:
        self._on_activated(tag, action)

    def close_toast(self, tag: str, end: ToastEnd) -> None:
        self._on_closed(tag, end)

    def shorten_sleep(self, asked_s: float, real_s: float) -> None:
        """Let those who want to sleep for exactly ``asked_s`` wake after ``real_s``."""
        self._short[asked_s] = real_s

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(self._short.get(seconds, seconds))

    async def stop(self) -> None:
        if self._running is None:
            return
        self.submit(Quit())
        await asyncio.wait_for(self._running, WAIT_S)
        self._running = None

    async def crash(self) -> None:
        """End the run without any good-bye of the person."""
        assert self._running is not None
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        self._running = None

    async def until(self, claim: Callable[[], bool]) -> None:
        """Wait until ``claim`` holds; it is looked at after everything that happens."""
        async with asyncio.timeout(WAIT_S):
            while not (self.snapshots and claim()):
                self._changed.clear()
                await self._changed.wait()

    async def until_link(self, link: Link) -> None:
        await self.until(lambda: self.now.link is link)

    async def until_unread(self, count: int) -> None:
        await self.until(lambda: self.now.unread == count)

    async def until_toasts(self, count: int) -> None:
        await self.until(lambda: len(self.toasts.shown) >= count)

    def _world(self) -> World:
        return World(
            translate=self._translate,
            sockets=SioSocket,
            apis=RestApi,
            vault=self.vault,
            store=self.store,
            settings=self.settings,
            certificates=TlsCertificates(Trust(), self.clock.now),
            browser=self.browser,
            machine=self.machine,
            clock=self.clock,
            zone=Place(),
            sleep=self._sleep,
            jitter=lambda: self.jitter,
            new_key=lambda: f"{self.name}-{next(self._keys)}",
            device=Device(DeviceId("device-1")),
        )

    def _translate(self, _context: str, text: str, /) -> str:
        return self.spoken.get(text, text)

    def _toasts(self, on_activated: OnActivated, on_closed: OnClosed) -> ToastPort:
        self._on_activated, self._on_closed = on_activated, on_closed
        return _Announced(self.toasts, self._changed.set)

    def _on_snapshot(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        self._changed.set()

    def _on_show_dashboard(self) -> None:
        self.dashboard_shown += 1
        self._changed.set()

    def _on_show_center(self, event_ids: tuple[EventId, ...]) -> None:
        self.slice_shown = event_ids
        self.center_shown += 1
        self._changed.set()


class _Announced(RecordedToasts):
    """Passes toasts on and says so."""

    def __init__(self, inner: RecordedToasts, changed: Callable[[], None]) -> None:
        super().__init__()
        self.shown = inner.shown
        self.on_screen = inner.on_screen
        self._announce = changed

    @override
    async def show(self, toast: Toast) -> ToastOutcome:
        outcome = await super().show(toast)
        self._announce()
        return outcome

    @override
    async def withdraw(self, tag: str) -> None:
        await super().withdraw(tag)
        self._announce()

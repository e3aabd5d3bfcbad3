"""The agent: everything the desktop does, on one asyncio loop, without a window."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from desktop.core.connection import Backoff
from desktop.core.desk.desk import Desk, ItemIntent
from desktop.core.errors import ClientError, StoreError
from desktop.core.intents import (
    CenterShown,
    ChangeSettings,
    Intent,
    LanguageChanged,
    OpenTicket,
    ProposeServer,
    Quit,
    SendTestNotification,
    SignIn,
    SignOut,
    ToastActivated,
    UnwatchFigures,
    WatchFigures,
)
from desktop.core.life import Life
from desktop.core.notifications.center import MAX_ITEMS
from desktop.core.ports import MachineEvent, Sleep
from desktop.core.session.accounts import MAX_KEYRING_PAUSE_S, Accounts
from desktop.core.settings.current import CurrentSettings
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.status import Status
from desktop.core.text.notices import TRIAL_TAG
from desktop.core.text.wording import Wording
from desktop.core.toasts.toast import ShowCenter, ToastEnd, ToastFactory, ToastPort
from desktop.core.toasts.toaster import Toaster
from desktop.core.trial import Trial
from desktop.core.view import MAX_ITEMS_SHOWN, Notice, Snapshot
from desktop.core.world import World

logger = logging.getLogger(__name__)

MAX_INTENTS = 256
SNAPSHOT_PAUSE_S = 0.05
"""Shortest time between two snapshots: the first comes at once, a flood of changes as one."""


class Agent:
    """Follows the server, keeps what it hears, and says what to show.

    ``run`` and ``submit`` belong to one loop; from another thread call
    ``loop.call_soon_threadsafe(agent.submit, intent)``. What is submitted before ``run`` starts
    is kept and handled first.
    """

    def __init__(
        self,
        world: Callable[[], World],
        *,
        server: str,
        toasts: ToastFactory,
        on_snapshot: Callable[[Snapshot], None],
        on_show_center: ShowCenter,
        notice: Notice | None = None,
        on_show_dashboard: Callable[[], None] = lambda: None,
    ) -> None:
        """Remember how to make things; ``world`` and ``toasts`` are called by ``run``."""
        self._make_world = world
        self._server = server
        self._make_toasts = toasts
        self._on_snapshot = on_snapshot
        self._on_show_center = on_show_center
        self._notice = notice
        self._on_show_dashboard = on_show_dashboard
        self._intents: asyncio.Queue[Intent] = asyncio.Queue(maxsize=MAX_INTENTS)
        self._changed = asyncio.Event()
        self._life: Life | None = None
        self._limit = MAX_ITEMS_SHOWN

    @property
    def events_received(self) -> int:
        """Events delivered since the data of whoever is signed in was opened."""
        follower = self._life.follower if self._life is not None else None
        return follower.events_received if follower is not None else 0

    @property
    def unread(self) -> int:
        """Unread notifications of whoever is signed in."""
        follower = self._life.follower if self._life is not None else None
        return follower.center.unread_count if follower is not None else 0

    def submit(self, intent: Intent) -> None:
        """Ask for something; returns at once, the outcome is seen in a snapshot."""
        try:
            self._intents.put_nowait(intent)
        except asyncio.QueueFull:
            logger.warning("intent dropped", extra={"intent": type(intent).__name__})

    async def run(self) -> None:
        """Work until ``Quit`` is submitted or the task is cancelled; then all is closed."""
        world = self._make_world()
        status = Status(clock=world.clock, server=self._server, changed=self._changed.set)
        status.set_notice(self._notice)
        wording = Wording(world.translate)

        def take(effective: EffectiveSettings) -> None:
            world.certificates.believe(effective.values.extra_certificates)
            status.set_settings(effective)

        settings = CurrentSettings(world.settings, sleep=world.sleep, on_change=take)
        await settings.load()

        def activated(tag: str, key: str) -> None:
            if tag == TRIAL_TAG:
                trial.activated()
            else:
                self.submit(ToastActivated(tag, key))

        def closed(tag: str, end: ToastEnd) -> None:
            if tag == TRIAL_TAG:  # What else is gone can still be clicked in the system's list.
                trial.closed(end)

        toasts = self._make_toasts(activated, closed)
        accounts = Accounts(
            vault=world.vault,
            apis=world.apis,
            certificates=world.certificates,
            status=status,
            clock=world.clock,
            sleep=world.sleep,
            backoff=Backoff(world.jitter, cap_s=MAX_KEYRING_PAUSE_S),
            device_id=world.device.device_id,
        )
        toaster = Toaster(toasts, clock=world.clock, settings=lambda: settings.values)
        trial = Trial(
            toaster=toaster,
            translate=world.translate,
            now=world.clock.now,
            sleep=world.sleep,
            told=status.set_test_report,
        )
        life = self._life = Life(
            world,
            toaster=toaster,
            accounts=accounts,
            status=status,
            settings=settings,
            changed=self._changed.set,
            show_center=self._on_show_center,
            show_dashboard=self._on_show_dashboard,
        )
        work = [
            asyncio.ensure_future(settings.run()),
            asyncio.ensure_future(life.run()),
            asyncio.ensure_future(self._publish(status, life, wording, world.sleep)),
            asyncio.ensure_future(trial.run()),
            asyncio.ensure_future(self._obey(accounts, life, settings, trial)),
        ]

        def machine_changed(event: MachineEvent) -> None:
            life.machine_changed(event)
            settings.look_soon()

        watch = asyncio.ensure_future(world.machine.watch(machine_changed))
        try:
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*work, watch):
                task.cancel()
            outcomes = await asyncio.gather(*work, watch, return_exceptions=True)
            await self._close(world, toasts)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    async def _close(self, world: World, toasts: ToastPort) -> None:
        await toasts.close()
        try:
            await world.store.close()
        except StoreError:
            logger.warning("the store could not be closed")

    async def _obey(  # noqa: C901 - one case an intent
        self, accounts: Accounts, life: Life, settings: CurrentSettings, trial: Trial
    ) -> None:
        """Handle intents, one after the other, until ``Quit``."""
        while True:
            intent = await self._intents.get()
            match intent:
                case Quit():
                    return
                case SignIn():
                    if life.desk is None:
                        await self._sign_in(intent, accounts, settings)
                case SignOut():
                    life.sign_out()
                case LanguageChanged() | CenterShown():
                    self._show_anew(intent, life)
                case WatchFigures() | UnwatchFigures():
                    life.watch(intent)
                case SendTestNotification():
                    trial.start()
                case ChangeSettings():
                    await settings.change(intent.changes)
                case OpenTicket():
                    life.open_ticket(intent.ticket_id)
                case ProposeServer():
                    life.propose_server(settings.effective.managed_server or intent.server)
                case _:
                    await self._pass_on(intent, life.desk)

    async def _sign_in(
        self, intent: SignIn, accounts: Accounts, settings: CurrentSettings
    ) -> None:
        """Sign in where it is allowed, and remember where that worked."""
        managed = settings.effective.managed_server
        server = managed or intent.server.strip().rstrip("/")
        worked = await accounts.sign_in(replace(intent, server=server))
        if worked and settings.values.server_address != server:
            await settings.change({"serverAddress": server})

    async def _pass_on(self, intent: ItemIntent, desk: Desk | None) -> None:
        if desk is None:
            return  # Nobody is signed in any more.
        try:
            await desk.handle(intent)
        except ClientError as exc:
            logger.warning(
                "intent failed",
                extra={"intent": type(intent).__name__, "cause": type(exc).__name__},
            )

    def _show_anew(self, change: LanguageChanged | CenterShown, life: Life) -> None:
        if isinstance(change, CenterShown):
            self._limit = MAX_ITEMS if change.is_open else MAX_ITEMS_SHOWN
            if not change.is_open:
                life.notice_read()
        elif life.follower is not None:
            life.follower.center.reworded()
        self._changed.set()

    async def _publish(self, status: Status, life: Life, wording: Wording, sleep: Sleep) -> None:
        """Hand out snapshots: the first change at once, a flood of them together."""
        while True:
            self._changed.clear()
            center = life.follower.center if life.follower is not None else None
            snapshot = status.snapshot(center, wording, limit=self._limit)
            items = life.complete(snapshot.items)
            self._on_snapshot(replace(snapshot, items=items, figures=life.figures))
            await sleep(SNAPSHOT_PAUSE_S)
            await self._changed.wait()

"""One person after the other: find out who is signed in, work for them, clean up after them."""

import asyncio
import logging
from collections.abc import Callable, Iterator

from common.ids import TicketId
from desktop.core.connection import Backoff, Link
from desktop.core.context import Context
from desktop.core.desk.desk import Desk
from desktop.core.errors import ClientError, SignInRequiredError, StoreError
from desktop.core.figures.feed import Feed
from desktop.core.figures.thresholds import Thresholds
from desktop.core.figures.values import Figures
from desktop.core.follower import Follower
from desktop.core.goodbye import Goodbye
from desktop.core.intents import UnwatchFigures, WatchFigures
from desktop.core.notifications.presenter import Presenter
from desktop.core.ports import MachineEvent
from desktop.core.session.accounts import MAX_KEYRING_PAUSE_S, Accounts, Found
from desktop.core.session.credentials import FIRST_PAUSE_S, Credentials, KeyringTools
from desktop.core.settings.current import CurrentSettings
from desktop.core.status import Status
from desktop.core.text.wording import Wording
from desktop.core.tickets.resolver import Resolver
from desktop.core.toasts.attention import Attention
from desktop.core.toasts.toast import ShowCenter
from desktop.core.toasts.toaster import Toaster
from desktop.core.view import CenterItem
from desktop.core.world import World

logger = logging.getLogger(__name__)

MAX_STORE_PAUSE_S = 4.0
"""A disk that can be written again should be noticed soon; nobody else is asked meanwhile."""
STEADY_S = 60.0
"""Work that lasted this long makes the next pause small again."""


class Life:
    """What goes on between the start of the agent and its end."""

    def __init__(
        self,
        world: World,
        *,
        toaster: Toaster,
        accounts: Accounts,
        status: Status,
        settings: CurrentSettings,
        changed: Callable[[], None],
        show_center: ShowCenter,
        show_dashboard: Callable[[], None],
    ) -> None:
        """Use these parts; nobody is signed in yet."""
        self._world = world
        self._accounts = accounts
        self._status = status
        self._settings = settings
        self._changed = changed
        self._show_center = show_center
        self._show_dashboard = show_dashboard
        self._toaster = toaster
        self._restarts = Backoff(world.jitter)
        self._store_attempts = Backoff(world.jitter, cap_s=MAX_STORE_PAUSE_S)
        self._work: asyncio.Task[None] | None = None
        self._goodbye = Goodbye(accounts, world.store, toaster)
        self._is_signed_in = False
        self._signing_out = asyncio.Event()
        self._wanted: TicketId | None = None
        self.follower: Follower | None = None
        self.desk: Desk | None = None
        self._watch: WatchFigures | UnwatchFigures = UnwatchFigures()
        self._feed: Feed | None = None

    @property
    def figures(self) -> Figures | None:
        """What the dashboard shows; None while nobody watches or is signed in."""
        return self._feed.shown if self._feed is not None else None

    def watch(self, intent: WatchFigures | UnwatchFigures) -> None:
        """Bring figures, or bring none; also for whoever signs in later."""
        self._watch = intent
        if self._feed is not None:
            _apply(intent, self._feed)

    def machine_changed(self, event: MachineEvent) -> None:
        """Look after the line of whoever is signed in."""
        if self.desk is not None:
            self.desk.machine_changed(event)

    def open_ticket(self, ticket_id: TicketId) -> None:
        """Open a ticket as soon as somebody works; show the center if nobody is signed in."""
        if self.desk is not None:
            self.desk.open_ticket(ticket_id)
        elif self._status.link is Link.SIGNED_OUT:
            self._show_center(())
        else:
            self._wanted = ticket_id

    def propose_server(self, server: str) -> None:
        """Start the next sign-in from ``server``, if nobody is signed in."""
        if self.desk is None:
            self._status.propose_server(server)

    def complete(self, items: tuple[CenterItem, ...]) -> tuple[CenterItem, ...]:
        """Return lines of the list with what is known of their tickets."""
        return items if self.follower is None else self.follower.casework.complete(items)

    def notice_read(self) -> None:
        """Let go of what the person was told of the last run."""
        self._status.set_notice(None)

    def sign_out(self) -> None:
        """End the session of whoever is signed in."""
        if self._is_signed_in:
            self._signing_out.set()
        if self._work is not None:
            self._work.cancel()

    async def run(self) -> None:
        """Work until cancelled."""
        found = await self._restored()
        while True:
            if found is None:
                self._status.set_account(None)
                self._status.set_link(Link.SIGNED_OUT)
                if self._wanted is not None:
                    self._wanted = None
                    self._show_center(())
                found = await self._accounts.next_session()
            self._status.set_account(found.session.account)
            if self._status.link is not Link.CANNOT_STORE:  # Which it may still be.
                self._status.set_link(Link.CONNECTING)
            self._is_signed_in = True
            found = await self._work_for(found)
            self._is_signed_in = found is not None
            self._signing_out.clear()

    async def _restored(self) -> Found | None:
        """Return the session of the last run, or one of somebody who does not wait for that."""
        restoring = asyncio.ensure_future(self._accounts.restore())
        signing_in = asyncio.ensure_future(self._accounts.next_session())
        try:
            await asyncio.wait({restoring, signing_in}, return_when=asyncio.FIRST_COMPLETED)
            return signing_in.result() if signing_in.done() else restoring.result()
        finally:
            restoring.cancel()
            signing_in.cancel()

    async def _work_for(self, found: Found) -> Found | None:
        """Work for one person; return how to go on: with a session, or without one."""
        credentials = self._credentials(found)
        started_at = self._world.clock.monotonic()
        self._work = asyncio.ensure_future(self._open_desk(credentials))
        try:
            await asyncio.wait({self._work})
        finally:
            self._work.cancel()
            outcome = (await asyncio.gather(self._work, return_exceptions=True))[0]
            desk, self._work, self.desk, self._feed = self.desk, None, None, None
            if not self._is_over(outcome):
                await credentials.flush()
        refused = [c for c in _leaves(outcome) if isinstance(c, SignInRequiredError)]
        if refused and not self._signing_out.is_set():
            await self._accounts.forget()
            session = credentials.session
            self._status.set_sign_in_start(server=session.server, email=session.email)
            self._status.set_sign_in(busy=False, error=refused[0].refusal)
            return None
        if self._world.clock.monotonic() - started_at > STEADY_S:
            self._restarts.reset()
            self._store_attempts.reset()
        if not self._signing_out.is_set():
            await self._recover(outcome)
        if self._signing_out.is_set():
            await self._goodbye.say(desk, credentials, self._leave)
            return None
        return Found(credentials.session, is_kept=credentials.is_kept)

    def _is_over(self, outcome: BaseException | None) -> bool:
        """Return whether the session ended, by the person or by the server."""
        is_refused = any(isinstance(c, SignInRequiredError) for c in _leaves(outcome))
        return self._signing_out.is_set() or is_refused

    async def _open_desk(self, credentials: Credentials) -> None:
        session = credentials.session
        stored = await self._world.store.open(session.owner)
        attention = Attention(
            stored.pause,
            settings=lambda: self._settings.values,
            clock=self._world.clock,
            zone=self._world.zone,
            is_silenced=self._toaster.is_silenced,
            told=self._status.set_do_not_disturb,
        )
        follower = Follower(session, stored, self._world.store, attention.moment, self._changed)
        await follower.begin(self._world.clock.now())
        self.follower = follower
        self.desk = self._desk(credentials, follower, attention)
        if self._wanted is not None:
            self.desk.open_ticket(self._wanted)
            self._wanted = None
        self._changed()
        await self.desk.run()

    def _desk(self, credentials: Credentials, follower: Follower, attention: Attention) -> Desk:
        world = self._world
        api = world.apis(credentials.session.server)
        resolver = Resolver(api=api, token=credentials.token, monotonic=world.clock.monotonic)
        wording = Wording(world.translate)
        presenter = Presenter(
            center=follower.center,
            resolver=resolver,
            keep=follower.keep,
            toaster=self._toaster,
            attention=attention,
            casework=follower.casework,
            wording=wording,
            sleep=world.sleep,
        )
        self._feed = Feed(
            api=api,
            token=credentials.token,
            names=resolver.names,
            followed=lambda: follower.sync.rooms,
            clock=world.clock,
            sleep=world.sleep,
            limits=lambda: Thresholds(self._settings.values.thresholds),
            changed=self._changed,
        )
        _apply(self._watch, self._feed)
        context = Context(
            api=api,
            sockets=world.sockets,
            credentials=credentials,
            follower=follower,
            presenter=presenter,
            attention=attention,
            resolver=resolver,
            figures=self._feed,
            status=self._status,
            settings=self._settings,
            clock=world.clock,
            sleep=world.sleep,
            device=world.device,
        )
        return Desk(
            context,
            new_key=world.new_key,
            toaster=self._toaster,
            wording=wording,
            translate=world.translate,
            backoff=Backoff(world.jitter),
            browser=world.browser,
            show_center=self._show_center,
            show_dashboard=self._show_dashboard,
        )

    def _credentials(self, found: Found) -> Credentials:
        world = self._world
        tools = KeyringTools(
            vault=world.vault,
            status=self._status,
            sleep=world.sleep,
            backoff=Backoff(world.jitter, cap_s=MAX_KEYRING_PAUSE_S),
        )
        return Credentials(
            found.session,
            api=world.apis(found.session.server),
            clock=world.clock,
            tools=tools,
            is_kept=found.is_kept,
        )

    def _leave(self) -> None:
        """Take what belongs to the person off the windows."""
        self.follower = None
        self._changed()

    async def _recover(self, outcome: BaseException | None) -> None:
        """Begin again from what is on disk, after a while; not when the person signs out."""
        causes = tuple(_leaves(outcome))
        for cause in causes:
            if isinstance(cause, ClientError):
                facts = {"cause": type(cause).__name__, "reason": str(cause)}
                logger.warning("work ended", extra=facts)
            else:
                # The supervisor's guard: an error nobody thought of must not end the agent.
                logger.error("work failed", exc_info=cause)
        is_store = any(isinstance(cause, StoreError) for cause in causes)
        self._status.set_link(Link.CANNOT_STORE if is_store else Link.OFFLINE)
        attempts = self._store_attempts if is_store else self._restarts
        pause = asyncio.ensure_future(self._world.sleep(FIRST_PAUSE_S + attempts.next_s()))
        signing_out = asyncio.ensure_future(self._signing_out.wait())
        try:
            await asyncio.wait({pause, signing_out}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
            signing_out.cancel()


def _apply(intent: WatchFigures | UnwatchFigures, feed: Feed) -> None:
    match intent:
        case WatchFigures():
            feed.watch(intent.range, intent.hidden)
        case UnwatchFigures():
            feed.unwatch()


def _leaves(outcome: BaseException | None) -> Iterator[BaseException]:
    """Return the errors in a group of groups."""
    if isinstance(outcome, BaseExceptionGroup):
        for inner in outcome.exceptions:
            yield from _leaves(inner)
    elif outcome is not None:
        yield outcome

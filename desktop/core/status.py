"""The agent's state that is not in the center: the link, the account, the sign-in."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from common.rest import Queue
from desktop.core.certificates import CertificateReport
from desktop.core.connection import Link, is_proven
from desktop.core.notifications.center import Center
from desktop.core.ports import Clock
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.text.wording import Wording
from desktop.core.view import (
    MAX_ITEMS_SHOWN,
    Account,
    Notice,
    Older,
    QueueName,
    SignInState,
    Snapshot,
    TrialReport,
)

_UP = frozenset({Link.LIVE, Link.POLLING, Link.CATCHING_UP})
_NOBODY = frozenset({Link.SIGNED_OUT, Link.WAITING_FOR_KEYRING})


class Status:
    """One board that the parts of the agent write on; each change is announced.

    Attributes:
        is_down: Set while the line is down.
    """

    def __init__(self, *, clock: Clock, server: str, changed: Callable[[], None]) -> None:
        """Start before the keyring was asked; ``changed`` is called after each change."""
        self._clock = clock
        self._changed = changed
        self.is_down = asyncio.Event()
        self._told_in_memory = False
        self._state = Snapshot(link=Link.WAITING_FOR_KEYRING, sign_in=SignInState(server=server))

    @property
    def link(self) -> Link:
        """How the agent stands to the server."""
        return self._state.link

    @property
    def verified_at(self) -> datetime | None:
        """When the server last gave a sign of life."""
        return self._state.verified_at

    @property
    def offline_since(self) -> datetime | None:
        """Since when the line is down; None while it is up or nobody is signed in."""
        return self._state.offline_since

    @property
    def sign_in(self) -> SignInState:
        """What the sign-in window shows."""
        return self._state.sign_in

    def set_link(self, link: Link) -> None:
        """Note another link, and since when the line is down."""
        since = self._state.offline_since
        if link in _UP or link in _NOBODY:
            since = None
        elif since is None:
            since = self._clock.now()
        if since is None:
            self.is_down.clear()
        else:
            self.is_down.set()
        self._set(replace(self._state, link=link, offline_since=since))

    def set_test_report(self, report: TrialReport) -> None:
        """Note how the test notification goes."""
        self._set(replace(self._state, test_report=report))

    def slept(self) -> None:
        """Let trouble with the line begin now: a machine that sleeps has no line to lose."""
        if self._state.offline_since is not None:
            self._set(replace(self._state, offline_since=self._clock.now()))

    def verified(self) -> None:
        """Note a sign of life of the server."""
        self._set(replace(self._state, verified_at=self._clock.now()))

    def set_account(self, account: Account | None) -> None:
        """Note who is signed in."""
        state = replace(self._state, account=account, verified_at=None, queues=())
        self._set(replace(state, do_not_disturb_until=None))

    def set_sign_in(
        self,
        *,
        busy: bool,
        error: str | None = None,
        certificate: CertificateReport | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        """Note how a sign-in goes."""
        sign_in = replace(
            self.sign_in,
            busy=busy,
            error=error,
            certificate=certificate,
            retry_after_s=retry_after_s,
        )
        self._set(replace(self._state, sign_in=sign_in))

    def set_sign_in_start(self, *, server: str, email: str) -> None:
        """Note where the next sign-in starts from."""
        self._set(replace(self._state, sign_in=replace(self.sign_in, server=server, email=email)))

    def propose_server(self, server: str) -> None:
        """Note another address that the next sign-in starts from."""
        self.set_sign_in_start(server=server, email=self.sign_in.email)

    def set_persistent(self, *, persistent: bool) -> None:
        """Note whether the session survives a restart; that it does not is told once.

        What is to be told of the last run goes first: the next session says the other again.
        """
        notice = None
        if not persistent and not self._told_in_memory and self._state.notice is None:
            self._told_in_memory = True
            notice = Notice.SESSION_IN_MEMORY_ONLY
        self._set(
            replace(
                self._state,
                persistent_session=persistent,
                notice=notice or self._lasting_notice(persistent=persistent),
            )
        )

    def set_notice(self, notice: Notice | None) -> None:
        """Note what the person is told of the last run; None once they have read it."""
        self._set(replace(self._state, notice=notice))

    def set_queues(self, queues: Iterable[Queue]) -> None:
        """Note which queues the person may hear."""
        names = sorted(((q.name, q.id) for q in queues), key=lambda named: named[0].casefold())
        shown = tuple(QueueName(queue_id, name) for name, queue_id in names)
        self._set(replace(self._state, queues=shown))

    def set_settings(self, settings: EffectiveSettings) -> None:
        """Note the settings that hold; a server that the organisation names is the start."""
        server = settings.managed_server or self.sign_in.server or settings.values.server_address
        sign_in = replace(self.sign_in, server=server)
        self._set(replace(self._state, settings=settings, sign_in=sign_in))

    def set_do_not_disturb(self, until: datetime | None) -> None:
        """Note when do-not-disturb ends; None while it is off."""
        self._set(replace(self._state, do_not_disturb_until=until))

    def set_older(self, older: Older) -> None:
        """Note what is known of older notifications."""
        self._set(replace(self._state, older=older))

    def set_undoable(self, count: int) -> None:
        """Note how many cleared items can be put back."""
        self._set(replace(self._state, undoable=count))

    def snapshot(
        self, center: Center | None, wording: Wording, *, limit: int = MAX_ITEMS_SHOWN
    ) -> Snapshot:
        """Return the whole state at this moment; live only with a young sign of life.

        Args:
            center: The notifications of whoever is signed in.
            wording: Puts them into words.
            limit: At most this many of them are shown.
        """
        state = self._state
        if state.link is Link.LIVE and not is_proven(state.verified_at, self._clock.now()):
            state = replace(state, link=Link.CONNECTING)
        if center is None:
            return state
        return replace(
            state,
            unread=center.unread_count,
            unread_high=center.unread_high_count,
            items=center.shown(wording, limit),
            suppressed=center.suppressed(wording),
        )

    def _lasting_notice(self, *, persistent: bool) -> Notice | None:
        notice = self._state.notice
        is_over = persistent and notice is Notice.SESSION_IN_MEMORY_ONLY
        return None if is_over else notice

    def _set(self, state: Snapshot) -> None:
        if state != self._state:
            self._state = state
            self._changed()

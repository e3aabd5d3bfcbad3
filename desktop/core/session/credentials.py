"""The tokens of the person who is signed in: renewed in time, kept in the vault."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import assert_never

from desktop.core.connection import Backoff
from desktop.core.errors import ClientError, ConnectionLostError, SignInRequiredError, refusal_of
from desktop.core.ports import Api, Clock, Kept, NotReady, Sleep, Unavailable, Vault
from desktop.core.session.session import Session, begun, ends_session, is_due, secret_of
from desktop.core.status import Status

FIRST_PAUSE_S = 1.0
DECLINED_PAUSE_S = 120.0
"""How long a person is left alone who did not unlock the keyring."""
FLUSH_TIMEOUT_S = 5.0
KEPT_FIRST_S = 2.0
"""How long a new session waits for the vault before it is used all the same."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeyringTools:
    """What keeping a secret takes besides the secret."""

    vault: Vault
    status: Status
    sleep: Sleep
    backoff: Backoff


class Credentials:
    """Gives out access tokens that are good for a while."""

    def __init__(
        self, session: Session, *, api: Api, clock: Clock, tools: KeyringTools, is_kept: bool
    ) -> None:
        """Go on with ``session``; ``is_kept`` says that the vault holds it already."""
        self._session = session
        self._api = api
        self._clock = clock
        self._tools = tools
        self._is_doubted = False
        self._turn = asyncio.Lock()
        self._unsaved = asyncio.Event()
        self._answered = asyncio.Event()
        self._is_keeping = False
        self._is_new = not is_kept
        if not is_kept:
            self._unsaved.set()

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self._session

    @property
    def is_kept(self) -> bool:
        """Whether the vault holds the session as it is now."""
        return not self._unsaved.is_set()

    def doubt(self) -> None:
        """Renew before the next use: the server did not take the token."""
        self._is_doubted = True

    async def fresh(self) -> Session:
        """Return the session with a token that is not about to end.

        Raises:
            SignInRequiredError: The server ended the session.
            ConnectionLostError: The token is of no use any more and no new one was to be had.
            ServerRefusedError: Likewise; the server asks to come back later.
        """
        async with self._turn:
            if self._is_doubted or is_due(self._session, self._clock.now()):
                await self._renew()
            if self._is_new and self._is_keeping:
                self._is_new = False
                await self._until_kept()
        return self._session

    def close_connections(self) -> None:
        """Use no old connection for the next renewal."""
        self._api.close()

    async def token(self) -> str:
        """Return an access token that is not about to end; raises as ``fresh`` does."""
        return (await self.fresh()).access_token

    async def keep(self) -> None:
        """Put each new session into the vault, for as long as it takes; until cancelled.

        A vault that is not ready is asked again: the server took the old token back, so the one
        in memory is the only good one.
        """
        self._is_keeping = True
        try:
            while True:
                await self._unsaved.wait()
                unsaved = await self._save()
                if unsaved is not None:
                    soon_s = FIRST_PAUSE_S + self._tools.backoff.next_s()
                    await self._tools.sleep(DECLINED_PAUSE_S if unsaved.is_declined else soon_s)
        finally:
            self._is_keeping = False

    async def flush(self) -> None:
        """Give the vault one last chance, at the end of the program; waits a few seconds."""
        if not self._unsaved.is_set():
            return
        try:
            async with asyncio.timeout(FLUSH_TIMEOUT_S):
                await self._save()
        except TimeoutError:
            logger.warning("session not kept")

    async def _save(self) -> NotReady | None:
        """Put the session into the vault; return why it has to be asked again, if it has to."""
        session = self._session
        outcome = await self._tools.vault.save(secret_of(session))
        self._answered.set()
        match outcome:
            case Kept():
                logger.info("session kept")
                self._tools.backoff.reset()
                self._tools.status.set_persistent(persistent=True)
            case Unavailable():
                self._tools.status.set_persistent(persistent=False)
            case NotReady():
                logger.info("keyring not ready, session not kept yet")
                return outcome
            case _:
                assert_never(outcome)
        if session is self._session:
            self._unsaved.clear()
        return None

    async def _renew(self) -> None:
        try:
            tokens = await self._api.refresh(self._session.refresh_token)
        except ClientError as exc:
            if ends_session(exc):
                raise SignInRequiredError(refusal_of(exc)) from exc
            still_good = self._clock.now() < self._session.expires_at and not self._is_doubted
            if isinstance(exc, ConnectionLostError) and still_good:
                return
            raise
        self._session = begun(self._session.server, tokens, self._clock.now())
        self._is_doubted = False
        self._is_new = True
        self._answered.clear()
        self._unsaved.set()
        logger.info("session renewed")

    async def _until_kept(self) -> None:
        """Wait for the vault, but not for long.

        Who sees that they are signed in should be so after a crash too. And the server takes a
        former token back as soon as the new one is used: who is killed before that is kept, and
        starts again much later, would have none.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(KEPT_FIRST_S):
                await self._answered.wait()

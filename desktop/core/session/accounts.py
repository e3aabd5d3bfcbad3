"""Getting from "nobody knows" to a session, and back: keyring, sign-in, sign-out."""

import asyncio
import logging
from dataclasses import dataclass

from common.ids import DeviceId
from common.rest import Login
from desktop.core.connection import Backoff, Link
from desktop.core.errors import ClientCode, ClientError, refusal_of
from desktop.core.intents import SignIn
from desktop.core.ports import ApiFactory, Certificates, Clock, Sleep, Unavailable, Vault
from desktop.core.session.credentials import DECLINED_PAUSE_S, FIRST_PAUSE_S
from desktop.core.session.session import AskAgain, Session, SignedIn, SignedOut, after_load, begun
from desktop.core.status import Status

logger = logging.getLogger(__name__)

MAX_KEYRING_PAUSE_S = 10.0
"""An unlocked keyring should be noticed soon."""
LATE_PAUSES_S = (5.0, 10.0, 15.0, 30.0, 60.0, 60.0)
"""When a keyring that is missing at the start is looked for again, three minutes in all."""
LOGOUT_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """A session to go on with; ``is_kept`` says that the vault holds it already."""

    session: Session
    is_kept: bool


class Accounts:
    """Finds out who is signed in, and lets people sign in and out."""

    def __init__(
        self,
        *,
        vault: Vault,
        apis: ApiFactory,
        certificates: Certificates,
        status: Status,
        clock: Clock,
        sleep: Sleep,
        backoff: Backoff,
        device_id: DeviceId,
    ) -> None:
        """Use these parts."""
        self._vault = vault
        self._apis = apis
        self._certificates = certificates
        self._status = status
        self._clock = clock
        self._sleep = sleep
        self._backoff = backoff
        self._device_id = device_id
        self._new: asyncio.Queue[Session] = asyncio.Queue(maxsize=1)

    async def restore(self) -> Found | None:
        """Return the session of the last run, None when there is none.

        A keyring that is not ready is asked again, for as long as it takes, unless the person
        signs in meanwhile: nothing is deleted because of it. One that is not there may only be
        late, as at the start of a computer, and is asked for some minutes.
        """
        late_pauses_s = iter(LATE_PAUSES_S)
        while True:
            match after_load(await self._vault.load()):
                case SignedIn(session):
                    self._status.set_persistent(persistent=True)
                    return Found(session, is_kept=True)
                case AskAgain(is_declined=is_declined):
                    self._status.set_link(Link.WAITING_FOR_KEYRING)
                    soon_s = FIRST_PAUSE_S + self._backoff.next_s()
                    await self._sleep(DECLINED_PAUSE_S if is_declined else soon_s)
                case SignedOut(persistent=True):
                    self._status.set_persistent(persistent=True)
                    return None
                case SignedOut():
                    self._status.set_persistent(persistent=False)
                    self._status.set_link(Link.SIGNED_OUT)
                    pause_s = next(late_pauses_s, None)
                    if pause_s is None:
                        return None
                    await self._sleep(pause_s)

    async def next_session(self) -> Found:
        """Wait until somebody has signed in."""
        return Found(await self._new.get(), is_kept=False)

    async def sign_in(self, intent: SignIn) -> bool:
        """Sign in; return whether that worked, which ``next_session`` and the status say too."""
        server = intent.server.strip().rstrip("/")
        email = intent.email.strip()
        self._status.set_sign_in_start(server=server, email=email)
        self._status.set_sign_in(busy=True)
        try:
            tokens = await self._apis(server).login(
                Login(email=email, password=intent.password, device=self._device_id)
            )
        except ClientError as exc:
            await self._failed(server, exc)
            return False
        self._status.set_sign_in(busy=False)
        if self._new.empty():
            self._new.put_nowait(begun(server, tokens, self._clock.now()))
        return True

    async def _failed(self, server: str, failure: ClientError) -> None:
        """Say why nobody was signed in; about a certificate, say what people can be told."""
        code = refusal_of(failure)
        report = None
        if code == ClientCode.CERTIFICATE_REFUSED:
            report = await self._certificates.inspect(server)
            code = report.code if report is not None else code
        logger.info("sign-in failed", extra={"cause": code})
        self._status.set_sign_in(
            busy=False,
            error=code,
            certificate=report,
            retry_after_s=getattr(failure, "retry_after_s", None),
        )

    async def forget(self) -> None:
        """Remove the session from the vault."""
        outcome = await self._vault.delete()
        if isinstance(outcome, Unavailable):
            return
        logger.info("session forgotten", extra={"outcome": type(outcome).__name__})

    async def log_out(self, session: Session) -> None:
        """Tell the server that the session is over, if it can be told at once."""
        try:
            async with asyncio.timeout(LOGOUT_TIMEOUT_S):
                await self._apis(session.server).logout(session.refresh_token)
        except (ClientError, TimeoutError):
            logger.info("sign-out not told to the server")

"""Keeps one person connected: by socket, else by polling, else by patience."""

import asyncio
import logging
from typing import NoReturn

from common.errors import CloseReason, ErrorCode
from desktop.core.connection import (
    Backoff,
    Link,
    Refusals,
    Retry,
    Stop,
    doubts_token,
    is_clock_jump,
)
from desktop.core.context import Context
from desktop.core.errors import (
    ClientCode,
    ClientError,
    ConnectionLostError,
    SignInRequiredError,
    StoreError,
    refusal_of,
)
from desktop.core.line.live import LiveLine
from desktop.core.line.nudge import unless_nudged
from desktop.core.line.polling import Polling
from desktop.core.ports import MachineEvent

logger = logging.getLogger(__name__)

FAILURES_BEFORE_POLLING = 2
POLLING_S = 60.0
"""How long is polled before a socket is tried again."""
STEADY_S = 5.0
"""A line that lasted this long makes the next waiting time start small again."""
LOOK_S = 10.0
"""How often a waiting line looks at the clocks."""
STOPPED_S = 600.0
"""How long an agent that was told not to come back stays away."""

_SIGN_IN = frozenset(
    {
        ErrorCode.ACCOUNT_DISABLED,
        ErrorCode.SUBJECT_MISMATCH,
        ErrorCode.TOKEN_INVALID,
        ErrorCode.TOKEN_REVOKED,
        CloseReason.USER_DISABLED,
    }
)


class Line:
    """The supervisor of one person's connection."""

    def __init__(self, context: Context, backoff: Backoff) -> None:
        """Start without a connection."""
        self._context = context
        self._backoff = backoff
        self._refusals = Refusals()
        self._failed_sockets = 0

    async def run(self) -> NoReturn:
        """Stay connected until cancelled.

        Raises:
            SignInRequiredError: The server ended the session.
            StoreError: The local database failed.
        """
        while True:
            failure = await self._follow()
            if isinstance(failure, SignInRequiredError | StoreError):
                raise failure
            if isinstance(failure, ConnectionLostError):
                self._context.close_connections()
            if doubts_token(failure):
                self._context.credentials.doubt()
            verdict = self._refusals.judge(failure)
            logger.info(
                "line ended",
                extra={"cause": refusal_of(failure), "failed_sockets": self._failed_sockets},
            )
            match verdict:
                case Retry() if refusal_of(failure) == ClientCode.NETWORK_CHANGED:
                    self._failed_sockets -= 1  # It was not given the time to fail.
                case Retry():
                    await self._wait(verdict)
                case Stop():
                    await self._stop(verdict.code)

    async def _follow(self) -> ClientError:
        """Follow through one new socket and return why that ended."""
        context = self._context
        if context.status.link is not Link.POLLING:  # Which goes on, as far as one can see.
            context.status.set_link(Link.CONNECTING)
        started_at = context.clock.monotonic()
        self._failed_sockets += 1
        try:
            socket = context.sockets(context.credentials.session.server)
            await LiveLine(context, socket).run(self._accepted)
        except ClientError as exc:
            if context.clock.monotonic() - started_at > STEADY_S and not self._failed_sockets:
                self._backoff.reset()
            return exc
        raise AssertionError

    def _accepted(self) -> None:
        self._failed_sockets = 0
        self._refusals.accepted()

    async def _wait(self, verdict: Retry) -> None:
        context = self._context
        backoff_s = self._backoff.next_s()
        cannot_connect = self._failed_sockets >= FAILURES_BEFORE_POLLING
        if verdict.after_s is None and cannot_connect and await self._poll():
            return
        context.status.set_link(Link.MAINTENANCE if verdict.maintenance else Link.OFFLINE)
        # A time that the server names is for all its clients: the jitter keeps them apart.
        # It may be for another network than the one that the machine is in by now.
        if await self._nudged_within((verdict.after_s or 0.0) + backoff_s):
            self._backoff.reset()

    async def _nudged_within(self, wait_s: float) -> bool:
        """Wait, but not beyond the moment at which something happens to the machine.

        The clocks are looked at meanwhile: they tell of a sleep where nobody else does.
        """
        context = self._context
        nudged = asyncio.ensure_future(context.nudge.wait())
        try:
            while wait_s > 0:
                now, monotonic = context.clock.now(), context.clock.monotonic()
                pause = asyncio.ensure_future(context.sleep(min(wait_s, LOOK_S)))
                await asyncio.wait({pause, nudged}, return_when=asyncio.FIRST_COMPLETED)
                pause.cancel()
                wait_s -= LOOK_S
                steady_s = context.clock.monotonic() - monotonic
                wall_s = (context.clock.now() - now).total_seconds()
                if is_clock_jump(wall_s=wall_s, monotonic_s=steady_s):
                    context.machine_changed(MachineEvent.AWAKE)
                if context.nudge.is_set():
                    return True
        finally:
            nudged.cancel()
        return False

    async def _poll(self) -> bool:
        """Poll for a while; return whether the server could be asked."""
        try:
            await unless_nudged(self._context.nudge, Polling(self._context).run(POLLING_S))
        except (SignInRequiredError, StoreError):
            raise
        except ClientError as exc:
            logger.info("polling ended", extra={"cause": refusal_of(exc)})
            if refusal_of(exc) != ClientCode.NETWORK_CHANGED:
                return False
        self._backoff.reset()
        return True

    async def _stop(self, code: str) -> None:
        logger.warning("the server does not want this agent", extra={"cause": code})
        if code in _SIGN_IN:
            raise SignInRequiredError(code)
        is_outdated = code == ErrorCode.PROTOCOL_UNSUPPORTED
        self._context.status.set_link(Link.UPDATE_REQUIRED if is_outdated else Link.OFFLINE)
        await self._context.sleep(STOPPED_S)

"""How often somebody may guess a password: by the account, and by where the guesses come from.

Only wrong passwords count, so that neither many devices of one person nor a whole office behind
one address is refused. Guesses at one account wait for each other, or as many as like could be
under way before the first is known to be wrong.

Source:
    OWASP authentication cheat sheet, account lockout and credential stuffing; ADR-0019.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from backend.domain.errors import InvalidCredentialsError, Limit, TooManyRequestsError
from backend.services.addresses import neighborhood
from backend.services.ports import Counters
from backend.services.turns import Turns

MAX_FAILURES = 10
"""Wrong passwords for one account in a window."""
MAX_FAILURES_OF_ADDRESS = 100
"""Wrong passwords from one network address in a window, whatever the accounts."""
WINDOW = timedelta(minutes=1)


class Attempts:
    """Lets guesses at passwords be made, and counts the wrong ones."""

    def __init__(self, counters: Counters) -> None:
        """Count in ``counters``."""
        self._counters = counters
        self._turns: Turns[str] = Turns()

    @asynccontextmanager
    async def guess(self, account: str, address: str) -> AsyncIterator[None]:
        """Have the turn at ``account`` until the block ends.

        An InvalidCredentialsError that leaves the block counts as a failure; a block that ends
        well forgets the account's failures; everything else is neither.

        Args:
            account: E-mail address in lower case, known or not.
            address: Network address of the client; empty when there is none.

        Raises:
            TooManyRequestsError: Too many failures in this window.
            OverloadedError: Too many wait for their turn.
        """
        of_account = f"login-account:{account}"
        of_address = f"login-address:{neighborhood(address)}"
        # Asked before the line too, so that guesses that have no chance do not fill it.
        await self._require(of_account, of_address)
        async with self._turns.of(account):
            await self._require(of_account, of_address)
            try:
                yield
            except InvalidCredentialsError:
                await self._counters.add(of_account, WINDOW)
                if neighborhood(address):
                    await self._counters.add(of_address, WINDOW)
                raise
        await self._counters.clear(of_account)

    async def _require(self, of_account: str, of_address: str) -> None:
        for limit, name, most in (
            (Limit.LOGIN_ACCOUNT, of_account, MAX_FAILURES),
            (Limit.LOGIN_ADDRESS, of_address, MAX_FAILURES_OF_ADDRESS),
        ):
            count = await self._counters.read(name)
            if count.times >= most:
                raise TooManyRequestsError(limit, count.ends_in.total_seconds())

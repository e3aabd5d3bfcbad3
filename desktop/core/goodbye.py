"""How a session ends that the person ends: everything is told, then everything is forgotten."""

import asyncio
import logging
from collections.abc import Callable

from desktop.core.desk.desk import Desk
from desktop.core.errors import StoreError
from desktop.core.ports import Store
from desktop.core.session.accounts import Accounts
from desktop.core.session.credentials import Credentials
from desktop.core.toasts.toaster import Toaster

NOBODY = ""
"""The owner of a store that holds nothing."""
LAST_CHANCE_S = 4.0
"""How long a program that is quitting waits for a session that is ending."""

logger = logging.getLogger(__name__)


class Goodbye:
    """Ends sessions."""

    def __init__(self, accounts: Accounts, store: Store, toaster: Toaster) -> None:
        """Use these parts."""
        self._accounts = accounts
        self._store = store
        self._toaster = toaster

    async def say(
        self, desk: Desk | None, credentials: Credentials, leave: Callable[[], None]
    ) -> None:
        """Forget the person on this device, and tell the server if it can be told at once.

        Who signs out and quits at once is not signed in at the next start: this goes on for a
        while after a cancellation.

        Args:
            desk: Where the person worked, not running any more; None if it was never opened.
            credentials: The person's.
            leave: Takes what belongs to the person off the windows.
        """
        saying = asyncio.ensure_future(self._say(desk, credentials, leave))
        try:
            await asyncio.shield(saying)
        except asyncio.CancelledError:
            await asyncio.wait({saying}, timeout=LAST_CHANCE_S)
            raise
        finally:
            saying.cancel()

    async def _say(
        self, desk: Desk | None, credentials: Credentials, leave: Callable[[], None]
    ) -> None:
        try:
            if desk is not None:
                await desk.settle()
        finally:
            leave()
            for tag in self._toaster.book.tags():
                await self._toaster.withdraw(tag)
            try:
                await self._store.open(NOBODY)
            except StoreError:
                logger.warning("the store could not be emptied")
            # A keyring that is locked asks the person, which may take minutes.
            await asyncio.gather(
                self._accounts.log_out(credentials.session), self._accounts.forget()
            )

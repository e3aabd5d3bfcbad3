"""Gets older notifications from the server, a page for each time the person asks."""

import asyncio

from desktop.core.context import Context
from desktop.core.errors import ClientError, SignInRequiredError, StoreError
from desktop.core.stream.requests import PAGE, item_of
from desktop.core.view import Older


class OlderPages:
    """Reads on where the list ends; one page at a time, whatever the hurry."""

    def __init__(self, context: Context) -> None:
        """Nothing was asked for yet."""
        self._context = context
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """Get one more page; returns at once, the outcome is seen in ``Snapshot.older``."""
        self._wanted.set()

    async def run(self) -> None:
        """Work until cancelled."""
        self._context.status.set_older(Older.MORE)
        while True:
            await self._wanted.wait()
            self._context.status.set_older(Older.LOADING)
            outcome = await self._load()
            self._wanted.clear()
            self._context.status.set_older(outcome)

    async def _load(self) -> Older:
        context = self._context
        center = context.follower.center
        if center.is_full:
            return Older.END
        oldest = center.oldest_listed()
        try:
            session = await context.credentials.fresh()
            page = await context.api.notifications(
                session.access_token,
                before=oldest.event_id if oldest is not None else None,
                limit=PAGE,
                unread=False,
            )
        except (SignInRequiredError, StoreError):
            raise
        except ClientError:
            return Older.FAILED
        await context.follower.keep(center.loaded_older([item_of(view) for view in page.items]))
        context.presenter.wake()
        return Older.MORE if page.before is not None else Older.END

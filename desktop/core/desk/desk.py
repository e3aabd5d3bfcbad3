"""One person at work: the parts that follow the server for them, and what they ask for."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NoReturn, TypeAlias, assert_never

from common.ids import EventId, TicketId, is_id
from desktop.core.connection import Backoff
from desktop.core.context import Context
from desktop.core.desk.handling import Handling
from desktop.core.desk.marks import Marks
from desktop.core.desk.older import OlderPages
from desktop.core.errors import ClientError, StoreError
from desktop.core.figures.alarms import Alarms
from desktop.core.figures.guard import LIMIT_TAG
from desktop.core.figures.thresholds import Thresholds
from desktop.core.intents import (
    Claim,
    ClearAll,
    ClearItems,
    LoadOlder,
    MarkAllRead,
    MarkRead,
    MarkUnread,
    OpenItem,
    SetDoNotDisturb,
    Snooze,
    ToastActivated,
    UndoClear,
)
from desktop.core.language import Translate
from desktop.core.line.line import Line
from desktop.core.line.outage import Outage
from desktop.core.ports import Browser, MachineEvent, NewKey
from desktop.core.state import Item, Mark
from desktop.core.text.wording import CLAIM_ACTION, SNOOZE_ACTION, Wording, tag_of
from desktop.core.toasts.toast import DIGEST_TAG, SUMMARY_TAG, ShowCenter
from desktop.core.toasts.toaster import Toaster

SETTLE_S = 5.0
"""How long somebody who signs out may have to wait for the server."""
MAX_WANTED = 8
"""Pages that wait to be opened; more would be a program that runs wild."""
PROFILE_WAIT_S = 15.0
"""How long a page may wait until it is known where it is."""

logger = logging.getLogger(__name__)

ItemIntent: TypeAlias = (
    OpenItem
    | MarkRead
    | MarkUnread
    | MarkAllRead
    | ClearItems
    | ClearAll
    | UndoClear
    | ToastActivated
    | LoadOlder
    | Claim
    | Snooze
    | SetDoNotDisturb
)
"""What a person asks for about notifications."""


class Desk:
    """The agent of one person who is signed in."""

    def __init__(
        self,
        context: Context,
        *,
        new_key: NewKey,
        toaster: Toaster,
        wording: Wording,
        translate: Translate,
        backoff: Backoff,
        browser: Browser,
        show_center: ShowCenter,
        show_dashboard: Callable[[], None],
    ) -> None:
        """Use these parts; nothing runs yet."""
        self._context = context
        self._center = context.follower.center
        self._marks = Marks(context, new_key)
        self._toaster = toaster
        self._outage = Outage(
            status=context.status,
            attention=context.attention,
            toaster=toaster,
            translate=translate,
            clock=context.clock,
            sleep=context.sleep,
        )
        self._alarms = Alarms(
            context.figures,
            limits=lambda: Thresholds(context.settings.values.thresholds),
            attention=context.attention,
            toaster=toaster,
            translate=translate,
            sleep=context.sleep,
        )
        self._handling = Handling(context, toaster=toaster, wording=wording, new_key=new_key)
        self._older = OlderPages(context)
        self._line = Line(context, backoff)
        self._browser = browser
        self._wanted: asyncio.Queue[TicketId] = asyncio.Queue(maxsize=MAX_WANTED)
        self._show_center = show_center
        self._show_dashboard = show_dashboard
        self._failures: asyncio.Queue[StoreError] = asyncio.Queue(maxsize=1)

    async def run(self) -> None:
        """Work until cancelled, or until a part fails: then an exception group says why."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._context.credentials.keep())
            tasks.create_task(self._context.presenter.run())
            tasks.create_task(self._marks.run())
            tasks.create_task(self._older.run())
            tasks.create_task(self._line.run())
            tasks.create_task(self._open_wanted())
            tasks.create_task(self._context.figures.run())
            tasks.create_task(self._alarms.run())
            tasks.create_task(self._heed_settings())
            tasks.create_task(self._handling.run())
            tasks.create_task(self._outage.run())
            tasks.create_task(self._until_something_was_not_stored())

    async def settle(self) -> None:
        """Tell the server what it was not told yet, as far as that takes no time.

        To be called after ``run``, before the person is forgotten.
        """
        try:
            async with asyncio.timeout(SETTLE_S):
                await self._marks.settle()
                await self._handling.settle()
        except (ClientError, TimeoutError) as exc:
            logger.info("not everything was told", extra={"cause": type(exc).__name__})

    async def handle(self, intent: ItemIntent) -> None:
        """Do what the person asks for.

        Raises:
            StoreError: It could not be stored; ``run`` ends by that as well, because what is
                shown is not what is on the disk any more.
        """
        try:
            await self._handle(intent)
        except StoreError as exc:
            if not self._failures.full():
                self._failures.put_nowait(exc)
            raise

    async def _handle(self, intent: ItemIntent) -> None:
        match intent:
            case OpenItem():
                await self._open(self._center.get(intent.event_id))
            case MarkRead() | MarkUnread() | MarkAllRead():
                await self._mark_as(intent)
            case ClearItems() | ClearAll() | UndoClear():
                await self._clear(intent)
            case ToastActivated():
                await self._toast_activated(intent)
            case Claim() | Snooze():
                await self._deal_with(intent)
            case SetDoNotDisturb():
                pause = self._context.attention.set_do_not_disturb(intent.until)
                await self._context.follower.keep(pause)
                self._context.presenter.wake()
            case LoadOlder():
                self._older.ask()
            case _:
                assert_never(intent)

    def machine_changed(self, event: MachineEvent) -> None:
        """Look after the line: something happened to the machine."""
        self._context.machine_changed(event)

    def open_ticket(self, ticket_id: TicketId) -> None:
        """Open a ticket's page as soon as it is known where it is."""
        if not self._wanted.full():
            self._wanted.put_nowait(ticket_id)

    async def _until_something_was_not_stored(self) -> NoReturn:
        raise await self._failures.get()

    async def _heed_settings(self) -> None:
        """Look at what waits again when the settings change: quiet hours may be over by them."""
        while True:
            await self._context.settings.changed()
            self._context.presenter.wake()
            self._context.figures.limits_changed()

    async def _open_wanted(self) -> None:
        while True:
            ticket_id = await self._wanted.get()
            with suppress(TimeoutError):
                async with asyncio.timeout(PROFILE_WAIT_S):
                    await self._context.knows_profile.wait()
            await self._open_page(ticket_id)

    async def _toast_activated(self, intent: ToastActivated) -> None:
        if intent.tag in {DIGEST_TAG, SUMMARY_TAG}:
            self._show_center(self._toaster.book.events_of(intent.tag))
            return
        if intent.tag.startswith(LIMIT_TAG):
            self._show_dashboard()
            return
        item = self._item_of_toast(intent.tag)
        if item is None:
            self._show_center(())
        elif intent.action == CLAIM_ACTION:
            await self._claim(item)
        elif intent.action == SNOOZE_ACTION:
            await self._snooze(item)
        else:
            await self._open(item)

    def _item_of_toast(self, tag: str) -> Item | None:
        """Return what a toast stands for, even one of an earlier run of the program."""
        for event_id in self._toaster.book.events_of(tag):
            return self._center.get(event_id)
        if not is_id(tag):
            return None
        return self._center.get(EventId(tag)) or self._center.newest_of(TicketId(tag))

    async def _open(self, item: Item | None) -> None:
        if item is None:
            return
        await self._mark([item.event_id], Mark.READ)
        await self._open_page(item.ticket_id, about=(item.event_id,))

    async def _open_page(
        self, ticket_id: TicketId | None, *, about: tuple[EventId, ...] = ()
    ) -> None:
        """Open the page of a ticket; the center where there is none."""
        url = self._context.follower.ticket_url
        if ticket_id is None or not url:
            self._show_center(about)
        else:
            await self._browser.open_url(url.replace("{id}", ticket_id))

    async def _deal_with(self, intent: Claim | Snooze) -> None:
        item = self._center.get(intent.event_id)
        if isinstance(intent, Claim):
            await self._claim(item)
        else:
            await self._snooze(item)

    async def _claim(self, item: Item | None) -> None:
        if item is not None and item.ticket_id is not None:
            await self._handling.claim(item)
            await self._mark([item.event_id], Mark.READ)

    async def _snooze(self, item: Item | None) -> None:
        if item is None or item.read or item.cleared:
            return
        follower = self._context.follower
        await follower.keep(
            follower.casework.snoozes.snooze(item.event_id, self._context.clock.now())
        )
        await self._toaster.withdraw(tag_of(item))
        self._context.presenter.wake()

    async def _mark(self, event_ids: Iterable[EventId], mark: Mark) -> None:
        await self._marks.make(event_ids, mark)
        self._context.presenter.wake()

    async def _mark_as(self, intent: MarkRead | MarkUnread | MarkAllRead) -> None:
        match intent:
            case MarkRead():
                await self._mark(intent.event_ids, Mark.READ)
            case MarkUnread():
                await self._mark(intent.event_ids, Mark.UNREAD)
            case MarkAllRead():
                await self._mark([item.event_id for item in self._center.unread()], Mark.READ)

    async def _clear(self, intent: ClearItems | ClearAll | UndoClear) -> None:
        match intent:
            case ClearItems():
                await self._marks.clear(intent.event_ids)
            case ClearAll():
                await self._marks.clear(item.event_id for item in self._center.listed())
            case UndoClear():
                await self._marks.undo_clearing()
        self._context.presenter.wake()

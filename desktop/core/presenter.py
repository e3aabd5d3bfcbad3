"""Interrupts the person: each event at most once for ever, never in a flood.

What waits for a toast is read from the center, where it is durable. The decision is recorded
first and shown then: a crash between the two costs a toast, never repeats one; the item is in
the center either way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from desktop.core.center import Center
from desktop.core.flood import FloodGate, ToastBook
from desktop.core.ports import Clock, Sleep
from desktop.core.reasons import Rule
from desktop.core.resolver import Resolver
from desktop.core.rules import urgency_of
from desktop.core.state import Commit, Item
from desktop.core.toasts import Toast, ToastPort, Urgency
from desktop.core.wording import Wording

BATCH = 200
"""Items that the server is asked about in one go."""

Keep = Callable[[Commit], Awaitable[None]]
"""Makes a commit durable."""


class Presenter:
    """Turns undecided items into toasts, digests and summaries."""

    def __init__(
        self,
        *,
        center: Center,
        resolver: Resolver,
        keep: Keep,
        toasts: ToastPort,
        book: ToastBook,
        gate: FloodGate,
        wording: Wording,
        clock: Clock,
        sleep: Sleep,
    ) -> None:
        """Begin on hold: nobody is interrupted before the agent has caught up."""
        self._center = center
        self._resolver = resolver
        self._keep = keep
        self._toasts = toasts
        self._book = book
        self._gate = gate
        self._wording = wording
        self._clock = clock
        self._sleep = sleep
        self._on_hold = True
        self._overflowed = False
        self._woken = asyncio.Event()

    def hold(self) -> None:
        """Interrupt nobody until ``release``: the agent is catching up."""
        self._on_hold = True

    def release(self) -> None:
        """Go on interrupting; what waited comes as one digest."""
        self._on_hold = False
        self.wake()

    def wake(self) -> None:
        """Look at the center again."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._woken.clear()
            wait_s = await self.turn()
            if wait_s is None:
                await self._woken.wait()
            else:
                await self._rest(wait_s)

    async def turn(self) -> float | None:
        """Show what may be shown now; return when to look again, in seconds, None for never."""
        await self._withdraw_settled()
        due = {item.event_id for item in self._center.undecided()}
        await self._describe()
        if self._on_hold:
            return None
        await self._settle_read()
        # What came while the server was asked is not described yet: it is the next turn's.
        waiting = [item for item in self._center.undecided() if item.event_id in due]
        late = [item for item in waiting if item.late]
        if len(late) == 1:
            return await self._show_live(waiting)  # A digest of one would say less than it.
        if late:
            await self._show(self._wording.digest(late), late, Rule.DIGEST)
        return await self._show_live([item for item in waiting if not item.late])

    async def _rest(self, wait_s: float) -> None:
        """Wait for the time or for a wake-up, whichever comes first."""
        waits = [
            asyncio.ensure_future(self._sleep(wait_s)),
            asyncio.ensure_future(self._woken.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _show_live(self, items: Sequence[Item]) -> float | None:
        queue = sorted(items, key=_most_urgent_first)
        if self._overflowed and len(queue) > 1 and self._gate.is_open(self._clock.monotonic()):
            await self._show(self._wording.summary(queue), queue, Rule.SUMMARY)
            queue = []
        while queue and self._gate.is_open(self._clock.monotonic()):
            item = queue.pop(0)
            await self._show(self._wording.toast(item), [item], Rule.HIGH_PRIORITY)
        self._overflowed = bool(queue)
        return self._gate.opens_in_s(self._clock.monotonic()) if queue else None

    async def _show(self, toast: Toast, items: Sequence[Item], rule: Rule) -> None:
        await self._keep(self._center.decided([item.event_id for item in items], rule))
        self._gate.shown(self._clock.monotonic())
        self._book.shown(toast)
        await self._toasts.show(toast)

    async def _describe(self) -> None:
        items = self._center.without_facts(BATCH)
        if not items:
            return
        facts = await self._resolver.facts(items)
        if facts:
            await self._keep(self._center.described(facts))
        if len(items) == BATCH and len(facts) == BATCH:
            self.wake()  # More wait, and the server answers.

    async def _settle_read(self) -> None:
        """Interrupt nobody for what was read or cleared while it waited."""
        read = [i.event_id for i in self._center.undecided() if i.read or i.cleared]
        if read:
            await self._keep(self._center.decided(read, Rule.ALREADY_READ))

    async def _withdraw_settled(self) -> None:
        """Take toasts away whose events were all read or cleared, wherever that happened."""
        for tag in self._book.tags():
            items = [self._center.get(event_id) for event_id in self._book.events_of(tag)]
            if all(item is None or item.read or item.cleared for item in items):
                self._book.gone(tag)
                await self._toasts.withdraw(tag)


def _most_urgent_first(item: Item) -> tuple[int, float]:
    return -list(Urgency).index(urgency_of(item.kind)), item.at.timestamp()

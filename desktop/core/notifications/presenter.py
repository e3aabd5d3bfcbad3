"""Interrupts the person: each event at most once for ever, never in a flood.

What waits for a toast is read from the center, where it is durable. The decision is recorded
first and shown then: a crash between the two costs a toast, never repeats one; the item is in
the center either way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from common.ids import EventId
from desktop.core.notifications.center import Center
from desktop.core.ports import Sleep
from desktop.core.reasons import Rule
from desktop.core.state import Commit, Item
from desktop.core.text.wording import Wording
from desktop.core.tickets.casework import Casework
from desktop.core.tickets.resolver import Resolver
from desktop.core.toasts.attention import Attention
from desktop.core.toasts.rules import (
    Decision,
    Hold,
    Moment,
    Show,
    Situation,
    Suppress,
    decide,
    urgency_of,
)
from desktop.core.toasts.toast import Toast, Urgency
from desktop.core.toasts.toaster import Toaster

BATCH = 200
"""Items that the server is asked about in one go."""
SILENCE_PAUSE_S = 30.0
"""How often the system is asked whether its do-not-disturb is over, while something waits."""
MAX_PAUSE_S = 60.0
"""Longest wait for a time of day: sleepers do not notice that the machine slept."""

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
        toaster: Toaster,
        attention: Attention,
        casework: Casework,
        wording: Wording,
        sleep: Sleep,
    ) -> None:
        """Begin on hold: nobody is interrupted before the agent has caught up."""
        self._center = center
        self._resolver = resolver
        self._keep = keep
        self._toaster = toaster
        self._attention = attention
        self._casework = casework
        self._wording = wording
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
        due = {item.event_id for item in self._waiting()}
        await self._describe()
        if self._on_hold:
            return None
        await self._settle_read()
        # What came while the server was asked is not described yet: it is the next turn's.
        waiting = [item for item in self._waiting() if item.event_id in due]
        moment = await self._attention.look() if waiting else self._attention.moment()
        shown = await self._let_through(waiting, moment)
        late = [i for i, _ in shown if i.held or (i.late and i.rule is None)]
        if len(late) > 1:  # A digest of one would say less than it.
            await self._show(self._wording.digest(late), late, Rule.DIGEST)
            shown = [pair for pair in shown if pair[0] not in late]
        return self._look_again_s(await self._show_live(shown), moment)

    def _waiting(self) -> tuple[Item, ...]:
        """Return what waits for a decision, for the end of what holds it, or has slept enough."""
        due = self._casework.snoozes.due(self._attention.moment().at)
        snoozed = [i for i in map(self._center.get, due) if i is not None and not i.held]
        snoozed = [item for item in snoozed if item.rule is not None]
        return (*self._center.undecided(), *self._center.held(), *snoozed)

    async def _let_through(
        self, waiting: Sequence[Item], moment: Moment
    ) -> list[tuple[Item, Show]]:
        """Record what is held back and what is suppressed; return the others."""
        decided = [(item, _decision(item, moment)) for item in waiting]
        holds = {i.event_id: d for i, d in decided if isinstance(d, Hold) and not i.held}
        if holds:
            await self._keep(self._center.hold(holds))
        suppressed: dict[Rule, list[EventId]] = {}
        for item, decision in decided:
            if isinstance(decision, Suppress):
                suppressed.setdefault(decision.rule, []).append(item.event_id)
        for rule, event_ids in suppressed.items():
            await self._keep(self._center.decided(event_ids, rule))
        passing = [(item, decision) for item, decision in decided if isinstance(decision, Show)]
        stopped = [item.event_id for item, d in decided if not isinstance(d, Show)]
        await self._keep(self._casework.snoozes.over(stopped))
        return passing

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

    def _look_again_s(self, gate_s: float | None, moment: Moment) -> float | None:
        waits = [] if gate_s is None else [gate_s]
        is_held = bool(self._center.held())
        ends = [
            moment.do_not_disturb_until,
            moment.quiet_until if is_held else None,
            self._casework.snoozes.next_at(),
        ]
        left = [(end - moment.at).total_seconds() for end in ends if end is not None]
        waits += [min(MAX_PAUSE_S, max(0.0, left_s)) for left_s in left]
        if is_held and moment.is_silenced:
            waits.append(SILENCE_PAUSE_S)
        return min(waits, default=None)

    async def _show_live(self, shown: Sequence[tuple[Item, Show]]) -> float | None:
        queue = sorted(shown, key=lambda pair: _most_urgent_first(pair[0]))
        if self._overflowed and len(queue) > 1 and not self._toaster.opens_in_s:
            items = [item for item, _ in queue]
            await self._show(self._wording.summary(items), items, Rule.SUMMARY)
            queue = []
        while queue and not self._toaster.opens_in_s:
            item, show = queue.pop(0)
            toast = self._wording.toast(item, can_claim=self._casework.can_claim(item))
            await self._show(toast, [item], show.rule)
        self._overflowed = bool(queue)
        return self._toaster.opens_in_s if queue else None

    async def _show(self, toast: Toast, items: Sequence[Item], rule: Rule) -> None:
        event_ids = [item.event_id for item in items]
        await self._keep(self._center.decided(event_ids, rule))
        await self._keep(self._casework.snoozes.over(event_ids))
        if rule is Rule.SUMMARY:
            await self._toaster.sum_up(toast)
        else:
            await self._toaster.show(toast)

    async def _describe(self) -> None:
        unnamed = self._casework.board.unnamed[:BATCH]
        if unnamed:
            self._casework.board.named(await self._resolver.names(unnamed))
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
        waiting = self._waiting()
        read = [i.event_id for i in waiting if i.read or i.cleared]
        if read:
            await self._keep(self._center.decided(read, Rule.ALREADY_READ))
        done = [i.event_id for i in waiting if self._casework.is_settled(i)]
        due = self._casework.snoozes.due(self._attention.moment().at)
        # What left a full list while it slept would else be due for ever.
        left = [event_id for event_id in due if self._center.get(event_id) is None]
        await self._keep(self._casework.snoozes.over([*read, *done, *left]))

    async def _withdraw_settled(self) -> None:
        """Take toasts away whose events were all dealt with, wherever that happened."""
        book = self._toaster.book
        for tag in book.tags():
            items = [self._center.get(event_id) for event_id in book.events_of(tag)]
            # A toast that stands for no event is about something else, and ends by itself.
            if items and all(item is None or self._is_dealt_with(item) for item in items):
                await self._toaster.withdraw(tag)

    def _is_dealt_with(self, item: Item) -> bool:
        return item.read or item.cleared or self._casework.is_settled(item)


def _decision(item: Item, moment: Moment) -> Decision:
    situation = Situation(queue_id=item.queue_id, ticket_priority=item.ticket_priority)
    return decide(item.kind, item.priority, situation, moment)


def _most_urgent_first(item: Item) -> tuple[int, float]:
    return -list(Urgency).index(urgency_of(item.kind, item.ticket_priority)), item.at.timestamp()

"""One fault under load, and what everybody's account of it comes to."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic

import aiohttp
from typing_extensions import override

from tests.faults.account import account
from tests.faults.desk import ANSWER_S, STEPS, Load
from tests.faults.live_cluster import LiveCluster
from tests.faults.watcher import Watcher

TELLERS = 4
STORIES = 4
"""Tickets that are worked on before the fault, and again after it, at least."""
PATIENCE_S = 20.0
"""How long everything is waited for in the end, to see by how much a bound was missed."""
EVERYBODY = frozenset({0, 1, 2})
NOBODY: Collection[int] = frozenset()


@dataclass(frozen=True)
class Fault:
    """Something that happens to a cluster.

    Attributes:
        name: As the table says it.
        strike: Begins it.
        heal: Ends it.
        lasts_s: Between the two.
        cuts_off: Processes whose people are told nothing until it is over.
        bound_s: The longest that somebody may wait for what was answered; for those who were cut
            off it counts from the end of the fault.
        silence_s: The longest that no command at all may be answered.
    """

    name: str
    strike: Callable[[LiveCluster], Awaitable[None]]
    heal: Callable[[LiveCluster], Awaitable[None]]
    lasts_s: float
    cuts_off: Collection[int] = NOBODY
    bound_s: float = 2.0
    silence_s: float = 2.0

    @override
    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Outcome:
    """What a fault cost.

    Attributes:
        latest_s: The longest that somebody waited for what was answered; see ``Fault.bound_s``.
        silence_s: The longest time in which no command was answered.
        lost: Times that somebody did not get an event.
        repeated: Times that somebody got an event again.
        misplaced: Times that somebody got an event in the order of none of its rooms, or one that
            was in none of theirs.
        resets: Rooms that had to begin anew.
        torn: Tickets whose history is not whole.
    """

    fault: Fault
    latest_s: float
    silence_s: float
    lost: int
    repeated: int
    misplaced: int
    resets: int
    torn: int
    events: int

    @property
    def is_whole(self) -> bool:
        """Whether everybody has everything once."""
        return not (self.lost or self.repeated or self.misplaced or self.resets or self.torn)

    @property
    def is_in_time(self) -> bool:
        """Whether nobody waited longer than the bounds say."""
        return self.latest_s <= self.fault.bound_s and self.silence_s <= self.fault.silence_s


async def endure(cluster: LiveCluster, fault: Fault) -> Outcome:
    """Let ``fault`` happen while people work and others watch."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_S)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        asyncio.TaskGroup() as tasks,
    ):
        await cluster.until_well(http)
        watchers = _watchers(cluster)
        following = [tasks.create_task(watcher.run()) for watcher in watchers.values()]
        for watcher in watchers.values():
            await watcher.until_level(ANSWER_S)
        load = Load(cluster, http, cluster.new_name())
        work = [tasks.create_task(load.tell_stories()) for _ in range(TELLERS)]
        await load.until_told(STORIES)

        await fault.strike(cluster)
        await asyncio.sleep(fault.lasts_s)
        await fault.heal(cluster)
        over_at = monotonic()

        await load.until_told(len(load.tickets) + STORIES)
        load.finish()
        await asyncio.wait(work)
        outcome = await _compared(fault, watchers, load, over_at)
        await cluster.until_well(http)
        for task in following:
            task.cancel()
    return outcome


def _watchers(cluster: LiveCluster) -> dict[str, Watcher]:
    """Return three people's devices, each beginning at another process."""
    watchers = {}
    for place, name in enumerate(("ana", "ben", "dora")):
        url, *elsewhere = cluster.urls_from(place)
        watchers[name] = Watcher(url, cluster.desk.people[name], elsewhere)
    return watchers


async def _compared(
    fault: Fault, watchers: dict[str, Watcher], load: Load, over_at: float
) -> Outcome:
    lost = repeated = misplaced = resets = 0
    latest_s = 0.0
    for place, (name, watcher) in enumerate(watchers.items()):
        truth = await load.truth(watcher, name)
        try:
            await watcher.until_at(truth.heads, PATIENCE_S)
        except TimeoutError:
            latest_s = PATIENCE_S
        found = account(watcher.applied, truth.entries)
        lost += len(found.lost)
        repeated += len(found.repeated)
        misplaced += len(found.misplaced) + len(found.strange)
        resets += watcher.resets
        since = over_at if place in fault.cuts_off else 0.0
        waits = [
            heard - max(load.told_at[told], since)
            for told, heard in watcher.heard_at.items()
            if told in load.told_at
        ]
        latest_s = max(latest_s, *waits)
    histories = [await load.history(ticket_id) for ticket_id in load.tickets]
    return Outcome(
        fault,
        latest_s,
        _longest_silence_s([answered for _, answered in load.waits]),
        lost,
        repeated,
        misplaced,
        resets,
        sum(history != list(STEPS) for history in histories),
        sum(len(watcher.applied) for watcher in watchers.values()),
    )


def _longest_silence_s(answered_at: Sequence[float]) -> float:
    return max(later - earlier for earlier, later in pairwise(sorted(answered_at)))

"""The desktop agent in a real session: memory, idleness, starts, toasts, and a flood."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles

from scripts.bench.desktop.flood import EVENTS, OVER_S, Flood
from scripts.bench.desktop.processes import Activity, Memory
from scripts.bench.desktop.workplace import Started, Workplace, workplace
from scripts.bench.programs import python
from scripts.bench.tables import Row

MINUTES = 10.0
STARTS = 5
TOASTS = 50

_SETTLE_S = 5.0
_TOAST_PAUSE_S = 4.0
"""At most three toasts come in ten seconds; what comes sooner waits for its turn."""
_TOAST_S = 10.0


async def desktop(*, minutes: float = MINUTES) -> list[Row]:
    """Measure the agent, idle for ``minutes`` after every window was opened and closed."""
    return await asyncio.to_thread(_measure, minutes)


def _measure(minutes: float) -> list[Row]:
    with workplace() as place:
        floor = _floor(place)
        place.sign_in()
        rows, started = _starts(place, floor)
        rows += _idle(place, started, minutes, floor)
        rows += _toasts(place)
        rows += _flood(place, started)
    return rows


@dataclass(frozen=True, slots=True)
class _Floor:
    """What an empty tray of the same toolkit takes."""

    tray_s: tuple[float, ...]
    memory: Memory


def _floor(place: Workplace) -> _Floor:
    tray_s = []
    while True:
        started = place.start_peer(python("scripts.bench.desktop.empty_tray"))
        tray_s.append(started.tray_s)
        if len(tray_s) > STARTS:
            break
        started.program.stop()
    time.sleep(_SETTLE_S)
    memory = Memory.of(started.program.pid)
    started.program.stop()
    return _Floor(tuple(tray_s[1:]), memory)


def _starts(place: Workplace, floor: _Floor) -> tuple[list[Row], Started]:
    """Start again and again; the last start stays."""
    place.start_agent().program.stop()
    tray_s, live_s = [], []
    while True:
        started = place.start_agent()
        tray_s.append(started.tray_s)
        live_s.append(place.live_after_s(started))
        if len(tray_s) == STARTS:
            break
        started.program.stop()
    rows = [
        Row("start until the icon is in the tray, warm", "s", tuple(tray_s), budget=0.3),
        Row("beside an empty tray of PySide6", "s", tuple(tray_s), floor.tray_s),
        Row("start until the line is live", "s", tuple(live_s), budget=1.5),
    ]
    return rows, started


def _idle(place: Workplace, started: Started, minutes: float, floor: _Floor) -> list[Row]:
    pid = started.program.pid
    windows = place.open_windows()
    time.sleep(_SETTLE_S)
    before = Activity.of(pid)
    time.sleep(minutes * 60)
    activity, memory = Activity.of(pid), Memory.of(pid)
    after = f"after {minutes:g} min, {', '.join(windows)} opened once and closed"
    return [
        Row(f"memory {after}: RSS", "MiB", (memory.rss,), budget=95),
        Row("the same: PSS", "MiB", (memory.pss,), budget=78, note=_SHARED),
        Row("beside an empty tray of PySide6: RSS", "MiB", (memory.rss,), (floor.memory.rss,)),
        Row("beside an empty tray of PySide6: USS", "MiB", (memory.uss,), (floor.memory.uss,)),
        Row("CPU in that time", "ms/s", (activity.cpu_since(before),), budget=0.1),
        Row(
            "wake-ups in that time",
            "1/s",
            (activity.wake_ups_since(before),),
            budget=0.5,
            note=f"voluntary switches by thread: {activity.wakers_since(before)}",
        ),
    ]


_SHARED = "the server and this script are Python too, and share some pages with the agent"


def _toasts(place: Workplace) -> list[Row]:
    """Measure from the request that assigns a ticket until its toast is asked for on the bus."""
    tickets = [place.product.file_ticket(f"Number {number} jams") for number in range(TOASTS)]
    waits_ms = []
    for number, ticket in enumerate(tickets):
        time.sleep(_TOAST_PAUSE_S)
        asked = time.monotonic()
        place.product.assign_to_ana(ticket)
        says = f"Number {number} jams"
        matching: Callable[..., bool] = lambda said, says=says: says in said.text  # noqa: E731
        toast = place.watch.first(asked, "Notify", timeout_s=_TOAST_S, matching=matching)
        waits_ms.append((toast.at - asked) * 1_000)
    cuts = quantiles(waits_ms, n=20, method="inclusive")
    note = f"{TOASTS} events; from the HTTP request to the Notify call, the command included"
    return [
        Row("event to toast, p50", "ms", (cuts[9],), note=note),
        Row("event to toast, p95", "ms", (cuts[18],), budget=150),
    ]


def _flood(place: Workplace, started: Started) -> list[Row]:
    pid = started.program.pid
    before = Memory.of(pid).rss
    flood = Flood(place)
    burst = flood.burst(started.item)
    between = Memory.of(pid).rss
    for _ in range(2):
        flood.burst(started.item)
    after = Memory.of(pid).rss
    what = f"{EVENTS:,} events in {OVER_S:g} s"
    return [
        Row(
            f"{what}: toasts, summaries among them",
            "toasts",
            (burst.toasts,),
            budget=5,
            note=f"told within {burst.took_s:.1f} s",
        ),
        Row(
            "the same: longest time without an answer of the tray icon",
            "ms",
            (burst.longest_s * 1_000,),
            budget=100,
            note="asked over D-Bus every 10 ms, which the thread of the windows answers",
        ),
        Row(
            f"growth until then, with {2 * EVENTS:,} notifications in the list, RSS",
            "MiB",
            (between - before,),
            note="the list was almost empty before, and holds 10,000 at most",
        ),
        Row(
            f"growth over {2 * EVENTS:,} more events, with a full list, RSS",
            "MiB",
            (after - between,),
            budget=5,
        ),
    ]

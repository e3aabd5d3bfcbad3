"""What a program costs with every process below it, from ``/proc``."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_KIB_PER_MIB = 1024
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a process tree in MiB.

    Attributes:
        rss: Resident, shared pages counted for each process.
        pss: Shared pages divided among all that share them.
        uss: What would be free if the tree ended.
    """

    rss: float
    pss: float
    uss: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """Read the tree below ``pid``."""
        rss = pss = uss = 0
        for process in _tree(pid):
            rollup = _fields(_PROC / str(process) / "smaps_rollup")
            rss += rollup["Rss"]
            pss += rollup["Pss"]
            uss += rollup["Private_Clean"] + rollup["Private_Dirty"]
        return cls(rss / _KIB_PER_MIB, pss / _KIB_PER_MIB, uss / _KIB_PER_MIB)


@dataclass(frozen=True, slots=True)
class Activity:
    """What a process tree did until now.

    Attributes:
        at: Seconds of the monotonic clock.
        cpu_ms: User and system time of all threads.
        wake_ups: Voluntary context switches by thread, named as the thread is, with its distance
            from the id of its process: the main thread has 0.
    """

    at: float
    cpu_ms: float
    wake_ups: Mapping[str, int]

    @classmethod
    def of(cls, pid: int) -> Self:
        """Read the tree below ``pid``."""
        cpu_ns, wake_ups = 0, {}
        for process in _tree(pid):
            for thread in (_PROC / str(process) / "task").iterdir():
                cpu_ns += int((thread / "schedstat").read_text().split()[0])
                name = (thread / "comm").read_text().strip()
                switches = _fields(thread / "status")["voluntary_ctxt_switches"]
                wake_ups[f"{name} {int(thread.name) - process}"] = switches
        return cls(time.monotonic(), cpu_ns / 1e6, wake_ups)

    def cpu_since(self, before: "Activity") -> float:
        """Return ms of CPU per second since ``before``."""
        return (self.cpu_ms - before.cpu_ms) / (self.at - before.at)

    def wake_ups_since(self, before: "Activity") -> float:
        """Return wake-ups per second since ``before``, without those of threads that ended."""
        return sum(self._wake_ups(before).values()) / (self.at - before.at)

    def wakers_since(self, before: "Activity") -> str:
        """Return which threads woke up how often since ``before``, the busiest first."""
        busiest = sorted(self._wake_ups(before).items(), key=lambda pair: -pair[1])
        return ", ".join(f"{thread} {count}" for thread, count in busiest if count)

    def _wake_ups(self, before: "Activity") -> dict[str, int]:
        return {
            thread: count - before.wake_ups.get(thread, 0)
            for thread, count in self.wake_ups.items()
        }


def _tree(pid: int) -> list[int]:
    """Return ``pid`` and all processes below it."""
    tree = [pid]
    for parent in tree:  # Grows while it is walked.
        for thread in (_PROC / str(parent) / "task").iterdir():
            tree += map(int, (thread / "children").read_text().split())
    return tree


def _fields(path: Path) -> dict[str, int]:
    """Return the fields of a file of ``/proc`` that hold a number."""
    fields = {}
    for line in path.read_text().splitlines():
        name, _, value = line.partition(":")
        if (number := value.split()) and number[0].isdecimal():
            fields[name] = int(number[0])
    return fields

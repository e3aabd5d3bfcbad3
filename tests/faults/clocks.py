"""Programs whose wall clock somebody sets while they run.

``python -m tests.faults.clocks SECONDS server ARGUMENTS``, likewise ``desktop``; the arguments are
the program's own. SIGUSR1 sets the clock so many seconds ahead, and SIGUSR2 right again. Monotonic
clocks go on as they are.
"""

import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from importlib import import_module

from typing_extensions import override

PROGRAMS = {
    "server": ("backend.__main__", ("backend.bootstrap.tuning",)),
    "desktop": ("desktop.commands.program", ("desktop.adapters.clock", "desktop.bootstrap")),
}
"""Where each begins, and which of its modules ask for the date; the libraries ask for the time."""

_true_time: Callable[[], float] = time.time
_ahead_s = 0.0


class SetDatetime(datetime):
    """Instants, of which the present one is what the clock says."""

    @classmethod
    @override
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # Plain ones.
        return datetime.now(tz) + timedelta(seconds=_ahead_s)


def set_time() -> float:
    """Return what ``time.time`` says on such a clock."""
    return _true_time() + _ahead_s


def run(ahead_s: float, program: str, arguments: Sequence[str]) -> int:
    """Run a program on such a clock, which is right at first."""

    def set_clock(number: int, _frame: object) -> None:
        global _ahead_s  # noqa: PLW0603 - the clock of this process
        _ahead_s = ahead_s if number == signal.SIGUSR1 else 0.0

    signal.signal(signal.SIGUSR1, set_clock)
    signal.signal(signal.SIGUSR2, set_clock)
    time.time = set_time
    beginning, asking = PROGRAMS[program]
    for name in asking:
        vars(import_module(name))["datetime"] = SetDatetime
    return int(import_module(beginning).main(arguments))


if __name__ == "__main__":
    # Under its own name, so that the clock is one and the same wherever it is asked.
    sys.exit(
        import_module("tests.faults.clocks").run(float(sys.argv[1]), sys.argv[2], sys.argv[3:])
    )

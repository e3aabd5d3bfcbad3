"""Two tests at a time (``pytest -n 2``): those that need the machine, beside all others.

What installs packages, runs agents in desktop sessions or breaks servers on purpose uses what a
machine has once, its installed programs, its policies, its timing, and runs one after the other.
The rest goes out by modules, which share servers, to whoever has nothing to do.
"""

from pathlib import PurePath
from typing import Any

import pytest
from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

OF_THE_MACHINE = ("compatibility", "e2e", "faults", "packages", "stress", "integration/desktop")


def lane_of(nodeid: str) -> str:
    """Return what the test ``nodeid`` ("tests/…/test_x.py::…") runs one after the other with."""
    module = nodeid.split("::", 1)[0]
    needs_machine = any(
        PurePath(module).is_relative_to(f"tests/{name}") for name in OF_THE_MACHINE
    )
    return "machine" if needs_machine else module


class Lanes(LoadScopeScheduling):
    """Gives a worker a whole lane at a time."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        return lane_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    """Hand the tests out by lanes, whatever ``--dist`` says."""
    return Lanes(config, log)

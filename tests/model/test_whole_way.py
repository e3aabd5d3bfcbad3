"""Whatever happens between a command and a device, in any order: nothing is lost, nothing twice.

Real services, dispatchers, sync machine, center, sender of marks and follower; the tables, the
line and the store are in memory, the clock is set by hand. Commits wait and overtake each other,
rings and frames are lost, doubled and reordered, answers come late, either side is killed, rights
come and go, old entries are removed, backups are restored. At the end everybody comes back, and
the accounts are compared.

===== ==================== =============================================================
name  what it says         where it is checked
===== ==================== =============================================================
I1    contiguity           ``invariants``
I2    completeness         ``accounts``, and ``i5`` after each step
I3    no duplicates        ``invariants``
I4    same order           ``invariants``
I5    cursor honesty       ``invariants``
I6    no burnt numbers     ``machine.attempt``, and ``i1``
I7    exactly-once intake  ``commands.file``
I8    liveness in a crash  ``tests/faults``
I9    hints are hints      ``passage``: all others hold though rings and frames are lost
I10   exact resets         ``invariants``, and ``accounts``
I11   authorization        ``machine.may_hear``, ``device`` for pages, ``rights`` with a fence
I12   bounded memory       ``tests/integration/backend/realtime/test_bounds.py``
I13   same read state      ``accounts``, and ``SameRights``: without taking a list over
I14   no starvation        not here: it is a matter of time
I15   safe retention       ``ages.what_is_old_is_removed``
===== ==================== =============================================================
"""

import pytest
from hypothesis import settings
from typing_extensions import override

from tests.guards.logs import ExpectedLogs
from tests.model.accounts import Accounts
from tests.model.ages import Ages
from tests.model.commands import Commands
from tests.model.mishaps import Mishaps
from tests.model.passage import Passage
from tests.model.rights import Rights


@pytest.fixture(autouse=True)
def refused_marks(expected_logs: ExpectedLogs) -> None:
    """What somebody marks may be gone: a backup was restored that does not have it yet."""
    expected_logs.allow("desktop.core.desk.marks:WARNING:marks refused")


class WholeWay(Commands, Rights, Passage, Mishaps, Ages, Accounts):
    """Everything that can happen, and everything that must be true."""


class SameRights(Commands, Passage, Mishaps, Accounts):
    """Nobody's rights change and nothing grows old: no list ever has to be taken over again."""

    @override
    def at_the_end(self) -> None:
        super().at_the_end()
        assert all(device.repairs == 0 for device in self.devices)


class WholeWayForLong(WholeWay):
    """The same, again and again."""


TestWholeWay = pytest.mark.timeout(240)(WholeWay.TestCase)
TestWholeWay.settings = settings(max_examples=250, stateful_step_count=50, deadline=None)
TestSameRights = pytest.mark.timeout(240)(SameRights.TestCase)
TestSameRights.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
TestForLong = pytest.mark.soak(pytest.mark.timeout(1800)(WholeWayForLong.TestCase))
TestForLong.settings = settings(max_examples=5000, stateful_step_count=50, deadline=None)

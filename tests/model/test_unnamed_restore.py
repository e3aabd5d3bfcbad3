"""A backup that is restored without another name of the history."""

from common.vocabulary import Priority
from tests.fakes.desk import DAN, FIELD, PRINTERS
from tests.model.test_whole_way import WholeWay


def test_the_fingerprint_of_what_was_applied_finds_a_restore_that_nobody_named() -> None:
    machine = WholeWay()
    machine.begin()
    machine.backup_is_made()
    happens(machine)
    machine.all_goes_well()
    for device in machine.devices:
        device.disconnect()

    machine.do(machine.server.restore(None))
    happens(machine)

    machine.teardown()  # Compares the accounts.


def happens(machine: WholeWay) -> None:
    machine.file(by=DAN, queue=PRINTERS, priority=Priority.NORMAL, process=0, other=0, twice=False)
    machine.announce(FIELD, 0)

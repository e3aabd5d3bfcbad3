from dataclasses import replace

import pytest

from backend.domain.access import (
    may_file,
    may_hear_team,
    may_manage_team,
    may_read,
    may_see_queue,
    may_work_on,
)
from backend.domain.people import Standing
from common.vocabulary import Role
from tests.fakes.changes import make_ticket
from tests.fakes.desk import ANA, BEN, CLEO, DAN, EVE, FIELD, OFFICE, PRINTERS

CUSTOMER = Standing(DAN.id, Role.CUSTOMER)
STRANGER = Standing(CLEO.id, Role.EMPLOYEE, teams={OFFICE.id: 0})
MEMBER = Standing(ANA.id, Role.EMPLOYEE, teams={FIELD.id: 0})
WATCHER = Standing(CLEO.id, Role.EMPLOYEE, teams={OFFICE.id: 0}, watched={PRINTERS.id: 0})
LEAD = Standing(BEN.id, Role.TEAM_LEAD, teams={FIELD.id: 0})
OTHER_LEAD = Standing(BEN.id, Role.TEAM_LEAD, teams={OFFICE.id: 0})
ADMIN = Standing(EVE.id, Role.ADMIN)
DEMOTED = Standing(CLEO.id, Role.CUSTOMER, teams={FIELD.id: 0}, watched={PRINTERS.id: 0})
TICKET = make_ticket()


@pytest.mark.parametrize(
    ("standing", "rights"),
    [
        pytest.param(CUSTOMER, "file read", id="customer-with-own-ticket"),
        pytest.param(replace(CUSTOMER, user_id=CLEO.id), "file", id="other-customer"),
        pytest.param(STRANGER, "", id="employee-elsewhere"),
        pytest.param(replace(STRANGER, user_id=DAN.id), "read", id="employee-who-asked"),
        pytest.param(MEMBER, "see hear file work read", id="member-of-the-team"),
        pytest.param(WATCHER, "see file work read", id="watcher-of-the-queue"),
        pytest.param(LEAD, "see hear manage file work read", id="lead-of-the-team"),
        pytest.param(OTHER_LEAD, "", id="lead-of-another-team"),
        pytest.param(ADMIN, "see hear manage file work read", id="administrator"),
        pytest.param(DEMOTED, "file", id="customer-who-once-belonged"),
    ],
)
def test_rights(standing: Standing, rights: str) -> None:
    found = {
        "see": may_see_queue(standing, PRINTERS.id, FIELD.id),
        "hear": may_hear_team(standing, FIELD.id),
        "manage": may_manage_team(standing, FIELD.id),
        "file": may_file(standing, PRINTERS),
        "work": may_work_on(standing, TICKET),
        "read": may_read(standing, TICKET),
    }

    assert [name for name, granted in found.items() if granted] == rights.split()

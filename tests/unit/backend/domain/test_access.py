"""Rights as one table: each role, each way to be related to a queue or ticket, each right."""

import inspect
from collections.abc import Callable
from itertools import product

import pytest

from backend.domain import access
from backend.domain.people import Standing
from common.ids import UserId
from common.vocabulary import Role
from tests.fakes.changes import make_ticket
from tests.fakes.desk import ANA, DAN, FIELD, OFFICE, PRINTERS

# What a person is to the queue and its team: r asked for the ticket, w watches the queue,
# m belongs to the team. Everybody belongs to another team besides, which must never matter.
RELATIONS = ("-", "r", "w", "rw", "m", "rm", "wm", "rwm")
TABLE = """
right               role       -    r    w    rw   m    rm   wm   rwm
is_staff            customer   .    .    .    .    .    .    .    .
is_staff            employee   yes  yes  yes  yes  yes  yes  yes  yes
is_staff            team_lead  yes  yes  yes  yes  yes  yes  yes  yes
is_staff            admin      yes  yes  yes  yes  yes  yes  yes  yes
may_administer      customer   .    .    .    .    .    .    .    .
may_administer      employee   .    .    .    .    .    .    .    .
may_administer      team_lead  .    .    .    .    .    .    .    .
may_administer      admin      yes  yes  yes  yes  yes  yes  yes  yes
may_see_queue       customer   .    .    .    .    .    .    .    .
may_see_queue       employee   .    .    yes  yes  yes  yes  yes  yes
may_see_queue       team_lead  .    .    yes  yes  yes  yes  yes  yes
may_see_queue       admin      yes  yes  yes  yes  yes  yes  yes  yes
may_hear_team       customer   .    .    .    .    .    .    .    .
may_hear_team       employee   .    .    .    .    yes  yes  yes  yes
may_hear_team       team_lead  .    .    .    .    yes  yes  yes  yes
may_hear_team       admin      yes  yes  yes  yes  yes  yes  yes  yes
may_manage_team     customer   .    .    .    .    .    .    .    .
may_manage_team     employee   .    .    .    .    .    .    .    .
may_manage_team     team_lead  .    .    .    .    yes  yes  yes  yes
may_manage_team     admin      yes  yes  yes  yes  yes  yes  yes  yes
may_end_sessions_of customer   .    .    .    .    .    .    .    .
may_end_sessions_of employee   .    .    .    .    .    .    .    .
may_end_sessions_of team_lead  .    .    .    .    .    .    .    .
may_end_sessions_of admin      yes  yes  yes  yes  yes  yes  yes  yes
may_see_status      customer   .    .    .    .    .    .    .    .
may_see_status      employee   .    .    .    .    .    .    .    .
may_see_status      team_lead  yes  yes  yes  yes  yes  yes  yes  yes
may_see_status      admin      yes  yes  yes  yes  yes  yes  yes  yes
may_file            customer   yes  yes  yes  yes  yes  yes  yes  yes
may_file            employee   .    .    yes  yes  yes  yes  yes  yes
may_file            team_lead  .    .    yes  yes  yes  yes  yes  yes
may_file            admin      yes  yes  yes  yes  yes  yes  yes  yes
may_work_on         customer   .    .    .    .    .    .    .    .
may_work_on         employee   .    .    yes  yes  yes  yes  yes  yes
may_work_on         team_lead  .    .    yes  yes  yes  yes  yes  yes
may_work_on         admin      yes  yes  yes  yes  yes  yes  yes  yes
may_read            customer   .    yes  .    yes  .    yes  .    yes
may_read            employee   .    yes  yes  yes  yes  yes  yes  yes
may_read            team_lead  .    yes  yes  yes  yes  yes  yes  yes
may_read            admin      yes  yes  yes  yes  yes  yes  yes  yes
"""
TICKET = make_ticket()
RIGHTS: dict[str, Callable[[Standing], bool]] = {
    "is_staff": lambda standing: access.is_staff(standing.role),
    "may_administer": lambda standing: access.may_administer(standing.role),
    "may_see_queue": lambda standing: access.may_see_queue(standing, PRINTERS.id, FIELD.id),
    "may_hear_team": lambda standing: access.may_hear_team(standing, FIELD.id),
    "may_manage_team": lambda standing: access.may_manage_team(standing, FIELD.id),
    "may_end_sessions_of": lambda standing: access.may_end_sessions_of(standing, ANA.id),
    "may_see_status": access.may_see_status,
    "may_file": lambda standing: access.may_file(standing, PRINTERS),
    "may_work_on": lambda standing: access.may_work_on(standing, TICKET),
    "may_read": lambda standing: access.may_read(standing, TICKET),
}


def expectations() -> list[tuple[str, Role, str, bool]]:
    _, *lines = TABLE.strip().splitlines()
    return [
        (right, Role(role), relation, cell == "yes")
        for right, role, *cells in map(str.split, lines)
        for relation, cell in zip(RELATIONS, cells, strict=True)
    ]


def standing_of(role: Role, relation: str) -> Standing:
    return Standing(
        user_id=DAN.id if "r" in relation else UserId("somebody"),
        role=role,
        teams={OFFICE.id: 0, FIELD.id: 0} if "m" in relation else {OFFICE.id: 0},
        watched={PRINTERS.id: 0} if "w" in relation else {},
    )


@pytest.mark.parametrize("right", RIGHTS)
def test_right_is_what_the_table_says(right: str) -> None:
    rows = [row for row in expectations() if row[0] == right]

    found = [
        (right, role, relation, RIGHTS[right](standing_of(role, relation)))
        for _, role, relation, _ in rows
    ]

    assert found == rows


def test_table_has_every_right_every_role_and_every_relation() -> None:
    functions = inspect.getmembers(access, inspect.isfunction)
    rights = [name for name, function in functions if function.__module__ == access.__name__]

    rows = {row[:3] for row in expectations()}

    assert rows == set(product(rights, Role, RELATIONS))


def test_everybody_may_end_their_own_sessions() -> None:
    for role in Role:
        assert access.may_end_sessions_of(Standing(ANA.id, role), ANA.id)

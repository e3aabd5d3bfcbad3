from datetime import timedelta
from itertools import groupby
from random import Random

from backend.demo.plan import PAST, TICKETS, Act, ChangeStatus, File, make_plan
from backend.domain.tickets import TRANSITIONS
from common.vocabulary import Status
from tests.fakes.clock import NOON


def plan(seed: int) -> list[Act]:
    return make_plan(until=NOON, dice=Random(seed))  # noqa: S311 - no secret


def test_same_dice_make_the_same_plan() -> None:
    assert plan(1) == plan(1)
    assert plan(1) != plan(2)


def test_acts_are_in_order_and_in_the_past() -> None:
    acts = plan(1)

    times = [act.at for act in acts]
    assert times == sorted(times)
    assert NOON - PAST - timedelta(hours=1) < times[0]
    assert times[-1] < NOON


def test_every_ticket_is_filed_first_and_moves_as_tickets_may() -> None:
    acts = sorted(plan(1), key=lambda act: act.ticket)

    for _, life in groupby(acts, key=lambda act: act.ticket):
        filed, *following = (act.deed for act in life)
        assert isinstance(filed, File)
        status = Status.OPEN
        for deed in following:
            assert not isinstance(deed, File)
            if isinstance(deed, ChangeStatus):
                assert deed.status in TRANSITIONS[status]
                status = deed.status


def test_there_are_some_hundred_tickets() -> None:
    filed = [act for act in plan(1) if isinstance(act.deed, File)]

    assert len(filed) >= TICKETS - 5

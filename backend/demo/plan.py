"""What happened at the demo's help desk in the last weeks: a list of acts, made by dice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeAlias

from backend.demo.cast import CUSTOMERS, QUEUES, DemoPerson, DemoQueue, lead_of, staff_of
from common.vocabulary import Priority, Status

TICKETS = 320
PAST = timedelta(days=28)

_WEIGHTS = {Priority.LOW: 2, Priority.NORMAL: 5, Priority.HIGH: 2, Priority.URGENT: 1}


@dataclass(frozen=True, slots=True)
class File:
    """A customer files the ticket."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class Assign:
    """A lead gives it to somebody."""

    to: DemoPerson


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody writes to the customer."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody asks a colleague."""

    whom: DemoPerson


@dataclass(frozen=True, slots=True)
class ChangeStatus:
    """The ticket moves on."""

    status: Status


@dataclass(frozen=True, slots=True)
class ChangePriority:
    """It turns out to be more or less pressing."""

    priority: Priority


Deed: TypeAlias = File | Assign | Answer | Mention | ChangeStatus | ChangePriority


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that one person does to one ticket; tickets count from 0."""

    at: datetime
    ticket: int
    queue: DemoQueue
    by: DemoPerson
    deed: Deed


def make_plan(*, until: datetime, dice: Random) -> list[Act]:
    """Return all acts before ``until`` in order of time; the same dice make the same acts."""
    acts = []
    for ticket in range(TICKETS):
        at = until - PAST * dice.random()
        queue = dice.choice(QUEUES)
        for by, deed, within_h in _life(queue, dice):
            at += timedelta(hours=dice.uniform(within_h / 4, within_h))
            if at >= until:
                break
            acts.append(Act(at, ticket, queue, by, deed))
    # Sorting is stable: what happens to one ticket stays in order.
    return sorted(acts, key=lambda act: act.at)


_Step: TypeAlias = tuple[DemoPerson, Deed, float]
"""Who, what, and within how many hours of the step before."""


def _life(queue: DemoQueue, dice: Random) -> Iterator[_Step]:
    """Yield what happens to one ticket, however long it takes."""
    lead, staff = lead_of(queue.team), staff_of(queue.team)
    assignee = dice.choice(staff)
    (priority,) = dice.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))
    yield dice.choice(CUSTOMERS), File(priority), 0.1
    if _chance(dice, 0.06):
        return  # Nobody has looked at it yet.
    yield lead, Assign(assignee), 3
    yield assignee, ChangeStatus(Status.IN_PROGRESS), 2
    yield from _work(assignee, lead, staff, dice)
    if _chance(dice, 0.06):
        return  # Still waiting for somebody else.
    if _chance(dice, 0.15):
        assignee = dice.choice(staff)
        yield lead, Assign(assignee), 12
    yield from _end(assignee, lead, dice)


def _work(
    assignee: DemoPerson, lead: DemoPerson, staff: tuple[DemoPerson, ...], dice: Random
) -> Iterator[_Step]:
    if _chance(dice, 0.7):
        yield assignee, Answer(), 3
    if _chance(dice, 0.2):
        yield lead, ChangePriority(dice.choice(tuple(_WEIGHTS))), 6
    if _chance(dice, 0.25):
        yield assignee, Mention(dice.choice(staff)), 6
    if _chance(dice, 0.3):
        waiting = dice.choice((Status.PENDING, Status.ON_HOLD, Status.ESCALATED))
        yield assignee, ChangeStatus(waiting), 8


def _end(assignee: DemoPerson, lead: DemoPerson, dice: Random) -> Iterator[_Step]:
    yield assignee, ChangeStatus(Status.RESOLVED), 60
    if _chance(dice, 0.1):
        yield lead, ChangeStatus(Status.OPEN), 24
        yield assignee, ChangeStatus(Status.RESOLVED), 48
    if _chance(dice, 0.5):
        yield assignee, ChangeStatus(Status.CLOSED), 72


def _chance(dice: Random, probability: float) -> bool:
    return dice.random() < probability

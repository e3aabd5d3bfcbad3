from datetime import timedelta
from typing import Any

import pytest

from common.ids import QueueId
from common.notifications import NotificationKind, NotificationPriority
from common.vocabulary import Priority
from desktop.core.reasons import Rule
from desktop.core.settings.values import Delivery, Settings, Sound
from desktop.core.toasts.rules import (
    Decision,
    Hold,
    Moment,
    Show,
    Situation,
    Suppress,
    decide,
    in_manner,
    urgency_of,
)
from desktop.core.toasts.toast import Toast, Urgency
from tests.unit.desktop.builders import NOON

ASSIGNED, ESCALATED = NotificationKind.ASSIGNED, NotificationKind.ESCALATED
NEW_TICKET = NotificationKind.NEW_TICKET
HIGH, MEDIUM = NotificationPriority.HIGH, NotificationPriority.MEDIUM
PRINTERS = QueueId("printers")
IN_PRINTERS = Situation(queue_id=PRINTERS)
LATER = NOON + timedelta(hours=1)


def judged(kind: NotificationKind, situation: Situation = IN_PRINTERS, **moment: Any) -> Decision:
    """Return the decision at noon; what is no field of ``Moment`` is a setting."""
    held = {name: moment.pop(name) for name in list(moment) if name in Moment.__slots__}
    priority = MEDIUM if kind is NEW_TICKET else HIGH
    now = Moment(at=NOON, settings=Settings(**moment), **held)
    return decide(kind, priority, situation, now)


def test_high_priority_interrupts() -> None:
    assert judged(ASSIGNED) == Show(Rule.HIGH_PRIORITY, Urgency.NORMAL)


def test_medium_priority_is_for_the_center() -> None:
    assert judged(NEW_TICKET) == Suppress(Rule.CENTER_ONLY)


def test_kind_that_the_person_wants_as_a_toast_interrupts() -> None:
    decision = judged(NEW_TICKET, deliver_new_ticket=Delivery.TOAST)

    assert decision == Show(Rule.KIND_CHOSEN, Urgency.LOW)


def test_kind_that_the_person_wants_in_the_center_only_does_not() -> None:
    assert judged(ASSIGNED, deliver_assigned=Delivery.CENTER) == Suppress(Rule.CENTER_ONLY)


def test_alert_queue_interrupts_with_what_else_would_only_be_listed() -> None:
    decision = judged(NEW_TICKET, alert_queues=(PRINTERS,))

    assert decision == Show(Rule.ALERT_QUEUE, Urgency.LOW)


def test_quiet_queue_is_only_listed_even_if_it_is_an_alert_queue() -> None:
    decision = judged(ESCALATED, quiet_queues=(PRINTERS,), alert_queues=(PRINTERS,))

    assert decision == Suppress(Rule.QUIET_QUEUE)


@pytest.mark.parametrize(
    "situation",
    [
        IN_PRINTERS,
        Situation(PRINTERS, read=True),
        Situation(PRINTERS, first_contact=True),
        Situation(PRINTERS, asked_for=True),
    ],
    ids=["live", "read", "first-contact", "asked-for"],
)
def test_what_is_muted_or_off_is_so_however_it_comes(situation: Situation) -> None:
    muted = judged(ESCALATED, situation, muted_queues=(PRINTERS,))
    off = judged(ESCALATED, situation, deliver_escalated=Delivery.OFF)

    assert muted == Suppress(Rule.MUTED_QUEUE)
    assert off == Suppress(Rule.KIND_OFF)


@pytest.mark.parametrize(
    ("situation", "rule"),
    [
        (Situation(read=True), Rule.ALREADY_READ),
        (Situation(first_contact=True, read=True), Rule.BEFORE_FIRST_SIGN_IN),
        (Situation(asked_for=True, read=True), Rule.LOADED_LATER),
    ],
    ids=lambda value: getattr(value, "value", ""),
)
def test_what_is_no_news_interrupts_nobody(situation: Situation, rule: Rule) -> None:
    assert judged(ASSIGNED, situation) == Suppress(rule)


def test_what_would_interrupt_is_held_back_until_its_cause_is_over() -> None:
    assert judged(ASSIGNED, quiet_until=LATER) == Hold(Rule.QUIET_HOURS, LATER)
    assert judged(ASSIGNED, do_not_disturb_until=LATER) == Hold(Rule.DO_NOT_DISTURB, LATER)
    assert judged(ASSIGNED, is_silenced=True) == Hold(Rule.SYSTEM_DO_NOT_DISTURB, None)


def test_what_would_not_interrupt_is_not_held_back() -> None:
    assert judged(NEW_TICKET, quiet_until=LATER) == Suppress(Rule.CENTER_ONLY)


@pytest.mark.parametrize(
    "held", [{"quiet_until": LATER}, {"do_not_disturb_until": LATER}, {"is_silenced": True}]
)
def test_what_is_urgent_breaks_through_unless_the_person_forbids_it(held: dict[str, Any]) -> None:
    assert judged(ESCALATED, **held) == Show(Rule.URGENT, Urgency.CRITICAL)
    assert isinstance(judged(ESCALATED, urgent_breaks_through=False, **held), Hold)


def critical_kinds(priority: Priority | None) -> set[NotificationKind]:
    kinds = NotificationKind
    return {kind for kind in kinds if urgency_of(kind, priority) is Urgency.CRITICAL}


@pytest.mark.parametrize("kind", list(NotificationKind))
def test_every_kind_has_an_urgency(kind: NotificationKind) -> None:
    assert urgency_of(kind, None) in Urgency


def test_what_cannot_wait_is_critical() -> None:
    always = {NotificationKind.ESCALATED, NotificationKind.BECAME_URGENT}

    assert critical_kinds(Priority.HIGH) == always
    assert critical_kinds(None) == always


def test_urgent_ticket_that_comes_to_the_person_cannot_wait_either() -> None:
    coming = {NotificationKind.ASSIGNED, NotificationKind.REOPENED}

    assert critical_kinds(Priority.URGENT) - critical_kinds(Priority.HIGH) == coming


def test_toast_goes_after_its_time_unless_it_is_urgent() -> None:
    settings = Settings(toast_seconds=9)

    calm = in_manner(Toast("t", "", "", Urgency.NORMAL), settings)
    urgent = in_manner(Toast("t", "", "", Urgency.CRITICAL), settings)

    assert (calm.timeout_s, urgent.timeout_s) == (9.0, None)


def test_toast_sounds_as_the_person_wants_it_for_its_priority() -> None:
    settings = Settings(sound_urgent=Sound.NONE, sound_high=Sound.SYSTEM, sound_medium=Sound.NONE)
    toasts = [
        Toast("t", "", "", Urgency.CRITICAL, priority=HIGH),
        Toast("t", "", "", Urgency.NORMAL, priority=HIGH),
        Toast("t", "", "", Urgency.LOW, priority=MEDIUM),
    ]

    sounds = [in_manner(toast, settings).sound for toast in toasts]

    assert sounds == [Sound.NONE, Sound.SYSTEM, Sound.NONE]

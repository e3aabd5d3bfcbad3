import pytest

from common.notifications import NotificationKind, NotificationPriority
from desktop.core.reasons import Rule
from desktop.core.rules import Decision, Show, Situation, Suppress, decide, urgency_of
from desktop.core.toasts import Urgency

ASSIGNED = NotificationKind.ASSIGNED
HIGH = NotificationPriority.HIGH


@pytest.mark.parametrize(
    ("priority", "situation", "decision"),
    [
        pytest.param(HIGH, Situation(), Show(Urgency.NORMAL), id="high-interrupts"),
        pytest.param(
            NotificationPriority.MEDIUM,
            Situation(),
            Suppress(Rule.CENTER_ONLY),
            id="medium-is-for-the-center",
        ),
        pytest.param(
            HIGH, Situation(read=True), Suppress(Rule.ALREADY_READ), id="read-is-no-news"
        ),
        pytest.param(
            HIGH,
            Situation(first_contact=True, read=True),
            Suppress(Rule.BEFORE_FIRST_SIGN_IN),
            id="first-contact-wins",
        ),
        pytest.param(HIGH, Situation(asked_for=True), Suppress(Rule.LOADED_LATER), id="asked-for"),
    ],
)
def test_first_rule_that_fits_decides(
    priority: NotificationPriority, situation: Situation, decision: Decision
) -> None:
    assert decide(ASSIGNED, priority, situation) == decision


@pytest.mark.parametrize("kind", list(NotificationKind))
def test_every_kind_has_an_urgency(kind: NotificationKind) -> None:
    assert urgency_of(kind) in Urgency


def test_what_cannot_wait_is_critical() -> None:
    critical = {kind for kind in NotificationKind if urgency_of(kind) is Urgency.CRITICAL}

    assert critical == {NotificationKind.ESCALATED, NotificationKind.BECAME_URGENT}

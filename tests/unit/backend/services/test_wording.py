from itertools import product

import pytest

from backend.services.wording import Situation, body_of, title_of
from common.notifications import NotificationKind
from common.vocabulary import Priority, Status
from tests.fakes.changes import make_ticket


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (NotificationKind.ASSIGNED, "Assigned to you: #1"),
        (NotificationKind.MENTIONED, "You were mentioned on #1"),
        (NotificationKind.ESCALATED, "Escalated: #1"),
        (NotificationKind.REOPENED, "Reopened: #1"),
        (NotificationKind.BECAME_URGENT, "Now urgent: #1"),
        (NotificationKind.NEW_TICKET, "New ticket #1"),
        (NotificationKind.STATUS_CHANGED, "#1 is now on hold"),
        (NotificationKind.PRIORITY_CHANGED, "#1 now has priority high"),
    ],
)
def test_ticket_notifications(kind: NotificationKind, title: str) -> None:
    situation = Situation(
        kind,
        actor_name="Ben",
        ticket=make_ticket(),
        queue_name="Printers",
        status=Status.ON_HOLD,
        priority=Priority.HIGH,
    )

    assert title_of(situation) == title
    assert body_of(situation) == "It smokes · Printers · by Ben"


def test_changed_queues() -> None:
    queue = Situation(NotificationKind.QUEUES_CHANGED, queue_name="Printers", team_name="Field")
    team = Situation(NotificationKind.QUEUES_CHANGED, team_name="Field", actor_name="Ben")

    assert (title_of(queue), body_of(queue)) == ("Your queues changed", "Printers")
    assert body_of(team) == "Field · by Ben"


def test_announcement_to_a_team_without_name() -> None:
    situation = Situation(NotificationKind.ANNOUNCEMENT, text="Cake")

    assert (title_of(situation), body_of(situation)) == ("Announcement to your team", "Cake")


@pytest.mark.parametrize(
    ("kind", "known"),
    list(product([kind for kind in NotificationKind if kind != "background"], [True, False])),
)
def test_every_kind_has_words_whatever_is_known(kind: NotificationKind, *, known: bool) -> None:
    situation = Situation(kind, ticket=make_ticket() if known else None)

    assert title_of(situation)
    assert "None" not in title_of(situation) + body_of(situation)

import pytest

from common.notifications import NotificationKind
from desktop.core.toasts import DIGEST_TAG, SUMMARY_TAG, Urgency
from desktop.core.wording import (
    MAX_EVENTS_OF_A_TOAST,
    counted,
    digest,
    summary,
    toast_for,
    words_of,
)
from tests.unit.desktop.notifications import at, make_item, make_ticket


def test_digest_counts_kinds_most_first() -> None:
    kinds = [NotificationKind.MENTIONED, *[NotificationKind.ASSIGNED] * 3]
    items = [make_item(f"event-{n}", kind=kind) for n, kind in enumerate(kinds)]

    assert digest(items).title == "While you were away: 3 assigned, 1 mention"


def test_digest_names_the_newest_and_counts_the_others() -> None:
    items = [make_item(f"event-{n}", at=at(n)) for n in range(5)]

    toast = digest(items)

    assert toast.tag == DIGEST_TAG
    assert toast.body.splitlines()[-1] == "and 2 more"
    assert toast.event_ids[0] == "event-4"


def test_summary_says_how_many_more() -> None:
    items = [make_item(f"event-{n}") for n in range(14)]

    assert summary(items).title == "14 more: 14 assigned"
    assert summary(items).tag == SUMMARY_TAG


def test_collected_toast_is_as_urgent_as_its_most_urgent_part() -> None:
    items = [make_item(), make_item("event-2", kind=NotificationKind.ESCALATED)]

    assert digest(items).urgency is Urgency.CRITICAL


def test_toast_names_a_bounded_number_of_events() -> None:
    items = [make_item(f"event-{n}") for n in range(MAX_EVENTS_OF_A_TOAST + 50)]

    assert len(summary(items).event_ids) == MAX_EVENTS_OF_A_TOAST


def test_toast_of_a_ticket_replaces_the_tickets_older_one() -> None:
    assert toast_for(make_item("event-1")).tag == "ticket-1"


def test_toast_without_a_ticket_stands_for_itself() -> None:
    assert toast_for(make_item("event-1", ticket_id=None)).tag == "event-1"


def test_toast_without_words_still_says_what_happened() -> None:
    toast = toast_for(make_item())

    assert (toast.title, toast.body) == ("A ticket was assigned to you", "")
    assert {action.key for action in toast.actions} == {"default", "open", "read"}


@pytest.mark.parametrize("kind", list(NotificationKind))
def test_every_kind_has_words_with_and_without_its_ticket(kind: NotificationKind) -> None:
    item = make_item(kind=kind)

    assert words_of(item).title
    assert "\n" not in words_of(item, ticket=make_ticket()).title
    assert counted([item]).startswith("1 ")


def test_mentions_are_counted_in_the_plural() -> None:
    items = [make_item(f"e-{n}", kind=NotificationKind.MENTIONED) for n in range(2)]

    assert counted(items) == "2 mentions"

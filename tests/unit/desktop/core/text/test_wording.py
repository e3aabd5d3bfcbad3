import pytest

from common.notifications import NotificationKind
from common.vocabulary import Priority, Status
from desktop.core.state import Facts
from desktop.core.text.wording import MAX_EVENTS_OF_A_TOAST, Wording
from desktop.core.toasts.toast import DIGEST_TAG, SUMMARY_TAG, Urgency
from tests.unit.desktop.notifications import at, make_item
from tests.unit.desktop.wording import ENGLISH

CALENDAR = Facts(
    ticket_number=132,
    ticket_title="Shared calendar shows meetings an hour late",
    ticket_priority=Priority.LOW,
    queue_name="Accounts & Access",
    actor_name="Lena Vogt",
)


def test_toast_says_what_happened_to_which_ticket_where_and_by_whom() -> None:
    toast = ENGLISH.toast(make_item(facts=CALENDAR))

    assert toast.title == "#132 was assigned to you"
    assert toast.body.splitlines() == [
        "Shared calendar shows meetings an hour late",
        "Accounts & Access · low priority · by Lena Vogt",
    ]


def test_sentences_are_looked_up_when_they_are_shown() -> None:
    spoken = {"#{number} was assigned to you": "#{number} ist jetzt Ihres"}

    def translate(_context: str, text: str, /) -> str:
        return spoken.get(text, text)

    wording = Wording(translate)
    item = make_item(facts=CALENDAR)
    assert wording.title(item) == "#132 ist jetzt Ihres"

    spoken.clear()

    assert wording.title(item) == "#132 was assigned to you"


def test_braces_in_what_people_wrote_are_left_alone() -> None:
    item = make_item(
        kind=NotificationKind.MENTIONED, facts=Facts(7, "{number} {0}", actor_name="{status}")
    )

    assert ENGLISH.title(item) == "{status} mentioned you in #7"
    assert ENGLISH.body(item) == "{number} {0}\nby {status}"


def test_another_status_is_named_as_it_was_after_the_event() -> None:
    item = make_item(
        kind=NotificationKind.STATUS_CHANGED, status=Status.ON_HOLD, facts=Facts(ticket_number=7)
    )

    assert ENGLISH.title(item) == "#7 is now on hold"


def test_announcement_says_to_which_team_and_what() -> None:
    facts = Facts(team_name="Field service", text="Cake at three", actor_name="Ben")
    item = make_item(kind=NotificationKind.ANNOUNCEMENT, ticket_id=None, facts=facts)

    assert ENGLISH.title(item) == "Announcement to Field service"
    assert ENGLISH.body(item) == "Cake at three\nby Ben"


def test_digest_counts_kinds_most_first() -> None:
    kinds = [NotificationKind.MENTIONED, *[NotificationKind.ASSIGNED] * 3]
    items = [make_item(f"event-{n}", kind=kind) for n, kind in enumerate(kinds)]

    assert ENGLISH.digest(items).title == "While you were away: 3 assigned, 1 mention"


def test_digest_names_the_newest_and_counts_the_others() -> None:
    items = [make_item(f"event-{n}", at=at(n)) for n in range(4)]
    items.append(make_item("event-4", at=at(4), facts=CALENDAR))

    toast = ENGLISH.digest(items)

    assert toast.tag == DIGEST_TAG
    assert toast.body.splitlines() == [
        "#132 Shared calendar shows meetings an hour late",
        "A ticket was assigned to you",
        "A ticket was assigned to you",
        "and 2 more",
    ]
    assert toast.event_ids[0] == "event-4"


def test_summary_says_how_many_more() -> None:
    items = [make_item(f"event-{n}") for n in range(14)]

    assert ENGLISH.summary(items).title == "14 more: 14 assigned"
    assert ENGLISH.summary(items).tag == SUMMARY_TAG


def test_collected_toast_is_as_urgent_as_its_most_urgent_part() -> None:
    items = [make_item(), make_item("event-2", kind=NotificationKind.ESCALATED)]

    assert ENGLISH.digest(items).urgency is Urgency.CRITICAL


def test_toast_names_a_bounded_number_of_events() -> None:
    items = [make_item(f"event-{n}") for n in range(MAX_EVENTS_OF_A_TOAST + 50)]

    assert len(ENGLISH.summary(items).event_ids) == MAX_EVENTS_OF_A_TOAST


def test_toast_of_a_ticket_replaces_the_tickets_older_one() -> None:
    assert ENGLISH.toast(make_item("event-1")).tag == "ticket-1"


def test_toast_without_a_ticket_stands_for_itself() -> None:
    assert ENGLISH.toast(make_item("event-1", ticket_id=None)).tag == "event-1"


def test_toast_without_facts_still_says_what_happened() -> None:
    toast = ENGLISH.toast(make_item())

    assert (toast.title, toast.body) == ("A ticket was assigned to you", "")
    assert {action.key for action in toast.actions} == {"default", "open", "snooze"}


@pytest.mark.parametrize("kind", list(NotificationKind))
def test_every_kind_has_words_with_and_without_what_is_known(kind: NotificationKind) -> None:
    for facts in (None, Facts(actor_name="Ben"), CALENDAR, Facts(ticket_number=7)):
        item = make_item(kind=kind, facts=facts, status=Status.OPEN)
        title = ENGLISH.title(item)

        assert title
        assert not {"\n", "{", "}"} & set(title)
    assert ENGLISH.counts([make_item(kind=kind)]).startswith("1 ")


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("status", list(Status))
def test_every_status_and_priority_has_a_name(status: Status, priority: Priority) -> None:
    facts = Facts(ticket_number=7, ticket_priority=priority)
    item = make_item(kind=NotificationKind.STATUS_CHANGED, status=status, facts=facts)

    assert ENGLISH.title(item).startswith("#7 is now ")
    assert ENGLISH.body(item)


def test_mentions_are_counted_in_the_plural() -> None:
    items = [make_item(f"e-{n}", kind=NotificationKind.MENTIONED) for n in range(2)]

    assert ENGLISH.counts(items) == "2 mentions"


def test_only_a_ticket_that_can_be_claimed_has_a_button_for_it() -> None:
    offered = [action.key for action in ENGLISH.toast(make_item(), can_claim=True).actions]

    assert offered == ["default", "open", "claim", "snooze"]


@pytest.mark.parametrize(
    ("code", "winner", "title"),
    [
        ("already_claimed", "Ben", "Ben was faster: #7 is theirs"),
        ("already_claimed", "", "A colleague was faster: #7 is taken"),
        ("ticket_closed", "", "#7 is closed; you cannot claim it"),
        ("permission_denied", "", "#7 was not given to you"),
    ],
)
def test_refused_claim_says_why(code: str, winner: str, title: str) -> None:
    toast = ENGLISH.claim_refused(make_item(facts=Facts(ticket_number=7)), code, winner)

    assert (toast.title, toast.tag) == (title, "ticket-1")

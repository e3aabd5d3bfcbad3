"""What requests of each kind ask for, from the documented payloads."""

import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.webhooks.intents import ForeignNote, TicketIntent, line, plain, words
from backend.domain.webhooks.reading import read_intent
from common.errors import ContractError
from common.vocabulary import Priority, Status
from common.webhooks import SourceKind
from tests.unit.backend.domain.webhooks.samples import as_bytes, jira, zammad


def read(kind: SourceKind, payload: object) -> TicketIntent | None:
    return read_intent(kind, as_bytes(payload))


def intent(kind: SourceKind, payload: object) -> TicketIntent:
    found = read(kind, payload)
    assert found is not None
    return found


def test_generic_request_says_it_in_our_words() -> None:
    payload = {
        "externalId": "A-1",
        "title": " It\tsmokes\n",
        "description": "A lot",
        "status": "pending",
        "priority": "urgent",
        "note": {"text": "Look!", "internal": True},
        "somethingElse": 1,
    }

    assert intent(SourceKind.GENERIC, payload) == TicketIntent(
        external_id="A-1",
        title="It smokes",
        description="A lot",
        status=Status.PENDING,
        priority=Priority.URGENT,
        note=ForeignNote("Look!", internal=True),
    )


def test_generic_request_may_say_nearly_nothing() -> None:
    assert intent(SourceKind.GENERIC, {"externalId": "A-1"}) == TicketIntent("A-1")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({}, id="no-ticket"),
        pytest.param({"externalId": ""}, id="empty-name"),
        pytest.param({"externalId": "A-1", "status": "burning"}, id="unknown-status"),
        pytest.param({"externalId": "A-1", "note": {"text": 1}}, id="other-type"),
        pytest.param([], id="list"),
    ],
)
def test_generic_request_of_another_shape_is_refused(payload: object) -> None:
    with pytest.raises(ContractError):
        read(SourceKind.GENERIC, payload)


def test_zammad_sends_the_ticket_and_the_article() -> None:
    found = intent(SourceKind.ZAMMAD, zammad())

    assert (found.external_id, found.title) == ("81", "Webhook-Test")
    assert (found.status, found.priority) == (Status.OPEN, Priority.NORMAL)
    assert found.note == ForeignNote("This is a simple Webhook Test.", internal=False)
    assert found.note_opens


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("new", Status.OPEN),
        ("pending reminder", Status.PENDING),
        ("closed", Status.RESOLVED),
        ("merged", Status.CLOSED),
        ("of our own", None),
        (None, None),
        ({"name": "pending close"}, Status.PENDING),
    ],
)
def test_zammad_states(state: object, status: Status | None) -> None:
    assert intent(SourceKind.ZAMMAD, zammad(state=state)).status is status


@pytest.mark.parametrize(
    ("priority", "ours"),
    [
        ({"name": "1 low"}, Priority.LOW),
        ({"name": "3 high"}, Priority.HIGH),
        ("4 on fire", Priority.URGENT),
        ({"name": "of our own"}, None),
        (None, None),
    ],
)
def test_zammad_priorities(priority: object, ours: Priority | None) -> None:
    assert intent(SourceKind.ZAMMAD, zammad(priority=priority)).priority is ours


def test_zammad_request_without_an_article_has_no_note() -> None:
    payload = {**zammad(), "article": None}

    assert intent(SourceKind.ZAMMAD, payload).note is None


def test_zammad_internal_article_stays_internal() -> None:
    payload = zammad()
    payload["article"].update(internal=True, content_type="text/plain", body="a < b")

    assert intent(SourceKind.ZAMMAD, payload).note == ForeignNote("a < b", internal=True)


def test_jira_issue_is_created_in_full() -> None:
    found = intent(SourceKind.JIRA, jira())

    assert found == TicketIntent(
        external_id="10073",
        title="I feel the need for speed",
        description="Make the issue nav load 10x faster",
        status=Status.OPEN,
        priority=Priority.NORMAL,
    )


def test_jira_update_changes_what_its_changelog_names_only() -> None:
    items = [{"field": "priority", "fromString": "Low", "toString": "Medium"}]
    found = intent(SourceKind.JIRA, jira("jira:issue_updated", changelog={"items": items}))

    assert found == TicketIntent(external_id="10073", priority=Priority.NORMAL)


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ({"name": "Waiting for customer", "statusCategory": {"key": "new"}}, Status.PENDING),
        ({"name": "Escalated", "statusCategory": {"key": "new"}}, Status.ESCALATED),
        ({"name": "Canceled", "statusCategory": {"key": "done"}}, Status.CLOSED),
        ({"name": "Work in progress", "statusCategory": {"key": "indeterminate"}}, "in_progress"),
        ({"name": "Erledigt", "statusCategory": {"key": "done"}}, Status.RESOLVED),
        ({"name": "Erledigt"}, None),
        (None, None),
    ],
)
def test_jira_statuses(status: object, ours: Status | None) -> None:
    payload = jira("jira:issue_updated", changelog={"items": [{"field": "status"}]})
    payload["issue"]["fields"]["status"] = status

    assert intent(SourceKind.JIRA, payload).status == ours


@pytest.mark.parametrize(
    ("comment", "internal"),
    [
        pytest.param({"body": "Soon", "jsdPublic": True}, False, id="for-the-customer"),
        pytest.param({"body": "Soon", "jsdPublic": False}, True, id="internal"),
        pytest.param({"body": "Soon"}, False, id="without-service-management"),
    ],
)
def test_jira_comment_is_a_note(comment: dict[str, Any], internal: bool) -> None:
    found = intent(SourceKind.JIRA, jira("comment_created", comment=comment))

    assert found.note == ForeignNote("Soon", internal=internal)
    assert found.status is None


def test_jira_comment_that_is_no_text_adds_nothing() -> None:
    payload = jira("comment_created", comment={"body": {"type": "doc", "content": []}})

    assert intent(SourceKind.JIRA, payload).note is None


def test_jira_issue_that_is_deleted_is_closed_here() -> None:
    assert intent(SourceKind.JIRA, jira("jira:issue_deleted")).status is Status.CLOSED


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"webhookEvent": "sprint_started"}, id="no-issue"),
        pytest.param(jira("worklog_updated"), id="other-event"),
        pytest.param(jira("jira:issue_updated"), id="nothing-changed"),
    ],
)
def test_jira_request_about_nothing_of_ours_is_passed_by(payload: object) -> None:
    assert read(SourceKind.JIRA, payload) is None


@settings(max_examples=50)
@given(kind=st.sampled_from(SourceKind), body=st.binary() | st.text().map(str.encode))
def test_garbage_is_refused_by_code(kind: SourceKind, body: bytes) -> None:
    with pytest.raises(ContractError):
        read_intent(kind, body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60)
@given(
    sample=st.sampled_from([(SourceKind.ZAMMAD, zammad()), (SourceKind.JIRA, jira())]),
    key=st.sampled_from(["id", "title", "state", "priority", "fields", "body", "content_type"]),
    value=_JSON,
)
def test_nearly_right_is_read_or_refused(
    sample: tuple[SourceKind, dict[str, Any]], key: str, value: object
) -> None:
    kind, payload = sample
    mutated = {
        name: {**part, key: value} if isinstance(part, dict) else part
        for name, part in payload.items()
    }

    with suppress(ContractError):
        read(kind, mutated)


@settings(max_examples=100)
@given(st.text(alphabet="<>!-/&;a[]? \n\x00", max_size=40))
def test_any_marks_leave_words_that_fit(html: str) -> None:
    found = words(plain(html))

    assert found is None or found.strip()


@pytest.mark.parametrize(
    "unit",
    ["<a ", "<!--", "<a href='", "<", "</", "<!DOCTYPE [", "<!a", "&#", "&amp", "<p>", "-->"],
)
def test_what_somebody_wrote_to_hold_the_server_up_is_read_at_once(unit: str) -> None:
    html = unit * (1_000_000 // len(unit))
    began = time.process_time()

    plain(html)
    plain(html + "-->")

    # A parser that goes back at each mark takes hours for this.
    assert time.process_time() - began < 5


def test_numbers_of_no_character_do_no_harm() -> None:
    assert plain(f"a&#{'1' * 5000};b&#x{'f' * 5000};c") == "a\ufffdb\ufffdc"


def test_marks_make_ends_of_lines_and_what_is_none_stays() -> None:
    assert plain("One<br/>two</p><P class=x>three<b>!</b>") == "One\ntwo\nthree!"
    assert plain("2 < 3 > 1, <3, a <b") == "2 < 3 > 1, <3, a <b"
    assert plain("<!-- > -->x<!-- y") == "x<!-- y"


def test_lines_have_no_ends_of_lines_and_an_end() -> None:
    assert line("a\r\nb\u2028c") == "a b c"
    assert line("x" * 500) == "x" * 200
    assert line(" \t ") is None
    assert line(None) is None


def test_comments_and_declarations_are_no_words() -> None:
    assert plain("<!-- hidden --><p>Hello<!DOCTYPE x></p> <![broken you &amp; me") != ""
    assert "hidden" not in plain("<!-- hidden -->Hello")
    assert plain("you &amp; me") == "you & me"

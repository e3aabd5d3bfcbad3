from typing import Any

import pytest

from common.errors import ErrorCode
from desktop.core.reasons import Rule
from desktop.ui.center import sentences
from tests.unit.desktop_ui.builders import NOON, make_item


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_has_a_sentence_of_its_own(rule: Rule) -> None:
    said = {sentences.why(make_item(reason=one.value)) for one in Rule}

    assert len(said) == len(Rule)
    assert sentences.why(make_item(reason=rule.value)).endswith(".")


def test_what_is_not_decided_says_so() -> None:
    assert "not been decided" in sentences.why(make_item())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"holder": "Ben"}, "Ben has it"),
        ({"holder": "Ana", "is_mine": True}, "You have it"),
        ({"claim_pending": True, "holder": "Ben"}, "Claiming…"),
        ({"claim_refusal": ErrorCode.ALREADY_CLAIMED, "holder": "Ben"}, "Ben was faster"),
        (
            {
                "claim_refusal": ErrorCode.ALREADY_CLAIMED,
                "claim_winner": "Ben",
                "holder": "Cleo",
            },
            "Ben was faster",
        ),
        ({"claim_refusal": ErrorCode.ALREADY_CLAIMED}, "A colleague was faster"),
        ({"claim_refusal": ErrorCode.TICKET_CLOSED}, "Closed before you could claim it"),
        ({"claim_refusal": ErrorCode.PERMISSION_DENIED}, "It was not given to you"),
    ],
)
def test_row_says_what_became_of_its_ticket(fields: dict[str, Any], said: str) -> None:
    assert sentences.handling(make_item(**fields)) == said


def test_lines_below_the_title_say_what_and_where() -> None:
    item = make_item(body="Paper jam\nPrinters · high · by Ben", holder="Ana")

    assert sentences.lines_of(item) == ("Paper jam", "Ana has it · Printers · high · by Ben")
    assert sentences.lines_of(make_item(body="", queue_name="Laptops")) == ("", "Laptops")


def test_lines_of_what_was_silenced_end_with_the_reason() -> None:
    item = make_item(body="Paper jam\nPrinters", reason="quiet_queue")

    assert sentences.lines_of_silenced(item) == ("Paper jam", sentences.why(item))


def test_row_is_read_aloud_most_telling_first() -> None:
    item = make_item(5, holder="Ben", read=True)

    assert sentences.spoken(item, NOON) == (
        "read, Ticket 5 was assigned to you, Printer jams, Ben has it, high priority, 5 min ago"
    )
    assert sentences.spoken(item, None).endswith("high priority")


def test_tooltip_says_exactly_when_and_what_is_not_confirmed() -> None:
    assert "2026" in sentences.tooltip(make_item())
    assert "Not confirmed" in sentences.tooltip(make_item(pending=True))

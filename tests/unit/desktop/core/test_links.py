"""Links come from strangers: only a ticket gets through, and whole."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.ids import ID_PATTERN, is_id
from desktop.core.links import MAX_LINK_CHARS, ticket_of


@given(st.from_regex(ID_PATTERN, fullmatch=True))
def test_link_to_a_ticket_names_that_ticket(ticket: str) -> None:
    assert ticket_of(f"bomizzel://ticket/{ticket}") == ticket


@pytest.mark.parametrize("link", ["BOMIZZEL://Ticket/t-1", "bomizzel://ticket/t-1/"])
def test_link_may_be_written_as_browsers_write_it(link: str) -> None:
    assert ticket_of(link) == "t-1"


@pytest.mark.parametrize(
    "link",
    [
        "",
        "t-1",
        "bomizzel:ticket/t-1",
        "bomizzel://ticket/",
        "bomizzel://ticket/t-1/edit",
        "bomizzel://ticket/t-1?next=https://example.org",
        "bomizzel://ticket/t-1#x",
        "bomizzel://ticket/..%2Fadmin",
        "bomizzel://ticket/t-1\n",
        " bomizzel://ticket/t-1",
        "bomizzel://ticket/--help",
        "bomizzel://settings/t-1",
        "bomizzel://user@ticket/t-1",
        "bomizzel://ticket:80/t-1",
        "https://ticket/t-1",
        f"bomizzel://ticket/{'a' * 65}",
    ],
)
def test_anything_else_is_no_ticket(link: str) -> None:
    expected = "--help" if link.endswith("--help") else None  # An id, and never an option.

    assert ticket_of(link) == expected


@given(st.text(max_size=MAX_LINK_CHARS + 8))
@example("bomizzel://ticket/" + "\x00")
def test_whatever_comes_is_refused_or_names_an_id(text: str) -> None:
    for link in (text, f"bomizzel://ticket/{text}"):
        ticket = ticket_of(link)
        assert ticket is None or (is_id(ticket) and ticket in link)

"""What bodies refuse, where a type says more than its name."""

import pytest

from common import rest
from common.envelope import convert
from common.errors import ContractError
from common.session import MAX_ROOMS


def new_ticket(title: str) -> rest.NewTicket:
    return convert({"title": title, "queueId": "printers"}, rest.NewTicket)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("", id="empty"),
        pytest.param(" \u00a0\u3000 ", id="blanks-only"),
        pytest.param("It\nsmokes", id="two-lines"),
        pytest.param("It smokes\n", id="line-feed-at-the-end"),
        pytest.param("It \u2028smokes", id="line-separator"),
        pytest.param("It \x1b[31msmokes", id="escape"),
        pytest.param("It \x85smokes", id="upper-control"),
        pytest.param("\0", id="zero"),
        pytest.param("x" * 201, id="too-long"),
    ],
)
def test_what_is_no_line_is_no_title(title: str) -> None:
    with pytest.raises(ContractError):
        new_ticket(title)


@pytest.mark.parametrize("title", ["!", " It smokes ", "Es raucht schön", "火事"])
def test_any_other_line_is(title: str) -> None:
    assert new_ticket(title).title == title


def test_nobody_has_come_less_far_than_nothing() -> None:
    convert({"rooms": {"user:ana": {"after": 0}}}, rest.Sync)

    with pytest.raises(ContractError):
        convert({"rooms": {"user:ana": {"after": -1}}}, rest.Sync)


def test_each_room_of_one_request_can_have_an_entry_in_the_answer() -> None:
    assert rest.MAX_SYNC_ENTRIES >= MAX_ROOMS


@pytest.mark.parametrize("text", ["", " ", "\n\t \u3000"], ids=["empty", "blank", "blank-lines"])
def test_words_that_nobody_can_see_are_no_note_and_no_announcement(text: str) -> None:
    for shape in (rest.NewNote, rest.NewAnnouncement):
        with pytest.raises(ContractError):
            convert({"text": text}, shape)
        convert({"text": f"{text}\nLook"}, shape)


def test_address_has_no_line_feed_at_its_end() -> None:
    fay = {"name": "Fay", "role": "employee", "password": "long enough"}
    convert({**fay, "email": "fay@example.org"}, rest.NewUser)

    with pytest.raises(ContractError):
        convert({**fay, "email": "fay@example.org\n"}, rest.NewUser)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (rest.NewTicket, {"title": "Printer", "queueId": "q1", "description": "a\0b"}),
        (rest.TicketPatch, {"version": 1, "description": "a\0b"}),
        (rest.NewNote, {"text": "a\0b"}),
        (rest.Login, {"email": "a\0b@example.org", "password": "x"}),
    ],
)
def test_no_text_has_the_character_zero_which_postgresql_cannot_store(
    kind: type[object], fields: dict[str, object]
) -> None:
    convert(
        {
            name: value.replace("\0", "\n") if isinstance(value, str) else value
            for name, value in fields.items()
        },
        kind,
    )

    with pytest.raises(ContractError):
        convert(fields, kind)

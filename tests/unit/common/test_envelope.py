import json
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.envelope import (
    convert,
    convert_event,
    decode,
    decode_event,
    encode_event,
    with_positions,
)
from common.errors import ContractError, ErrorCode
from common.events import AnyEvent, Changes, EventType, TicketAssigned, TicketUpdated, UnknownEvent
from common.ids import is_id
from common.rest import Login
from common.rooms import queue_room, user_room
from common.stream import Cursor
from common.vocabulary import TicketText
from tests.unit.common.builders import ANA, ONE_OF_EACH, PRINTERS, ticket_event


@pytest.mark.parametrize("make", ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_every_event_survives_the_wire(make: Callable[[], AnyEvent]) -> None:
    event = make()

    assert decode_event(encode_event(event)) == event


@pytest.mark.parametrize("make", ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_event_that_a_library_has_decoded_is_the_same(make: Callable[[], AnyEvent]) -> None:
    event = make()

    assert convert_event(json.loads(encode_event(event))) == event


def test_decoded_event_of_a_later_version_counts_as_unknown() -> None:
    positions = {"queue:printers": 4}

    event = convert_event(
        {"type": "ticket:merged", "id": "e-1", "at": "2026-11-22T12:00:00Z", "pos": positions}
    )

    assert isinstance(event, UnknownEvent)
    assert event.pos == positions


@pytest.mark.parametrize("value", [None, 7, [], {}, {"type": "ticket:created", "id": "!"}])
def test_decoded_value_that_is_no_event_is_refused(value: object) -> None:
    with pytest.raises(ContractError):
        convert_event(value)


@pytest.mark.parametrize("value", [{"type": "\ud800"}, {"type": "x:y", "id": "e", "\ud800": 1}])
def test_half_a_character_is_refused_with_a_code(value: object) -> None:
    with pytest.raises(ContractError):
        convert_event(value)
    with pytest.raises(ContractError):
        convert(value, Cursor)


def test_there_is_an_example_of_every_type() -> None:
    assert {make().type for make in ONE_OF_EACH.values()} == set(EventType)


def test_frame_carries_the_names_of_the_contract() -> None:
    event = ticket_event(TicketAssigned, assignee_id=ANA)

    frame = json.loads(with_positions(encode_event(event), {queue_room(PRINTERS): 12}))

    assert frame["type"] == "ticket:assigned"
    assert frame["ticketVersion"] == 2
    assert frame["assigneeId"] == "ana"
    assert frame["pos"] == {"queue:printers": 12}
    assert frame["at"].startswith("2026-11-22T12:00:00")
    assert frame["at"].endswith("Z")


def test_positions_are_read_back() -> None:
    positions = {queue_room(PRINTERS): 12, user_room(ANA): 3}

    event = decode_event(with_positions(encode_event(ONE_OF_EACH["created"]()), positions))

    assert event.pos == positions


def test_texts_are_named_but_never_shown() -> None:
    event = ticket_event(TicketUpdated, changes=Changes(texts=(TicketText.TITLE,)))

    assert json.loads(encode_event(event))["changes"] == {"texts": ["title"]}


@given(text=st.text().filter(lambda text: not is_id(text)))
def test_writer_refuses_free_text_in_the_place_of_an_id(text: str) -> None:
    with pytest.raises(ContractError):
        encode_event(ticket_event(TicketAssigned, assignee_id=text))


def test_line_feed_is_no_part_of_an_id() -> None:
    with pytest.raises(ContractError):
        encode_event(ticket_event(TicketAssigned, assignee_id="ana\n"))


def test_unknown_fields_are_ignored() -> None:
    body = json.loads(encode_event(ONE_OF_EACH["created"]())) | {"later": {"a": 1}}

    assert decode_event(json.dumps(body)) == ONE_OF_EACH["created"]()


def test_event_of_a_later_version_keeps_its_positions() -> None:
    body = {
        "type": "ticket:merged",
        "id": "e-9",
        "at": "2026-11-22T10:00:00Z",
        "pos": {"user:ana": 4},
    }

    event = decode_event(json.dumps(body))

    assert isinstance(event, UnknownEvent)
    assert event.pos == {"user:ana": 4}


def test_known_event_with_a_later_enumeration_value_counts_as_unknown() -> None:
    body = json.loads(encode_event(ONE_OF_EACH["created"]())) | {"status": "snoozed"}

    assert isinstance(decode_event(json.dumps(body)), UnknownEvent)


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"{}", b'{"type":"ticket:created"}', b"\xff\xfe", b'{"type":1}'],
)
def test_what_is_no_event_is_refused_with_a_code(data: bytes) -> None:
    with pytest.raises(ContractError) as caught:
        decode_event(data)

    assert caught.value.violation is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize(
    "beginning",
    [
        pytest.param('{"x":', id="of-no-type"),
        pytest.param('{"type":"ticket:created","id":"e-1","x":', id="of-a-type"),
        pytest.param(
            '{"type":"ticket:merged","id":"e-1","at":"2026-11-22T12:00:00Z","x":',
            id="of-a-later-type",
        ),
    ],
)
def test_what_is_nested_without_end_is_refused(beginning: str) -> None:
    data = beginning + "[" * 200_000

    with pytest.raises(ContractError):
        decode_event(data)
    with pytest.raises(ContractError):
        decode(data, Login)


@given(data=st.binary(max_size=200))
def test_any_bytes_give_an_event_or_a_contract_error(data: bytes) -> None:
    try:
        decode_event(data)
    except ContractError:
        return


def test_bodies_are_checked_against_their_shape() -> None:
    assert decode(b'{"email":"a@b.c","password":"x","later":1}', Login).email == "a@b.c"
    with pytest.raises(ContractError):
        decode(b'{"email":"a@b.c"}', Login)
    with pytest.raises(ContractError):
        decode(b'{"email":"a@b.c"', Login)
    with pytest.raises(ContractError):
        convert({"email": 1, "password": "x"}, Login)


def test_error_names_the_place_and_not_the_value() -> None:
    with pytest.raises(ContractError) as caught:
        decode(msgspec.json.encode({"email": "a@b.c", "password": ["s3cret"]}), Login)

    assert "$.password" in str(caught.value)
    assert "s3cret" not in str(caught.value)

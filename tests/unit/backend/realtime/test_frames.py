import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.realtime.frames import (
    ClientEvent,
    Request,
    ack_packet,
    disconnect_packet,
    event_packet,
    is_acceptable,
    parse_connect,
    parse_request,
)
from common.errors import ContractError


@pytest.mark.parametrize("frame", ["1", "2probe", "3", "5", "40", "41", '42["x"]', "431[]"])
def test_frames_of_a_proper_client_pass(frame: str) -> None:
    assert is_acceptable(frame)


@pytest.mark.parametrize(
    "frame", ["", "0", "2", "6", "x", "bAAAA", "44{}", "45-", "4", b"4", None]
)
def test_everything_else_is_kept_from_the_libraries(frame: object) -> None:
    assert not is_acceptable(frame)


@pytest.mark.parametrize(
    ("packet", "request_"),
    [
        ('2["join_team","t1"]', Request(ClientEvent.JOIN_TEAM, "t1", None)),
        ('27["typing",{"a":1}]', Request(ClientEvent.TYPING, {"a": 1}, 7)),
        ('20["leave_queue"]', Request(ClientEvent.LEAVE_QUEUE, None, 0)),
    ],
)
def test_an_event_is_read_with_its_argument_and_acknowledgement(
    packet: str, request_: Request
) -> None:
    assert parse_request(packet) == request_


@pytest.mark.parametrize(
    "packet",
    [
        "2",
        "2{}",
        "2[]",
        "2[null]",
        '2["connect"]',
        '2["disconnect"]',
        '2["join_team","a","b"]',
        '2/admin,["join_team"]',
        '2["join_team"',
        "21234567890123[]",
        "2" + "[" * 100_000,
    ],
)
def test_what_is_no_known_event_is_refused(packet: str) -> None:
    with pytest.raises(ContractError):
        parse_request(packet)


@given(st.text())
def test_any_text_is_either_a_request_or_refused(text: str) -> None:
    try:
        parse_request(f"2{text}")
    except ContractError:
        return


def test_connect_may_bring_an_object() -> None:
    assert parse_connect("0") is None
    assert parse_connect('0{"token":"t"}') == {"token": "t"}


@pytest.mark.parametrize("packet", ["0/admin", "0[]", '0{"a"', "0" + '{"a":' * 100_000])
def test_connect_with_anything_else_is_refused(packet: str) -> None:
    with pytest.raises(ContractError):
        parse_connect(packet)


def test_packets_are_encoded_once_for_all_who_send_them() -> None:
    packet = event_packet("ticket:created", b'{"id":"e1"}')

    assert packet.encode() == '42["ticket:created",{"id":"e1"}]'
    assert packet.encode() is packet.encode()


def test_an_event_may_have_no_argument() -> None:
    assert event_packet("auth:expired", None).encode() == '42["auth:expired"]'


def test_acknowledgement_and_disconnect_are_written_as_the_protocol_says() -> None:
    assert ack_packet(7, b'{"ok":true}').encode() == '437[{"ok":true}]'
    assert disconnect_packet().encode() == "41"

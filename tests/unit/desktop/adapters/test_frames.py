import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import ACK, CONNECT, EVENT

from common.errors import ContractError
from common.events import UnknownEvent
from common.live import Heartbeat, LiveEventType, RoomLeft, RoomLeftReason, ServerDraining
from desktop.adapters.frames import MALFORMED, CarefulPacket, happening_of
from desktop.core.ports import AuthExpired
from tests.unit.desktop.builders import ME, make_event
from tests.unit.desktop.figures import make_metrics

SAMPLES: dict[str, object] = {
    LiveEventType.HEARTBEAT: {"epoch": "e", "at": "2026-11-22T12:00:00Z", "heads": {}},
    LiveEventType.AUTH_EXPIRING: {"expiresAt": "2026-11-22T12:00:00Z"},
    LiveEventType.AUTH_EXPIRED: None,
    LiveEventType.SERVER_DRAINING: {"retryAfterMs": 7},
    LiveEventType.ROOM_LEFT: {"room": ME, "reason": "left"},
    LiveEventType.QUEUE_METRICS_UPDATED: msgspec.to_builtins(make_metrics()),
    LiveEventType.PRESENCE_CHANGED: {"userId": "ana", "online": True},
}
EVENT_1 = make_event("event-1", {ME: 3})


def test_durable_event_is_decoded() -> None:
    assert happening_of("ticket:updated", msgspec.to_builtins(EVENT_1)) == EVENT_1


def test_event_of_a_later_version_keeps_its_positions() -> None:
    argument = {"type": "ticket:merged", "id": "e", "at": "2026-11-22T12:00:00Z", "pos": {ME: 4}}

    happening = happening_of("ticket:merged", argument)

    assert isinstance(happening, UnknownEvent)
    assert happening.pos == {ME: 4}


def test_event_under_another_name_is_refused() -> None:
    with pytest.raises(ContractError):
        happening_of("ticket:created", msgspec.to_builtins(EVENT_1))


def test_ephemeral_events_are_decoded() -> None:
    beat = {"epoch": "e", "at": "2026-11-22T12:00:00Z", "heads": {ME: 3}}

    assert isinstance(happening_of("heartbeat", beat), Heartbeat)
    assert happening_of("auth:expired", None) == AuthExpired()
    assert happening_of("server:draining", {"retryAfterMs": 7}) == ServerDraining(retry_after_ms=7)
    assert happening_of("room:left", {"room": ME, "reason": "access_removed"}) == RoomLeft(
        room=ME, reason=RoomLeftReason.ACCESS_REMOVED
    )


@pytest.mark.parametrize("name", LiveEventType)
def test_every_ephemeral_event_is_known(name: LiveEventType) -> None:
    argument = SAMPLES.get(name, {})

    happening = happening_of(name, argument)

    assert (happening is None) is (name not in SAMPLES)


@pytest.mark.parametrize("argument", [None, [], "x", 7, {"id": "!"}, {"type": "a:b"}])
def test_argument_that_is_no_event_is_refused(argument: object) -> None:
    with pytest.raises(ContractError):
        happening_of("ticket:created", argument)


@pytest.mark.parametrize(
    ("text", "kind"),
    [('2["heartbeat",{"a":1}]', EVENT), ('2["auth:expired"]', EVENT), ('37[{"ok":true}]', ACK)],
)
def test_sound_packet_stays_what_it_is(text: str, kind: int) -> None:
    packet = CarefulPacket(encoded_packet=text)

    assert packet.packet_type == kind
    assert packet.data != [MALFORMED]


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        {},
        {"a": 1},
        b"2[]",
        "2",
        "2[]",
        "2[1]",
        "2{",
        '2["a",1,2]',
        '27["asks for an answer"]',
        '2/other,["a"]',
        "2/other",
        '3["no id"]',
        "37{}",
        "0[1]",
        '51-["binary",{"_placeholder":true,"num":0}]',
        "61-7[]",
        "9[]",
        "x",
        "2" + "[" * 100_000,
        "2" + "1" * 200 + "[]",
    ],
)
def test_packet_that_cannot_be_handled_becomes_harmless(encoded: object) -> None:
    packet = CarefulPacket(encoded_packet=encoded)

    assert (packet.packet_type, packet.data, packet.id) == (EVENT, [MALFORMED], None)
    assert packet.attachment_count == 0


@given(st.text())
def test_no_text_makes_the_reader_fail(text: str) -> None:
    packet = CarefulPacket(encoded_packet=text)

    assert packet.packet_type in range(5)


def test_own_packets_are_written_as_the_library_writes_them() -> None:
    packet = CarefulPacket(EVENT, data=["join_team", "it"], id="4")

    assert packet.encode() == '24["join_team","it"]'
    assert CarefulPacket(CONNECT).encode() == "0"

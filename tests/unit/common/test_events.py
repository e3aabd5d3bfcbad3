"""No free text can enter a frame: every string of every event has a shape that text has not."""

from typing import get_args

import msgspec
import pytest
from msgspec import inspect

from common.events import AnyEvent, EventType
from common.ids import ID_PATTERN
from common.live import (
    AuthExpiring,
    Heartbeat,
    PresenceChanged,
    QueueMetrics,
    RoomLeft,
    ServerDraining,
    TicketTyping,
)
from common.rooms import ROOM_PATTERN

ALLOWED_PATTERNS = {ID_PATTERN, ROOM_PATTERN}
HARMLESS = (
    inspect.BoolType,
    inspect.DateTimeType,
    inspect.EnumType,
    inspect.FloatType,
    inspect.IntType,
    inspect.NoneType,
)
EPHEMERAL = (
    AuthExpiring,
    Heartbeat,
    PresenceChanged,
    QueueMetrics,
    RoomLeft,
    ServerDraining,
    TicketTyping,
)


def free_text_in(node: object, path: str) -> list[str]:
    """Return the paths of all strings below ``node`` that could hold a sentence."""
    parts: list[tuple[object, str]]
    match node:
        case inspect.StrType(pattern=pattern) if pattern in ALLOWED_PATTERNS:
            parts = []
        case inspect.StructType(fields=fields):
            parts = [(field.type, f"{path}.{field.encode_name}") for field in fields]
        case inspect.UnionType(types=types):
            parts = [(choice, path) for choice in types]
        case inspect.DictType(key_type=key, value_type=value):
            parts = [(key, f"{path}.key"), (value, f"{path}.value")]
        case inspect.VarTupleType(item_type=item):
            parts = [(item, f"{path}[]")]
        case _:
            return [] if isinstance(node, HARMLESS) else [path]
    return [found for part, place in parts for found in free_text_in(part, place)]


@pytest.mark.parametrize("event_type", get_args(AnyEvent), ids=lambda event: event.__name__)
def test_no_free_text_can_enter_a_durable_frame(event_type: type[AnyEvent]) -> None:
    assert free_text_in(inspect.type_info(event_type), event_type.type) == []


@pytest.mark.parametrize("event_type", EPHEMERAL, ids=lambda event: event.__name__)
def test_no_free_text_can_enter_an_ephemeral_frame(event_type: type[msgspec.Struct]) -> None:
    found = free_text_in(inspect.type_info(event_type), event_type.__name__)

    assert [path for path in found if not path.endswith(".epoch")] == []


def test_the_walk_finds_free_text_where_there_is_some() -> None:
    class Leaky(msgspec.Struct):
        titles: tuple[str, ...]

    assert free_text_in(inspect.type_info(Leaky), "leaky") == ["leaky.titles[]"]


def test_every_name_is_one_struct() -> None:
    assert sorted(event.type for event in get_args(AnyEvent)) == sorted(EventType)
    for event in get_args(AnyEvent):
        assert event.__struct_config__.tag == event.type

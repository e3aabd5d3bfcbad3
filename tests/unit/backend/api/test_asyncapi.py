import json
import re
from typing import Any, get_args

from backend.api.asyncapi import describe_sockets
from backend.realtime.frames import ClientEvent
from common.events import AnyEvent, EventType
from common.live import LiveEventType

DOCUMENT: dict[str, Any] = json.loads(describe_sockets())
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]


def test_every_event_of_the_server_is_described() -> None:
    heard = {_name(ref) for ref in DOCUMENT["operations"]["hear"]["messages"]}

    assert heard == {*EventType, *LiveEventType, "authenticated"}
    assert len(EventType) == len(get_args(AnyEvent))


def test_every_request_of_a_client_is_described_with_its_reply() -> None:
    requests = {name: one for name, one in DOCUMENT["operations"].items() if name != "hear"}

    assert set(requests) == set(ClientEvent)
    for name, one in requests.items():
        assert [_name(ref) for ref in one["messages"]] == [name]
        assert [_name(ref) for ref in one["reply"]["messages"]] == [f"{name}.reply"]


def test_every_reference_points_at_something() -> None:
    for pointer in re.findall(r'"\$ref":\s*"#/([^"]+)"', json.dumps(DOCUMENT)):
        found: Any = DOCUMENT
        for step in pointer.split("/"):
            found = found[step]


def _name(reference: dict[str, str]) -> str:
    return str(MESSAGES[reference["$ref"].rpartition("/")[2]]["name"])

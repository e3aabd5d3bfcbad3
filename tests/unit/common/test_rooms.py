import pytest

from common.errors import CloseReason, ContractError, ErrorCode
from common.ids import QueueId, TeamId, UserId, is_id
from common.rooms import RoomKind, parse_room, queue_room, team_room, user_room


@pytest.mark.parametrize(
    ("room", "kind"),
    [
        (user_room(UserId("a-1")), RoomKind.USER),
        (team_room(TeamId("a-1")), RoomKind.TEAM),
        (queue_room(QueueId("a-1")), RoomKind.QUEUE),
    ],
)
def test_room_names_read_back(room: str, kind: RoomKind) -> None:
    assert parse_room(room) == (kind, "a-1")


@pytest.mark.parametrize(
    "text", ["", "user", "user:", "all:1", "user:a b", "user:a\n", "user:" + "x" * 65, "user:a:b"]
)
def test_what_is_no_room_is_refused(text: str) -> None:
    with pytest.raises(ContractError) as caught:
        parse_room(text)

    assert caught.value.violation is ErrorCode.INVALID_ROOM


@pytest.mark.parametrize(
    ("text", "expected"), [("a", True), ("A_z-9", True), ("", False), ("a b", False), ("ä", False)]
)
def test_ids_have_one_shape(text: str, *, expected: bool) -> None:
    assert is_id(text) is expected


def test_close_reasons_say_whether_to_come_back() -> None:
    final = {reason for reason in CloseReason if not reason.retryable}

    assert final == {
        CloseReason.TOKEN_REVOKED,
        CloseReason.USER_DISABLED,
        CloseReason.PROTOCOL_UNSUPPORTED,
        CloseReason.BAD_REQUEST_FLOOD,
    }

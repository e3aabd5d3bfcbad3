"""Whatever is not a message of this version is refused."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.adapters.instance.messages import (
    MAX_FRAME_BYTES,
    Command,
    FrameError,
    Reply,
    Request,
    decode,
    encode,
)
from desktop.core.diagnostics.report import status_report
from desktop.core.view import Snapshot

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_messages_come_back_as_they_were() -> None:
    status = status_report(Snapshot(), now=NOW, version="1", process_id=7, started_at=NOW)
    request = Request(command=Command.ACTIVATE, link="bomizzel://ticket/1", server="https://a")
    reply = Reply(status=status)

    assert decode(encode(request), Request) == request
    assert decode(encode(reply), Reply) == reply
    assert len(encode(reply)) < MAX_FRAME_BYTES


def test_field_of_a_later_version_is_ignored() -> None:
    assert decode(b'{"command":"status","more":1}', Request).command is Command.STATUS


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"[]",
        b"{}",
        b'{"command":"dance"}',
        b'{"command":"status","version":2}',
        b"\xff",
        b'{"x":' + b"[" * 8_000,
    ],
    ids=len,
)
def test_anything_else_is_refused(frame: bytes) -> None:
    with pytest.raises(FrameError):
        decode(frame, Request)


@given(st.binary(max_size=200))
def test_no_frame_breaks_the_reader(frame: bytes) -> None:
    with suppress(FrameError):
        decode(frame, Request)

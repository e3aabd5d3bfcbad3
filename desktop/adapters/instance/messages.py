"""What a second start says to the program that runs already, and what it hears.

One request and one reply a connection, each one frame of JSON.
"""

from enum import StrEnum
from typing import TypeVar

import msgspec

from desktop.core.diagnostics.report import StatusReport

VERSION = 1
MAX_FRAME_BYTES = 16 * 1024

_T = TypeVar("_T", bound="Request | Reply")


class FrameError(Exception):
    """What came is no frame of this protocol."""


class Command(StrEnum):
    """What is asked for."""

    ACTIVATE = "activate"
    """Show yourself, and follow the link if there is one."""
    STATUS = "status"


class Refusal(StrEnum):
    """Why a request was not carried out."""

    BUSY = "busy"
    """The windows do not answer."""
    NOT_UNDERSTOOD = "not_understood"
    """Another version, or no request at all."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a second start wants.

    Attributes:
        link: A ``bomizzel://`` link as it came from outside, not looked at yet.
        server: The address that the second start was given.
    """

    command: Command
    link: str = ""
    server: str = ""
    version: int = VERSION


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What the running program answers.

    Attributes:
        refusal: None when it did what was asked for.
        status: Of the agent, if that was asked for and is known yet.
    """

    refusal: Refusal | None = None
    status: StatusReport | None = None
    version: int = VERSION


def encode(message: Request | Reply) -> bytes:
    """Return ``message`` as one frame."""
    return msgspec.json.encode(message)


def decode(frame: bytes, shape: type[_T]) -> _T:
    """Return the message of a frame.

    Raises:
        FrameError: It is none of this version.
    """
    try:
        message = msgspec.json.decode(frame, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise FrameError(type(exc).__name__) from exc
    if message.version != VERSION:
        raise FrameError("version")
    return message

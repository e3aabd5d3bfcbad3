"""Malformed traffic of sockets, by kind: what is sent, and at which stage of a conversation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.integration.backend.hostile.raw_peer import BINARY, CLOSE, PING, TEXT, frame

CONTINUATION, PART = 0x80, 0x01
FRAME_BYTES = 64 * 1024


@dataclass(frozen=True)
class Bytes:
    """What is no WebSocket: the server closes, with one of these codes or without any.

    Attributes:
        sent: After the handshake.
        code: Of the frame by which the server closes; None when none comes.
    """

    sent: bytes
    code: int | None


_PROTOCOL_ERROR, _NO_TEXT, _TOO_BIG, _NORMAL = 1002, 1007, 1009, 1000

BROKEN_FRAMES: Mapping[str, Bytes] = {
    "reserved bit": Bytes(frame(0xC1, b"40"), _PROTOCOL_ERROR),
    "compressed without having agreed": Bytes(frame(0xC1, b"\x2a\x04\x00"), _PROTOCOL_ERROR),
    "reserved kind of frame": Bytes(frame(0x83, b"40"), _PROTOCOL_ERROR),
    "reserved kind of control frame": Bytes(frame(0x8B, b""), _PROTOCOL_ERROR),
    "ping in parts": Bytes(frame(0x09, b"x"), _PROTOCOL_ERROR),
    "ping that is too long": Bytes(frame(PING, b"x" * 126), _PROTOCOL_ERROR),
    "part of nothing": Bytes(frame(CONTINUATION, b"40"), _PROTOCOL_ERROR),
    "message within a message": Bytes(frame(PART, b"4") + frame(TEXT, b"0"), _PROTOCOL_ERROR),
    "text that is none": Bytes(frame(TEXT, b"40\xff\xfe"), _NO_TEXT),
    "text that is none, in parts": Bytes(
        frame(PART, b"40\xc3") + frame(CONTINUATION, b"\x28"), _NO_TEXT
    ),
    "half of a character": Bytes(frame(TEXT, b'42["\xed\xa0\x80"]'), _NO_TEXT),
    "close with half a code": Bytes(frame(CLOSE, b"\x03"), _PROTOCOL_ERROR),
    "close with a code of nobody": Bytes(frame(CLOSE, b"\x03\xe7"), _PROTOCOL_ERROR),
    "close with a reason that is no text": Bytes(frame(CLOSE, b"\x03\xe8\xff"), _NO_TEXT),
    "close that is fine": Bytes(frame(CLOSE, b"\x03\xe8bye"), _NORMAL),
    "message above the limit": Bytes(frame(TEXT, b"4" * (FRAME_BYTES + 1)), _TOO_BIG),
    "message of terabytes, announced": Bytes(
        bytes([TEXT, 0xFF]) + (1 << 42).to_bytes(8, "big") + bytes(4), _TOO_BIG
    ),
    "parts above the limit": Bytes(
        frame(PART, b"4" * (FRAME_BYTES - 1)) + frame(CONTINUATION, b"4" * 1_000), _TOO_BIG
    ),
    "another protocol": Bytes(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 3, _PROTOCOL_ERROR),
}

MALFORMED_PACKETS: Mapping[str, bytes] = {
    "empty frame": b"",
    "no number": b"x",
    "unknown engine packet": b"9",
    "engine packet of the server": b'0{"sid":"x"}',
    "base64 binary": b"bAAAA",
    "a ping from the client": b"2",
    "a pong that nobody asked for": b"3",
    "an upgrade of what is upgraded": b"5",
    "an object instead of a packet": b'4{"a":1}',
    "packet without a kind": b"4",
    "unknown socket packet": b"49",
    "connect error from a client": b"44",
    "binary event": b'451-["x",{"_placeholder":true,"num":0}]',
    "binary event with attachments without end": b'45999999999-["x"]',
    "binary acknowledgement": b"461-1[]",
    "acknowledgement of nothing": b"431[]",
    "connected twice": b"40",
    "connect to another namespace": b"40/admin,",
    "connect with a list": b"40[]",
    "other namespace": b"42/admin,[]",
    "event that is no list": b"42{}",
    "event without a name": b"42[]",
    "event whose name is a number": b"42[1]",
    "event whose name is a list": b'42[["join_queue"]]',
    "event of the library": b'42["connect",{"REMOTE_ADDR":"1.2.3.4"}]',
    "other event of the library": b'42["disconnect"]',
    "unknown event": b'42["drop_tables"]',
    "too many arguments": b'42["join_queue","a","b"]',
    "half of JSON": b'42["join_queue"',
    "what JSON does not know": b'42["typing",NaN]',
    "half of a character, written out": b'42["typing","\\ud800"]',
    "deep JSON": b"42" + b"[" * 5_000,
    "deep argument": b'42["typing",' + b'{"a":' * 5_000 + b"0" + b"}" * 5_000 + b"]",
    "an endless number": b"42" + b"9" * 50 + b'["join_queue"]',
    "an argument of an endless number": b'42["typing",' + b"9" * 5_000 + b"]",
    "number of the acknowledgement below zero": b'42-1["join_queue","a"]',
    "acknowledgement number in other digits": '42\u0663["join_queue","a"]'.encode(),
}
"""Each is a violation; too many of them end the connection."""

REFUSED_REQUESTS: Mapping[str, tuple[str, object]] = {
    "join of a number": ("join_queue", {"queueId": 7}),
    "join of a list": ("join_queue", ["a"]),
    "join of nothing": ("join_team", None),
    "join of what is no id": ("join_team", "../../etc"),
    "join of an endless id": ("join_team", "x" * 60_000),
    "join with the character zero": ("join_queue", "a\x00b"),
    "leave of an object without id": ("leave_queue", {}),
    "typing without a ticket": ("typing", {"active": True}),
    "typing with a text for a yes": ("typing", {"ticketId": "t", "active": "yes"}),
    "sign-in with a number": ("authenticate", 7),
    "sign-in with a token that is none": ("authenticate", {"userId": "ben-id", "token": "x"}),
    "sign-in with a token of other characters": (
        "authenticate",
        {"userId": "ben-id", "token": "\u00e4.\U0001f600.\u0000"},
    ),
    "sign-in with an endless token": ("authenticate", {"userId": "ben-id", "token": "a" * 5_000}),
    "sign-in with cursors below zero": (
        "authenticate",
        {"userId": "ben-id", "token": "x", "rooms": {"user:ben-id": {"after": -1}}},
    ),
    "sign-in with cursors beyond any database": (
        "authenticate",
        {"userId": "ben-id", "token": "x", "rooms": {"user:ben-id": {"after": 10**30}}},
    ),
}
"""Each is answered with a code."""


def request(event: str, argument: object) -> bytes:
    """Return an event that waits for acknowledgement 1, as a frame."""
    return frame(TEXT, b"421" + json.dumps([event, argument]).encode())


BINARY_FRAME = frame(BINARY, b"\x04binary")

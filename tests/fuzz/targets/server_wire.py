"""What strangers send to the server's sockets, and its processes to each other."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from engineio.packet import Packet

from backend.broker.wire import messages, read_message, read_news
from backend.realtime.frames import (
    ClientEvent,
    Request,
    ack_packet,
    is_acceptable,
    parse_connect,
    parse_request,
)
from backend.realtime.namespace import _choice
from backend.services.peers import ProcessId, Rung, published_of
from common.envelope import convert, decode, encode
from common.errors import ContractError
from common.session import Authenticate, ConnectAuth, Typing
from tests.fuzz.target import Target, check_comes_back

_KEPT_TYPES: Mapping[ClientEvent, Any] = {
    ClientEvent.AUTHENTICATE: Authenticate,
    ClientEvent.TYPING: Typing,
}


def read_frame(data: bytes) -> None:
    """Read a frame as the connection and the conversation behind it do."""
    frame = data.decode(errors="replace")  # A WebSocket of aiohttp refuses what is no UTF-8.
    if not is_acceptable(frame):
        return
    packet = Packet(encoded_packet=frame)
    text = str(packet.data)
    if not frame.startswith("4"):
        return
    with suppress(ContractError):
        if text.startswith("0"):
            _read_connect(text)
        elif text.startswith("2"):
            _read_request(parse_request(text))


def _read_connect(text: str) -> None:
    payload = parse_connect(text)
    if isinstance(payload, dict):
        asked = convert(payload, ConnectAuth)
        check_comes_back(asked, lambda data: decode(data, ConnectAuth))


def _read_request(request: Request) -> None:
    if request.ack_id is not None:
        ack_packet(request.ack_id, b"{}")
    shape = _KEPT_TYPES.get(request.event)
    if shape is None:
        encode(_choice(request).room)
        return
    asked = convert(request.argument, shape)
    check_comes_back(asked, lambda data: decode(data, shape))


def read_peer(data: bytes) -> None:
    """Read a message of another process, and tell on what it says."""
    with suppress(ContractError):
        news = [item for item in read_news(read_message(data)) if item is not None]
        for body, _ in messages(ProcessId("us"), news):
            assert list(read_news(read_message(body))) == news
        for item in news:
            if isinstance(item, Rung):
                published_of(item)


TARGETS = (
    Target(
        "server-frame",
        read_frame,
        (
            b'40{"token":"t","userId":"ana","rooms":{"user:ana":{"after":7,"eventId":"e1"}}}',
            (
                b'421["authenticate",{"userId":"ana","token":"t","epoch":"e","client":'
                b'{"deviceId":"d","version":"1.0","platform":"linux"}}]'
            ),
            b'4212["join_team","it"]',
            b'423["join_queue",{"queueId":"printers"}]',
            b'42["typing",{"ticketId":"t1","active":true,"internal":false}]',
            b"3",
            b"2probe",
        ),
    ),
    Target(
        "server-peer",
        read_peer,
        (
            b'{"process":"p1","canary":3,"news":[]}',
            (
                b'{"process":"p1","news":[{"type":"rung","n":7,"event":{"type":"user:queue_updated",'
                b'"id":"e1","at":"2026-01-05T09:00:00Z","queueId":"q","watching":true},'
                b'"positions":{"user:ana":3}},{"type":"online","sockets":{"ana":1}}]}'
            ),
            (
                b'{"process":"p1","news":[{"type":"typed","rooms":["user:ana"],"ticket_id":"t",'
                b'"user_id":"ben","active":true},{"type":"who_is_online"}]}'
            ),
        ),
    ),
)

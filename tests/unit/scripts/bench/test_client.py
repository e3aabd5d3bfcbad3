import socket
from collections.abc import Iterator

import pytest

from scripts.bench.client import Client

OPENED = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"


@pytest.fixture
def ends() -> Iterator[tuple[Client, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = Client(f"http://127.0.0.1:{listening.getsockname()[1]}", "ana-id", "token")
        server, _ = listening.accept()
        server.settimeout(5)
        with server, client.socket:
            assert server.recv(4096).startswith(b"GET /socket.io/?EIO=4&transport=websocket")
            client.socket.setblocking(True)
            yield client, server


def frame(text: str) -> bytes:
    payload = text.encode()
    if len(payload) < 126:
        return bytes([0x81, len(payload)]) + payload
    return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload


def test_a_client_signs_in_and_answers_pings(ends: tuple[Client, socket.socket]) -> None:
    client, server = ends

    server.sendall(OPENED + frame('0{"sid":"s"}'))
    client.readable()
    assert server.recv(100)[6:] == b"40"
    server.sendall(frame('40{"sid":"s"}'))
    client.readable()
    assert server.recv(500)[6:] == b'42["authenticate", {"userId": "ana-id", "token": "token"}]'
    server.sendall(frame('42["authenticated",{"success":true}]') + frame("2"))
    client.readable()

    assert client.is_signed_in
    assert server.recv(100)[6:] == b"3"


def test_events_are_counted_however_the_bytes_are_cut(ends: tuple[Client, socket.socket]) -> None:
    client, server = ends
    event = frame('42["ticket:updated",{"id":"%s"}]' % ("x" * 300))
    data = OPENED + event * 3 + frame('42["heartbeat",{}]')

    counted = 0
    for first in range(0, len(data), 7):
        server.sendall(data[first : first + 7])
        counted += client.readable() or 0

    assert counted == len(client.arrivals) == 3


def test_a_closed_connection_is_noticed(ends: tuple[Client, socket.socket]) -> None:
    client, server = ends

    server.close()

    assert client.readable() is None

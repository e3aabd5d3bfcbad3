"""What a foreign web page, or a token in an address, gets: nothing.

Source:
    OWASP WebSocket security cheat sheet; CWE-1385 (missing origin validation); RFC 9700, 4.3.2.
"""

import json
from itertools import product

import aiohttp
import pytest

from tests.integration.backend.clients import raw_client, socket_client
from tests.integration.backend.server import ORIGIN, Server

POLLING = "/socket.io/?EIO=4&transport=polling"
FOREIGN = {
    "another site": "https://evil.example",
    "sandboxed page": "null",
    "other scheme": ORIGIN.replace("https", "http"),
    "other port": f"{ORIGIN}:8443",
    "begins like ours": f"{ORIGIN}.evil.example",
    "ends like ours": ORIGIN.replace("desk.", "evil-desk."),
    "capitals": ORIGIN.upper(),
    "with a path": f"{ORIGIN}/",
}


async def test_foreign_pages_open_no_websocket(server: Server) -> None:
    answers = {name: await _handshake(server, origin) for name, origin in FOREIGN.items()}

    assert answers == dict.fromkeys(FOREIGN, 400)


async def _handshake(server: Server, origin: str) -> int:
    address = f"{server.url}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await server.http.ws_connect(address, origin=origin)
    return refused.value.status


async def test_foreign_pages_neither_open_nor_use_a_polling_session(server: Server) -> None:
    opened = await server.call("GET", POLLING, headers={"Origin": ORIGIN})
    sid = json.loads(opened.data[1:])["sid"]
    for origin in FOREIGN.values():
        headers = {"Origin": origin}

        refused = await server.call("GET", POLLING, headers=headers)
        # Even with a session's name in its hands a page cannot speak in it.
        forged = await server.call("POST", f"{POLLING}&sid={sid}", data="40", headers=headers)

        assert (refused.status, forged.status) == (400, 400)
        assert "Access-Control-Allow-Origin" not in {*refused.headers, *forged.headers}


async def test_our_page_and_a_client_that_is_no_page_may_connect(server: Server) -> None:
    async with raw_client(server.http, server.url, origin=ORIGIN) as page:
        assert page.handshake["sid"]
    async with raw_client(server.http, server.url) as agent:
        assert agent.handshake["sid"]


async def test_no_cookie_is_ever_set_or_believed(server: Server) -> None:
    cookies = {"Cookie": f"io=1; token={server.ben.token}; session={server.ben.token}"}

    asked = await server.call("GET", "/api/v1/me", headers=cookies)
    opened = await server.call("GET", POLLING, headers=cookies)

    assert asked.status == 401
    assert "Set-Cookie" not in {*asked.headers, *opened.headers}
    async with raw_client(server.http, server.url, headers=cookies) as client:
        await client.connect()
        await client.emit("join_team", server.team, ack_id=1)
        assert "authentication_required" in (await client.next() or "")


async def test_token_in_the_address_of_a_socket_is_refused(server: Server) -> None:
    for transport, name in product(("polling", "websocket"), ("token", "access_token", "auth")):
        path = f"/socket.io/?EIO=4&transport={transport}&{name}={server.ben.token}"
        assert (await server.call("GET", path)).status == 400


async def test_token_in_the_address_of_a_request_is_refused(server: Server) -> None:
    for name in ("token", "access_token", "refresh_token"):
        path = f"/api/v1/me?{name}={server.ben.token}"
        assert (await server.call("GET", path, server.ben)).json["code"] == "invalid_request"


async def test_jsonp_is_not_spoken(server: Server) -> None:
    assert (await server.call("GET", f"{POLLING}&j=0")).status == 400


async def test_nobody_speaks_in_the_polling_session_of_somebody_else(server: Server) -> None:
    async with socket_client(server.url, transports=["polling"]) as ben:
        assert (await ben.sign_in(server.ben))["success"]

        for sid in ("x" * 20, "", "../ben"):
            answer = await server.call("POST", f"{POLLING}&sid={sid}", data="42[]")
            assert answer.status == 400

"""The HTTP session that python-socketio opens its WebSocket with."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from desktop.adapters.machine import system_proxy, system_trust, user_agent


class WebSockets:
    """Opens WebSockets to one server the way the machine wants it, and closes what it opened.

    It stands in for ``aiohttp.ClientSession``. The library leaves a WebSocket open on which the
    handshake failed; and ``trust_env``, aiohttp's way to the machine's proxy, would send the
    passwords of the person's ``.netrc`` along.

    Args:
        address: Of the server.
        platform: As ``sys.platform`` has it.
    """

    def __init__(self, address: str, platform: str) -> None:
        """Make the session; needs a running loop."""
        is_secure = address.startswith("https:")
        self._proxy = system_proxy(address)
        self._opened: list[aiohttp.ClientWebSocketResponse] = []
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=system_trust()) if is_secure else None,
            headers={"User-Agent": user_agent(platform)},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    @property
    def closed(self) -> bool:
        """Whether it was closed; the library asks."""
        return self._session.closed

    async def ws_connect(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        **options: Any,  # noqa: ANN401 - the library's, for aiohttp
    ) -> aiohttp.ClientWebSocketResponse:
        """Open a WebSocket; called by the library."""
        ws: aiohttp.ClientWebSocketResponse = await self._session.ws_connect(
            url, headers=headers, proxy=self._proxy, **options
        )
        self._opened.append(ws)
        return ws

    async def close(self) -> None:
        """Close everything that is still open."""
        for ws in self._opened:
            await ws.close()
        await self._session.close()

"""Another signing secret, and nobody has to sign in again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp

from backend.bootstrap.server import open_backend
from tests.contract.witness import witnessed
from tests.integration.backend.clients import signed_in, socket_client
from tests.integration.backend.server import (
    LIVELY,
    Server,
    listening,
    running_server,
    settings_in,
)

OLD, NEW = "o" * 32, "n" * 32


@asynccontextmanager
async def restarted(before: Server, folder: Path, **environ: str) -> AsyncIterator[Server]:
    """Run another server on the same data."""
    async with (
        witnessed() as witness,
        open_backend(settings_in(folder, **environ), LIVELY) as backend,
        listening(backend, witness) as url,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http,
    ):
        yield replace(before, url=url, backend=backend, http=http)


async def test_a_new_secret_signs_nobody_out(tmp_path: Path) -> None:
    async with running_server(tmp_path, BOMIZZEL_JWT_SECRET=OLD) as before:
        # This answer is lost with the old server.
        lost = await before.backend.services.sessions.refresh(before.ana.refresh_token)

    rotated = {"BOMIZZEL_JWT_SECRET": NEW, "BOMIZZEL_JWT_PREVIOUS_SECRET": OLD}
    async with (
        restarted(before, tmp_path, **rotated) as server,
        signed_in(server.url, server.ben) as ben,  # With the token of before.
    ):
        assert (await server.call("GET", "/api/v1/me", server.ben)).status == 200
        asked = {"refreshToken": server.ben.refresh_token}
        fresh = (await server.call("POST", "/api/v1/auth/refresh", json=asked)).json
        again = {"userId": server.ben.id, "token": fresh["accessToken"]}
        assert (await ben.ask("authenticate", again))["success"]
        retried = {"refreshToken": server.ana.refresh_token}
        answer = (await server.call("POST", "/api/v1/auth/refresh", json=retried)).json
        assert answer["refreshToken"] == lost.refresh_token

    renewed = replace(before.ben, token=fresh["accessToken"])
    async with (
        restarted(before, tmp_path, BOMIZZEL_JWT_SECRET=NEW) as server,
        signed_in(server.url, renewed),
        socket_client(server.url) as stale,
    ):
        # Once the old secret is taken away, what it signed is worth nothing.
        assert (await stale.sign_in(before.ben))["error"]["code"] == "token_invalid"
        assert (await server.call("GET", "/api/v1/me", before.ben)).status == 401

import json
import logging
from pathlib import Path

import pytest

from tests.guards.logs import ExpectedLogs
from tests.integration.backend.clients import raw_client, signed_in, socket_client
from tests.integration.backend.server import PASSWORD, running_server


async def test_no_secret_is_logged_in_a_whole_session_even_at_debug(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, expected_logs: ExpectedLogs
) -> None:
    # The clients of this test are no part of the product.
    expected_logs.allow("engineio.client:WARNING")
    for name in ("engineio.client", "socketio.client"):
        caplog.set_level(logging.WARNING, logger=name)
    for name in ("", "backend", "backend.realtime.library", "engineio", "socketio", "aiohttp"):
        caplog.set_level(logging.DEBUG, logger=name)
    title = "The printer of Mrs Miller jams"
    async with running_server(tmp_path) as server:
        login = {"email": server.ben.email, "password": PASSWORD}
        tokens = (await server.call("POST", "/api/v1/auth/login", json=login)).json
        renewal = {"refreshToken": tokens["refreshToken"]}
        fresh = (await server.call("POST", "/api/v1/auth/refresh", json=renewal)).json
        bearer = {"Authorization": f"Bearer {fresh['accessToken']}"}
        await server.call("GET", "/api/v1/me", headers=bearer)
        await server.call("GET", f"/api/v1/me?token={fresh['accessToken']}")
        async with (
            signed_in(server.url, server.ana) as ana,
            socket_client(server.url, auth={"token": server.ben.token}) as ben,
            raw_client(server.http, server.url) as odd,
        ):
            await ben.wait_for("authenticated")
            await odd.send("40" + json.dumps({"token": f"{server.ben.token}x"}))
            await odd.rest()
            ticket = await server.ticket(title=title)
            await server.assign(ticket.id, server.ben)
            await ben.wait_for("user:ticket_assigned")
            await ana.wait_for("ticket:assigned")
        people = server.people.values()
        secrets = [PASSWORD, title, *(person.token for person in people)]
        secrets += [person.refresh_token for person in people]
        for answer in (tokens, fresh):
            secrets += [answer["accessToken"], answer["refreshToken"]]

    shown = "\n".join(
        f"{record.getMessage()} {vars(record)} {record.exc_text}" for record in caplog.records
    )
    assert {"request answered", "socket authenticated", "socket closed"} <= {
        record.getMessage() for record in caplog.records
    }
    assert [secret for secret in secrets if secret in shown] == []

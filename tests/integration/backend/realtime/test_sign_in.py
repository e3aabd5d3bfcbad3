import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.realtime.limits import Limits
from tests.integration.backend.clients import raw_client, signed_in, socket_client
from tests.integration.backend.server import LIVELY, Server, running_server


async def test_authenticate_is_answered_by_acknowledgement_and_event(server: Server) -> None:
    async with socket_client(server.url) as client:
        answer = await client.sign_in(server.ana)

        assert answer == await client.wait_for("authenticated")
    assert answer["success"] is True
    assert answer["userId"] == server.ana.id
    assert answer["role"] == "team_lead"
    assert answer["protocol"] == 1
    assert answer["heartbeatSeconds"] == 25
    assert set(answer["rooms"]) == {
        f"user:{server.ana.id}",
        f"team:{server.team}",
        f"queue:{server.queue}",
    }


async def test_a_token_in_connect_signs_in_and_its_answer_comes_after_connect(
    server: Server,
) -> None:
    async with raw_client(server.http, server.url) as client:
        await client.send("40" + json.dumps({"token": server.ben.token}))

        assert (await client.next() or "").startswith('40{"sid"')
        name, answer = json.loads((await client.next() or "")[2:])
    assert name == "authenticated"
    assert answer["success"] is True
    assert answer["userId"] == server.ben.id


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        pytest.param({"token": "nonsense"}, "token_invalid", id="no-token-of-ours"),
        pytest.param({"userId": "somebody-else"}, "subject_mismatch", id="of-somebody-else"),
        pytest.param({"userId": "not an id!"}, "invalid_request", id="not-of-the-contract"),
    ],
)
async def test_a_refused_sign_in_says_why_and_is_final(
    server: Server, payload: dict[str, Any], code: str
) -> None:
    asked = {"userId": server.ben.id, "token": server.ben.token, **payload}
    async with socket_client(server.url) as client:
        answer = await client.ask("authenticate", asked)

        assert answer["success"] is False
        assert answer["error"]["code"] == code
        assert answer["error"]["retryable"] is False
        # The client took a Socket.IO DISCONNECT, which it does not come back from.
        assert await client.wait_until_gone() == client.sio.reason.SERVER_DISCONNECT
    assert client.named("authenticated") == [answer]


async def test_a_silent_socket_is_closed_at_the_deadline(tmp_path: Path) -> None:
    hasty = replace(LIVELY, limits=Limits(sign_in_s=0.2))
    async with running_server(tmp_path, hasty) as server:
        async with raw_client(server.http, server.url) as silent:
            assert await silent.next() is None
            assert silent.ws.close_code == 1001
        async with raw_client(server.http, server.url) as connected:
            await connected.connect()
            assert await connected.rest() == []


async def test_a_signed_in_socket_outlives_the_deadline(tmp_path: Path) -> None:
    hasty = replace(LIVELY, limits=Limits(sign_in_s=0.2))
    async with (
        running_server(tmp_path, hasty) as server,
        signed_in(server.url, server.ana) as client,
        raw_client(server.http, server.url) as witness,
    ):
        await witness.next()  # Closed: the deadline of a socket that came later is over.

        await server.ticket()

        assert await client.wait_for("ticket:created")


async def test_nothing_reaches_a_socket_before_it_is_authenticated(server: Server) -> None:
    async with (
        signed_in(server.url, server.ana) as witness,
        raw_client(server.http, server.url) as stranger,
    ):
        await stranger.connect()
        await server.ticket()
        await witness.wait_for("ticket:created")

        await stranger.emit("join_queue", server.queue, ack_id=1)

        # The very next frame is the refusal: nothing was sent before it.
        answer = json.loads((await stranger.next() or "")[3:])
    assert answer[0]["error"]["code"] == "authentication_required"


async def test_events_during_a_sign_in_come_after_its_answer(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broadcast while the rights of a person are looked up reaches nobody too early."""
    membership = server.backend.services.membership
    looked_up, go_on = asyncio.Event(), asyncio.Event()
    rooms_of = type(membership).rooms_of

    async def held(self: Any, user_id: Any) -> Any:
        rooms = await rooms_of(self, user_id)
        looked_up.set()
        await go_on.wait()
        return rooms

    async with (
        signed_in(server.url, server.ana) as witness,
        raw_client(server.http, server.url) as client,
    ):
        await client.connect()
        monkeypatch.setattr(type(membership), "rooms_of", held)
        await client.emit("authenticate", {"userId": server.ben.id, "token": server.ben.token})
        await looked_up.wait()
        await server.ticket()
        await witness.wait_for("ticket:created")
        go_on.set()

        name, answer = json.loads((await client.next() or "")[2:])

        assert name == "authenticated"
        # What happened meanwhile is below the head that the answer tells.
        head = answer["rooms"][f"team:{server.team}"]["head"]
        await server.ticket()
        _, event = json.loads((await client.next() or "")[2:])
        assert event["pos"][f"team:{server.team}"] == head + 1


async def test_only_so_many_sockets_of_one_person(tmp_path: Path) -> None:
    tuning = replace(LIVELY, limits=Limits(sockets_per_person=1))
    async with (
        running_server(tmp_path, tuning) as server,
        signed_in(server.url, server.ana),
        socket_client(server.url) as second,
    ):
        answer = await second.sign_in(server.ana)

        assert answer["error"]["code"] == "too_many_requests"
        assert answer["error"]["retryable"] is True
        assert await second.wait_until_gone() == second.sio.reason.TRANSPORT_ERROR

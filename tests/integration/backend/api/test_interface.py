import asyncio
import io
import logging
from typing import Any
from urllib.parse import urlsplit

import pytest
from yarl import URL

from tests.integration.backend.server import ORIGIN, PASSWORD, Response, Server


def assert_problem(response: Response, status: int, code: str) -> None:
    assert response.status == status, response.data
    assert response.headers["Content-Type"].startswith("application/problem+json")
    problem = response.json
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["type"] == f"urn:bomizzel:problem:{code}"


async def test_sign_in_refresh_and_sign_out(server: Server) -> None:
    login = {"email": "ben@example.org", "password": PASSWORD, "device": "laptop-1"}
    tokens = (await server.call("POST", "/api/v1/auth/login", json=login)).json
    renewed = await server.call(
        "POST", "/api/v1/auth/refresh", json={"refreshToken": tokens["refreshToken"]}
    )
    headers = {"Authorization": f"Bearer {renewed.json['accessToken']}"}

    me = await server.call("GET", "/api/v1/me", headers=headers)

    assert me.json["user"]["email"] == "ben@example.org"
    out = await server.call(
        "POST", "/api/v1/auth/logout", json={"refreshToken": renewed.json["refreshToken"]}
    )
    assert out.status == 204
    gone = await server.call("GET", "/api/v1/me", headers=headers)
    assert_problem(gone, 401, "token_revoked")


@pytest.mark.parametrize(
    ("asked", "body", "status", "code"),
    [
        pytest.param("GET /api/v1/nothing", None, 404, "not_found", id="no-such-address"),
        pytest.param("DELETE /api/v1/me", None, 405, "method_not_allowed", id="no-such-method"),
        pytest.param("GET /api/v1/tickets/x", None, 404, "not_found", id="unknown-ticket"),
        pytest.param("GET /api/v1/tickets/a!b", None, 404, "not_found", id="impossible-id"),
        pytest.param("POST /api/v1/tickets", "{", 400, "invalid_request", id="no-json"),
        pytest.param("POST /api/v1/tickets", "[]", 400, "invalid_request", id="other-shape"),
        pytest.param("GET /api/v1/tickets?limit=0", None, 400, "invalid_request", id="bad-query"),
        pytest.param(
            "POST /api/v1/tickets", "x" * 1_100_000, 413, "payload_too_large", id="too-large"
        ),
        pytest.param("GET /api/v1/users", None, 403, "permission_denied", id="not-for-staff"),
        pytest.param("GET /healthz", None, 403, "permission_denied", id="health-is-private"),
        pytest.param(
            "GET /api/v1/me?token=x", None, 400, "invalid_request", id="token-in-address"
        ),
    ],
)
async def test_refusals_are_problems_with_a_code(
    server: Server, asked: str, body: str | None, status: int, code: str
) -> None:
    method, _, path = asked.partition(" ")
    data = None if body is None else io.BytesIO(body.encode())

    response = await server.call(method, path, server.ben, data=data)

    assert_problem(response, status, code)


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        pytest.param(None, "authentication_required", id="none"),
        pytest.param("Basic Ym9iOmJvYg==", "authentication_required", id="another-scheme"),
        pytest.param("Bearer nonsense", "token_invalid", id="no-token-of-ours"),
        pytest.param("Bearer a b", "authentication_required", id="two-words"),
    ],
)
async def test_without_a_good_bearer_token_nothing_is_answered(
    server: Server, authorization: str | None, code: str
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    response = await server.call("GET", "/api/v1/me", headers=headers)

    assert_problem(response, 401, code)
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/v1/auth/login"), ("GET", "/api/v1/tickets"), ("GET", "/api/v1/nowhere")],
)
async def test_no_cache_keeps_an_answer_and_no_browser_guesses_what_it_is(
    server: Server, method: str, path: str
) -> None:
    body = {"email": server.ben.email, "password": PASSWORD} if method == "POST" else None

    answer = await server.call(method, path, server.ben, json=body)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_ticket_of_others_looks_like_none(server: Server) -> None:
    ticket = await server.ticket()

    forbidden = await server.call("GET", f"/api/v1/tickets/{ticket.id}", server.cleo)
    unknown = await server.call("GET", "/api/v1/tickets/unknown", server.cleo)

    assert_problem(forbidden, 404, "not_found")
    same = [{**answer.json, "instance": ""} for answer in (forbidden, unknown)]
    assert same[0] == same[1]


async def test_a_repeated_key_gives_the_first_answer_and_does_nothing(server: Server) -> None:
    body = {"title": "Printer jams", "queueId": server.queue}
    headers = {"Idempotency-Key": "once"}
    first, second = [
        await server.call("POST", "/api/v1/tickets", server.dora, json=body, headers=headers)
        for _ in range(2)
    ]
    other = await server.call(
        "POST", "/api/v1/tickets", server.dora, json={**body, "title": "Other"}, headers=headers
    )

    assert first.status == second.status == 201
    assert first.data == second.data
    assert_problem(other, 422, "idempotency_mismatch")
    page = await server.call("GET", "/api/v1/tickets", server.dora)
    assert len(page.json["items"]) == 1


async def test_a_key_that_no_database_could_store_is_refused(server: Server) -> None:
    url = URL(server.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        b"POST /api/v1/tickets/any/claim HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n"
        b"Authorization: Bearer %b\r\nIdempotency-Key: m\xff\r\nContent-Length: 0\r\n\r\n"
        % server.dora.token.encode()
    )
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()

    assert b"400" in answer.partition(b"\r\n")[0]
    assert b"Idempotency-Key" in answer


async def test_if_match_refuses_a_change_of_another_version(server: Server) -> None:
    ticket = await server.ticket()
    path = f"/api/v1/tickets/{ticket.id}"

    changed = await server.call(
        "PATCH", path, server.ben, json={"priority": "urgent"}, headers={"If-Match": '"1"'}
    )
    stale = await server.call(
        "PATCH", path, server.ben, json={"priority": "low"}, headers={"If-Match": '"1"'}
    )
    nonsense = await server.call("PATCH", path, server.ben, json={}, headers={"If-Match": "soon"})
    endless = await server.call(
        "PATCH", path, server.ben, json={}, headers={"If-Match": f'"{"9" * 5000}"'}
    )

    assert_problem(endless, 400, "invalid_request")
    assert changed.json["version"] == 2
    assert_problem(stale, 412, "stale_version")
    assert_problem(nonsense, 400, "invalid_request")


async def test_a_claim_says_who_was_quicker(server: Server) -> None:
    ticket = await server.ticket()
    path = f"/api/v1/tickets/{ticket.id}/claim"

    answers = await asyncio.gather(
        server.call("POST", path, server.ana), server.call("POST", path, server.ben)
    )

    won, lost = sorted(answers, key=lambda answer: answer.status)
    assert_problem(lost, 409, "already_claimed")
    assert lost.json["winnerId"] == won.json["assigneeId"]


async def test_tickets_come_in_batches_by_id(server: Server) -> None:
    tickets = [await server.ticket() for _ in range(3)]
    ids = ",".join(ticket.id for ticket in tickets)

    page = await server.call("GET", f"/api/v1/tickets?ids={ids},unknown", server.ben)

    assert {item["id"] for item in page.json["items"]} == {ticket.id for ticket in tickets}


async def test_notes_teams_queues_people_and_figures_are_readable(server: Server) -> None:
    ticket = await server.ticket()
    note = {"text": "Please look", "internal": True, "mentions": [server.ana.id]}
    written = await server.call(
        "POST", f"/api/v1/tickets/{ticket.id}/notes", server.ben, json=note
    )
    assert written.status == 201

    answers = {
        path: (await server.call("GET", f"/api/v1/{path}", server.ben)).json
        for path in (
            f"tickets/{ticket.id}/notes",
            f"tickets/{ticket.id}/history",
            f"queues/{server.queue}/metrics",
            "teams",
            "queues",
            f"people?ids={server.ana.id}",
            "notifications/unread",
        )
    }

    assert answers[f"tickets/{ticket.id}/notes"]["items"][0]["text"] == "Please look"
    assert answers[f"tickets/{ticket.id}/history"]["items"][0]["type"] == "ticket:created"
    assert answers[f"queues/{server.queue}/metrics"]["total"] == 1
    assert answers["teams"]["items"] == [{"id": server.team, "name": "IT", "disabled": False}]
    assert [queue["id"] for queue in answers["queues"]["items"]] == [server.queue]
    assert answers[f"people?ids={server.ana.id}"]["items"] == [
        {"id": server.ana.id, "name": "Ana"}
    ]
    assert answers["notifications/unread"]["count"] == 1


async def test_notifications_are_listed_in_words_and_marked(server: Server) -> None:
    ticket = await server.ticket(title="Printer jams")
    await server.assign(ticket.id, server.ben)

    page = (await server.call("GET", "/api/v1/notifications", server.ben)).json
    assigned = [item for item in page["items"] if item["kind"] == "assigned"]
    marks = {"ids": [assigned[0]["id"]]}
    read = await server.call("POST", "/api/v1/notifications/read", server.ben, json=marks)
    clear = await server.call(
        "POST", "/api/v1/notifications/clear", server.ben, json={"all": True}
    )

    assert "Printer jams" in assigned[0]["title"] + assigned[0]["body"]
    assert (read.status, clear.status) == (204, 204)
    after = (await server.call("GET", "/api/v1/notifications", server.ben)).json
    assert after["items"] == []


async def test_administrators_make_people_teams_and_queues(server: Server) -> None:
    async def post(path: str, **body: Any) -> Any:
        answer = await server.call("POST", f"/api/v1/{path}", server.root, json=body)
        assert answer.status == 201, answer.data
        return answer.json["id"]

    team = await post("teams", name="Facilities")
    queue = await post("queues", name="Keys", teamId=team)
    user = await post(
        "users", email="eve@example.org", name="Eve", role="employee", password="long enough"
    )
    paths = [f"teams/{team}/members/{user}", f"queues/{queue}/watchers/{user}"]
    for method in ("PUT", "DELETE"):
        for path in paths if method == "PUT" else paths[::-1]:
            answer = await server.call(method, f"/api/v1/{path}", server.root)
            assert answer.status == 204, answer.data
    announcement = await post(f"teams/{team}/announcements", text="Welcome")
    renamed = await server.call(
        "PATCH", f"/api/v1/queues/{queue}", server.root, json={"name": "Locks"}
    )
    disabled = await server.call(
        "PATCH", f"/api/v1/users/{user}", server.root, json={"disabled": True}
    )

    assert announcement
    assert renamed.json["name"] == "Locks"
    assert disabled.json["disabled"] is True


async def test_preferences_are_kept_as_they_were_put(server: Server) -> None:
    chosen = {"quietHours": {"from": "22:00"}, "muted": [server.queue]}

    put = await server.call("PUT", "/api/v1/me/preferences", server.ben, json=chosen)

    assert put.status == 204
    me = await server.call("GET", "/api/v1/me", server.ben)
    assert me.json["preferences"] == chosen
    assert me.json["ticketUrl"] == f"{ORIGIN}/tickets/{{id}}"


async def test_sync_gives_what_came_after_the_cursor(server: Server) -> None:
    await server.ticket()
    room = f"team:{server.team}"
    body = {"rooms": {room: {"after": 1}, f"team:{server.other_team}": {"after": 0}}}

    page = (await server.call("POST", "/api/v1/sync", server.ben, json=body)).json

    assert set(page["rooms"]) == {room}
    (entry,) = page["rooms"][room]["entries"]
    assert entry["type"] == "queue:ticket_added"
    assert entry["pos"] == {room: 2}


async def test_a_long_poll_answers_on_arrival(server: Server) -> None:
    room = f"team:{server.team}"
    body = {"rooms": {room: {"after": 0}}, "waitSeconds": 20}
    waiting = asyncio.create_task(server.call("POST", "/api/v1/sync", server.ben, json=body))
    await asyncio.wait([waiting], timeout=0.3)
    assert not waiting.done()

    await server.ticket()

    async with asyncio.timeout(5):
        page = (await waiting).json
    assert len(page["rooms"][room]["entries"]) >= 1


async def test_pages_of_known_origins_may_read_the_answers(server: Server) -> None:
    asks = {"Access-Control-Request-Method": "POST"}
    preflight = await server.call("OPTIONS", "/api/v1/tickets", headers={"Origin": ORIGIN, **asks})
    answer = await server.call("GET", "/api/v1/me", server.ben, headers={"Origin": ORIGIN})
    refused = await server.call("GET", "/api/v1/me", headers={"Origin": ORIGIN})
    stranger = await server.call(
        "OPTIONS", "/api/v1/tickets", headers={"Origin": f"{ORIGIN}.evil.example", **asks}
    )

    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Idempotency-Key" in preflight.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert refused.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in stranger.headers
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-ID"
    assert stranger.headers["Vary"] == "Origin"


async def test_a_wrong_method_is_told_the_right_ones(server: Server) -> None:
    refused = await server.call("DELETE", "/api/v1/me", server.ben)

    assert_problem(refused, 405, "method_not_allowed")
    assert "GET" in refused.headers["Allow"]


async def test_the_scheme_of_the_token_may_be_written_in_any_case(server: Server) -> None:
    token = server.ben.headers["Authorization"].removeprefix("Bearer ")

    answer = await server.call("GET", "/api/v1/me", headers={"Authorization": f"bearer {token}"})

    assert answer.status == 200


async def test_a_body_that_does_not_come_is_not_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.api.routing.BODY_TIMEOUT_S", 0.05)
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")

    line = await asyncio.wait_for(reader.readline(), 5)

    assert b" 400 " in line
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_goes_in_the_middle_of_its_request_is_no_error(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "backend.api.middleware")
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n")
    writer.write(b"Content-Length: 10\r\n\r\n")
    async with asyncio.timeout(5):
        await reader.readline()  # The server waits for the body from here on.
        writer.transport.abort()
        while not (found := [r for r in caplog.records if is_of(r, "/api/v1/auth/login")]):
            await server.call("GET", "/livez")

    assert found[0].levelno == logging.INFO
    assert vars(found[0])["status"] == 400


def is_of(record: logging.LogRecord, route: str) -> bool:
    return record.levelno > logging.INFO or vars(record).get("route") == route


async def test_json_that_is_nested_without_end_is_refused(server: Server) -> None:
    answer = await server.call("POST", "/api/v1/auth/login", data='{"x":' + "[" * 200_000)

    assert_problem(answer, 400, "invalid_request")


async def test_health_is_told_to_administrators(server: Server) -> None:
    health = (await server.call("GET", "/healthz", server.root)).json

    assert health["connectedUsers"] == 0
    assert health["loopLagSeconds"] < 1
    assert set(health) == {
        "version",
        "connectedUsers",
        "sockets",
        "activeRooms",
        "messagesPerSecond",
        "dispatchLagSeconds",
        "loopLagSeconds",
        "doorbellAgeSeconds",
        "uptimeSeconds",
        "checks",
    }
    assert health["checks"]["database"]["state"] == "ok"


async def test_live_ready_and_figures_need_no_token(server: Server) -> None:
    live = await server.call("GET", "/livez")
    ready = await server.call("GET", "/readyz")
    figures = (await server.call("GET", "/metrics")).data.decode()

    assert (live.status, live.data) == (200, b"ok")
    assert ready.json == {
        "ready": True,
        "degraded": False,
        "checks": {
            name: {"state": "ok", "detail": ""}
            for name in (
                "database",
                "migrations",
                "dispatch",
                "doorbell",
                "loop",
                "tasks",
                "retention",
            )
        },
    }
    assert "bomizzel_dispatch_lag_seconds_bucket" in figures
    assert 'bomizzel_http_request_seconds_count{method="POST"' not in figures
    assert server.ana.id not in figures


async def test_a_server_without_database_is_alive_but_not_ready(server: Server) -> None:
    await server.backend.storage.gateway.close()

    ready = await server.call("GET", "/readyz")

    assert ready.status == 503
    assert ready.json["checks"]["database"] == {"state": "failed", "detail": "unavailable"}
    assert (await server.call("GET", "/livez")).status == 200


@pytest.mark.expected_logs("backend.api.middleware:ERROR:request failed")
async def test_a_mistake_of_ours_shows_nothing_but_its_code(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr(type(server.backend.services.membership), "profile", broken)

    response = await server.call("GET", "/api/v1/me", server.ben)

    assert_problem(response, 500, "internal")
    assert b"secret detail" not in response.data
    assert response.json["instance"] == response.headers["X-Request-ID"]


async def test_many_tickets_change_at_once_and_a_repetition_goes_on_where_it_ended(
    server: Server,
) -> None:
    first, second = await server.ticket(), await server.ticket()
    change = {"priority": "high", "assigneeId": None}

    async def sent(*ids: str) -> list[tuple[str, int]]:
        response = await server.call(
            "POST",
            "/api/v1/tickets/bulk",
            server.ben,
            json={"ids": ids, "change": change},
            headers={"Idempotency-Key": "many"},
        )
        assert response.status == 200
        return [(item["id"], item["version"]) for item in response.json["items"]]

    assert await sent(first.id) == [(first.id, 2)]
    assert await sent(second.id, first.id) == [(second.id, 2), (first.id, 2)]
    refused = await server.call(
        "POST", "/api/v1/tickets/bulk", server.ben, json={"ids": [first.id], "change": {}}
    )
    assert_problem(refused, 400, "invalid_request")

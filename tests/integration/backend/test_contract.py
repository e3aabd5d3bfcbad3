"""The published documents are enforced: proof that whoever breaks them turns a test red."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.realtime.fanout import Fanout
from backend.services.membership import Membership
from tests.contract.documents import ContractViolationError
from tests.contract.exchanges import Exchange, HttpContract
from tests.contract.frames import SocketContract
from tests.integration.backend.clients import signed_in
from tests.integration.backend.server import Server, running_server

TEAM = {"id": "team-1", "name": "IT"}
LISTED = Exchange(
    method="GET",
    path="/api/v1/teams",
    query={},
    body=b"",
    status=200,
    content_type="application/json",
    answer=json.dumps({"items": [TEAM]}).encode(),
)
FILED = Exchange(
    method="POST",
    path="/api/v1/teams",
    query={},
    body=json.dumps({"name": "IT"}).encode(),
    status=201,
    content_type="application/json",
    answer=b'{"id":"team-1"}',
)
LEFT = {"room": "team:team-1", "reason": "left"}


def test_exchanges_of_the_contract_pass() -> None:
    HttpContract().check(LISTED)
    HttpContract().check(FILED)


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(
            replace(LISTED, answer=json.dumps({"items": [{**TEAM, "secret": 1}]}).encode()),
            id="a-field-that-nobody-described",
        ),
        pytest.param(replace(LISTED, answer=b"{}"), id="a-field-is-missing"),
        pytest.param(replace(LISTED, status=202), id="another-status"),
        pytest.param(replace(LISTED, content_type="text/html"), id="another-type"),
        pytest.param(replace(LISTED, status=404), id="an-error-that-is-no-problem"),
        pytest.param(replace(LISTED, path="/api/v1/moons"), id="an-address-not-described"),
        pytest.param(replace(FILED, body=b'{"name":""}'), id="a-bad-request-was-accepted"),
        pytest.param(
            replace(
                LISTED, path="/api/v1/tickets", query={"limit": "9999"}, answer=b'{"items":[]}'
            ),
            id="a-bad-query-was-accepted",
        ),
    ],
)
def test_an_exchange_that_is_not_described_is_found(exchange: Exchange) -> None:
    with pytest.raises(ContractViolationError):
        HttpContract().check(exchange)


def test_packets_of_the_contract_pass() -> None:
    contract = SocketContract()

    contract.sent("s", '0{"sid":"abc"}')
    contract.sent("s", f'2["room:left",{json.dumps(LEFT)}]')
    contract.sent("s", '2["auth:expired"]')
    contract.received("s", '27["leave_team","team-1"]')
    contract.sent("s", '37[{"ok":true,"room":"team:team-1"}]')
    contract.received("s", '28["leave_team",null]')
    contract.sent(
        "s", '38[{"ok":false,"error":{"code":"invalid_request","message":"","retryable":false}}]'
    )


@pytest.mark.parametrize(
    "packet",
    [
        pytest.param('2["moon:rise",{}]', id="an-event-not-described"),
        pytest.param('2["room:left",{"room":"team:team-1"}]', id="a-field-is-missing"),
        pytest.param(
            f'2["room:left",{json.dumps({**LEFT, "title": "Printer"})}]',
            id="a-field-that-nobody-described",
        ),
        pytest.param(
            f'2["room:left",{json.dumps({**LEFT, "room": "attic"})}]', id="a-room-that-is-none"
        ),
        pytest.param('2["auth:expired",{}]', id="an-argument-too-many"),
        pytest.param('37[{"ok":true}]', id="an-answer-to-nothing"),
        pytest.param('38[{"ok":true}]', id="a-bad-request-was-accepted"),
        pytest.param("6", id="another-kind-of-packet"),
    ],
)
def test_a_packet_that_is_not_described_is_found(packet: str) -> None:
    contract = SocketContract()
    contract.received("s", '28["leave_team",null]')

    with pytest.raises(ContractViolationError):
        contract.sent("s", packet)


async def test_a_server_that_breaks_the_contract_on_a_socket_fails_its_test(
    tmp_path: Path,
) -> None:
    with pytest.raises(ContractViolationError, match="secret"):
        async with running_server(tmp_path) as server, signed_in(server.url, server.ben):
            _tell(server, ben_hears={**LEFT, "secret": "x"})


async def test_a_server_that_breaks_the_contract_over_http_fails_its_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def more_than_described(_self: Any, _actor: Any, **_options: bool) -> Any:
        return ({**TEAM, "secret": "x"},)

    monkeypatch.setattr(Membership, "teams", more_than_described)
    with pytest.raises(ContractViolationError, match="secret"):
        async with running_server(tmp_path) as server:
            await server.call("GET", "/api/v1/teams", server.ben)


async def test_both_descriptions_are_published(server: Server) -> None:
    openapi = await server.call("GET", "/api/v1/openapi.json")
    asyncapi = await server.call("GET", "/api/v1/asyncapi.json")

    folder = Path(__file__).parents[3] / "docs" / "contract"
    for published, name in ((openapi, "openapi"), (asyncapi, "asyncapi")):
        assert published.status == 200
        assert published.json == json.loads((folder / f"{name}.json").read_text())


def _tell(server: Server, *, ben_hears: dict[str, str]) -> None:
    hub = server.backend.hub
    (session,) = hub.sessions.of_person(server.ben.id)
    fanout: Fanout = hub.dispatcher._fanout
    fanout.tell(session.rooms, "room:left", json.dumps(ben_hears).encode())

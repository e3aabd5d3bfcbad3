"""Two processes behind the real nginx, with exactly the configuration that the docs give."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from yarl import URL

from tests.integration.backend.clients import Transport, signed_in
from tests.integration.backend.cluster.processes import Cluster, ServerProcess, cluster
from tests.servers.nginx import running_nginx
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

CLIENTS = 6


@pytest.fixture
async def proxied(
    tmp_path: Path, postgres: Postgres, redis: Redis
) -> AsyncIterator[tuple[Cluster, ServerProcess]]:
    """The two processes, and the proxy as if it were one."""
    database_url, proxies = postgres.new_database(), "127.0.0.1"
    async with cluster(tmp_path, database_url, redis.url, BOMIZZEL_TRUSTED_PROXIES=proxies) as two:
        folder = tmp_path / "nginx"
        folder.mkdir()
        backends = [process.url.removeprefix("http://") for process in (two.a, two.b)]
        with running_nginx(folder, backends) as url:
            yield two, ServerProcess(url, two.a.process)


async def sockets_of(two: Cluster) -> list[int]:
    health = [await two.call(at, "root", "GET", "/healthz") for at in (two.a, two.b)]
    return [answer["sockets"] for answer in health]


@pytest.mark.parametrize("transports", [("websocket",), ("polling",), ("polling", "websocket")])
async def test_clients_behind_the_proxy_hear_of_what_is_committed_through_it(
    proxied: tuple[Cluster, ServerProcess], transports: tuple[Transport, ...]
) -> None:
    two, proxy = proxied
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(
                signed_in(proxy.url, two.person("ana"), transports=transports)
            )
            for _ in range(CLIENTS)
        ]
        spread = await sockets_of(two)
        ticket = await two.ticket(proxy)
        heard = [await client.wait_for("ticket:created") for client in clients]

    assert {event["ticketId"] for event in heard} == {ticket["id"]}
    assert sum(spread) == CLIENTS
    # Sockets from the start are spread; polling sticks to one process by the client's address.
    assert (min(spread) > 0) is (transports == ("websocket",)), spread


async def test_figures_and_checks_are_not_for_the_outside(
    proxied: tuple[Cluster, ServerProcess],
) -> None:
    two, proxy = proxied
    for path in ("/metrics", "/readyz", "/livez", "//readyz", "/status/../metrics", "/%6detrics"):
        outside = URL(f"{proxy.url}{path}", encoded=True)
        async with two.http.get(outside) as answer:
            assert answer.status == 404, path
    async with two.http.get(f"{two.a.url}/readyz") as answer:
        assert answer.status == 200


async def test_a_killed_process_is_replaced_by_the_other(
    proxied: tuple[Cluster, ServerProcess],
) -> None:
    two, proxy = proxied
    two.a.kill()
    for _ in range(4):
        assert (await two.call(proxy, "ana", "GET", "/api/v1/me"))["user"]["id"] == "ana-id"
    async with signed_in(proxy.url, two.person("ana")) as ana:
        ticket = await two.ticket(proxy)
        assert (await ana.wait_for("ticket:created"))["ticketId"] == ticket["id"]

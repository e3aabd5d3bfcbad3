"""Who is online and who writes, over two processes."""

import asyncio
import signal

from tests.integration.backend.clients import SocketClient, signed_in, socket_client
from tests.integration.backend.cluster.processes import QUICK, Cluster
from tests.servers.redis import Redis

GHOST_S = QUICK["lease_s"] + QUICK["grace_s"] + 2.0


async def is_online(two: Cluster, name: str, *, asked_by: str = "ana") -> bool:
    answer = await two.call(two.b, asked_by, "GET", "/api/v1/presence")
    return two.person(name).id in answer["online"]


async def hears_presence(
    client: SocketClient, name: str, two: Cluster, *, online: bool, within_s: float = 3.0
) -> None:
    news = {"userId": two.person(name).id, "online": online}
    await client.until(lambda: client.named("presence:changed")[-1:] == [news], within_s)


async def test_a_colleague_comes_and_goes_in_the_other_process(two: Cluster) -> None:
    async with signed_in(two.b.url, two.person("ana")) as ana:
        async with signed_in(two.a.url, two.person("ben")):
            await hears_presence(ana, "ben", two, online=True)
            assert await is_online(two, "ben")
            assert not await is_online(two, "ben", asked_by="cleo")
            assert await is_online(two, "ben", asked_by="root")
        await hears_presence(ana, "ben", two, online=False)
        assert not await is_online(two, "ben")


async def test_a_killed_process_leaves_no_ghost_beyond_its_lease(two: Cluster) -> None:
    async with (
        signed_in(two.b.url, two.person("ana")) as ana,
        signed_in(two.a.url, two.person("ben")),
    ):
        await hears_presence(ana, "ben", two, online=True)
        two.a.kill()
        await hears_presence(ana, "ben", two, online=False, within_s=GHOST_S)


async def test_people_of_a_frozen_process_are_offline_until_it_goes_on(two: Cluster) -> None:
    async with (
        signed_in(two.b.url, two.person("ana")) as ana,
        signed_in(two.a.url, two.person("ben")),
    ):
        await hears_presence(ana, "ben", two, online=True)
        two.a.process.send_signal(signal.SIGSTOP)
        await hears_presence(ana, "ben", two, online=False, within_s=GHOST_S)
        two.a.process.send_signal(signal.SIGCONT)
        await hears_presence(ana, "ben", two, online=True)


async def test_nobody_goes_offline_because_redis_does(two: Cluster, redis: Redis) -> None:
    async with (
        signed_in(two.b.url, two.person("ana")) as ana,
        signed_in(two.a.url, two.person("ben")),
    ):
        await hears_presence(ana, "ben", two, online=True)
        redis.stop()
        await two.wait_until_degraded(degraded=True)
        await asyncio.sleep(QUICK["lease_s"] + 1.0)  # Nothing must happen for this long.
        assert await is_online(two, "ben")
        redis.start()
        await two.wait_until_degraded(degraded=False)
        assert await is_online(two, "ben")
    assert ana.named("presence:changed")[-1]["online"] is True


async def test_typing_reaches_the_other_process_and_ends_with_the_socket(two: Cluster) -> None:
    ticket = await two.ticket(two.a)
    told = {"ticketId": ticket["id"], "userId": two.person("ben").id}
    async with (
        signed_in(two.b.url, two.person("ana")) as ana,
        signed_in(two.b.url, two.person("dora")) as dora,
    ):
        async with signed_in(two.a.url, two.person("ben")) as ben:
            await ben.ask("typing", {"ticketId": ticket["id"], "active": True, "internal": True})
            assert await ana.wait_for("ticket:typing") == {**told, "active": True}
        assert await ana.wait_for("ticket:typing", count=2) == {**told, "active": False}
        async with signed_in(two.a.url, two.person("ben")) as ben:
            await ben.ask("typing", {"ticketId": ticket["id"], "active": True})
            await ana.wait_for("ticket:typing", count=3)
            await dora.wait_for("ticket:typing")
            # Of the internal note she heard nothing.
            assert dora.named("ticket:typing") == [{**told, "active": True}]


async def test_limits_count_what_both_processes_saw(two: Cluster) -> None:
    wrong = {"email": "ben@example.org", "password": "wrong password"}
    statuses = []
    for number in range(12):
        at = (two.a, two.b)[number % 2]
        async with two.http.post(f"{at.url}/api/v1/auth/login", json=wrong) as answer:
            statuses.append(answer.status)
    assert statuses == [401] * 10 + [429] * 2


async def test_sockets_of_a_person_are_limited_over_both_processes(two: Cluster) -> None:
    ben = two.person("ben")
    async with asyncio.TaskGroup() as tasks, asyncio.timeout(10):
        done = asyncio.Event()

        async def hold() -> None:
            async with signed_in(two.a.url, ben):
                await done.wait()

        for _ in range(10):
            tasks.create_task(hold())
        await two.wait_until(lambda: is_online(two, "ben"), 3)
        refused = None
        while refused is None:
            async with socket_client(two.b.url) as client:
                answer = await client.sign_in(ben)
                refused = None if answer["success"] else answer["error"]["code"]
        done.set()
    assert refused == "too_many_requests"

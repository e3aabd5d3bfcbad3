"""What becomes of requests to a real receiver."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from backend.services.webhook_ports import NotTaken, Outcome, Taken
from backend.webhooks import transport as module
from backend.webhooks.transport import open_transport
from common.webhooks import EndpointProblem
from tests.integration.backend.webhooks.receiver import Receiver, running_receiver
from tests.servers.ports import free_port


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with running_receiver() as running:
        yield running


async def post(url: str, *, loopback: bool = True) -> Outcome:
    async with open_transport(loopback=loopback) as transport:
        return await transport.post(url, {"webhook-id": "1"}, b"{}")


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        pytest.param(200, {}, Taken(200), id="ok"),
        pytest.param(204, {}, Taken(204), id="nothing-to-say"),
        pytest.param(410, {}, NotTaken(EndpointProblem.GONE, 410), id="gone"),
        pytest.param(500, {}, NotTaken(EndpointProblem.BAD_STATUS, 500), id="broken"),
        pytest.param(
            503,
            {"Retry-After": "7"},
            NotTaken(EndpointProblem.BAD_STATUS, 503, 7.0),
            id="busy",
        ),
        pytest.param(
            503,
            {"Retry-After": "tomorrow"},
            NotTaken(EndpointProblem.BAD_STATUS, 503),
            id="busy-until-when",
        ),
    ],
)
async def test_answers(
    receiver: Receiver, status: int, headers: dict[str, str], outcome: Outcome
) -> None:
    receiver.statuses, receiver.headers = [status], headers

    assert await post(receiver.url) == outcome
    ((sent, body),) = receiver.requests
    assert (sent["webhook-id"], sent["Content-Type"], body) == ("1", "application/json", b"{}")


async def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.statuses, receiver.headers = [302], {"Location": f"{receiver.url}/elsewhere"}

    assert await post(receiver.url) == NotTaken(EndpointProblem.REDIRECTED, 302)
    assert len(receiver.requests) == 1


async def test_a_receiver_that_hangs_is_left(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TIMEOUT_S", 0.2)

    assert await post(f"{receiver.url}/hang") == NotTaken(EndpointProblem.TIMEOUT)


async def test_an_endless_answer_is_not_read(receiver: Receiver) -> None:
    assert await post(f"{receiver.url}/endless") == Taken(200)


async def test_nobody_there() -> None:
    problem = NotTaken(EndpointProblem.CONNECTION_FAILED)

    assert await post(f"http://127.0.0.1:{free_port()}/") == problem
    assert await post("http://127.0.0.1:99999/") == problem


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "[::ffff:127.0.0.1]"])
async def test_this_machine_is_refused(receiver: Receiver, host: str) -> None:
    url = receiver.url.replace("127.0.0.1", host)

    assert await post(url, loopback=False) == NotTaken(EndpointProblem.ADDRESS_REFUSED)
    assert receiver.requests == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0", "127.0.0.1."])
async def test_other_ways_to_write_this_machine_lead_nowhere(
    receiver: Receiver, host: str
) -> None:
    url = receiver.url.replace("127.0.0.1", host)

    assert isinstance(await post(url, loopback=False), NotTaken)
    assert receiver.requests == []


async def test_name_servers_that_hang_hold_up_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = threading.Event()

    def hang(*_: object, **__: object) -> list[Any]:
        answers.wait(5)
        raise socket.gaierror

    async with open_transport() as transport:
        with monkeypatch.context() as patched:
            patched.setattr(socket, "getaddrinfo", hang)
            posts = [
                asyncio.create_task(transport.post(f"https://{number}.example/", {}, b"{}"))
                for number in range(40)
            ]
            await asyncio.sleep(0)
            async with asyncio.timeout(2):
                # In the threads that everybody shares.
                assert await asyncio.to_thread(int) == 0
            answers.set()
            outcomes = await asyncio.gather(*posts)

    assert set(outcomes) == {NotTaken(EndpointProblem.CONNECTION_FAILED)}

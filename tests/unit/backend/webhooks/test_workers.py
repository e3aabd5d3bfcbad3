import asyncio
from collections.abc import Mapping
from contextlib import suppress

from prometheus_client import CollectorRegistry
from typing_extensions import override

from backend.domain.webhooks.records import WebhookEndpoint
from backend.services.ports import Arrivals
from backend.services.webhooks.sending import WebhookSending
from backend.webhooks.workers import PAUSE_S, SendingWorker, WebhookFigures
from common.ids import TeamId
from common.rooms import Room, team_room


class ClosedBell(Arrivals):
    """Lets nobody wait, as while the server stops."""

    @override
    async def wait_for_entries(self, after: Mapping[Room, int], timeout_s: float) -> None:
        return


class SilentBell(Arrivals):
    """Never rings."""

    @override
    async def wait_for_entries(self, after: Mapping[Room, int], timeout_s: float) -> None:
        await asyncio.Event().wait()


class CountedSending(WebhookSending):
    """Has nothing to send, and counts how often it is asked."""

    def __init__(self) -> None:
        self.looks = 0
        self.looked = asyncio.Event()

    @override
    async def waiting(self) -> tuple[list[WebhookEndpoint], dict[Room, int]]:
        self.looks += 1
        self.looked.set()
        return [], {team_room(TeamId("team-1")): 1}


async def test_a_bell_that_lets_nobody_wait_makes_no_busy_loop() -> None:
    sending = CountedSending()
    worker = SendingWorker(
        sending=sending, arrivals=ClosedBell(), figures=WebhookFigures(CollectorRegistry())
    )

    with suppress(TimeoutError):
        async with asyncio.timeout(5 * PAUSE_S):
            await worker.run()

    assert 1 <= sending.looks <= 6


async def test_endpoint_that_changed_is_looked_at_although_nothing_rings() -> None:
    sending = CountedSending()
    worker = SendingWorker(
        sending=sending, arrivals=SilentBell(), figures=WebhookFigures(CollectorRegistry())
    )
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(5):
        await sending.looked.wait()
        sending.looked.clear()

        worker.wake()

        await sending.looked.wait()
    running.cancel()
    assert sending.looks == 2

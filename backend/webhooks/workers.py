"""The two loops behind webhooks: one works on what came, one sends what happened.

Both wake up at once when this process has something for them, and look regularly for what other
processes left behind.
"""

import asyncio
import logging
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter

from backend.domain.webhooks.records import WebhookEndpoint
from backend.services.errors import InfrastructureError
from backend.services.ports import Arrivals
from backend.services.webhooks.inbox import WebhookInbox
from backend.services.webhooks.processing import BATCH, WebhookProcessing
from backend.services.webhooks.sending import WebhookSending
from common.rooms import Room

LOOK_EVERY_S = 5.0
FORGET_EVERY_S = 3600.0
PAUSE_S = 0.05
"""Between two looks at least, however much happens, and while the server stops."""
MAX_SENDING = 8
"""Endpoints that are sent to at the same time."""

logger = logging.getLogger(__name__)


class WebhookFigures:
    """What came of webhooks, for Prometheus; no names and no addresses as labels.

    Attributes:
        worked_on: Requests of sources, by what became of them.
        posts: Requests to endpoints, by why they were not taken, or ``ok``.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.worked_on = Counter(
            "bomizzel_webhook_deliveries",
            "Attempts to work on requests of sources, by what became of them.",
            ["state"],
            registry=registry,
        )
        self.posts = Counter(
            "bomizzel_webhook_posts",
            "Requests to endpoints, by why they were not taken, or ok.",
            ["result"],
            registry=registry,
        )


class ProcessingWorker:
    """Works on what sources sent."""

    def __init__(
        self,
        *,
        inbox: WebhookInbox,
        processing: WebhookProcessing,
        figures: WebhookFigures,
        monotonic: Callable[[], float],
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._inbox = inbox
        self._processing = processing
        self._figures = figures
        self._monotonic = monotonic
        self._look_every_s = look_every_s
        self._forget_at = monotonic() + FORGET_EVERY_S

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                is_full = await self._turn()
            except InfrastructureError:
                is_full = False
                logger.warning("webhooks not worked on", exc_info=True)
            except Exception:
                # One request must not stop the others; it comes again when its claim ends, and
                # is given up after so many times.
                is_full = False
                logger.exception("webhook failed")
            if not is_full:
                await self._inbox.wait(self._look_every_s)

    async def _turn(self) -> bool:
        outcomes = await self._processing.work()
        for state in outcomes:
            self._figures.worked_on.labels(state).inc()
        if self._monotonic() >= self._forget_at:
            self._forget_at = self._monotonic() + FORGET_EVERY_S
            await self._processing.forget_old()
        return len(outcomes) == BATCH


class SendingWorker:
    """Sends endpoints what happened; each at its own pace."""

    def __init__(
        self,
        *,
        sending: WebhookSending,
        arrivals: Arrivals,
        figures: WebhookFigures,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._sending = sending
        self._arrivals = arrivals
        self._figures = figures
        self._look_every_s = look_every_s
        self._turns: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(MAX_SENDING)
        self._endpoints_changed = asyncio.Event()

    def wake(self) -> None:
        """Look soon: this process made or changed an endpoint."""
        self._endpoints_changed.set()

    async def run(self) -> None:
        """Send until cancelled; what is under way is sent again by the next process."""
        try:
            while True:
                await self._look()
                await asyncio.sleep(PAUSE_S)
        finally:
            turns = list(self._turns.values())
            for turn in turns:
                turn.cancel()
            await asyncio.gather(*turns, return_exceptions=True)

    async def _look(self) -> None:
        self._endpoints_changed.clear()
        try:
            due, heads = await self._sending.waiting()
        except InfrastructureError:
            logger.warning("webhooks not sent", exc_info=True)
            await asyncio.sleep(self._look_every_s)
            return
        for endpoint in due:
            if endpoint.id not in self._turns:
                self._turns[endpoint.id] = asyncio.create_task(self._turn(endpoint))
        await self._something_new(heads)

    async def _something_new(self, heads: dict[Room, int]) -> None:
        """Return when a room has more, a turn is over, an endpoint changed, or it is time."""
        news = asyncio.create_task(
            self._arrivals.wait_for_entries(heads, self._look_every_s)
            if heads
            else asyncio.sleep(self._look_every_s)
        )
        change = asyncio.create_task(self._endpoints_changed.wait())
        try:
            await asyncio.wait(
                {news, change, *self._turns.values()}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            news.cancel()
            change.cancel()

    async def _turn(self, endpoint: WebhookEndpoint) -> None:
        try:
            async with self._places:
                sent = await self._sending.send(endpoint)
        except Exception:
            # One endpoint must not stop the others; its claim ends by itself.
            logger.exception("webhook not sent", extra={"endpoint_id": endpoint.id})
            await asyncio.sleep(self._look_every_s)
        else:
            self._figures.posts.labels("ok").inc(sent.taken)
            if sent.problem is not None:
                self._figures.posts.labels(sent.problem).inc()
        finally:
            del self._turns[endpoint.id]

"""The server: its edges on its core, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry

from backend.api.app import build_app
from backend.api.pulse import Pulse
from backend.bootstrap.background import Background
from backend.bootstrap.core import open_core
from backend.bootstrap.health import health_sources
from backend.bootstrap.tuning import Tuning
from backend.config.settings import Settings
from backend.config.values import WebSockets
from backend.realtime.doorbell import Doorbell
from backend.realtime.hub import Hub, HubOptions
from backend.realtime.metrics import RealtimeMetrics
from backend.retention.worker import RetentionFigures, RetentionWorker
from backend.services.desk import Services
from backend.services.peers import NoPeers
from backend.storage.migrate import revisions
from backend.storage.opened import Storage
from backend.webhooks.workers import ProcessingWorker, SendingWorker, WebhookFigures

DRAIN_TIMEOUT_S = 4.0
"""With what else has to end, a stop takes at most ten seconds."""


@dataclass(frozen=True, slots=True)
class Backend:
    """A server that is ready to be served, and its parts."""

    app: web.Application
    services: Services
    storage: Storage
    hub: Hub
    doorbell: Doorbell


@asynccontextmanager
async def open_backend(settings: Settings, tuning: Tuning | None = None) -> AsyncIterator[Backend]:
    """Build the server; what runs by itself begins and ends with the returned application."""
    tuning = tuning or Tuning()
    doorbell = Doorbell()
    async with open_core(settings, doorbell, tuning) as core:
        services, storage, redis = core.services, core.storage, core.redis
        registry = core.registry
        hub = Hub(
            services=services,
            readers=storage.readers,
            doorbell=doorbell,
            peers=redis or NoPeers(),
            metrics=RealtimeMetrics(registry),
            options=HubOptions(
                limits=tuning.limits,
                origins=settings.origins,
                trusted_proxies=settings.trusted_proxies,
                now=tuning.now,
                monotonic=tuning.monotonic,
                spread=tuning.spread,
                direct_websockets=settings.websockets is WebSockets.DIRECT,
                recount_every_s=tuning.recount_every_s or settings.metrics_interval_s,
                heartbeat_s=tuning.heartbeat_s,
                look_every_s=tuning.look_every_s,
                presence=tuning.presence,
            ),
        )
        pulse = Pulse(registry)
        background = Background()
        retention = RetentionWorker(
            retention=services.retention,
            figures=RetentionFigures(registry),
            monotonic=tuning.monotonic,
            spread=tuning.spread,
            first_after_s=tuning.remove_after_s,
        )
        began = tuning.monotonic()
        known = await asyncio.to_thread(revisions)
        sources = health_sources(
            core,
            hub=hub,
            retention=retention,
            pulse=pulse,
            background=background,
            known=known,
            uptime_s=lambda: tuning.monotonic() - began,
        )
        app = build_app(
            services,
            sources,
            origins=settings.origins,
            trusted_proxies=settings.trusted_proxies,
            new_id=tuning.new_id,
        )
        hub.mount(app)
        processing, sending = _webhook_workers(services, doorbell, registry, tuning)

        async def run(_app: web.Application) -> AsyncIterator[None]:
            parts = [pulse.run(), processing.run(), sending.run(), retention.run()]
            parts += await hub.start()
            if redis is not None:
                parts.append(redis.run())
            async with background.running(*parts):
                yield

        async def drain(_app: web.Application) -> None:
            doorbell.close()
            await hub.drain(DRAIN_TIMEOUT_S)

        app.cleanup_ctx.append(run)
        app.on_shutdown.append(drain)
        yield Backend(app, services, storage, hub, doorbell)


def _webhook_workers(
    services: Services, doorbell: Doorbell, registry: CollectorRegistry, tuning: Tuning
) -> tuple[ProcessingWorker, SendingWorker]:
    webhooks, figures = services.webhooks, WebhookFigures(registry)
    processing = ProcessingWorker(
        inbox=webhooks.inbox,
        processing=webhooks.processing,
        figures=figures,
        monotonic=tuning.monotonic,
        look_every_s=tuning.webhooks_look_every_s,
    )
    sending = SendingWorker(
        sending=webhooks.sending,
        arrivals=doorbell,
        figures=figures,
        look_every_s=tuning.webhooks_look_every_s,
    )
    webhooks.endpoints.changed = sending.wake
    return processing, sending

"""The server as it is, at the pace of a short run: ``python -m tests.stress.serving ARGUMENTS``.

The arguments are those of ``python -m backend``. On SIGUSR1 it prints what it holds, one JSON
object on one line: figures, and its tasks by name. On SIGUSR2 it removes what retention will
remove when all this is old, and then does the same.
"""

import asyncio
import json
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch

from aiohttp import web
from typing_extensions import override

from backend import __main__ as program
from backend.bootstrap.server import Backend, open_backend
from backend.bootstrap.tuning import Tuning, utc_now
from backend.config.settings import Settings
from backend.realtime import engine
from backend.realtime.limits import Limits
from backend.realtime.presence import PresenceTimes
from backend.services.retention import GRACE, Retention

SIGN_IN_S = 3.0
PING_INTERVAL_S = 3
PING_TIMEOUT_S = 4
BUFFER_FRAMES = 60
KERNEL_BYTES = 16 * 1024
TUNING = Tuning(
    limits=Limits(sign_in_s=SIGN_IN_S, buffer_frames=BUFFER_FRAMES),
    presence=PresenceTimes(turn_s=0.1, grace_s=0.5, lease_s=3.0),
    local_webhooks=True,
)


def _figures(backend: Backend) -> dict[str, int]:
    connections = backend.hub.server.engine
    return {
        "sockets": len(connections.sockets),
        "strangers": connections.admission.waiting,
        "sessions": len(backend.hub.sessions),
        "rooms": backend.hub.sessions.rooms,
        "online": len(backend.hub.presence.online()),
    }


def _tasks() -> Counter[str]:
    """Return how many tasks there are by what they do."""
    doing = (task.get_coro() for task in asyncio.all_tasks())
    return Counter(getattr(coroutine, "__qualname__", repr(coroutine)) for coroutine in doing)


def _tell(backend: Backend) -> None:
    sys.stdout.write(json.dumps({"figures": _figures(backend), "tasks": _tasks()}) + "\n")
    sys.stdout.flush()


async def _remove(backend: Backend) -> None:
    """Do what retention does, as if nothing were promised; sessions stay, people work on."""
    retention = Retention(
        gateway=backend.storage.gateway,
        old=backend.storage.readers.old,
        now=utc_now,
        keep_for=-2 * GRACE,
    )
    while (await retention.remove()).has_more:
        pass
    _tell(backend)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[Backend]:
    async with open_backend(settings, TUNING) as backend:
        loop, removing = asyncio.get_running_loop(), set[asyncio.Task[None]]()
        loop.add_signal_handler(signal.SIGUSR1, _tell, backend)
        loop.add_signal_handler(
            signal.SIGUSR2, lambda: removing.add(loop.create_task(_remove(backend)))
        )
        yield backend


class _NarrowSite(web.TCPSite):
    """Sockets before which the kernel keeps little, so that who does not read is seen soon."""

    @override
    async def start(self) -> None:
        await super().start()
        assert isinstance(self._server, asyncio.Server)
        for listening in self._server.sockets:
            # Whatever is accepted has it from here.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)


if __name__ == "__main__":
    with (
        patch.object(program, "open_backend", _open),
        patch.object(web, "TCPSite", _NarrowSite),
        # Pings come at a pace that a short run can wait for.
        patch.object(engine, "PING_INTERVAL_S", PING_INTERVAL_S),
        patch.object(engine, "PING_TIMEOUT_S", PING_TIMEOUT_S),
    ):
        sys.exit(program.main(sys.argv[1:]))

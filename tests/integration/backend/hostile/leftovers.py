"""What a server may not keep of those who are gone."""

import asyncio
import gc
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.integration.backend.server import Server

PATIENCE_S = 5.0
MAX_GROWTH_KIB = 8 * 1024
"""Of the memory of the process: what its allocators keep to themselves differs by megabytes."""

_PAUSE_S = 0.05


class LeftoversError(AssertionError):
    """Something of those who are gone is still there."""


def holdings(server: Server) -> dict[str, int]:
    """Return how much of each kind the process holds now."""
    sockets = server.backend.hub.server
    return {
        "tasks": len(asyncio.all_tasks()),
        "sockets": len([link for link in _links() if link.startswith("socket:")]),
        "sessions": len(server.backend.hub.sessions),
        "connections": len(sockets.engine.sockets),
        "strangers": sockets.engine.admission.waiting,
        "environments": len(sockets.environ),
    }


async def check_nothing_is_left(server: Server, before: Mapping[str, int]) -> None:
    """Wait until the process holds no more than ``before``.

    Raises:
        LeftoversError: It still does after ``PATIENCE_S``.
    """
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while more := _more(holdings(server), before):
        if asyncio.get_running_loop().time() > deadline:
            raise LeftoversError(more, _names())
        await asyncio.sleep(_PAUSE_S)


def _more(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    return {kind: count - before[kind] for kind, count in now.items() if count > before[kind]}


def _names() -> list[str]:
    """Return what the tasks run and the descriptors lead to, for whoever reads the failure."""
    tasks = [str(task.get_coro()) for task in asyncio.all_tasks()]
    return [*tasks, *_links()]


def _links() -> list[str]:
    """Return what the descriptors of the process lead to.

    Files of the database are opened when they are needed, and kept: those are no leftovers.
    """
    links = []
    for path in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # The one by which this is read.
            links.append(str(path.readlink()))
    return links


def memory_kib() -> int:
    """Return how much memory the process has, in KiB."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (size,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(size)

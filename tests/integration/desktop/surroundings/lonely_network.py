"""An agent and its server in a network of their own, whose only link goes down and up again.

Prints as JSON after how many seconds the agent noticed each, told by the kernel alone.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop.adapters.surroundings.netlink import NetworkWatch
from desktop.core.connection import Link
from desktop.core.ports import MachineEvent
from tests.fakes.server import ContractServer
from tests.integration.desktop.agent.household import Household


def link(state: str) -> None:
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


async def play(folder: Path) -> dict[str, float]:
    link("up")
    server = ContractServer()
    await server.start()
    home = Household(server, folder)
    await home.start_live()
    watch = asyncio.ensure_future(
        NetworkWatch().watch(lambda: home.machine.happen(MachineEvent.NETWORK_CHANGED))
    )
    await asyncio.sleep(0)  # It listens from here on.
    # Without the word of the kernel it would be half a minute until the next attempt.
    home.jitter = 30.0

    link("down")
    down = time.monotonic()
    await home.until(lambda: home.now.link is not Link.LIVE)
    noticed_s = time.monotonic() - down
    await home.until_link(Link.OFFLINE)
    link("up")
    up = time.monotonic()
    await home.until_link(Link.LIVE)
    verified_s = time.monotonic() - up

    watch.cancel()
    await home.stop()
    await server.stop()
    return {"noticed_s": noticed_s, "verified_s": verified_s}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        json.dump(asyncio.run(play(Path(folder))), sys.stdout)

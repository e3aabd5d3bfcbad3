"""A device and its server in a network of their own, which goes away and comes back.

``python -m tests.faults.lonely_device FAULT SECONDS``, as the only program of that network. Prints
as JSON what was measured.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.conftest import BEATING
from tests.faults.device import Device
from tests.integration.backend.server import running_server
from tests.integration.desktop.agent.program import Program

TICKETS = 2
FAULTS = {
    "unplugged": ("ip link set lo down", "ip link set lo up"),
    # Takes every packet and forgets it; nothing about it reaches whoever listens for links.
    "swallowed": ("tc qdisc add dev lo root bfifo limit 1", "tc qdisc del dev lo root"),
}


@dataclass(frozen=True)
class Measured:
    """How a device took the fault.

    Attributes:
        noticed_s: Until it said that it is not live.
        again_s: From the end of the fault until it was live.
        shown: Tickets that it interrupted for.
    """

    noticed_s: float
    again_s: float
    shown: int


async def play(folder: Path, fault: str, seconds: float) -> Measured:
    """Let the fault be for at least so many seconds under a live agent."""
    begin, end = FAULTS[fault]
    run("ip link set lo up")
    program = Program(folder)
    async with running_server(folder, BEATING) as server:
        device = Device(program, server, server.url, server.ben)
        try:
            await device.sign_in()
            await device.start()
            await device.level()
            said = len(program.lines)
            run(begin)
            broken = time.monotonic()
            for _ in range(TICKETS):
                await device.assign()
            await program.until(lambda line: line.startswith("link "), after=said)
            noticed_s = time.monotonic() - broken
            await asyncio.sleep(max(0.0, broken + seconds - time.monotonic()))
            run(end)
            whole = time.monotonic()
            await device.level(after=said)
            again_s = time.monotonic() - whole
            return Measured(noticed_s, again_s, await device.fenced())
        finally:
            await program.close()


def run(command: str) -> None:
    subprocess.run(command.split(), check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        measured = asyncio.run(play(Path(place), sys.argv[1], float(sys.argv[2])))
    json.dump(asdict(measured), sys.stdout)

"""Changes of the network as the kernel tells them, in networks that are a test's own."""

import json

from tests.servers.own_network import in_own_network

HEAR_CHANGES = """
import asyncio, json, subprocess, time
from desktop.adapters.surroundings import netlink

async def main():
    heard = asyncio.Queue()
    watch = asyncio.ensure_future(netlink.NetworkWatch().watch(lambda: heard.put_nowait(1)))
    await asyncio.sleep(0)
    for command in (
        "ip link set lo up",
        "ip addr add 10.9.9.1/24 dev lo",
        "ip route add 10.8.8.0/24 dev lo",
    ):
        subprocess.run(command.split(), check=True)
    started = time.monotonic()
    async with asyncio.timeout(5):
        await heard.get()
    took = time.monotonic() - started
    watch.cancel()
    print(json.dumps([took, heard.qsize()]))

asyncio.run(main())
"""


def test_what_one_cable_brings_is_one_report_within_a_second() -> None:
    took_s, more = json.loads(in_own_network("-c", HEAR_CHANGES))

    assert took_s < 1
    assert more == 0


def test_agent_leaves_green_without_a_network_and_is_verified_soon_after_it_is_back() -> None:
    took = json.loads(
        in_own_network("-m", "tests.integration.desktop.surroundings.lonely_network")
    )

    print(took)  # noqa: T201 - measured figures, for whoever runs this with -s
    assert took["noticed_s"] < 15
    assert took["verified_s"] < 10

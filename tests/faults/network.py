"""Three cables between a network of its own and this one: each can be pulled out.

Needs to be an administrator of the present network, which should be one of the tests' own
(``unshare --net``).
"""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class Cable(StrEnum):
    """What a cable is for; the last part of its name on either side."""

    DATABASE = "database"
    REDIS = "redis"
    CLIENTS = "clients"


_NETS = {Cable.DATABASE: "192.0.2.0", Cable.REDIS: "192.0.2.4", Cable.CLIENTS: "192.0.2.8"}
"""Of the range for documentation (RFC 5737): nothing else has such addresses."""


@dataclass(frozen=True)
class Network:
    """The cables, as seen from here, and the way to run something at their other end.

    Attributes:
        inside: Runs a command at the other end.
        database: Our end of a cable, which the other end connects to; likewise ``redis``.
        clients: The other end of a cable, which clients here connect to.
    """

    inside: Sequence[str]
    database: str = "192.0.2.1"
    redis: str = "192.0.2.5"
    clients: str = "192.0.2.10"

    def pull_out(self, cable: Cable) -> None:
        """Let nothing through, and tell neither end."""
        _run("ip", "link", "set", f"to-{cable}", "down")

    def plug_in(self, cable: Cable) -> None:
        """Let everything through again."""
        _run("ip", "link", "set", f"to-{cable}", "up")


@contextmanager
def network() -> Iterator[Network]:
    """Make a network with its cables, until the block ends."""
    _run("ip", "link", "set", "lo", "up")
    holder = subprocess.Popen(
        ("unshare", "--net", "sh", "-c", "echo made; exec cat"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"made\n"
    inside = ("nsenter", f"--net=/proc/{holder.pid}/ns/net", "--")
    try:
        _run(*inside, "ip", "link", "set", "lo", "up")
        # What cannot be sent through a cable must not find another way out.
        _run("ip", "route", "add", "blackhole", "192.0.2.0/24", "metric", "1000")
        for cable, net in _NETS.items():
            start, _, last = net.rpartition(".")
            here, there = f"{start}.{int(last) + 1}/30", f"{start}.{int(last) + 2}/30"
            _run("ip", "link", "add", f"to-{cable}", "type", "veth", "peer", "name", cable)
            _run("ip", "link", "set", cable, "netns", str(holder.pid))
            _run("ip", "address", "add", here, "dev", f"to-{cable}")
            _run(*inside, "ip", "address", "add", there, "dev", cable)
            _run(*inside, "ip", "link", "set", cable, "up")
            _run("ip", "link", "set", f"to-{cable}", "up")
        yield Network(inside)
    finally:
        for cable in _NETS:
            _run("ip", "link", "delete", f"to-{cable}")
        _run("ip", "route", "delete", "blackhole", "192.0.2.0/24", "metric", "1000")
        holder.stdin.close()
        holder.stdout.close()
        holder.wait(timeout=10)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=10)

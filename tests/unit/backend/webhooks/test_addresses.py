import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override

from backend.webhooks.addresses import AddressRefusedError, may_reach
from backend.webhooks.transport import CheckedResolver


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "224.0.0.1",
        "255.255.255.255",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "fec0::1",
        "2002:7f00:1::",
        "localhost",
        "2130706433",
        "",
    ],
)
def test_what_only_the_server_can_reach_is_refused(address: str) -> None:
    assert not may_reach(address, loopback=False)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_what_everybody_can_reach_is_reached(address: str) -> None:
    assert may_reach(address, loopback=False)


def test_this_machine_is_reached_when_that_is_asked_for_and_nothing_else() -> None:
    assert may_reach("127.0.0.1", loopback=True)
    assert not may_reach("10.0.0.1", loopback=True)


class PlayedResolver(AbstractResolver):
    """Knows one name; the answer may change each time."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self._answers.pop(0)
        ]

    @override
    async def close(self) -> None:
        self._answers.clear()


async def test_a_name_is_checked_each_time_by_all_that_it_leads_to() -> None:
    resolver = CheckedResolver(
        PlayedResolver(["8.8.8.8"], ["8.8.8.8", "10.0.0.1"], ["127.0.0.1"]), loopback=False
    )

    assert [one["host"] for one in await resolver.resolve("hooks.example.org")] == ["8.8.8.8"]
    for _ in range(2):
        with pytest.raises(AddressRefusedError):
            await resolver.resolve("hooks.example.org")
    await resolver.close()

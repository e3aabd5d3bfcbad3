"""Changes of the network as the kernel of Linux tells them, with or without NetworkManager.

Source:
    rtnetlink(7): links, addresses and routes are announced to whoever joined their groups; no
    right is needed for that. What is announced is not read: something changed is all that counts.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

SETTLE_S = 0.5
"""A cable that is plugged in makes a dozen announcements; they count as one."""
APART_S = 3.0
"""Shortest time between two reports: machines that run containers change all the time."""

_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
"""RTMGRP_LINK, IPV4_IFADDR, IPV4_ROUTE, IPV6_IFADDR and IPV6_ROUTE."""
_READ_BYTES = 64 * 1024

logger = logging.getLogger(__name__)


class NetworkWatch:
    """Tells when a link, an address or a route of this machine changed."""

    async def watch(self, on_change: Callable[[], None]) -> None:
        """Call ``on_change`` after each change; ends when the kernel does not tell us."""
        try:
            announcements = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        except OSError as exc:
            logger.info("no word of the network", extra={"reason": type(exc).__name__})
            return
        with announcements:
            announcements.settimeout(0)
            announcements.bind((0, _GROUPS))
            while True:
                await _readable(announcements)
                await asyncio.sleep(SETTLE_S)
                _drain(announcements)
                on_change()
                await asyncio.sleep(APART_S - SETTLE_S)


async def _readable(announcements: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    came = asyncio.Event()
    loop.add_reader(announcements, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(announcements)


def _drain(announcements: socket.socket) -> None:
    """Read what waits; that some of it was lost (ENOBUFS) is no matter, as it was a change."""
    while True:
        try:
            announcements.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError as exc:
            logger.debug("announcements lost", extra={"reason": type(exc).__name__})
            return

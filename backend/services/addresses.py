"""Who is at the other end, behind proxies that are trusted and headers that are not."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

_SITE_BITS = 64


def client_address(peer: str | None, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the address of the client.

    The list is walked from its right end, which our own proxy wrote, and only as long as the one
    who wrote it is trusted: whatever a client puts there itself stands further left.

    Args:
        peer: Other end of the TCP connection; None for a Unix socket.
        forwarded_for: Values of ``X-Forwarded-For`` in their order, joined by commas.
        trusted: Networks of our own proxies.
    """
    address = peer or ""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    while hops and _is_in(address, trusted):
        hop = hops.pop()
        if not _is_address(hop):
            break
        address = hop
    return address


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def neighborhood(address: str) -> str:
    """Return what one client can hardly change about its address: of IPv6 the first 64 bits.

    Source:
        RFC 6177: a site is given a whole /64 at least.
    """
    if not _is_address(address):
        return ""
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed), _SITE_BITS), strict=False))

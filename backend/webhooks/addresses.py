"""Which network addresses a webhook may reach: those that anybody on the internet can.

Whoever may write down an address must not make the server speak with what only the server can
reach: itself, its network, the metadata service of its cloud.

Source:
    OWASP, "Server-Side Request Forgery Prevention"; IANA's registries of special addresses, as
    ``ipaddress`` has them.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_TRANSLATED = ip_network("64:ff9b::/96")
"""NAT64: the last four bytes are the IPv4 address that is reached."""
_GIVEN_OUT = ip_network("2000::/3")
"""All that is given out of IPv6 to the internet; the rest is old, local or of no use yet."""
_METADATA = frozenset({ip_address("168.63.129.16")})
"""Public by its number, but a cloud's own service for its machines (Azure)."""


class AddressRefusedError(OSError):
    """A name leads to an address that must not be reached."""


def may_reach(host: str, *, loopback: bool) -> bool:
    """Whether a request may go to the address ``host``.

    Args:
        host: An IP address; anything else is refused.
        loopback: Whether this machine may be reached, as in tests.
    """
    try:
        address = _reached(ip_address(host.partition("%")[0]))
    except ValueError:
        return False
    if address.is_loopback:
        return loopback
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    return address.is_global and not address.is_multicast and address not in _METADATA


def _reached(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address that ``address`` stands for."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(address.packed[-4:])
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour or address

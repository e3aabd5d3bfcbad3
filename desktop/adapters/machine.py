"""What the machine has decided about its network, and how the program names itself there."""

from importlib.metadata import version
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

PROGRAM = "bomizzel-desktop"


def system_proxy(address: str) -> str | None:
    """Return the HTTP proxy that the machine uses for ``address``; None for the direct way."""
    parts = urlsplit(address)
    proxy = getproxies().get(parts.scheme, "")
    is_direct = not proxy.startswith("http") or proxy_bypass(parts.hostname or "")
    return None if is_direct else proxy


def user_agent(platform: str) -> str:
    """Return how the program names itself to servers; ``platform`` as ``sys.platform`` has it."""
    return f"{PROGRAM}/{version('bomizzel')} ({platform})"

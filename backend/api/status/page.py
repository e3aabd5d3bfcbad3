"""The status page: five files that need nobody else, and headers that let nobody else in.

Source:
    ADR-0018. CSP Level 3; OWASP Secure Headers Project.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

_FILES = Path(__file__).parent / "files"
_ADDRESSES = {
    "/status": ("index.html", "text/html"),
    "/status/status.css": ("status.css", "text/css"),
    "/status/status.js": ("status.js", "text/javascript"),
    "/status/graph.js": ("graph.js", "text/javascript"),
    "/status/icon.svg": ("icon.svg", "image/svg+xml"),
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}


def serve_page(app: web.Application) -> None:
    """Serve the page and its parts at ``/status`` in ``app``."""
    for address, (name, content_type) in _ADDRESSES.items():
        app.router.add_get(address, _file((_FILES / name).read_bytes(), content_type))


def _file(body: bytes, content_type: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def respond(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=HEADERS)

    return respond

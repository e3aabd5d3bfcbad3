"""The person's browser, through the standard library, quietly."""

import logging
import subprocess
import threading
import webbrowser
from urllib.parse import urlsplit

from desktop.adapters.address import SCHEMES

logger = logging.getLogger(__name__)


class SystemBrowser:
    """Opens pages in the browser that the system, or ``BROWSER``, names."""

    async def open_url(self, url: str) -> None:
        """Open ``url``; only http and https are followed. Never raises.

        Returns at once: some browsers hold whoever starts them until they are closed.
        """
        if not _is_page(url):
            logger.warning("address not opened", extra={"reason": "neither http nor https"})
            return
        threading.Thread(target=_open, args=(url,), name="bomizzel-browser", daemon=True).start()


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # A browser's command line must not take the address for an option or for two.
    return parts.scheme in SCHEMES and bool(parts.netloc) and url.isprintable() and " " not in url


def _open(url: str) -> None:
    try:
        is_opened = _start(webbrowser.get(), url)
    except (webbrowser.Error, OSError) as exc:
        logger.warning("no browser", extra={"reason": type(exc).__name__})
        return
    if not is_opened:
        logger.warning("browser failed")


def _start(browser: webbrowser.BaseBrowser, url: str) -> bool:
    if not isinstance(browser, webbrowser.GenericBrowser):
        return browser.open(url)
    # The library would let this one write on our terminal.
    argv = [browser.name, *(part.replace("%s", url) for part in browser.args)]
    started = subprocess.Popen(  # noqa: S603 - the person's own choice, and an address of http(s)
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return started.wait() == 0

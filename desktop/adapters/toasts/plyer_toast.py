"""Toasts through plyer, where no better way is known: text only, no click, no replacing.

plyer may block for as long as the service behind it hangs, and says nothing when it fails.
"""

import asyncio
import html
import sys
import threading
import warnings
from collections.abc import Callable

from desktop.adapters.toasts.member import ToastError
from desktop.adapters.toasts.notify_arguments import plain
from desktop.adapters.toasts.silence import SERVICE
from desktop.core.toasts.toast import Toast

TIMEOUT_S = 3.0
DEFAULT_SHOWN_S = 10.0
MAX_TITLE_CHARS = 63
MAX_MESSAGE_CHARS = 255
"""What fits into Windows' NOTIFYICONDATA with its final zero; plyer does not cut."""

ShowText = Callable[[str, str, int], None]
"""Shows a title and a message for some seconds; may block, may raise anything."""


class PlyerToasts:
    """Shows the text of a toast in a thread of its own, one at a time."""

    name = "plyer"

    def __init__(
        self,
        show_text: ShowText,
        *,
        platform: str = sys.platform,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Show through ``show_text``; ``platform`` is one of ``sys.platform``'s words."""
        self._show_text = show_text
        self._linux = platform.startswith("linux")
        self._timeout_s = timeout_s
        self._busy = threading.Lock()
        # On Linux plyer's notify-send speaks to the same daemon: when that is missing or hung,
        # so is this.
        self.service = SERVICE if self._linux else "plyer"

    async def show(self, toast: Toast) -> None:
        """Show the text of ``toast``.

        Raises:
            ToastError: plyer raised, or is still busy with an earlier toast.
            TimeoutError: plyer blocks; it is left alone until it is done.
        """
        if not self._busy.acquire(blocking=False):
            raise ToastError(self.name, "busy")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        # A thread of its own and not an executor: executors are joined at exit, and a hung
        # notification service would keep the program from ending.
        threading.Thread(
            target=self._run, args=(toast, loop, done), name="plyer-toast", daemon=True
        ).start()
        async with asyncio.timeout(self._timeout_s):
            await done

    async def is_silenced(self) -> bool:
        """Return False: plyer cannot tell."""
        return False

    async def withdraw(self, tag: str) -> None:
        """Do nothing: plyer cannot take a toast back."""

    async def close(self) -> None:
        """Do nothing: a thread that still blocks ends with the process."""

    def _run(
        self, toast: Toast, loop: asyncio.AbstractEventLoop, done: "asyncio.Future[None]"
    ) -> None:
        failure: ToastError | None = None
        try:
            self._show_text(
                self._text(toast.title, MAX_TITLE_CHARS),
                self._text(toast.body, MAX_MESSAGE_CHARS),
                round(toast.timeout_s or DEFAULT_SHOWN_S),
            )
        except Exception as exc:  # noqa: BLE001 - plyer raises whatever its platform code raises
            failure = ToastError(self.name, type(exc).__name__)
        finally:
            self._busy.release()
        if not loop.is_closed():
            loop.call_soon_threadsafe(_finish, done, failure)

    def _text(self, text: str, max_chars: int) -> str:
        cut = plain(text, max_chars)
        if not self._linux:
            return cut
        # notify-send takes a text that begins with a dash for an option, and its text as markup.
        return html.escape(f" {cut}" if cut.startswith("-") else cut, quote=False)


def show_with_plyer(title: str, message: str, shown_s: int) -> None:
    """Show a text with plyer's choice for this system."""
    with warnings.catch_warnings():
        # plyer recommends, on each start, to install the abandoned dbus-python.
        warnings.simplefilter("ignore")
        from plyer import notification  # noqa: PLC0415 - 7 ms that few systems ever need

        notify = notification.notify
    notify(title=title, message=message, app_name="Bomizzel", timeout=shown_s)


def _finish(done: "asyncio.Future[None]", failure: ToastError | None) -> None:
    if done.done():
        return  # The caller gave up.
    if failure is None:
        done.set_result(None)
    else:
        done.set_exception(failure)

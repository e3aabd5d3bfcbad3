"""The agent without a desktop: prints what it would show, one line each."""

import json
from collections.abc import Callable, Mapping

from common.errors import ErrorCode
from desktop.core.errors import ClientCode
from desktop.core.toasts.toast import Toast, ToastOutcome
from desktop.core.view import Snapshot

_REASONS: Mapping[str, str] = {
    ErrorCode.INVALID_CREDENTIALS: "the e-mail address or the password is not right",
    ErrorCode.ACCOUNT_DISABLED: "the account is disabled; an administrator can enable it",
    ErrorCode.TOO_MANY_REQUESTS: "too many attempts; wait a minute and try again",
    ClientCode.UNREACHABLE: "nothing answers at this address; check it, and the network",
    ClientCode.TIMED_OUT: "the server does not answer; check the network, and try again",
    ClientCode.CERTIFICATE_REFUSED: "the server's certificate is not trusted here; tell IT",
    ClientCode.INVALID_ADDRESS: "the server's address must look like https://help.example.org",
    ClientCode.NOT_A_SERVER: "what answers at this address is no Bomizzel server",
}


def refusal(code: str) -> str:
    """Return why nobody was signed in, as a sentence with the code at its end."""
    reason = _REASONS.get(code, "the server refused")
    return f"Not signed in: {reason} ({code})."


class Console:
    """Shows toasts and snapshots as lines of text.

    A toast port and a receiver of snapshots in one. ``write`` takes a line without its end.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        """Print nothing yet."""
        self._write = write
        self._before: Snapshot | None = None

    async def show(self, toast: Toast) -> ToastOutcome:
        """Print a toast."""
        title, body = _quoted(toast.title), _quoted(toast.body)
        if toast.kind is None or toast.priority is None:
            self._write(f"{toast.tag} {title}")
        else:
            about = f"kind={toast.kind.value} priority={toast.priority.value}"
            self._write(f"toast {about} title={title} body={body}")
        return ToastOutcome("console")

    async def is_silenced(self) -> bool:
        """Return False: a terminal is never silenced."""
        return False

    async def withdraw(self, tag: str) -> None:
        """Print that a toast was taken back."""
        self._write(f"withdrawn {tag}")

    async def close(self) -> None:
        """Hold nothing."""

    def render(self, snapshot: Snapshot) -> None:
        """Print what is different about ``snapshot``."""
        before, self._before = self._before, snapshot
        if before is None or snapshot.link is not before.link:
            self._write(f"link {snapshot.link.value}")
        if snapshot.unread != (before.unread if before is not None else 0):
            self._write(f"unread {snapshot.unread}")
        if snapshot.sign_in.error and (before is None or snapshot.sign_in != before.sign_in):
            self._write(f"sign-in refused: {snapshot.sign_in.error}")
        if snapshot.notice is not None and (before is None or snapshot.notice != before.notice):
            self._write(f"notice {snapshot.notice.value}")


def _quoted(text: str) -> str:
    """Return ``text`` as one line in quotes, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)

"""What programs say on a session bus, with the moment when they said it."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

WATCHED = {
    "StatusNotifierItemRegistered": "org.kde.StatusNotifierWatcher",
    "NewToolTip": "org.kde.StatusNotifierItem",
    "Notify": "org.freedesktop.Notifications",
}
_MONITORING = DBusAddress(
    "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring"
)
_ANSWER_S = 5.0


@dataclass(frozen=True, slots=True)
class Said:
    """One message.

    Attributes:
        at: Seconds of the monotonic clock.
        what: A key of ``WATCHED``.
        sender: Unique bus name of the program.
    """

    at: float
    what: str
    sender: str
    body: tuple[Any, ...]

    @property
    def text(self) -> str:
        """What a person reads of a toast."""
        return f"{self.body[3]} {self.body[4]}"

    @property
    def is_new_toast(self) -> bool:
        """Whether a toast is asked for that takes the place of no other."""
        return self.what == "Notify" and self.body[1] == 0


class BusWatch:
    """Hears the messages of ``WATCHED`` from ``with`` to the end of its block."""

    def __init__(self, address: str) -> None:
        """Hear nothing yet."""
        self._connection = open_dbus_connection(address)
        self._heard: list[Said] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._listen, name="bus-watch", daemon=True)

    def __enter__(self) -> Self:
        """Begin to hear."""
        rules = [f"interface='{owner}',member='{what}'" for what, owner in WATCHED.items()]
        call = new_method_call(_MONITORING, "BecomeMonitor", "asu", (rules, 0))
        self._connection.send_and_get_reply(call, timeout=_ANSWER_S)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hear no more; what was heard stays."""
        with suppress(OSError):
            self._connection.sock.shutdown(2)  # Wakes the thread, which close alone does not.
        self._thread.join(_ANSWER_S)
        self._connection.close()

    def since(self, start: float, what: str) -> list[Said]:
        """Return every ``what`` since the moment ``start``, oldest first."""
        with self._changed:
            return [said for said in self._heard if said.what == what and said.at >= start]

    def first(
        self,
        start: float,
        what: str,
        *,
        timeout_s: float,
        matching: Callable[[Said], bool] = lambda _: True,
    ) -> Said:
        """Return the first ``what`` that matches since ``start``, said already or still to come.

        Raises:
            TimeoutError: None came in time.
        """

        def look() -> Said | None:
            return next((said for said in self.since(start, what) if matching(said)), None)

        with self._changed:
            said = self._changed.wait_for(look, timeout_s)
        if said is None:
            raise TimeoutError(what)
        return said

    def _listen(self) -> None:
        with suppress(OSError, EOFError):
            while True:
                message = self._connection.receive()
                at, fields = time.monotonic(), message.header.fields
                what = fields.get(HeaderFields.member)
                if what not in WATCHED or message.header.message_type is MessageType.error:
                    continue
                sender = fields.get(HeaderFields.sender, "")
                with self._changed:
                    self._heard.append(Said(at, what, sender, tuple(message.body)))
                    self._changed.notify_all()

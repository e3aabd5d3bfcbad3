"""A notification daemon like Plasma's: it has sounds, a list of past toasts, and a silence.

No such daemon can run without its desktop; this one speaks over a real bus.
"""

import threading
from contextlib import suppress
from typing import Any, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

SERVICE = "org.freedesktop.Notifications"
_SELF = DBusAddress("/org/freedesktop/Notifications", bus_name=SERVICE, interface=SERVICE)
CAPABILITIES = ["actions", "body", "body-markup", "persistence", "sound"]


class NotificationDaemon:
    """Owns the service from ``with`` to the end of its block.

    Attributes:
        inhibited: Whether the person wants no toasts now.
    """

    def __init__(self, address: str) -> None:
        self.inhibited = False
        self._connection: DBusConnection = open_dbus_connection(address)
        self._last_id = 0
        self._thread = threading.Thread(target=self._serve, name="notification-daemon")

    def __enter__(self) -> Self:
        answer = self._connection.send_and_get_reply(message_bus.RequestName(SERVICE), timeout=5)
        assert answer.body == (1,), "another daemon runs"
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._connection.sock.shutdown(2)
        self._thread.join(5)
        self._connection.close()

    def expire(self, notification_id: int) -> None:
        """Take a toast off the screen and keep it in the list."""
        self._tell("NotificationClosed", "uu", notification_id, 1)

    def click_in_list(self, notification_id: int) -> None:
        """Do what a click on a toast of the past does."""
        self._tell("ActionInvoked", "us", notification_id, "default")

    def _tell(self, name: str, signature: str, *arguments: object) -> None:
        self._connection.send(new_signal(_SELF, name, signature, arguments))

    def _serve(self) -> None:
        with suppress(OSError, EOFError):
            while True:
                call = self._connection.receive()
                if call.header.message_type is MessageType.method_call:
                    self._connection.send(self._answer(call))

    def _answer(self, call: Message) -> Message:
        match call.header.fields[HeaderFields.member]:
            case "GetServerInformation":
                about = ("Plasma", "KDE", "5.27", "1.2")
                return new_method_return(call, "ssss", about)
            case "GetCapabilities":
                return new_method_return(call, "as", (CAPABILITIES,))
            case "Notify":
                return new_method_return(call, "u", (self._id_for(call.body),))
            case "CloseNotification":
                return new_method_return(call)
            case "Get" if call.body == (SERVICE, "Inhibited"):
                return new_method_return(call, "v", (("b", self.inhibited),))
            case _:
                return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")

    def _id_for(self, arguments: tuple[Any, ...]) -> int:
        replaces_id: int = arguments[1]
        if replaces_id:
            return replaces_id
        self._last_id += 1
        return self._last_id

"""Blocking D-Bus calls for tests. Unpacks variants, so that callers see plain values."""

from typing import Any, Self

from jeepney import DBusAddress, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_CALL_TIMEOUT_S = 5


class BusError(AssertionError):
    """A call was answered with an error."""


def plain(value: Any) -> Any:
    """Return ``value`` without the (signature, value) pairs of variants in dictionaries."""
    if isinstance(value, dict):
        return {key: plain(pair[1]) for key, pair in value.items()}
    return value


class Bus:
    """A connection of the test itself to the session bus."""

    def __init__(self, address: str) -> None:
        self._connection: DBusConnection = open_dbus_connection(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def call(
        self, address: DBusAddress, method: str, signature: str = "", *args: object
    ) -> tuple[Any, ...]:
        """Return the body of the answer.

        Raises:
            BusError: The answer is an error.
        """
        message = new_method_call(address, method, signature or None, args)
        return self._send(message, f"{address.interface}.{method}")

    def properties(self, address: DBusAddress) -> dict[str, Any]:
        """Return all properties of the interface that ``address`` names."""
        (values,) = self._send(Properties(address).get_all(), f"{address.interface} properties")
        return dict(plain(values))

    def has_name(self, name: str) -> bool:
        """Return whether some program owns the well-known ``name`` now."""
        (owned,) = self._send(message_bus.NameHasOwner(name), "NameHasOwner")
        return bool(owned)

    def _send(self, message: Any, what: str) -> tuple[Any, ...]:
        reply = self._connection.send_and_get_reply(message, timeout=_CALL_TIMEOUT_S)
        if reply.header.message_type is MessageType.error:
            raise BusError(f"{what}: {reply.body}")
        return tuple(reply.body)

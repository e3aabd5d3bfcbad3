"""Watches what programs and the notification daemon say to each other on the bus."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.bus import plain

INTERFACE = "org.freedesktop.Notifications"
_MONITORING = DBusAddress(
    "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring"
)


@dataclass(frozen=True, slots=True)
class Toast:
    """A Notify call together with its answer.

    Attributes:
        id: The daemon's number; None when it answered with an error.
        replaces_id: Number of the toast it replaces; 0 for a new one.
        actions: (key, label) pairs in the order sent.
        hints: Plain values, without D-Bus signatures.
        timeout_ms: -1 leaves it to the daemon, 0 means never.
        sender: Unique bus name of the program.
    """

    id: int | None
    app: str
    replaces_id: int
    icon: str
    summary: str
    body: str
    actions: tuple[tuple[str, str], ...]
    hints: dict[str, Any]
    timeout_ms: int
    sender: str


@dataclass(frozen=True, slots=True)
class CloseRequested:
    """A program called CloseNotification."""

    id: int


@dataclass(frozen=True, slots=True)
class ActionInvoked:
    """A person chose an action; ``default`` is a click on the toast itself."""

    id: int
    key: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A toast is gone: reason 1 expired, 2 by the person, 3 by a call, 4 anything else."""

    id: int
    reason: int


Event = Toast | CloseRequested | ActionInvoked | Closed
E = TypeVar("E", Toast, CloseRequested, ActionInvoked, Closed)


class NotificationMonitor:
    """Records notification traffic from its creation on, in a thread of its own.

    A ``Toast`` is recorded when the daemon answers, so its id is known.
    """

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)
        rules = [f"interface='{INTERFACE}'", "type='method_return'", "type='error'"]
        call = new_method_call(_MONITORING, "BecomeMonitor", "asu", (rules, 0))
        # The answer comes before anything else, so no event is missed after this line.
        self._connection.send_and_get_reply(call, timeout=5)
        self._changed = threading.Condition()
        self._events: list[Event] = []
        self._unanswered: dict[tuple[str, int], tuple[Any, ...]] = {}
        self._thread = threading.Thread(target=self._run, name="notification-monitor")
        self._thread.start()

    def close(self) -> None:
        """Stop watching; what was recorded stays."""
        with suppress(OSError):
            self._connection.sock.shutdown(2)  # Wakes the thread, which close alone does not.
        self._thread.join(5)
        self._connection.close()

    @property
    def toasts(self) -> list[Toast]:
        """Every toast so far, oldest first; a replacement is one more."""
        return self.seen(Toast)

    def seen(self, kind: type[E]) -> list[E]:
        """Return the events of ``kind`` so far, oldest first."""
        with self._changed:
            return [event for event in self._events if isinstance(event, kind)]

    def unanswered(self) -> int:
        """Return how many Notify calls the daemon has not answered."""
        with self._changed:
            return len(self._unanswered)

    def clear(self) -> None:
        """Forget what was recorded."""
        with self._changed:
            self._events.clear()

    def wait_for(
        self,
        kind: type[E],
        matching: Callable[[E], bool] = lambda _: True,
        *,
        timeout_s: float = 5,
    ) -> E:
        """Return the first event of ``kind`` that matches, recorded already or still to come.

        Raises:
            AssertionError: None came in time; the text lists what did come.
        """

        def first() -> E | None:
            return next((e for e in self._events if isinstance(e, kind) and matching(e)), None)

        with self._changed:
            event = self._changed.wait_for(first, timeout_s)
            if event is None:
                seen = "\n  ".join(map(str, self._events)) or "nothing"
                raise AssertionError(
                    f"no {kind.__name__} that matches within {timeout_s} s; seen:\n  {seen}"
                )
            return event

    def _run(self) -> None:
        with suppress(OSError, EOFError):
            while True:
                message = self._connection.receive()
                with self._changed:
                    self._record(message)
                    self._changed.notify_all()

    def _record(self, message: Message) -> None:
        fields, body = message.header.fields, message.body
        if message.header.message_type in (MessageType.method_return, MessageType.error):
            answered = (fields.get(HeaderFields.destination), fields[HeaderFields.reply_serial])
            if call := self._unanswered.pop(answered, None):
                failed = message.header.message_type is MessageType.error
                self._events.append(_toast(call, None if failed else body[0], answered[0]))
            return
        match fields.get(HeaderFields.member):
            case "Notify":
                self._unanswered[fields[HeaderFields.sender], message.header.serial] = body
            case "CloseNotification":
                self._events.append(CloseRequested(*body))
            case "ActionInvoked":
                self._events.append(ActionInvoked(*body))
            case "NotificationClosed":
                self._events.append(Closed(*body))
            case _:  # GetCapabilities and GetServerInformation show nothing.
                pass


def _toast(call: tuple[Any, ...], number: int | None, sender: str) -> Toast:
    app, replaces_id, icon, summary, body, actions, hints, timeout_ms = call
    pairs = tuple(zip(actions[::2], actions[1::2], strict=True))
    return Toast(
        id=number,
        app=app,
        replaces_id=replaces_id,
        icon=icon,
        summary=summary,
        body=body,
        actions=pairs,
        hints=plain(hints),
        timeout_ms=timeout_ms,
        sender=sender,
    )

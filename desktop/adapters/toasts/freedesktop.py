"""Toasts of a freedesktop.org desktop, over D-Bus, with actions, replacing and closing.

Source: Desktop Notifications Specification 1.2, and what dunst, xfce4-notifyd and GNOME Shell
do beyond it: the places that rely on it say so.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)

from desktop.adapters.toasts.member import ServiceDownError, ToastError
from desktop.adapters.toasts.notification_ids import NotificationIds
from desktop.adapters.toasts.notify_arguments import ToastLook, notify_arguments
from desktop.adapters.toasts.session_bus import BusError, SessionBus
from desktop.adapters.toasts.silence import SERVICE, RunCommand, is_silenced, run_command
from desktop.adapters.toasts.sound import SoundPlayer, sound_name
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import OnActivated, OnClosed, Toast, ToastEnd

logger = logging.getLogger(__name__)

ANSWER_TIMEOUT_S = 3.0
"""A healthy daemon answers within 20 ms; a hung one never does, and jeepney would wait."""

_DAEMON = DBusAddress("/org/freedesktop/Notifications", bus_name=SERVICE, interface=SERVICE)
_SERVICE_MISSING = frozenset(
    {
        "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.NoReply",
    }
)


class FreedesktopToasts:
    """Speaks to the notification daemon of the session, whichever it is and whenever it starts.

    Invariants:
        * A notification that we did not make is never touched and never reported.
        * No ``Notify`` is sent to a daemon that has not answered since it last was silent, so a
          hung one does not show a pile of old toasts when it comes back.
        * A ``Notify`` that is answered too late is closed again: another member has shown it.
    """

    name = "freedesktop"
    service = SERVICE

    def __init__(
        self,
        address: str,
        *,
        look: ToastLook,
        on_activated: OnActivated,
        on_closed: OnClosed,
        on_appeared: Callable[[], None],
        sounds: SoundPlayer,
        run: RunCommand = run_command,
        timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> None:
        """Prepare to connect to the bus at ``address``; nothing is opened before it is needed.

        Args:
            address: D-Bus server address of the session bus; empty when there is none.
            look: Name and icon that the toasts carry.
            on_activated: Called with the tag and the action's key when the person clicks.
            on_closed: Called with the tag and the reason when a toast leaves the screen.
            on_appeared: Called when a daemon takes the place of one that was missing.
            sounds: Plays the sounds of toasts for a daemon that plays none.
            run: Runs a command, for the one desktop whose silence is not told on the bus.
            timeout_s: How long the daemon may take for one answer.
        """
        self._address = address
        self._look = look
        self._on_activated = on_activated
        self._on_closed = on_closed
        self._on_appeared = on_appeared
        self._sounds = sounds
        self._run = run
        self._timeout_s = timeout_s
        self._bus: SessionBus | None = None
        self._capabilities: frozenset[str] | None = None
        self._daemon = ""
        self._ids = NotificationIds()
        self._closing: set[asyncio.Task[None]] = set()

    async def show(self, toast: Toast) -> None:
        """Show ``toast``, in place of the one of the same tag that is still on screen.

        Raises:
            ServiceDownError: No bus, no daemon, or one that does not answer in time.
            ToastError: The daemon refused this toast.
        """
        bus = await self._open_bus()
        capabilities = await self._meet_daemon(bus)
        arguments = notify_arguments(
            toast,
            look=self._look,
            capabilities=capabilities,
            replaces_id=self._ids.on_screen(toast.tag) or 0,
        )
        notify = new_method_call(_DAEMON, "Notify", "susssasa{sv}i", arguments)
        answer = await self._ask(bus, notify, on_late=self._close_late)
        self._ids.shown(answer.body[0], toast.tag)
        if toast.sound is not Sound.NONE and "sound" not in capabilities:
            self._sounds.play(sound_name(toast.urgency))

    async def is_silenced(self) -> bool:
        """Return whether the desktop's own do-not-disturb is on.

        Raises:
            ServiceDownError: No bus, no daemon, or one that does not answer in time.
        """
        bus = await self._open_bus()
        await self._meet_daemon(bus)

        async def ask(call: Message) -> object:
            answer = await bus.call(call)
            await asyncio.wait({answer}, timeout=self._timeout_s)
            if not answer.done() or answer.cancelled():
                return None
            is_error = answer.result().header.message_type is MessageType.error
            return None if is_error else answer.result().body[0]

        try:
            return await is_silenced(self._daemon, ask, self._run)
        except BusError as exc:
            raise ServiceDownError(self.name, "no_session_bus") from exc

    async def withdraw(self, tag: str) -> None:
        """Close the toast of ``tag`` if it is on screen or in the daemon's own list."""
        keeps = "persistence" in (self._capabilities or ())
        # A daemon with a list of its own keeps toasts there when they are off the screen.
        notification_id = self._ids.newest(tag) if keeps else self._ids.on_screen(tag)
        if self._bus is None or notification_id is None:
            return
        self._ids.closed(notification_id)
        with contextlib.suppress(ToastError):  # It is an error that it is closed already.
            await self._ask(self._bus, _close_call(notification_id))

    async def close(self) -> None:
        """Leave the bus, and nothing on the screen whose buttons nobody would hear."""
        await self._sounds.close()
        if self._bus is None:
            return
        with contextlib.suppress(TimeoutError):  # The daemon may hang.
            async with asyncio.timeout(self._timeout_s):
                for tag in self._ids.tags_on_screen():
                    await self.withdraw(tag)
        if self._bus is not None:
            await self._bus.close()

    async def _open_bus(self) -> SessionBus:
        if self._bus is not None:
            return self._bus
        if not self._address:
            raise ServiceDownError(self.name, "no_session_bus")
        try:
            async with asyncio.timeout(self._timeout_s):
                bus = await SessionBus.open(
                    self._address, on_signal=self._signaled, on_closed=self._lost_bus
                )
        except (TimeoutError, BusError) as exc:
            raise ServiceDownError(self.name, "no_session_bus") from exc
        try:
            for rule in _MATCH_RULES:
                await self._ask(bus, message_bus.AddMatch(rule))
        except ToastError:
            await bus.close()
            raise
        self._bus = bus
        return bus

    async def _meet_daemon(self, bus: SessionBus) -> frozenset[str]:
        """Return what the daemon of now can do."""
        if self._capabilities is None:
            about = await self._ask(bus, new_method_call(_DAEMON, "GetServerInformation"))
            self._daemon = about.body[0]
            answer = await self._ask(bus, new_method_call(_DAEMON, "GetCapabilities"))
            self._capabilities = frozenset(answer.body[0])
        return self._capabilities

    async def _ask(
        self,
        bus: SessionBus,
        call: Message,
        *,
        on_late: Callable[["asyncio.Future[Message]"], None] | None = None,
    ) -> Message:
        try:
            answer = await bus.call(call)
        except BusError as exc:
            raise ServiceDownError(self.name, "no_session_bus") from exc
        done, _ = await asyncio.wait({answer}, timeout=self._timeout_s)
        if not done:
            self._capabilities = None  # The next toast asks for them first; see the class.
            if on_late is not None:
                answer.add_done_callback(on_late)
            raise ServiceDownError(self.name, "timeout")
        if answer.cancelled():
            raise ServiceDownError(self.name, "no_session_bus")
        return self._checked(answer.result())

    def _checked(self, answer: Message) -> Message:
        # An error comes back as a message like any other, with its text as the body.
        if answer.header.message_type is not MessageType.error:
            return answer
        error = answer.header.fields.get(HeaderFields.error_name, "")
        if error in _SERVICE_MISSING:
            self._capabilities = None
            raise ServiceDownError(self.name, "no_daemon")
        raise ToastError(self.name, error)

    def _close_late(self, answer: "asyncio.Future[Message]") -> None:
        if answer.cancelled() or answer.result().header.message_type is MessageType.error:
            return
        task = asyncio.create_task(self._close_id(answer.result().body[0]))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_id(self, notification_id: int) -> None:
        if self._bus is not None:
            with contextlib.suppress(ToastError):
                await self._ask(self._bus, _close_call(notification_id))

    def _signaled(self, signal: Message) -> None:
        match signal.header.fields.get(HeaderFields.member), signal.body:
            case "ActionInvoked", (int(notification_id), str(key)):
                tag = self._ids.tag_of(notification_id)
                if tag is not None:
                    self._on_activated(tag, key)
            case "NotificationClosed", (int(notification_id), int(reason)):
                tag = self._ids.tag_of(notification_id)
                if tag is not None and self._ids.on_screen(tag) == notification_id:
                    self._on_closed(tag, _ENDS.get(reason, ToastEnd.UNKNOWN))
                self._ids.closed(notification_id)
            case "NameOwnerChanged", (str(name), str(), str(new_owner)) if name == SERVICE:
                # Another daemon counts its ids from one again.
                self._ids.forget()
                self._capabilities = None
                if new_owner:
                    self._on_appeared()
            case _:
                pass

    def _lost_bus(self) -> None:
        self._bus = None
        self._capabilities = None
        self._ids.forget()


_ENDS = {1: ToastEnd.EXPIRED, 2: ToastEnd.DISMISSED, 3: ToastEnd.WITHDRAWN}

_MATCH_RULES = (
    MatchRule(type="signal", sender=SERVICE, interface=SERVICE, member="ActionInvoked"),
    MatchRule(type="signal", sender=SERVICE, interface=SERVICE, member="NotificationClosed"),
    MatchRule(
        type="signal",
        sender="org.freedesktop.DBus",
        interface="org.freedesktop.DBus",
        member="NameOwnerChanged",
    ),
)
_MATCH_RULES[2].add_arg_condition(0, SERVICE)


def _close_call(notification_id: int) -> Message:
    return new_method_call(_DAEMON, "CloseNotification", "u", (notification_id,))

"""What the desktop session offers: a keyring that is open, toasts, a tray. Linux asks the bus."""

import asyncio
import ctypes
from collections.abc import Mapping

from jeepney import DBusAddress, Properties, message_bus, new_method_call

from desktop.adapters.doctor.bus_question import ANSWER_S, NoAnswerError, ask
from desktop.adapters.toasts.session_bus import BusError
from desktop.core.diagnostics.doctor import Code, Finding, found

_TOASTS = DBusAddress(
    "/org/freedesktop/Notifications",
    "org.freedesktop.Notifications",
    "org.freedesktop.Notifications",
)
_SECRETS = DBusAddress(
    "/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service"
)
_WATCHER = DBusAddress(
    "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
)
_COLLECTION = "org.freedesktop.Secret.Collection"


async def check_toasts(address: str) -> Finding:
    """Return whether a program shows notifications on the bus at ``address``."""
    try:
        name, *_ = await ask(address, new_method_call(_TOASTS, "GetServerInformation"))
    except BusError:
        return found(Code.NO_SESSION_BUS)
    except NoAnswerError:
        return found(Code.NO_NOTIFICATION_SERVICE)
    except TimeoutError:
        return found(Code.NOTIFICATION_SERVICE_SILENT)
    return found(Code.TOASTS_FINE, service=name)


async def check_tray(address: str, environ: Mapping[str, str]) -> Finding:
    """Return whether tray icons are shown, by either of the two ways that there are."""
    if not environ.get("DISPLAY") and not environ.get("WAYLAND_DISPLAY"):
        return found(Code.NO_DISPLAY)
    if await _has_notifier_host(address) or await _has_xembed_tray(environ.get("DISPLAY", "")):
        return found(Code.TRAY_FINE)
    return found(Code.NO_TRAY)


async def is_locked(address: str) -> bool:
    """Return whether the default keyring is locked, without making anybody unlock it.

    A keyring that is not a Secret Service, or none, is not known to be locked.
    """
    try:
        async with asyncio.timeout(ANSWER_S):
            (path,) = await ask(address, new_method_call(_SECRETS, "ReadAlias", "s", ("default",)))
            collection = DBusAddress(path, _SECRETS.bus_name, _COLLECTION)
            ((_, locked),) = await ask(address, Properties(collection).get("Locked"))
    except (BusError, NoAnswerError, TimeoutError, ValueError):
        return False
    return bool(locked)


async def _has_notifier_host(address: str) -> bool:
    question = Properties(_WATCHER).get("IsStatusNotifierHostRegistered")
    try:
        (owned,) = await ask(address, message_bus.NameHasOwner(_WATCHER.bus_name))
        if not owned:
            return False
        ((_, has_host),) = await ask(address, question)
    except (BusError, NoAnswerError, TimeoutError):
        return False
    return bool(has_host)


async def _has_xembed_tray(display: str) -> bool:
    if not display:
        return False
    try:
        async with asyncio.timeout(ANSWER_S):
            return await asyncio.to_thread(_owns_tray_selection, display)
    except (TimeoutError, OSError):
        return False


def _owns_tray_selection(display: str) -> bool:
    """Return whether some program is the tray of an X display.

    Source:
        System Tray Protocol Specification: the tray owns the selection ``_NET_SYSTEM_TRAY_S0``.
    """
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
    pointer = x11.XOpenDisplay(display.encode())
    if pointer is None:
        return False
    connection = ctypes.c_void_p(pointer)
    try:
        atom = ctypes.c_ulong(x11.XInternAtom(connection, b"_NET_SYSTEM_TRAY_S0", 0))
        return bool(x11.XGetSelectionOwner(connection, atom))
    finally:
        x11.XCloseDisplay(connection)

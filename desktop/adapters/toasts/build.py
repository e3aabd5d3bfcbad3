"""Puts the chain together for the system that the program runs on."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from desktop.adapters.toasts.chain import ToastChain
from desktop.adapters.toasts.freedesktop import FreedesktopToasts
from desktop.adapters.toasts.member import ToastMember
from desktop.adapters.toasts.notify_arguments import ToastLook
from desktop.adapters.toasts.plyer_toast import PlyerToasts, show_with_plyer
from desktop.adapters.toasts.silence import SERVICE
from desktop.adapters.toasts.sound import SoundPlayer
from desktop.core.toasts.toast import OnActivated, OnClosed


def build_chain(
    on_activated: OnActivated,
    on_closed: OnClosed,
    *,
    look: ToastLook,
    platform: str,
    environ: Mapping[str, str],
    monotonic: Callable[[], float],
    now: Callable[[], datetime],
    fallbacks: Sequence[ToastMember] = (),
) -> ToastChain:
    """Return the chain, best member first; nothing is opened before the first toast.

    Args:
        on_activated: Called on the loop with tag and action when the person clicks.
        on_closed: Called on the loop with tag and reason when a toast is gone.
        look: Name and icon of the toasts.
        platform: One of ``sys.platform``'s words.
        environ: Where the session bus is found.
        monotonic: Seconds of a clock that never goes back.
        now: Tells the time, aware.
        fallbacks: Members to ask after those of this package, before the center alone.
    """
    members: list[ToastMember] = []
    if platform.startswith("linux"):
        members.append(
            FreedesktopToasts(
                session_bus_address(environ),
                look=look,
                on_activated=on_activated,
                on_closed=on_closed,
                on_appeared=lambda: chain.service_appeared(SERVICE),
                sounds=SoundPlayer(environ),
            )
        )
    elif platform in {"win32", "darwin"}:
        members.append(_native(on_activated, on_closed, look=look, platform=platform, now=now))
    members.append(PlyerToasts(show_with_plyer, platform=platform))
    chain = ToastChain([*members, *fallbacks], monotonic=monotonic)
    return chain


def _native(
    on_activated: OnActivated,
    on_closed: OnClosed,
    *,
    look: ToastLook,
    platform: str,
    now: Callable[[], datetime],
) -> ToastMember:
    # Linux does without them, and without the XML of the one.
    from desktop.adapters.toasts.native import NativeToasts  # noqa: PLC0415

    if platform == "darwin":
        from desktop.adapters.toasts.macos import MacCenter  # noqa: PLC0415

        return NativeToasts("macos", MacCenter, on_activated=on_activated, on_closed=on_closed)
    from desktop.adapters.toasts.windows import WindowsCenter  # noqa: PLC0415

    open_center = partial(WindowsCenter, now=now, app_name=look.app_name, icon=look.icon)
    return NativeToasts("windows", open_center, on_activated=on_activated, on_closed=on_closed)


def session_bus_address(environ: Mapping[str, str]) -> str:
    """Return the D-Bus address of the session; empty when there is none.

    Source:
        D-Bus specification, and systemd's user bus, which programs find without a variable.
    """
    address = environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if address:
        return address
    path = os.path.join(environ.get("XDG_RUNTIME_DIR", ""), "bus")  # noqa: PTH118 - may be ""
    return f"unix:path={path}" if os.path.isabs(path) and os.path.exists(path) else ""  # noqa: PTH110, PTH117

"""A toast as the arguments of ``org.freedesktop.Notifications.Notify``; pure."""

import html
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import assert_never

from desktop.adapters.toasts.buttons import buttons_of, default_of
from desktop.adapters.toasts.sound import sound_name
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import Toast, Urgency

MAX_TITLE_CHARS = 200
MAX_BODY_CHARS = 1000

_CATEGORY = "im.received"
"""The specification's word that fits best: somebody tells the person something."""

Hint = tuple[str, str | int]
"""A D-Bus variant: signature and value."""

NotifyArguments = tuple[str, int, str, str, str, list[str], dict[str, Hint], int]


@dataclass(frozen=True, slots=True)
class ToastLook:
    """Who the toasts come from.

    Attributes:
        app_name: Shown by daemons that group toasts.
        desktop_entry: Name of the ``.desktop`` file without its ending; daemons find rules and
            the icon by it.
        icon: Path of a picture or name in the icon theme; empty for none.
    """

    app_name: str
    desktop_entry: str
    icon: str = ""


def notify_arguments(
    toast: Toast, *, look: ToastLook, capabilities: AbstractSet[str], replaces_id: int
) -> NotifyArguments:
    """Return the arguments of ``Notify`` for a daemon with ``capabilities``.

    Texts are cut to what daemons lay out well. Markup in them is escaped where the daemon would
    render it; the title is plain text in the specification.
    """
    body = plain(toast.body, MAX_BODY_CHARS)
    if "body-markup" in capabilities:
        body = html.escape(body, quote=False)
    return (
        look.app_name,
        replaces_id,
        look.icon,
        plain(toast.title, MAX_TITLE_CHARS),
        body,
        _actions(toast) if "actions" in capabilities else [],
        {
            "urgency": ("y", urgency_byte(toast.urgency)),
            "category": ("s", _CATEGORY),
            "desktop-entry": ("s", look.desktop_entry),
            **_sound_hint(toast, capabilities),
        },
        0 if toast.timeout_s is None else round(toast.timeout_s * 1000),
    )


def _actions(toast: Toast) -> list[str]:
    default = default_of(toast)
    offered = [*([] if default is None else [default]), *buttons_of(toast)]
    return [part for action in offered for part in (action.key, action.label)]


def _sound_hint(toast: Toast, capabilities: AbstractSet[str]) -> dict[str, Hint]:
    if "sound" not in capabilities:
        return {}
    if toast.sound is Sound.NONE:
        return {"suppress-sound": ("b", True)}
    return {"sound-name": ("s", sound_name(toast.urgency))}


def urgency_byte(urgency: Urgency) -> int:
    """Return the level of the ``urgency`` hint: low, normal or critical."""
    match urgency:
        case Urgency.LOW:
            return 0
        case Urgency.NORMAL:
            return 1
        case Urgency.CRITICAL:
            return 2
        case _:
            assert_never(urgency)


def plain(text: str, max_chars: int) -> str:
    """Return ``text`` without control characters, cut to ``max_chars`` with an ellipsis.

    D-Bus refuses a whole message for one NUL or one lone surrogate in it.
    """
    kept = "".join(
        char
        for char in text[: max_chars * 2]
        if char == "\n" or (char.isprintable() and not "\ud800" <= char <= "\udfff")
    )
    return kept if len(kept) <= max_chars else f"{kept[: max_chars - 1]}…"

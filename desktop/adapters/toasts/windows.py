"""Toasts of Windows 10 and 11 through WinRT. NOT RUN ON A REAL WINDOWS YET: tested with fakes.

Documented behavior that this relies on:

* An unpackaged program is known by an AppUserModelID in the registry of the person.
* Clicks are told to the process that showed the toast, while it lives. So all toasts are taken
  out of the action center when the program ends, and when it starts after a crash: none stays
  that cannot be clicked.
* Tag and group name a toast: showing another with the same ones replaces it.
* Windows decides how long a toast is on the screen: 5 seconds, or 25 for a long one.
* ``scenario="urgent"`` may break through do-not-disturb where the person allows it (Windows 11).

Source:
    Microsoft Learn: "Toast content schema", "Send a local toast notification from other types
    of unpackaged apps", ToastNotificationManagerForUser.NotificationMode (Windows 11 22H2),
    SHQueryUserNotificationState. PyWinRT 3.2, whose names these are.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from desktop.adapters.toasts.buttons import buttons_of
from desktop.adapters.toasts.member import ToastsForbiddenError
from desktop.adapters.toasts.notify_arguments import MAX_BODY_CHARS, MAX_TITLE_CHARS, plain
from desktop.adapters.toasts.windows_system import APP_USER_MODEL_ID, make_known, user_state
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import (
    DEFAULT_ACTION,
    OnActivated,
    OnClosed,
    Toast,
    ToastEnd,
    Urgency,
)

NAME = "windows"
GROUP = "bomizzel"
MAX_BUTTONS = 5
MAX_SHOWN = 256
"""Toasts whose clicks are understood."""
KEPT = timedelta(days=1)
"""How long one stays in the action center if the program is killed and never comes back."""

_ENABLED = 0
_SETTINGS = {
    1: "disabled_for_this_program",
    2: "disabled_by_the_person",
    3: "disabled_by_policy",
    4: "disabled_by_manifest",
}
_UNRESTRICTED = 0
_ENDS = {0: ToastEnd.DISMISSED, 1: ToastEnd.WITHDRAWN, 2: ToastEnd.EXPIRED}
_QUIET_STATES = frozenset({2, 3, 4, 6})
"""Busy with a full screen, a game, presenting, and quiet time."""

_OLD_WINDOWS = (AttributeError, OSError, NotImplementedError)
"""What PyWinRT raises for a member that this version of Windows does not have."""


class WindowsCenter:
    """The action center, for one AppUserModelID."""

    def __init__(
        self,
        on_activated: OnActivated,
        on_closed: OnClosed,
        *,
        now: Callable[[], datetime],
        app_name: str,
        icon: str,
        make_known: Callable[[str, str], None] = make_known,
        user_state: Callable[[], int] = user_state,
    ) -> None:
        """Make the program known to Windows and take away what an earlier run left.

        Args:
            on_activated: Called in any thread with tag and action.
            on_closed: Called in any thread with tag and reason.
            now: Tells the time, aware.
            app_name: What the toasts are headed with.
            icon: Path of a picture.
            make_known: Tells Windows the name and the picture of the program.
            user_state: Asks the shell whether the person may be notified.

        Raises:
            ImportError: The packages of PyWinRT are not installed.
        """
        # Only Windows has them.
        from winrt.windows.data.xml.dom import XmlDocument  # noqa: PLC0415
        from winrt.windows.ui.notifications import (  # noqa: PLC0415
            ToastActivatedEventArgs,
            ToastNotification,
            ToastNotificationManager,
        )

        self._on_activated = on_activated
        self._on_closed = on_closed
        self._now = now
        self._xml_document: Any = XmlDocument
        self._activated_args: Any = ToastActivatedEventArgs
        self._notification: Any = ToastNotification
        self._manager: Any = ToastNotificationManager
        # PyWinRT hears of a toast only as long as somebody holds it.
        self._shown: OrderedDict[str, Any] = OrderedDict()
        self._user_state = user_state
        make_known(app_name, icon)
        self._notifier = self._manager.create_toast_notifier_with_id(APP_USER_MODEL_ID)
        self._clear()

    def show(self, toast: Toast) -> None:
        """Show ``toast``.

        Raises:
            ToastsForbiddenError: The person or the organization switched toasts off in Windows.
        """
        setting = int(self._notifier.setting)
        if setting != _ENABLED:
            raise ToastsForbiddenError(NAME, _SETTINGS.get(setting, "disabled"))
        document = self._xml_document()
        document.load_xml(toast_xml(toast))
        notification = self._notification(document)
        notification.tag = toast.tag
        notification.group = GROUP
        notification.expiration_time = self._now() + KEPT
        tag = toast.tag
        notification.add_activated(lambda _, args: self._activated(tag, args))
        notification.add_dismissed(
            lambda _, args: self._on_closed(tag, _ENDS.get(int(args.reason), ToastEnd.UNKNOWN))
        )
        notification.add_failed(lambda _, __: self._on_closed(tag, ToastEnd.UNKNOWN))
        self._shown[tag] = notification
        self._shown.move_to_end(tag)
        while len(self._shown) > MAX_SHOWN:
            self._remove(self._shown.popitem(last=False)[0])
        self._notifier.show(notification)

    def withdraw(self, tag: str) -> None:
        """Take the toast away, from the screen and out of the action center."""
        if self._shown.pop(tag, None) is not None:
            self._remove(tag)

    def is_silenced(self) -> bool:
        """Return whether do-not-disturb (formerly focus assist) is on, or the screen is taken."""
        try:
            mode = int(self._manager.get_default().notification_mode)
        except _OLD_WINDOWS:  # Windows 10 does not tell programs.
            mode = _UNRESTRICTED
        return mode != _UNRESTRICTED or self._user_state() in _QUIET_STATES

    def close(self) -> None:
        """Take all toasts of this program away."""
        self._shown.clear()
        self._clear()

    def _activated(self, tag: str, args: Any) -> None:  # noqa: ANN401 - a WinRT object
        key = args.as_(self._activated_args).arguments or DEFAULT_ACTION
        self._on_activated(tag, key)

    def _remove(self, tag: str) -> None:
        history = self._manager.history
        history.remove_grouped_tag_with_id(tag, GROUP, APP_USER_MODEL_ID)

    def _clear(self) -> None:
        self._manager.history.clear_with_id(APP_USER_MODEL_ID)


def toast_xml(toast: Toast) -> str:
    """Return ``toast`` in the schema of Windows; texts are escaped, and cut."""
    root = Element("toast", launch=DEFAULT_ACTION)
    if toast.urgency is Urgency.CRITICAL:
        root.set("scenario", "urgent")
        root.set("duration", "long")
    binding = SubElement(SubElement(root, "visual"), "binding", template="ToastGeneric")
    SubElement(binding, "text").text = plain(toast.title, MAX_TITLE_CHARS)
    SubElement(binding, "text").text = plain(toast.body, MAX_BODY_CHARS)
    if toast.sound is Sound.NONE:
        SubElement(root, "audio", silent="true")
    else:
        SubElement(root, "audio", src="ms-winsoundevent:Notification.Default")
    buttons = buttons_of(toast)[:MAX_BUTTONS]
    if buttons:
        actions = SubElement(root, "actions")
        for button in buttons:
            SubElement(
                actions,
                "action",
                content=button.label,
                arguments=button.key,
                activationType="foreground",
            )
    return tostring(root, encoding="unicode")

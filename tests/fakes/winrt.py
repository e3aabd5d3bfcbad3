"""The parts of WinRT that toasts use, as PyWinRT 3.2 names them, in memory."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from types import ModuleType, SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest


class NotificationSetting(IntEnum):
    ENABLED = 0
    DISABLED_FOR_APPLICATION = 1
    DISABLED_FOR_USER = 2


class XmlDocument:
    """Parses as Windows does: what is not well-formed is refused."""

    def load_xml(self, text: str) -> None:
        self.root: Element = fromstring(text)  # noqa: S314 - written by the code under test


class ActivatedArgs:
    def __init__(self, arguments: str) -> None:
        self._arguments = arguments

    def as_(self, _kind: type) -> SimpleNamespace:
        return SimpleNamespace(arguments=self._arguments)


class ToastNotification:
    tag = ""
    group = ""
    expiration_time: datetime | None = None

    def __init__(self, content: XmlDocument) -> None:
        self.content = content
        self._activated: Callable[..., None]
        self._dismissed: Callable[..., None]
        self._failed: Callable[..., None]

    def add_activated(self, handler: Callable[..., None]) -> None:
        self._activated = handler

    def add_dismissed(self, handler: Callable[..., None]) -> None:
        self._dismissed = handler

    def add_failed(self, handler: Callable[..., None]) -> None:
        self._failed = handler

    def activate(self, arguments: str) -> None:
        self._activated(self, ActivatedArgs(arguments))

    def dismiss(self, reason: int) -> None:
        self._dismissed(self, SimpleNamespace(reason=reason))

    def fail(self) -> None:
        self._failed(self, SimpleNamespace(error_code=-2143420143))

    def texts(self) -> list[str | None]:
        return [text.text for text in self.content.root.iter("text")]


@dataclass
class Windows:
    """One machine: its action center and its settings.

    Attributes:
        center: What is in the action center, by tag and group.
        setting: Whether toasts are switched on for the program.
        mode: The notification mode; None for a Windows that does not know it.
        calls: Of everything that changes the center.
        known: Programs by their id, as the registry has them.
    """

    center: dict[tuple[str, str], ToastNotification] = field(default_factory=dict)
    setting: NotificationSetting = NotificationSetting.ENABLED
    mode: int | None = 0
    calls: list[str] = field(default_factory=list)
    known: tuple[str, str] | None = None
    user_state: int = 5

    def shown(self, tag: str) -> ToastNotification:
        return next(toast for (key, _), toast in self.center.items() if key == tag)

    # What follows is the WinRT side.

    @property
    def history(self) -> "Windows":
        return self

    def get_default(self) -> SimpleNamespace:
        return (
            SimpleNamespace()
            if self.mode is None
            else SimpleNamespace(notification_mode=self.mode)
        )

    def create_toast_notifier_with_id(self, application_id: str) -> "Windows":
        assert self.known is not None, "the program is not known to Windows yet"
        self.calls.append(f"notifier {application_id}")
        return self

    def show(self, toast: ToastNotification) -> None:
        self.calls.append(f"show {toast.tag}")
        self.center[toast.tag, toast.group] = toast

    def remove_grouped_tag_with_id(self, tag: str, group: str, application_id: str) -> None:
        self.calls.append(f"remove {tag} {application_id}")
        self.center.pop((tag, group), None)

    def clear_with_id(self, application_id: str) -> None:
        self.calls.append(f"clear {application_id}")
        self.center.clear()


def install(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make ``windows`` what ``import winrt…`` finds."""
    notifications: Any = ModuleType("winrt.windows.ui.notifications")
    notifications.ToastActivatedEventArgs = ActivatedArgs
    notifications.ToastNotification = ToastNotification
    notifications.ToastNotificationManager = windows
    dom: Any = ModuleType("winrt.windows.data.xml.dom")
    dom.XmlDocument = XmlDocument
    packages = ("winrt", "winrt.windows", "winrt.windows.ui", "winrt.windows.data")
    for name in (*packages, "winrt.windows.data.xml"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    for module in (notifications, dom):
        monkeypatch.setitem(sys.modules, module.__name__, module)

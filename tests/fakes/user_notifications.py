"""The parts of macOS's UserNotifications that toasts use, as PyObjC names them, in memory."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any, Self

import pytest


class NSObject:
    @classmethod
    def alloc(cls) -> Self:
        return object.__new__(cls)

    def init(self) -> Self:
        return self


class Content(NSObject):
    """UNMutableNotificationContent."""

    title = ""
    body = ""
    category = ""
    sound: object = None

    def setTitle_(self, title: str) -> None:  # noqa: N802 - Objective-C's names, here and below
        self.title = title

    def setBody_(self, body: str) -> None:  # noqa: N802
        self.body = body

    def setCategoryIdentifier_(self, name: str) -> None:  # noqa: N802
        self.category = name

    def setSound_(self, sound: object) -> None:  # noqa: N802
        self.sound = sound


@dataclass(frozen=True)
class Category:
    """UNNotificationCategory."""

    name: str
    actions: tuple[tuple[str, str], ...]


@dataclass
class Mac:
    """One machine: its notification center and what the person said.

    Attributes:
        bundle: Identifier of the bundle that the program runs from; None without one.
        permitted: The person's answer; None while they have not given one.
        error: Told about every toast that is added.
        center: What is in the center, by identifier.
    """

    bundle: str | None = "com.example.bomizzel"
    permitted: bool | None = True
    error: object = None
    center: dict[str, Content] = field(default_factory=dict)
    categories: set[Category] = field(default_factory=set)
    delegate: Any = None

    def buttons(self, tag: str) -> tuple[tuple[str, str], ...]:
        (found,) = [c for c in self.categories if c.name == self.center[tag].category]
        return found.actions

    def respond(self, tag: str, action: str) -> None:
        """Do what a click does; ``action`` is macOS's name of it."""
        request = SimpleNamespace(identifier=lambda: tag)
        response = SimpleNamespace(
            notification=lambda: SimpleNamespace(request=lambda: request),
            actionIdentifier=lambda: action,
        )
        answered: list[bool] = []
        told = self.delegate
        tell = told.userNotificationCenter_didReceiveNotificationResponse_withCompletionHandler_
        tell(self, response, lambda: answered.append(True))
        assert answered == [True]

    def options_in_front(self) -> int:
        """Return what is shown while a window of the program is in front."""
        options: list[int] = []
        tell = self.delegate.userNotificationCenter_willPresentNotification_withCompletionHandler_
        tell(self, None, options.append)
        return options[0]

    # What follows is the Objective-C side.

    def currentNotificationCenter(self) -> "Mac":  # noqa: N802
        assert self.bundle is not None, "macOS ends a program that asks without a bundle"
        return self

    def setDelegate_(self, delegate: object) -> None:  # noqa: N802
        self.delegate = delegate

    def requestAuthorizationWithOptions_completionHandler_(  # noqa: N802
        self, _options: int, tell: Callable[[bool, object], None]
    ) -> None:
        if self.permitted is not None:
            tell(self.permitted, None)

    def setNotificationCategories_(self, categories: set[Category]) -> None:  # noqa: N802
        self.categories = categories

    def addNotificationRequest_withCompletionHandler_(  # noqa: N802
        self, request: tuple[str, Content], tell: Callable[[object], None]
    ) -> None:
        tag, content = request
        if self.error is None:
            self.center[tag] = content
        tell(self.error)

    def removeDeliveredNotificationsWithIdentifiers_(self, tags: list[str]) -> None:  # noqa: N802
        for tag in tags:
            self.center.pop(tag, None)

    def removeAllDeliveredNotifications(self) -> None:  # noqa: N802
        self.center.clear()


def install(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make ``mac`` what ``import UserNotifications`` and ``import Foundation`` find."""
    foundation: Any = ModuleType("Foundation")
    foundation.NSObject = NSObject
    main = SimpleNamespace(bundleIdentifier=lambda: mac.bundle)
    foundation.NSBundle = SimpleNamespace(mainBundle=lambda: main)
    un: Any = ModuleType("UserNotifications")
    un.UNUserNotificationCenter = mac
    un.UNMutableNotificationContent = Content
    un.UNNotificationSound = SimpleNamespace(defaultSound=lambda: "default sound")
    un.UNNotificationRequest = SimpleNamespace(
        requestWithIdentifier_content_trigger_=lambda tag, content, _: (tag, content)
    )
    un.UNNotificationAction = SimpleNamespace(
        actionWithIdentifier_title_options_=lambda key, label, _: (key, label)
    )
    un.UNNotificationCategory = SimpleNamespace(
        categoryWithIdentifier_actions_intentIdentifiers_options_=lambda name, actions, *_: (
            Category(name, tuple(actions))
        )
    )
    monkeypatch.setitem(sys.modules, "Foundation", foundation)
    monkeypatch.setitem(sys.modules, "UserNotifications", un)

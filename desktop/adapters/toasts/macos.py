"""Toasts of macOS through UNUserNotificationCenter. NOT RUN ON A REAL MAC YET: tested with fakes.

Documented behavior that this relies on:

* Only a program in a bundle has a notification center (asking without one ends the process), and
  only a signed one is given permission. Everything else falls through to the next member.
* The person is asked once whether Bomizzel may notify; what they said then holds.
* The identifier of a request names a toast: adding another with the same one replaces it.
* macOS decides how long a toast is on the screen, holds it back during a focus by itself, and
  tells programs nothing of it; so there is no silence to be asked for.
* Clicks come through a delegate, which Qt's loop in the main thread serves.

Source:
    Apple's documentation of UserNotifications; PyObjC, whose names these are.
"""

import threading
from collections.abc import Callable
from typing import Any

from desktop.adapters.toasts.buttons import buttons_of
from desktop.adapters.toasts.member import ToastError, ToastsForbiddenError
from desktop.adapters.toasts.notify_arguments import MAX_BODY_CHARS, MAX_TITLE_CHARS, plain
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import DEFAULT_ACTION, OnActivated, OnClosed, Toast, ToastEnd

NAME = "macos"
ANSWER_TIMEOUT_S = 3.0
PERMISSION_TIMEOUT_S = 1.0
"""The person may take an hour to answer; until then toasts go another way."""

_BADGE, _SOUND, _ALERT, _LIST, _BANNER = 1, 2, 4, 8, 16
_DEFAULT = "com.apple.UNNotificationDefaultActionIdentifier"
_DISMISSED = "com.apple.UNNotificationDismissActionIdentifier"
_TELL_WHEN_DISMISSED = 1
_FOREGROUND = 4


class MacCenter:
    """The notification center of macOS, for the bundle that the program runs from."""

    def __init__(self, on_activated: OnActivated, on_closed: OnClosed) -> None:
        """Find the center and ask for permission.

        Args:
            on_activated: Called in any thread with tag and action.
            on_closed: Called in any thread with tag and reason.

        Raises:
            ImportError: PyObjC is not installed.
            ToastError: The program does not run from a bundle.
        """
        # Only macOS has them.
        import Foundation  # noqa: PLC0415
        import UserNotifications  # noqa: PLC0415

        if Foundation.NSBundle.mainBundle().bundleIdentifier() is None:
            raise ToastError(NAME, "not_a_bundle")
        self._un: Any = UserNotifications
        self._categories: dict[str, Any] = {}
        self._center: Any = UserNotifications.UNUserNotificationCenter.currentNotificationCenter()
        # The center holds its delegate weakly.
        self._delegate = _delegate_class(Foundation)(on_activated, on_closed)
        self._center.setDelegate_(self._delegate)
        self._permission: bool | None = None
        self._answered = threading.Event()
        self._center.requestAuthorizationWithOptions_completionHandler_(
            _ALERT | _SOUND, self._permitted
        )

    def show(self, toast: Toast) -> None:
        """Show ``toast``.

        Raises:
            ToastsForbiddenError: The person does not want toasts of this program.
            ToastError: They have not answered yet, or macOS refuses this toast.
        """
        if not self._answered.wait(PERMISSION_TIMEOUT_S):
            raise ToastError(NAME, "permission_is_asked_for")
        if not self._permission:
            raise ToastsForbiddenError(NAME, "not_permitted")
        content = self._un.UNMutableNotificationContent.alloc().init()
        content.setTitle_(plain(toast.title, MAX_TITLE_CHARS))
        content.setBody_(plain(toast.body, MAX_BODY_CHARS))
        content.setCategoryIdentifier_(self._category_of(toast))
        if toast.sound is not Sound.NONE:
            content.setSound_(self._un.UNNotificationSound.defaultSound())
        request = self._un.UNNotificationRequest.requestWithIdentifier_content_trigger_(
            toast.tag, content, None
        )
        errors: list[object] = []
        added = threading.Event()

        def tell(error: object) -> None:
            errors.append(error)
            added.set()

        self._center.addNotificationRequest_withCompletionHandler_(request, tell)
        if not added.wait(ANSWER_TIMEOUT_S):
            raise ToastError(NAME, "timeout")
        if errors[0] is not None:
            raise ToastError(NAME, "refused")

    def withdraw(self, tag: str) -> None:
        """Take the toast away, from the screen and out of the center."""
        self._center.removeDeliveredNotificationsWithIdentifiers_([tag])

    def is_silenced(self) -> bool:
        """Return False: macOS holds toasts back by itself and tells nobody."""
        return False

    def close(self) -> None:
        """Take all toasts away: a click would start the program, which knows nothing of them."""
        self._center.removeAllDeliveredNotifications()

    def _permitted(self, granted: bool, _error: object) -> None:  # noqa: FBT001 - PyObjC calls it
        self._permission = bool(granted)
        self._answered.set()

    def _category_of(self, toast: Toast) -> str:
        """Return the name of the set of buttons, made when it is first needed."""
        buttons = buttons_of(toast)
        name = "|".join(f"{button.key}={button.label}" for button in buttons)
        if name not in self._categories:
            actions = [
                self._un.UNNotificationAction.actionWithIdentifier_title_options_(
                    button.key, button.label, _FOREGROUND if button.key == "open" else 0
                )
                for button in buttons
            ]
            make = self._un.UNNotificationCategory
            self._categories[name] = (
                make.categoryWithIdentifier_actions_intentIdentifiers_options_(
                    name, actions, [], _TELL_WHEN_DISMISSED
                )
            )
            self._center.setNotificationCategories_(set(self._categories.values()))
        return name


def _delegate_class(foundation: Any) -> Any:  # noqa: ANN401 - PyObjC has no types
    """Return the class of the delegate; Objective-C knows a class by its name, once."""

    class BomizzelToastDelegate(foundation.NSObject):  # type: ignore[misc]  # PyObjC has no types
        def __new__(cls, on_activated: OnActivated, on_closed: OnClosed) -> Any:  # noqa: ANN401 - PyObjC
            self = cls.alloc().init()
            self.on_activated = on_activated
            self.on_closed = on_closed
            return self

        def userNotificationCenter_willPresentNotification_withCompletionHandler_(  # noqa: N802
            self,
            _center: object,
            _notification: object,
            done: Callable[[int], None],
        ) -> None:
            # Without this nothing is shown while a window of the program is in front.
            done(_BANNER | _LIST | _SOUND)

        def userNotificationCenter_didReceiveNotificationResponse_withCompletionHandler_(  # noqa: N802
            self,
            _center: object,
            response: Any,  # noqa: ANN401 - PyObjC has no types
            done: Callable[[], None],
        ) -> None:
            tag = str(response.notification().request().identifier())
            key = str(response.actionIdentifier())
            if key == _DISMISSED:
                self.on_closed(tag, ToastEnd.DISMISSED)
            else:
                self.on_activated(tag, DEFAULT_ACTION if key == _DEFAULT else key)
            done()

    return BomizzelToastDelegate

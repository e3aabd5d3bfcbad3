"""Toasts that are not about a notification: the line to the server, and the test. Pure."""

from desktop.core.connection import Link
from desktop.core.language import Translate
from desktop.core.toasts.toast import DEFAULT_ACTION, Toast, ToastAction, Urgency

CONNECTION_TAG = "connection"
TRIAL_TAG = "test"
SEEN_ACTION = "seen"


def outage(link: Link, translate: Translate) -> Toast:
    """Return the toast that says that nothing new has come for a while."""
    if link is Link.MAINTENANCE:
        title = translate("Notice", "The server has been under maintenance for 5 minutes")
    else:
        title = translate("Notice", "No connection to the server for 5 minutes")
    body = translate("Notice", "You will hear of what happens meanwhile when it is back.")
    return _notice(CONNECTION_TAG, title, body, translate)


def restored(translate: Translate) -> Toast:
    """Return the toast that says that the server can be reached again."""
    title = translate("Notice", "Connected to the server again")
    body = translate("Notice", "What happened meanwhile is in your notifications.")
    return _notice(CONNECTION_TAG, title, body, translate)


def trial(translate: Translate) -> Toast:
    """Return the test notification."""
    seen = ToastAction(SEEN_ACTION, translate("Notice", "I see it"))
    return Toast(
        tag=TRIAL_TAG,
        title=translate("Notice", "This is a test notification"),
        body=translate("Notice", "If you can read this, notifications reach you here."),
        urgency=Urgency.NORMAL,
        actions=(ToastAction(DEFAULT_ACTION, seen.label), seen),
    )


def _notice(tag: str, title: str, body: str, translate: Translate) -> Toast:
    show = ToastAction(DEFAULT_ACTION, translate("Toast", "Show"))
    return Toast(tag=tag, title=title, body=body, urgency=Urgency.NORMAL, actions=(show,))

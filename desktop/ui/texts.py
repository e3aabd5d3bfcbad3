"""Every sentence that people read, looked up by code, ready for Qt's translations.

Nothing else in the product speaks to people: errors carry codes, and end up here.
"""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from common.notifications import NotificationKind, NotificationPriority
from desktop.core.connection import Link
from desktop.core.view import Notice

APP_NAME = "Bomizzel"
"""A name; it is not translated."""

DASH = " \N{EN DASH} "
"""Between two parts of a line."""

translate = QCoreApplication.translate


def link_title(link: Link) -> str:  # noqa: C901, PLR0911 - one return a state
    """Return the name of a state of the line, a word or two."""
    match link:
        case Link.LIVE:
            return translate("Link", "Live")
        case Link.POLLING:
            return translate("Link", "Polling")
        case Link.CONNECTING:
            return translate("Link", "Connecting…")
        case Link.CATCHING_UP:
            return translate("Link", "Catching up…")
        case Link.OFFLINE:
            return translate("Link", "Offline")
        case Link.SIGNED_OUT:
            return translate("Link", "Signed out")
        case Link.WAITING_FOR_KEYRING:
            return translate("Link", "Waiting for the keyring")
        case Link.MAINTENANCE:
            return translate("Link", "Server maintenance")
        case Link.CANNOT_STORE:
            return translate("Link", "Cannot write to the disk")
        case Link.UPDATE_REQUIRED:
            return translate("Link", "Update required")
        case _:
            assert_never(link)


def link_hint(link: Link) -> str:  # noqa: PLR0911 - one return a state
    """Return what a state means for the person, one sentence; empty when all is well."""
    match link:
        case Link.LIVE | Link.CONNECTING | Link.CATCHING_UP:
            return ""
        case Link.POLLING:
            return translate("Link", "No live connection: Bomizzel asks every few seconds.")
        case Link.OFFLINE:
            return translate("Link", "The server cannot be reached. Bomizzel keeps trying.")
        case Link.SIGNED_OUT:
            return translate("Link", "Sign in to receive notifications.")
        case Link.WAITING_FOR_KEYRING:
            return translate("Link", "Unlock your keyring, and Bomizzel continues by itself.")
        case Link.MAINTENANCE:
            return translate("Link", "The server is being looked after. Nothing will be missed.")
        case Link.CANNOT_STORE:
            return translate(
                "Link",
                "The disk is full or write-protected. New notifications come, and none is "
                "missed, as soon as Bomizzel can write to its folder.",
            )
        case Link.UPDATE_REQUIRED:
            return translate("Link", "This version is too old for the server: please update.")
        case _:
            assert_never(link)


def kind_title(kind: NotificationKind) -> str:  # noqa: C901, PLR0911 - one return a kind
    """Return what a kind of notification is called, one word or two."""
    match kind:
        case NotificationKind.ASSIGNED:
            return translate("Kind", "Assigned to you")
        case NotificationKind.MENTIONED:
            return translate("Kind", "Mention")
        case NotificationKind.ESCALATED:
            return translate("Kind", "Escalated")
        case NotificationKind.REOPENED:
            return translate("Kind", "Reopened")
        case NotificationKind.BECAME_URGENT:
            return translate("Kind", "Became urgent")
        case NotificationKind.NEW_TICKET:
            return translate("Kind", "New ticket")
        case NotificationKind.STATUS_CHANGED:
            return translate("Kind", "Status changed")
        case NotificationKind.PRIORITY_CHANGED:
            return translate("Kind", "Priority changed")
        case NotificationKind.ANNOUNCEMENT:
            return translate("Kind", "Announcement")
        case NotificationKind.QUEUES_CHANGED:
            return translate("Kind", "Queues changed")
        case NotificationKind.BACKGROUND:
            return translate("Kind", "Activity")
        case _:
            assert_never(kind)


def priority_title(priority: NotificationPriority) -> str:
    """Return what a priority is called when it is read aloud."""
    match priority:
        case NotificationPriority.HIGH:
            return translate("Priority", "high priority")
        case NotificationPriority.MEDIUM:
            return translate("Priority", "medium priority")
        case NotificationPriority.LOW:
            return translate("Priority", "low priority")
        case _:
            assert_never(priority)


def one_line(text: str) -> str:
    """Return ``text`` on one line, its lines told apart by a dot, blanks folded."""
    return " · ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def unread_count(unread: int) -> str:
    """Return ``3 unread``; empty when there is nothing unread."""
    return translate("Count", "{n} unread").format(n=unread) if unread else ""


def notice_text(notice: Notice) -> str:
    """Return the sentences of something that the person is told once."""
    match notice:
        case Notice.SESSION_IN_MEMORY_ONLY:
            return translate(
                "Notice",
                "This computer has no keyring to keep your session in. "
                "You will have to sign in again after a restart.",
            )
        case Notice.CRASHED:
            return translate(
                "Notice",
                "Bomizzel crashed the last time; nothing was lost. A report is on this computer: "
                "“Save diagnostics” in the settings puts it into a file for your IT.",
            )
        case Notice.ENDED_UNASKED:
            return translate(
                "Notice",
                "Bomizzel was ended the last time without being asked: killed, or by a fault. "
                "Nothing was lost.",
            )
        case _:
            assert_never(notice)


def notice_line(notice: Notice | None) -> str:
    """Return a few words of what happened to the last run; empty for nothing and for the rest."""
    match notice:
        case Notice.CRASHED:
            return translate("Notice", "Bomizzel crashed the last time")
        case Notice.ENDED_UNASKED:
            return translate("Notice", "Bomizzel was ended the last time without being asked")
        case Notice.SESSION_IN_MEMORY_ONLY | None:
            return ""
        case _:
            assert_never(notice)


def no_tray_text() -> str:
    """Return what the person is told when the desktop shows no tray icons."""
    return translate(
        "Notice",
        "Your desktop has no place for tray icons; on GNOME the extension AppIndicator adds one. "
        "Bomizzel keeps working when you close this window.",
    )


def program_hangs_text(process_id: int | None) -> str:
    """Return what the person is told when the program runs already and does not answer."""
    if process_id is None:
        return translate(
            "Notice", "Bomizzel is running already, but does not answer. End it, then try again."
        )
    return translate(
        "Notice",
        "Bomizzel is running already, but does not answer. End it (process {id}), then try again.",
    ).format(id=process_id)


def agent_failed_text() -> str:
    """Return what the person is told when the agent has ended by a fault of its own."""
    return translate(
        "Notice", "Bomizzel has stopped receiving notifications. Please quit and start it again."
    )

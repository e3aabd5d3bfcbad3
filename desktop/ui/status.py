"""The state of the line in words, with its age; pure, so tray and window say the same."""

from datetime import datetime
from typing import assert_never

from PySide6.QtCore import QCoreApplication

from desktop.core.connection import Link, is_proven
from desktop.core.view import Snapshot
from desktop.ui.texts import APP_NAME, DASH, link_title, unread_count
from desktop.ui.times import ago, clock_time

translate = QCoreApplication.translate


def shown_link(snapshot: Snapshot, now: datetime) -> Link:
    """Return the link to show: never green without proof, even if the agent's thread hangs."""
    if snapshot.link is Link.LIVE and not is_proven(snapshot.verified_at, now):
        return Link.CONNECTING
    return snapshot.link


def status_line(snapshot: Snapshot, now: datetime) -> str:
    """Return the state with its age, like "Live" and "verified 12 s ago"."""
    link = shown_link(snapshot, now)
    title, age = link_title(link), _age(snapshot, link, now)
    return f"{title}{DASH}{age}" if age else title


def tooltip(snapshot: Snapshot, now: datetime) -> str:
    """Return what the tray icon says, like "Bomizzel", "3 unread", "verified 12 s ago"."""
    link = shown_link(snapshot, now)
    age = _age(snapshot, link, now)
    title = "" if link is Link.LIVE and age else link_title(link)
    return DASH.join(
        part for part in (APP_NAME, unread_count(snapshot.unread), title, age) if part
    )


def _age(snapshot: Snapshot, link: Link, now: datetime) -> str:
    match link:
        case Link.LIVE | Link.POLLING:
            if snapshot.verified_at is None:
                return ""
            words = translate("Status", "verified {ago}")
            return words.format(ago=ago(snapshot.verified_at, now))
        case Link.OFFLINE | Link.MAINTENANCE:
            if snapshot.offline_since is None:
                return ""
            words = translate("Status", "since {time}")
            return words.format(time=clock_time(snapshot.offline_since, now))
        case (
            Link.CONNECTING
            | Link.CATCHING_UP
            | Link.SIGNED_OUT
            | Link.WAITING_FOR_KEYRING
            | Link.UPDATE_REQUIRED
        ):
            return ""
        case _:
            assert_never(link)

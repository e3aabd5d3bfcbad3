"""The state of the line in words, with its age; pure, so tray and window say the same."""

from collections import Counter
from datetime import datetime
from typing import assert_never

from PySide6.QtCore import QCoreApplication

from desktop.core.connection import Link, is_proven
from desktop.core.view import Snapshot
from desktop.ui.texts import (
    APP_NAME,
    DASH,
    kind_title,
    link_title,
    notice_line,
    unread_count,
)
from desktop.ui.times import ago, clock_time

KINDS_NAMED = 3
"""Kinds that the tooltip names; the others are counted."""

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


def paused_until(snapshot: Snapshot, now: datetime) -> datetime | None:
    """Return when do-not-disturb ends; None while it is off, also when nobody said so yet."""
    until = snapshot.do_not_disturb_until
    return until if until is not None and until > now else None


def tooltip(snapshot: Snapshot, now: datetime) -> str:
    """Return what the tray icon says, like "Bomizzel", "3 unread", "verified 12 s ago".

    Another line says of which kinds the unread ones are, and one how the last run ended if it
    was by a crash. Windows cuts after 127 characters, so
    what matters most comes first.
    """
    link = shown_link(snapshot, now)
    age = _age(snapshot, link, now)
    title = "" if link is Link.LIVE and age else link_title(link)
    until = paused_until(snapshot, now)
    words = translate("Status", "do not disturb until {time}")
    pause = "" if until is None else words.format(time=clock_time(until, now))
    parts = (APP_NAME, unread_count(snapshot.unread), title, age, pause)
    first = DASH.join(part for part in parts if part)
    lines = (first, notice_line(snapshot.notice), unread_by_kind(snapshot))
    return "\n".join(line for line in lines if line)


def unread_by_kind(snapshot: Snapshot) -> str:
    """Return how many of each kind are unread, most first; empty when nothing is."""
    kinds = Counter(item.kind for item in snapshot.items if not item.read)
    most = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0].value))[:KINDS_NAMED]
    others = snapshot.unread - sum(count for _, count in most)
    parts = [f"{count} \N{MULTIPLICATION SIGN} {kind_title(kind)}" for kind, count in most]
    if others > 0 and parts:
        parts.append(translate("Status", "{n} more").format(n=others))
    return ", ".join(parts)


def _age(snapshot: Snapshot, link: Link, now: datetime) -> str:
    match link:
        case Link.LIVE | Link.POLLING:
            if snapshot.verified_at is None:
                return ""
            words = translate("Status", "verified {ago}")
            return words.format(ago=ago(snapshot.verified_at, now))
        case Link.OFFLINE | Link.MAINTENANCE | Link.CANNOT_STORE:
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

"""What the tray icon stands for at one moment; pure."""

from datetime import datetime
from enum import StrEnum

from desktop.core.connection import Link
from desktop.core.view import Snapshot
from desktop.ui.status import paused_until, shown_link


class TrayState(StrEnum):
    """Everything that the icon can say: each state of the line, and what matters more."""

    SIGNED_OUT = Link.SIGNED_OUT
    WAITING_FOR_KEYRING = Link.WAITING_FOR_KEYRING
    CONNECTING = Link.CONNECTING
    CATCHING_UP = Link.CATCHING_UP
    LIVE = Link.LIVE
    POLLING = Link.POLLING
    OFFLINE = Link.OFFLINE
    MAINTENANCE = Link.MAINTENANCE
    CANNOT_STORE = Link.CANNOT_STORE
    UPDATE_REQUIRED = Link.UPDATE_REQUIRED
    DO_NOT_DISTURB = "do_not_disturb"
    """All is well, and the person wants to be left alone."""
    FAILED = "failed"
    """The agent has ended by a fault of its own."""


def tray_state(snapshot: Snapshot, now: datetime, *, failed: bool = False) -> TrayState:
    """Return what the icon shows; trouble goes before everything else."""
    if failed:
        return TrayState.FAILED
    link = shown_link(snapshot, now)
    if link in _WORKS and paused_until(snapshot, now) is not None:
        return TrayState.DO_NOT_DISTURB
    return TrayState(link)


_WORKS = frozenset({Link.LIVE, Link.POLLING})

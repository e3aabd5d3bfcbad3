"""The state of the agent for people and tools at a terminal: counts and times, no names."""

from datetime import datetime

import msgspec

from desktop.core.connection import Link, is_proven
from desktop.core.view import Snapshot


class StatusReport(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What ``status`` prints of an agent that runs.

    Attributes:
        link: How it stands to the server (``Link``); ``live`` only with a young sign of life.
        signed_in: Whether anybody is signed in.
        server: Address of the server; empty when none is known.
        verified_at: When the server last gave a sign of life, aware UTC.
        offline_since: Since when the line is down, aware UTC.
        unread: Unread notifications; ``unread_high`` of them of priority high.
        session_is_kept: Whether the session survives a restart of the program.
        version: Of the program.
        process_id: Of the program.
        started_at: When it started, aware UTC.
    """

    link: Link
    signed_in: bool
    server: str
    verified_at: datetime | None
    offline_since: datetime | None
    unread: int
    unread_high: int
    session_is_kept: bool
    version: str
    process_id: int
    started_at: datetime


def status_report(
    snapshot: Snapshot, *, now: datetime, version: str, process_id: int, started_at: datetime
) -> StatusReport:
    """Return ``snapshot`` as a report made at ``now``."""
    is_stale = snapshot.link is Link.LIVE and not is_proven(snapshot.verified_at, now)
    account = snapshot.account
    return StatusReport(
        link=Link.CONNECTING if is_stale else snapshot.link,
        signed_in=account is not None,
        server=account.server if account is not None else snapshot.sign_in.server,
        verified_at=snapshot.verified_at,
        offline_since=snapshot.offline_since,
        unread=snapshot.unread,
        unread_high=snapshot.unread_high,
        session_is_kept=snapshot.persistent_session,
        version=version,
        process_id=process_id,
        started_at=started_at,
    )

"""Snapshots and items with boring defaults; a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from common.ids import EventId, TicketId
from common.notifications import NotificationKind, NotificationPriority
from desktop.core.connection import Link
from desktop.core.toasts.toast import Toast, Urgency
from desktop.core.view import Account, CenterItem, Snapshot

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANA = Account("Ana Ruiz", "ana@example.org", "https://help.example.org")


def noon() -> datetime:
    return NOON


def make_item(number: int = 1, **changes: Any) -> CenterItem:
    values: dict[str, Any] = {
        "event_id": EventId(f"e{number}"),
        "kind": NotificationKind.ASSIGNED,
        "priority": NotificationPriority.HIGH,
        "at": NOON - timedelta(minutes=number),
        "title": f"Ticket {number} was assigned to you",
        "body": "Printer jams",
        "ticket_id": TicketId(f"t{number}"),
        "ticket_number": number,
        "queue_name": "Printers",
        "read": False,
        "pending": False,
        "reason": "",
    }
    return CenterItem(**(values | changes))


def make_items(count: int) -> tuple[CenterItem, ...]:
    return tuple(make_item(number) for number in range(1, count + 1))


def make_snapshot(**changes: Any) -> Snapshot:
    values: dict[str, Any] = {
        "link": Link.LIVE,
        "verified_at": NOON - timedelta(seconds=12),
        "account": ANA,
    }
    return Snapshot(**(values | changes))


def make_toast(**changes: Any) -> Toast:
    values: dict[str, Any] = {
        "tag": "t1",
        "title": "A ticket was assigned to you",
        "body": "Printer jams",
        "urgency": Urgency.NORMAL,
    }
    return Toast(**(values | changes))

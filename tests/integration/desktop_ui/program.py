"""The desktop program with an agent that plays one scene: SCENE [dark] [impatient].

Everything else is real: windows, tray, bridge, toasts. What the agent is asked for goes to the
standard output, one intent a line.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

import desktop.app
from common.notifications import NotificationKind, NotificationPriority
from desktop.config import Config
from desktop.core.connection import Link
from desktop.core.intents import Intent, Quit, SignIn
from desktop.core.toasts.toast import (
    DEFAULT_ACTION,
    ShowCenter,
    Toast,
    ToastAction,
    ToastFactory,
    Urgency,
)
from desktop.core.view import Account, CenterItem, Notice, SignInState, Snapshot
from desktop.ui.tray.tray import NO_TRAY_AFTER_MS, Tray
from tests.unit.desktop_ui.builders import ANA, make_item

SERVER = "https://help.example.org"
SIGN_IN = SignInState(server=SERVER, email="ana@example.org")


def items(now: datetime) -> tuple[CenterItem, ...]:
    kinds = NotificationKind
    high, medium = NotificationPriority.HIGH, NotificationPriority.MEDIUM
    told: list[tuple[NotificationKind, NotificationPriority, float, str, str, str, bool]] = [
        (
            kinds.ASSIGNED,
            high,
            0.2,
            "Lea Lead assigned you #1042",
            "Printer jams",
            "Printers",
            False,
        ),
        (kinds.BECAME_URGENT, high, 4, "#1017 became urgent", "VPN drops " * 9, "Network", False),
        (kinds.MENTIONED, high, 12, "Omar Haddad mentioned you", "#998 Laptop", "Field", False),
        (kinds.NEW_TICKET, medium, 31, "New ticket in Printers", "#1041 Toner", "Printers", False),
        (kinds.STATUS_CHANGED, medium, 58, "#1003 is pending", "Waiting", "Purchase", True),
        (kinds.ESCALATED, high, 130, "#961 was escalated", "Payroll export", "Finance", True),
        (kinds.ANNOUNCEMENT, medium, 1300, "Announcement", "Stock-taking on Friday", "", True),
        (kinds.PRIORITY_CHANGED, medium, 3000, "#955 is now high", "Gate B", "", True),
    ]
    return tuple(
        make_item(
            number,
            kind=kind,
            priority=priority,
            at=now - timedelta(minutes=minutes),
            title=title,
            body=body,
            queue_name=queue_name,
            read=read,
        )
        for number, (kind, priority, minutes, title, body, queue_name, read) in enumerate(told)
    )


def scene(name: str, now: datetime) -> Snapshot:
    live = Snapshot(Link.LIVE, now, account=ANA, unread=4, items=items(now), sign_in=SIGN_IN)
    return {
        "live": live,
        "toast": live,
        "empty": Snapshot(Link.LIVE, now, account=ANA),
        "offline": Snapshot(
            Link.OFFLINE,
            offline_since=now - timedelta(minutes=42),
            account=ANA,
            unread=4,
            items=items(now),
            notice=Notice.SESSION_IN_MEMORY_ONLY,
        ),
        "signed-out": Snapshot(Link.SIGNED_OUT, sign_in=SIGN_IN),
        "refused": Snapshot(
            Link.SIGNED_OUT,
            sign_in=SignInState(error="invalid_credentials", server=SERVER, email=ANA.email),
        ),
        "signing-in": Snapshot(
            Link.SIGNED_OUT, sign_in=SignInState(busy=True, server=SERVER, email=ANA.email)
        ),
        "keyring": Snapshot(Link.WAITING_FOR_KEYRING, sign_in=SIGN_IN),
    }[name]


class Actor:
    """An agent that shows its scene and says what it is asked for."""

    def __init__(
        self,
        name: str,
        *,
        on_snapshot: Callable[[Snapshot], None],
        on_show_center: ShowCenter,
        toasts: ToastFactory,
    ) -> None:
        self._name = name
        self._publish = on_snapshot
        self._show_center = on_show_center
        self._toasts = toasts
        self._end = asyncio.Event()

    def submit(self, intent: Intent) -> None:
        say(intent)
        if isinstance(intent, SignIn):
            now = datetime.now(UTC)
            self._publish(Snapshot(Link.LIVE, now, account=Account("Ana", ANA.email, SERVER)))
        if isinstance(intent, Quit):
            self._end.set()

    async def run(self) -> None:
        self._publish(scene(self._name, datetime.now(UTC)))
        if self._name in ("live", "empty", "offline"):
            self._show_center(())
        port = self._toasts(lambda tag, action: say(f"activated {tag} {action}"), lambda *_: None)
        if self._name == "toast":
            actions = (ToastAction(DEFAULT_ACTION, "Open"),)
            await port.show(
                Toast("t1", "Lea assigned you #1042", "Printer jams", Urgency.NORMAL, actions)
            )
            say(f"shown by {port._shown_by['t1'].name}")  # type: ignore[attr-defined]  # it is the chain
        await self._end.wait()
        await port.close()


def say(what: object) -> None:
    print(what, flush=True)  # noqa: T201 - the test reads it


def build(
    name: str,
    config: Config,
    *,
    on_snapshot: Callable[[Snapshot], None],
    on_show_center: ShowCenter,
    toasts: ToastFactory,
    **others: object,
) -> Actor:
    del config, others
    return Actor(name, on_snapshot=on_snapshot, on_show_center=on_show_center, toasts=toasts)


def make_application(dark: bool) -> QApplication:
    app = real_make_application()
    if dark:
        app.setPalette(QPalette(QColor("#31363b"), QColor("#1b1e20")))
    return app


real_make_application = desktop.app.make_application


if __name__ == "__main__":
    scene_name, *options = sys.argv[1:]
    wait_for_tray_ms = 300 if "impatient" in options else NO_TRAY_AFTER_MS
    with (
        TemporaryDirectory() as profile,
        patch("desktop.app.build_agent", partial(build, scene_name)),
        patch("desktop.app.make_application", partial(make_application, "dark" in options)),
        patch("desktop.app.Tray", partial(Tray, no_tray_after_ms=wait_for_tray_ms)),
    ):
        sys.exit(desktop.app.run(Config(profile=Path(profile))))

"""What the windows of the gallery show: a Tuesday morning at a help desk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication

from common.ids import EventId, QueueId, TeamId, TicketId, UserId
from common.notifications import NotificationKind, NotificationPriority
from common.vocabulary import Priority, Status
from desktop.core.certificates import Certificate, CertificateFault, CertificateReport
from desktop.core.connection import Link
from desktop.core.notifications.center import Center
from desktop.core.reasons import Rule
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.settings.sources import Source
from desktop.core.settings.values import Settings
from desktop.core.state import Facts, Item, Stored
from desktop.core.text.wording import Wording
from desktop.core.toasts.rules import Moment
from desktop.core.view import Account, Notice, Older, SignInState, Snapshot

NOW = datetime(2026, 11, 24, 9, 42, 7, tzinfo=UTC)
SERVER = "https://helpdesk.contoso.example"
LENA = Account("Lena Vogt", "lena.vogt@contoso.example", SERVER)

_KIND = NotificationKind
_HIGH, _MEDIUM = NotificationPriority.HIGH, NotificationPriority.MEDIUM

_TOLD: tuple[tuple[NotificationKind, float, int, str, Priority, str, str, bool], ...] = (
    (_KIND.ASSIGNED, 0.2, 132, "Shared calendar shows meetings an hour late", Priority.LOW,
     "Accounts & Access", "Omar Haddad", False),
    (_KIND.BECAME_URGENT, 4, 1017, ("VPN drops every few minutes for everybody on the third floor "
     "since the switch was replaced on Monday"), Priority.URGENT, "Network", "Priya Nair", False),
    (_KIND.MENTIONED, 12, 998, "Laptop does not wake up when it is docked", Priority.NORMAL,
     "Field service", "Omar Haddad", False),
    (_KIND.NEW_TICKET, 31, 1041, "Toner is empty again", Priority.LOW, "Printers",
     "Kenji Sato", False),
    (_KIND.STATUS_CHANGED, 58, 1003, "New scanner for the post room", Priority.NORMAL,
     "Purchasing", "Mara Lindqvist", True),
    (_KIND.ESCALATED, 130, 961, "Payroll export stops at the letter M", Priority.HIGH,
     "Finance applications", "Priya Nair", True),
    (_KIND.REOPENED, 1600, 955, "Badge reader at gate B refuses visitors", Priority.NORMAL,
     "Buildings", "Mara Lindqvist", True),
    (_KIND.PRIORITY_CHANGED, 3000, 940, "Move of the design team to building 4", Priority.HIGH,
     "Moves & changes", "Kenji Sato", True),
)  # fmt: skip


def items() -> tuple[Item, ...]:
    """Return notifications of all kinds that look different."""
    told = [
        Item(
            event_id=EventId(f"event-{number}"),
            kind=kind,
            priority=_HIGH if rule_of(kind) is Rule.HIGH_PRIORITY else _MEDIUM,
            at=NOW - timedelta(minutes=minutes),
            ticket_id=TicketId(f"ticket-{ticket}"),
            actor_id=UserId(actor),
            queue_id=QueueId(queue),
            status=Status.ON_HOLD,
            facts=Facts(ticket, title, priority, queue, actor_name=actor),
            read=read,
            rule=rule_of(kind),
        )
        for number, (kind, minutes, ticket, title, priority, queue, actor, read) in enumerate(
            _TOLD
        )
    ]
    told.append(
        Item(
            event_id=EventId("event-99"),
            kind=_KIND.ANNOUNCEMENT,
            priority=_MEDIUM,
            at=NOW - timedelta(hours=21),
            team_id=TeamId("field"),
            facts=Facts(
                team_name="Field service",
                text="Stock-taking on Friday: please bring spare parts back by noon.",
                actor_name="Priya Nair",
            ),
            read=True,
            rule=Rule.CENTER_ONLY,
        )
    )
    return tuple(told)


def rule_of(kind: NotificationKind) -> Rule:
    """Return the rule that decided."""
    if kind is _KIND.REOPENED:
        return Rule.QUIET_HOURS
    if kind is _KIND.NEW_TICKET:
        return Rule.QUIET_QUEUE
    quiet = {_KIND.STATUS_CHANGED, _KIND.PRIORITY_CHANGED}
    return Rule.CENTER_ONLY if kind in quiet else Rule.HIGH_PRIORITY


def live() -> Snapshot:
    """Return an agent that follows the server."""
    center = Center(Stored(items=items()), lambda: Moment(at=NOW))
    wording = Wording(QCoreApplication.translate)
    return Snapshot(
        link=Link.LIVE,
        verified_at=NOW - timedelta(seconds=12),
        account=LENA,
        unread=4,
        unread_high=3,
        items=center.shown(wording),
        suppressed=center.suppressed(wording),
        sign_in=SignInState(server=SERVER, email=LENA.email),
    )


def offline() -> Snapshot:
    """Return an agent that lost the line, on a computer without a keyring."""
    now = live()
    return Snapshot(
        link=Link.OFFLINE,
        offline_since=NOW - timedelta(minutes=42),
        account=LENA,
        unread=now.unread,
        items=now.items,
        notice=Notice.SESSION_IN_MEMORY_ONLY,
    )


def waiting() -> Snapshot:
    """Return an agent with acts that wait for the server, and one that was refused."""
    first, second, third, *_ = live().items
    lines = (
        replace(first, claim_pending=True, pending=True),
        replace(second, holder="Priya Nair", claim_refusal="already_claimed"),
        replace(third, holder="Omar Haddad", read=True, pending=True),
    )
    return replace(live(), items=lines, older=Older.FAILED)


def managed() -> Snapshot:
    """Return an agent whose organisation decides some of the settings."""
    settings = EffectiveSettings(
        values=Settings(server_address=SERVER, autostart=True, quiet_hours=True),
        sources={
            "serverAddress": Source.MACHINE_POLICY,
            "autostart": Source.MACHINE_POLICY,
            "urgentBreaksThrough": Source.USER_POLICY,
        },
    )
    return Snapshot(link=Link.SIGNED_OUT, settings=settings)


def refused() -> Snapshot:
    """Return a sign-in with a wrong password."""
    state = SignInState(error="invalid_credentials", server=SERVER, email=LENA.email)
    return Snapshot(link=Link.SIGNED_OUT, sign_in=state)


def untrusted() -> Snapshot:
    """Return a sign-in at a server whose certificate nobody vouches for."""
    report = CertificateReport(
        host="helpdesk.contoso.example",
        fault=CertificateFault.NOT_TRUSTED,
        chain=(
            Certificate(
                subject="helpdesk.contoso.example, Contoso Ltd",
                issuer="Contoso Issuing CA 2, Contoso Ltd",
                valid_from=NOW - timedelta(days=30),
                valid_until=NOW + timedelta(days=335),
                fingerprint=":".join(["A7"] * 32),
            ),
        ),
        seen_at=NOW,
        server_time=NOW,
    )
    state = SignInState(error=report.code, certificate=report, server=SERVER, email=LENA.email)
    return Snapshot(link=Link.SIGNED_OUT, sign_in=state)


def wrong_clock() -> Snapshot:
    """Return a sign-in on a computer whose battery is empty."""
    certificate = Certificate(
        subject="helpdesk.contoso.example",
        issuer="Contoso Issuing CA 2",
        valid_from=NOW + timedelta(days=700),
        valid_until=NOW + timedelta(days=1000),
        fingerprint="A7",
    )
    report = CertificateReport(
        host="helpdesk.contoso.example",
        fault=CertificateFault.NOT_YET_VALID,
        chain=(certificate,),
        seen_at=NOW,
        server_time=NOW + timedelta(days=800),
    )
    state = SignInState(error=report.code, certificate=report, server=SERVER, email=LENA.email)
    return Snapshot(link=Link.SIGNED_OUT, sign_in=state)


SIGN_INS: dict[str, Callable[[], Snapshot]] = {
    "empty": lambda: Snapshot(link=Link.SIGNED_OUT),
    "managed": managed,
    "refused": refused,
    "untrusted": untrusted,
    "wrong-clock": wrong_clock,
}
CENTERS: dict[str, Callable[[], Snapshot]] = {
    "live": live,
    "offline": offline,
    "cleared": lambda: replace(live(), undoable=12, older=Older.LOADING),
    "waiting": waiting,
    "empty": lambda: Snapshot(link=Link.LIVE, verified_at=NOW, account=LENA),
    "signed-out": lambda: Snapshot(link=Link.SIGNED_OUT),
}

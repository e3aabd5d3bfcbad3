"""Toasts as values, and the port that shows them; ``wording`` says what is on them.

A toast's tag is the ticket's id where there is one, so that a newer toast of a ticket
replaces the older one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from typing_extensions import override

from common.ids import EventId
from common.notifications import NotificationKind, NotificationPriority
from desktop.core.settings.values import Sound

DEFAULT_ACTION = "default"
"""Key of a click on the toast itself."""

DIGEST_TAG = "digest"
SUMMARY_TAG = "summary"


class Urgency(StrEnum):
    """How strongly a toast asks for attention (the freedesktop levels)."""

    LOW = "low"
    NORMAL = "normal"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class ToastAction:
    """A button; ``key`` comes back in ``ToastActivated``, ``label`` is shown."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Toast:
    """One toast.

    Attributes:
        tag: Names it; showing another with the same tag replaces it.
        title: One line of plain text, no markup.
        body: Plain text, no markup; may hold line feeds.
        timeout_s: When to take it away; None for one that stays until it is answered. The
            person's settings say which, just before it is shown.
        event_ids: The events that it stands for.
        kind: What happened; None for a toast that is not of one notification.
        priority: Of that notification; None likewise.
        sound: What is heard with it.
    """

    tag: str
    title: str
    body: str
    urgency: Urgency
    actions: tuple[ToastAction, ...] = ()
    timeout_s: float | None = None
    event_ids: tuple[EventId, ...] = ()
    kind: NotificationKind | None = None
    priority: NotificationPriority | None = None
    sound: Sound = Sound.NONE


class NotShownError(Exception):
    """One way of showing toasts cannot show this one; another may.

    Attributes:
        reason: Stable word for the record and the log; holds no text of a toast.
    """

    def __init__(self, reason: str) -> None:
        """Remember why."""
        super().__init__(reason)
        self.reason = reason

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"a toast is not shown: {self.reason}"


class ToastEnd(StrEnum):
    """Why a toast is no longer on the screen."""

    EXPIRED = "expired"
    DISMISSED = "dismissed"
    """The person closed it."""
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    """The system does not say why."""


NOBODY = ""
"""In place of the name of a way to show toasts: none could, the item is in the center alone."""


@dataclass(frozen=True, slots=True)
class ToastOutcome:
    """What became of showing a toast.

    Attributes:
        shown_by: Stable name of the way that took it; ``NOBODY`` when none did.
        skipped: The ways that were to come before it, and why each did not show it.
    """

    shown_by: str
    skipped: Mapping[str, str] = field(default_factory=dict)


ShowCenter: TypeAlias = Callable[[tuple[EventId, ...]], None]
"""Shows the notification center with exactly these events; with everything for none."""

OnActivated: TypeAlias = Callable[[str, str], None]
"""Takes a toast's tag and the key of the action; to be called on the agent's loop."""

OnClosed: TypeAlias = Callable[[str, ToastEnd], None]
"""Takes a toast's tag and why it is gone, where the system says; called on the agent's loop."""


class ToastPort(Protocol):
    """Shows toasts through whatever the system offers. None of its methods raises."""

    async def show(self, toast: Toast) -> ToastOutcome:
        """Show ``toast``, in place of an earlier one with the same tag."""
        ...

    async def is_silenced(self) -> bool:
        """Return whether the system's own do-not-disturb is on; False where it does not say."""
        ...

    async def withdraw(self, tag: str) -> None:
        """Take the toast with this tag away; nothing happens when there is none."""
        ...

    async def close(self) -> None:
        """Give back what the adapter holds; what would stay on the screen without end goes."""
        ...


ToastFactory: TypeAlias = Callable[[OnActivated, OnClosed], ToastPort]
"""Makes the port; called once, on the agent's loop, before anything is shown."""

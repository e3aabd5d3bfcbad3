"""Toasts as values, and the port that shows them; ``wording`` says what is on them.

A toast's tag is the ticket's id where there is one, so that a newer toast of a ticket
replaces the older one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from common.ids import EventId
from common.notifications import NotificationKind

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
        timeout_s: When to take it away; None leaves that to the system.
        event_ids: The events that it stands for.
        kind: What happened; None for a digest or a summary.
    """

    tag: str
    title: str
    body: str
    urgency: Urgency
    actions: tuple[ToastAction, ...] = ()
    timeout_s: float | None = None
    event_ids: tuple[EventId, ...] = ()
    kind: NotificationKind | None = None


OnActivated: TypeAlias = Callable[[str, str], None]
"""Takes a toast's tag and the key of the action; to be called on the agent's loop."""


class ToastPort(Protocol):
    """Shows toasts through whatever the system offers. None of its methods raises."""

    async def show(self, toast: Toast) -> None:
        """Show ``toast``, in place of an earlier one with the same tag."""
        ...

    async def withdraw(self, tag: str) -> None:
        """Take the toast with this tag away; nothing happens when there is none."""
        ...

    async def close(self) -> None:
        """Give back what the adapter holds; toasts that are shown may stay."""
        ...


ToastFactory: TypeAlias = Callable[[OnActivated], ToastPort]
"""Makes the port; called once, on the agent's loop, before anything is shown."""

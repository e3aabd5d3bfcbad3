"""Closed sets of words that tickets and people are described with."""

from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Priority(StrEnum):
    """How soon a ticket wants attention."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Role(StrEnum):
    """What a person may do."""

    CUSTOMER = "customer"
    EMPLOYEE = "employee"
    TEAM_LEAD = "team_lead"
    ADMIN = "admin"


class TicketText(StrEnum):
    """A part of a ticket whose text never travels in a frame; only that it changed does."""

    TITLE = "title"
    DESCRIPTION = "description"
    NOTE = "note"
    INTERNAL_NOTE = "internal_note"


FINISHED = frozenset({Status.RESOLVED, Status.CLOSED})
"""Statuses in which nobody is expected to work on the ticket."""

"""Requests of Jira and Jira Service Management about issues and their comments.

An update changes what its changelog names and nothing else. A comment is taken from
``comment_created`` only: the update that comes with it says the same a second time.

Source:
    Atlassian's documentation, "Webhooks" of Jira Service Management Cloud: ``webhookEvent``,
    ``issue``, ``changelog``, ``comment`` (with ``jsdPublic`` for what customers may read).
"""

import msgspec

from backend.domain.webhooks.intents import ExternalId, ForeignNote, TicketIntent, line, words
from common.envelope import decode
from common.vocabulary import Priority, Status

_FINISHED = frozenset({Status.RESOLVED, Status.CLOSED})
_CATEGORIES: dict[str, tuple[Status, frozenset[Status]]] = {
    "new": (Status.OPEN, frozenset()),
    "indeterminate": (Status.IN_PROGRESS, frozenset({Status.ESCALATED, Status.ON_HOLD})),
    "done": (Status.RESOLVED, _FINISHED),
}
_STATUSES = {
    "waiting for support": Status.OPEN,
    "waiting for customer": Status.PENDING,
    "pending": Status.PENDING,
    "on hold": Status.ON_HOLD,
    "escalated": Status.ESCALATED,
    "closed": Status.CLOSED,
    "canceled": Status.CLOSED,
}
"""Names that say more than the category of the status."""
_PRIORITIES = {
    "blocker": Priority.URGENT,
    "critical": Priority.URGENT,
    "highest": Priority.URGENT,
    "high": Priority.HIGH,
    "major": Priority.HIGH,
    "medium": Priority.NORMAL,
    "low": Priority.LOW,
    "lowest": Priority.LOW,
    "minor": Priority.LOW,
    "trivial": Priority.LOW,
}


class _Category(msgspec.Struct, frozen=True):
    key: str = ""


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    name: str = ""
    status_category: _Category | None = None


class _Named(msgspec.Struct, frozen=True):
    name: str = ""


class _Fields(msgspec.Struct, frozen=True):
    summary: str | None = None
    # A string in these requests; a document of its own in other interfaces, which is no text.
    description: str | dict[str, object] | None = None
    status: _Status | None = None
    priority: _Named | None = None


class _Issue(msgspec.Struct, frozen=True):
    id: ExternalId
    fields: _Fields = _Fields()


class _Item(msgspec.Struct, frozen=True):
    field: str = ""


class _Changelog(msgspec.Struct, frozen=True):
    items: tuple[_Item, ...] = ()


class _Comment(msgspec.Struct, frozen=True, rename="camel"):
    body: str | dict[str, object] | None = None
    jsd_public: bool | None = None


class _Payload(msgspec.Struct, frozen=True):
    webhook_event: str = msgspec.field(name="webhookEvent")
    issue: _Issue | None = None
    changelog: _Changelog | None = None
    comment: _Comment | None = None


def read_jira(body: bytes) -> TicketIntent | None:
    """Return what ``body`` says about an issue of Jira's; None for anything else.

    Raises:
        ContractError: It is not of this shape.
    """
    payload = decode(body, _Payload)
    issue = payload.issue
    if issue is None:
        return None
    match payload.webhook_event:
        case "jira:issue_created":
            return _described(issue, {"summary", "description", "status", "priority"})
        case "jira:issue_updated" if payload.changelog is not None:
            return _described(issue, {item.field for item in payload.changelog.items})
        case "jira:issue_deleted":
            return TicketIntent(issue.id, line(issue.fields.summary), status=Status.CLOSED)
        case "comment_created" if payload.comment is not None:
            return TicketIntent(issue.id, line(issue.fields.summary), note=_note(payload.comment))
        case _:
            return None


def _described(issue: _Issue, named: set[str]) -> TicketIntent:
    fields = issue.fields
    status, kept = _status(fields.status) if "status" in named else (None, frozenset[Status]())
    priority = fields.priority if "priority" in named else None
    return TicketIntent(
        external_id=issue.id,
        title=line(fields.summary) if "summary" in named else None,
        description=words(_text(fields.description)) if "description" in named else None,
        status=status,
        kept=kept,
        priority=None if priority is None else _PRIORITIES.get(priority.name.lower()),
    )


def _status(status: _Status | None) -> tuple[Status | None, frozenset[Status]]:
    if status is None:
        return None, frozenset()
    named = _STATUSES.get(status.name.lower())
    if named is not None:
        return named, frozenset()
    category = "" if status.status_category is None else status.status_category.key
    return _CATEGORIES.get(category, (None, frozenset()))


def _note(comment: _Comment) -> ForeignNote | None:
    text = words(_text(comment.body))
    return None if text is None else ForeignNote(text, internal=comment.jsd_public is False)


def _text(value: str | dict[str, object] | None) -> str | None:
    return value if isinstance(value, str) else None

"""Who hears which event, and how strongly: the table that is published and played by a test."""

from collections.abc import Iterator
from dataclasses import dataclass

from common.events import EventType

KINDS = (
    "requester",
    "assignee",
    "previous assignee",
    "watcher",
    "team member",
    "team lead",
    "administrator elsewhere",
    "employee of another team",
    "actor",
)
"""The people: the requester is a customer, the watcher is of no team."""


@dataclass(frozen=True, slots=True)
class Row:
    """One event of one act.

    Attributes:
        act: What somebody did.
        rooms: The rooms that the event is an entry of; a person stands for their own room.
        cells: One word for each of ``KINDS``: a priority; ``none`` for who hears the event
            without being notified at all; ``-`` for who does not hear it; ``.`` for nobody.
    """

    act: str
    event: EventType
    rooms: str
    cells: str

    @property
    def heard(self) -> dict[str, str]:
        """What the event is to each kind of person who plays a part."""
        words = dict(zip(KINDS, self.cells.split(), strict=True))
        return {kind: word for kind, word in words.items() if word != "."}


_E = EventType

ROWS = (
    Row("filed", _E.TICKET_CREATED, "queue, team, requester", "none . . medium low low - - none"),
    Row("filed", _E.QUEUE_TICKET_ADDED, "queue, team", "- . . none none none - - -"),
    Row("assigned", _E.TICKET_ASSIGNED, "queue, team, requester", "low - . low low low - - none"),
    Row("assigned", _E.USER_TICKET_ASSIGNED, "assignee", "- high . - - - - - -"),
    Row(
        "re-assigned",
        _E.TICKET_ASSIGNED,
        "queue, team, previous assignee, requester",
        "low - low low low low - - none",
    ),
    Row("re-assigned", _E.USER_TICKET_ASSIGNED, "assignee", "- high - - - - - - -"),
    Row(
        "taken away",
        _E.TICKET_ASSIGNED,
        "queue, team, previous assignee, requester",
        "low . low low low low - - none",
    ),
    Row("claimed", _E.TICKET_ASSIGNED, "queue, team, requester", "low . . low low low - - none"),
    Row("claimed", _E.USER_TICKET_ASSIGNED, "actor", "- . . - - - - - none"),
    Row(
        "status changed",
        _E.TICKET_STATUS_CHANGED,
        "queue, team, assignee, requester",
        "low medium . low low low - - none",
    ),
    Row(
        "escalated",
        _E.TICKET_STATUS_CHANGED,
        "queue, team, assignee, requester",
        "low high . low low low - - none",
    ),
    Row(
        "escalated while urgent",
        _E.TICKET_STATUS_CHANGED,
        "queue, team, assignee, requester",
        "low high . high low low - - none",
    ),
    Row(
        "reopened",
        _E.TICKET_STATUS_CHANGED,
        "queue, team, assignee, requester",
        "low high . low low low - - none",
    ),
    Row(
        "escalated silently",
        _E.TICKET_STATUS_CHANGED,
        "queue, team, assignee, requester",
        "low low . low low low - - none",
    ),
    Row(
        "priority changed",
        _E.TICKET_PRIORITY_CHANGED,
        "queue, team, assignee, requester",
        "low medium . low low low - - none",
    ),
    Row(
        "made urgent",
        _E.TICKET_PRIORITY_CHANGED,
        "queue, team, assignee, requester",
        "low high . high low low - - none",
    ),
    Row(
        "title changed",
        _E.TICKET_UPDATED,
        "queue, assignee, requester",
        "low low . low - - - - -",
    ),
    Row(
        "requester mentioned in a note",
        _E.TICKET_UPDATED,
        "queue, assignee, requester",
        "low low . low - - - - -",
    ),
    Row("requester mentioned in a note", _E.USER_MENTION, "requester", "high - . - - - - - -"),
    Row(
        "member and requester mentioned in an internal note",
        _E.TICKET_UPDATED,
        "queue, assignee",
        "- low . low - - - - -",
    ),
    Row(
        "member and requester mentioned in an internal note",
        _E.USER_MENTION,
        "team member",
        "- - . - high - - - -",
    ),
    Row(
        "moved to another team",
        _E.QUEUE_TICKET_REMOVED,
        "queue, team, previous assignee",
        "- . low low low low - - none",
    ),
    Row(
        "moved to another team",
        _E.QUEUE_TICKET_ADDED,
        "new queue, new team, requester",
        "low . - - - - - low none",
    ),
    Row(
        "moved to another team",
        _E.TICKET_ASSIGNED,
        "new queue, new team, requester",
        "low . - - - - - low none",
    ),
    Row("member made a watcher", _E.USER_QUEUE_UPDATED, "team member", ". . . - medium - - - -"),
    Row(
        "queue renamed by the administrator",
        _E.USER_QUEUE_UPDATED,
        "one event each: the queue's team, its watchers",
        "- medium medium medium medium medium . - -",
    ),
    Row("announced", _E.TEAM_ANNOUNCEMENT, "team", "- . . - medium medium - - none"),
    Row("marked as read", _E.NOTIFICATIONS_READ, "actor", "- - - - - - - - none"),
    Row("marked as unread", _E.NOTIFICATIONS_UNREAD, "actor", "- - - - - - - - none"),
    Row("cleared", _E.NOTIFICATIONS_CLEARED, "actor", "- - - - - - - - none"),
)


def lines() -> Iterator[str]:
    """Yield the table in words."""
    yield "# Who hears what"
    yield ""
    yield "<!-- Written by scripts/generate_contract.py from scripts/contract/audience.py. -->"
    yield ""
    yield "What each kind of person hears in the rooms that the server joins for them, and the"
    yield "priority of the notification: *none* is heard without any, nobody hears an empty cell,"
    yield "and · is nobody. Assignee and previous assignee follow only their own room here."
    yield "A person's own room hears of a ticket only while they may read it."
    yield ""
    yield f"| act | event | rooms | {' | '.join(KINDS)} |"
    yield f"| --- | --- | --- | {' | '.join('---' for _ in KINDS)} |"
    for row in ROWS:
        words = ("·" if word == "." else word.strip("-") for word in row.cells.split())
        yield f"| {row.act} | `{row.event}` | {row.rooms} | {' | '.join(words)} |"
    yield ""

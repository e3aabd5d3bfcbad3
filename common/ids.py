"""Names of things: opaque ids, typed so that they cannot be mixed up.

An id is 1 to 64 characters of ``A-Z a-z 0-9 _ -`` and means nothing by itself.
"""

import re
from typing import NewType

from msgspec import Meta

UserId = NewType("UserId", str)
TeamId = NewType("TeamId", str)
QueueId = NewType("QueueId", str)
TicketId = NewType("TicketId", str)
NoteId = NewType("NoteId", str)
AnnouncementId = NewType("AnnouncementId", str)
EventId = NewType("EventId", str)
DeviceId = NewType("DeviceId", str)
Epoch = NewType("Epoch", str)

# The look ahead closes the gap that "$" leaves before a final line feed; JSON Schema has no "\Z".
ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}$(?!\n)"

AN_ID = Meta(pattern=ID_PATTERN)
"""Annotates a field of a message that holds an id."""

_ID = re.compile(ID_PATTERN)


def is_id(text: str) -> bool:
    """Return whether ``text`` has the shape of an id."""
    return _ID.fullmatch(text) is not None

"""Links of the form ``bomizzel://ticket/ID``, which other programs hand to this one."""

import re

from common.ids import TicketId, is_id

SCHEME = "bomizzel"
MAX_LINK_CHARS = 256

_TICKET = re.compile(rf"{SCHEME}://ticket/([^/?#%]+)/?", re.IGNORECASE)


def ticket_of(link: str) -> TicketId | None:
    """Return the ticket that ``link`` names, None for anything but a link to a ticket.

    A link comes from pages and mails of strangers: what is not exactly a ticket is refused.
    Browsers may write the scheme and the word in capitals, and end the address with a slash.
    """
    if len(link) > MAX_LINK_CHARS:
        return None
    found = _TICKET.fullmatch(link)
    return TicketId(found[1]) if found is not None and is_id(found[1]) else None

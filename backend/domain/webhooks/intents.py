"""What a request of a source asks for, in our words; and the words themselves made fit."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Annotated, TypeAlias

from msgspec import Meta

from common.vocabulary import Priority, Status

MAX_LINE_CHARS = 200
MAX_TEXT_CHARS = 20_000
ExternalId: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
"""A ticket's name at its source: what every database stores and finds again."""

_NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARK = re.compile(r"<(?:([A-Za-z][A-Za-z0-9]*)|/[A-Za-z]|[!?])")
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{8,});?")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "blockquote"})


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """Words that somebody added to a ticket of a source."""

    text: str
    internal: bool


@dataclass(frozen=True, slots=True)
class TicketIntent:
    """What a source says about one of its tickets; None where it says nothing.

    Attributes:
        external_id: The ticket's name there.
        title: One line, fit for a ticket.
        status: What it is there, as near as our words come.
        kept: Statuses of ours that say the same, so that none of them is changed to ``status``.
        note: Words that are new there.
        note_opens: In a ticket that is new here, the note is the description.
    """

    external_id: str
    title: str | None = None
    description: str | None = None
    status: Status | None = None
    kept: frozenset[Status] = frozenset()
    priority: Priority | None = None
    note: ForeignNote | None = None
    note_opens: bool = False


def line(text: str | None) -> str | None:
    """Return ``text`` as a line that can be a title; None when nothing of it can be seen."""
    if text is None:
        return None
    return _NOT_IN_A_LINE.sub(" ", text).strip()[:MAX_LINE_CHARS].strip() or None


def words(text: str | None) -> str | None:
    """Return ``text`` as a text of ours; None when nothing of it can be seen."""
    if text is None:
        return None
    return text.replace("\x00", "").strip()[:MAX_TEXT_CHARS].strip() or None


def plain(html: str) -> str:
    """Return the words of ``html``, without its marks; never fails, whatever the text is.

    Reads each character a bounded number of times: anybody who may write to a source wrote it.
    A mark ends at the first ``>``, also where an attribute has one.
    """
    parts: list[str] = []
    at, last_end, last_comment_end = 0, html.rfind(">"), html.rfind("-->")
    while 0 <= (start := html.find("<", at)) < last_end:
        mark = _MARK.match(html, start)
        if mark is None:
            parts.append(html[at : start + 1])
            at = start + 1
            continue
        parts.append(html[at:start])
        is_comment = html.startswith("<!--", start) and start < last_comment_end
        at = html.index("-->", start) + 3 if is_comment else html.index(">", start) + 1
        if (mark[1] or "").lower() in _BREAKS and parts:
            parts.append("\n")
    parts.append(html[at:])
    return unescape(_NO_CHARACTER.sub("\ufffd", "".join(parts)))

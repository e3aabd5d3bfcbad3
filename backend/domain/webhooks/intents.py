"""What a request of a source asks for, in our words; and the words themselves made fit."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from typing_extensions import override

from common.vocabulary import Priority, Status

MAX_LINE_CHARS = 200
MAX_TEXT_CHARS = 20_000
MAX_EXTERNAL_ID_CHARS = 200

_NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
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
    """Return the words of ``html``, without its marks; never fails, whatever the text is."""
    reader = _Words()
    # The parser gives up on declarations that are none; no words are in them either way.
    reader.feed(_COMMENT.sub("", html).replace("<!", "<"))
    reader.close()
    return "".join(reader.parts)


class _Words(HTMLParser):
    """Collects text, with an end of line where the marks make one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    @override
    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS and self.parts:
            self.parts.append("\n")

"""What a person does with the tickets behind their notifications, added to the list's lines."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from common.errors import ErrorCode
from common.ids import EventId, UserId
from desktop.core.state import Item, Stored
from desktop.core.tickets.board import TicketBoard
from desktop.core.tickets.claims import Claims
from desktop.core.toasts.snoozes import Snoozes
from desktop.core.view import CenterItem


class Casework:
    """Who has which ticket, which the person wants, and what is to come back later."""

    def __init__(self, stored: Stored, me: UserId) -> None:
        """Go on from what the store holds for ``me``."""
        self._me = me
        self.board = TicketBoard()
        self.claims = Claims(stored.claims)
        self.snoozes = Snoozes(stored.snoozes)
        self._of: tuple[tuple[CenterItem, ...], tuple[int, ...]] = ((), ())
        self._completed: tuple[CenterItem, ...] = ()
        self._lines: dict[EventId, _Line] = {}

    def can_claim(self, item: Item) -> bool:
        """Return whether the person can be offered to claim the ticket of ``item``."""
        ticket_id = item.ticket_id
        if ticket_id is None or self.claims.is_pending(ticket_id):
            return False
        return self.board.can_be_claimed(ticket_id)

    def is_settled(self, item: Item) -> bool:
        """Return whether somebody took or finished the ticket of ``item`` since it happened."""
        if item.ticket_id is None:
            return False
        return self.board.is_settled_after(item.ticket_id, item.ticket_version)

    def complete(self, items: tuple[CenterItem, ...]) -> tuple[CenterItem, ...]:
        """Return ``items`` with what is known of their tickets; the same while nothing changed."""
        revisions = (self.board.revision, self.claims.revision, self.snoozes.revision)
        if self._of[0] is not items or self._of[1] != revisions:
            self._of = (items, revisions)
            before, self._lines = self._lines, {}
            self._completed = tuple(self._complete(item, before) for item in items)
        return self._completed

    def _complete(self, item: CenterItem, before: Mapping[EventId, "_Line"]) -> CenterItem:
        known = self._known(item)
        if known is None:
            return item
        line = before.get(item.event_id)
        # Making a line anew is what costs: of thousands, a few change at a time.
        if line is None or line.bare is not item or line.known != known:
            line = _Line(item, known, replace(item, **known._asdict()))
        self._lines[item.event_id] = line
        return line.full

    def _known(self, item: CenterItem) -> "_Known | None":
        """Return what there is to add to a line; None for nothing."""
        snoozed_until, ticket_id = self.snoozes.until(item.event_id), item.ticket_id
        if ticket_id is None or not (
            self.board.knows(ticket_id) or self.claims.concern(ticket_id)
        ):
            return None if snoozed_until is None else _Known(snoozed_until=snoozed_until)
        is_pending = self.claims.is_pending(ticket_id)
        is_mine = self.board.has(ticket_id, self._me)
        is_free = self.board.can_be_claimed(ticket_id)
        refused = self.claims.refusal_of(ticket_id)
        if refused is not None and (
            is_mine or (is_free and refused.refusal == ErrorCode.ALREADY_CLAIMED)
        ):
            refused = None  # Since then the ticket went on to the person, or to nobody.
        return _Known(
            holder=self.board.holder_of(ticket_id),
            is_mine=is_mine,
            can_claim=is_free and not is_pending,
            claim_pending=is_pending,
            claim_refusal=refused.refusal if refused is not None else "",
            claim_winner=refused.winner if refused is not None else "",
            snoozed_until=snoozed_until,
        )


class _Known(NamedTuple):
    """Fields of a line, by their names in ``CenterItem``."""

    holder: str = ""
    is_mine: bool = False
    can_claim: bool = False
    claim_pending: bool = False
    claim_refusal: str = ""
    claim_winner: str = ""
    snoozed_until: datetime | None = None


class _Line(NamedTuple):
    """A line without and with what is known."""

    bare: CenterItem
    known: _Known
    full: CenterItem

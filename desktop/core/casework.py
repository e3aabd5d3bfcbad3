"""What a person does with the tickets behind their notifications, added to the list's lines."""

from dataclasses import replace

from common.ids import TicketId
from desktop.core.claims import Claims
from desktop.core.snoozes import Snoozes
from desktop.core.state import Item, Stored
from desktop.core.tickets import TicketBoard
from desktop.core.view import CenterItem


class Casework:
    """Who has which ticket, which the person wants, and what is to come back later."""

    def __init__(self, stored: Stored) -> None:
        """Go on from what the store holds."""
        self.board = TicketBoard()
        self.claims = Claims(stored.claims)
        self.snoozes = Snoozes(stored.snoozes)
        self._of: tuple[tuple[CenterItem, ...], tuple[int, ...]] = ((), ())
        self._completed: tuple[CenterItem, ...] = ()

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
            self._completed = tuple(map(self._complete, items))
        return self._completed

    def _complete(self, item: CenterItem) -> CenterItem:
        snoozed_until, ticket_id = self.snoozes.until(item.event_id), item.ticket_id
        if ticket_id is None or not self._is_known(ticket_id):
            return replace(item, snoozed_until=snoozed_until) if snoozed_until else item
        is_pending = self.claims.is_pending(ticket_id)
        return replace(
            item,
            holder=self.board.holder_of(ticket_id),
            can_claim=not is_pending and self.board.can_be_claimed(ticket_id),
            claim_pending=is_pending,
            claim_refusal=self.claims.refusal_of(ticket_id),
            snoozed_until=snoozed_until,
        )

    def _is_known(self, ticket_id: TicketId) -> bool:
        return self.board.knows(ticket_id) or self.claims.concern(ticket_id)

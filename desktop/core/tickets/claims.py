"""Tickets that the person wants, until the server has answered. Pure.

A wish is on disk before anything is sent, with the key that makes a repetition harmless. A
refusal takes it back and stays with the ticket, over restarts too, so that the person sees why.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from common.ids import TicketId
from desktop.core.state import ClaimWish, Commit, Item

MAX_WISHES = 200
MAX_REFUSALS = 200


class Claims:
    """What the person wants to work on.

    Attributes:
        revision: Another number after each change.
    """

    def __init__(self, stored: Sequence[ClaimWish]) -> None:
        """Go on with the wishes of earlier runs, and with their refusals."""
        self._wishes = {wish.ticket_id: wish for wish in stored if not wish.refusal}
        self._refused = OrderedDict((wish.ticket_id, wish) for wish in stored if wish.refusal)
        self.revision = 0

    @property
    def waiting(self) -> tuple[ClaimWish, ...]:
        """The wishes that no server has answered, oldest first."""
        return tuple(self._wishes.values())

    def is_pending(self, ticket_id: TicketId) -> bool:
        """Return whether a wish for this ticket waits for an answer."""
        return ticket_id in self._wishes

    def concern(self, ticket_id: TicketId) -> bool:
        """Return whether there is a wish for this ticket, or the refusal of one."""
        return ticket_id in self._wishes or ticket_id in self._refused

    def refusal_of(self, ticket_id: TicketId) -> ClaimWish | None:
        """Return the last wish for this ticket if it was refused, else None."""
        return self._refused.get(ticket_id)

    def wish(self, item: Item, key: str) -> Commit:
        """Want the ticket of ``item``; nothing happens without one, or when it is wanted."""
        ticket_id = item.ticket_id
        if ticket_id is None or ticket_id in self._wishes or len(self._wishes) >= MAX_WISHES:
            return Commit()
        self._refused.pop(ticket_id, None)
        self._wishes[ticket_id] = ClaimWish(ticket_id, item.event_id, key)
        return self._changed()

    def granted(self, wish: ClaimWish) -> Commit:
        """Note that the ticket is the person's."""
        self._wishes.pop(wish.ticket_id, None)
        return self._changed()

    def refused(self, wish: ClaimWish, code: str, winner: str) -> Commit:
        """Take a wish back; ``winner`` is the name of who was faster, as far as it is known."""
        self._wishes.pop(wish.ticket_id, None)
        self._refused[wish.ticket_id] = replace(wish, refusal=code, winner=winner)
        if len(self._refused) > MAX_REFUSALS:
            self._refused.popitem(last=False)
        return self._changed()

    def _changed(self) -> Commit:
        self.revision += 1
        return Commit(claims=(*self._refused.values(), *self._wishes.values()))

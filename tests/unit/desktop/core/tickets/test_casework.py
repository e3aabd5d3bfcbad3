from datetime import timedelta

import pytest

from common.ids import EventId, TicketId, UserId
from desktop.core.notifications.center import Center
from desktop.core.state import ClaimWish, Commit, Item, Stored
from desktop.core.tickets.casework import Casework
from desktop.core.tickets.claims import MAX_REFUSALS, MAX_WISHES
from desktop.core.toasts.snoozes import MAX_SNOOZES, SNOOZE
from tests.unit.desktop.builders import ANA, BEN, NOON
from tests.unit.desktop.notifications import at, calm, make_item, make_ticket
from tests.unit.desktop.wording import ENGLISH

EVENT, TICKET = EventId("event-1"), TicketId("ticket-1")
WISH = ClaimWish(TICKET, EVENT, "key-1")


def free_ticket() -> Casework:
    """Return casework that knows of one ticket, which nobody has."""
    casework = Casework(Stored(), ANA)
    casework.board.read(make_ticket(assignee_id=None, assignee_name=None))
    return casework


def lines(*items: Item) -> Center:
    return Center(Stored(items=items or (make_item(),)), calm)


def test_line_says_who_has_the_ticket() -> None:
    casework = Casework(Stored(), ANA)
    casework.board.read(make_ticket(assignee_id=BEN, assignee_name="Ben"))

    (line,) = casework.complete(lines().shown(ENGLISH))

    assert (line.holder, line.is_mine, line.can_claim) == ("Ben", False, False)


def test_line_says_that_the_ticket_is_the_person_s_own() -> None:
    casework = Casework(Stored(), ANA)
    (before,) = casework.complete(lines().shown(ENGLISH))
    casework.board.read(make_ticket(assignee_id=ANA, assignee_name="Ana"))

    (line,) = casework.complete(lines().shown(ENGLISH))

    assert (before.is_mine, line.is_mine, line.holder) == (False, True, "Ana")


def test_line_says_that_the_ticket_can_be_claimed() -> None:
    (line,) = free_ticket().complete(lines().shown(ENGLISH))

    assert (line.holder, line.can_claim) == ("", True)


def test_lines_are_the_same_while_nothing_changes() -> None:
    casework, shown = free_ticket(), lines().shown(ENGLISH)
    first = casework.complete(shown)

    assert casework.complete(shown) is first
    casework.snoozes.snooze(EVENT, NOON)
    assert casework.complete(shown) is not first


def test_only_the_lines_that_changed_are_made_anew() -> None:
    casework = free_ticket()
    shown = lines(make_item("event-1"), make_item("event-2", at=at(1))).shown(ENGLISH)
    later, earlier = casework.complete(shown)

    casework.snoozes.snooze(EventId("event-2"), NOON)
    changed, same = casework.complete(shown)

    assert changed is not later
    assert same is earlier


def test_wish_is_pending_until_it_is_refused_with_a_reason() -> None:
    casework, shown = free_ticket(), lines().shown(ENGLISH)

    commit = casework.claims.wish(make_item(), "key-1")
    (pending,) = casework.complete(shown)
    casework.claims.refused(WISH, "ticket_closed", "")
    (refused,) = casework.complete(shown)

    assert commit == Commit(claims=(WISH,))
    assert (pending.claim_pending, pending.can_claim) == (True, False)
    assert (refused.claim_pending, refused.claim_refusal) == (False, "ticket_closed")


def test_refusal_lasts_over_a_restart_with_the_name_of_who_was_faster() -> None:
    before = Casework(Stored(claims=(WISH,)), ANA)
    kept = before.claims.refused(WISH, "already_claimed", "Ben").claims

    after = Casework(Stored(claims=kept or ()), ANA)
    (line,) = after.complete(lines().shown(ENGLISH))

    assert (line.claim_refusal, line.claim_winner) == ("already_claimed", "Ben")
    assert not line.claim_pending
    assert after.claims.waiting == ()


@pytest.mark.parametrize("assignee", [None, ANA], ids=["free again", "given to the person"])
def test_refusal_is_over_when_the_ticket_goes_on(assignee: UserId | None) -> None:
    casework = Casework(Stored(claims=(WISH,)), ANA)
    casework.claims.refused(WISH, "already_claimed", "Ben")

    casework.board.read(make_ticket(assignee_id=assignee, assignee_name=assignee and "Ana"))
    (line,) = casework.complete(lines().shown(ENGLISH))

    assert line.claim_refusal == ""
    assert (line.can_claim, line.is_mine) == (assignee is None, assignee == ANA)


def test_refusals_are_bounded() -> None:
    claims = free_ticket().claims
    for n in range(MAX_REFUSALS):
        claims.refused(ClaimWish(TicketId(f"ticket-{n}"), EVENT, "key"), "not_found", "")

    commit = claims.refused(ClaimWish(TicketId("one-more"), EVENT, "key"), "not_found", "")

    assert len(commit.claims or ()) == MAX_REFUSALS


def test_wish_of_an_earlier_run_has_its_key() -> None:
    casework = Casework(Stored(claims=(WISH,)), ANA)

    assert casework.claims.waiting == (WISH,)
    assert casework.claims.wish(make_item(), "key-2") == Commit()


def test_granted_wish_is_gone_from_the_disk() -> None:
    casework = Casework(Stored(claims=(WISH,)), ANA)

    assert casework.claims.granted(WISH) == Commit(claims=())


def test_wishes_are_bounded() -> None:
    claims = free_ticket().claims
    for n in range(MAX_WISHES + 1):
        claims.wish(make_item(f"event-{n}"), "key")

    assert len(claims.waiting) == MAX_WISHES


def test_snoozed_item_is_due_after_its_time_and_only_until_it_came() -> None:
    snoozes = Casework(Stored(), ANA).snoozes

    assert snoozes.snooze(EVENT, NOON) == Commit(snoozes={EVENT: NOON + SNOOZE})
    assert snoozes.due(NOON + SNOOZE - timedelta(seconds=1)) == frozenset()
    assert snoozes.due(NOON + SNOOZE) == {EVENT}
    assert snoozes.over([EVENT]) == Commit(snoozes={})
    assert snoozes.next_at() is None


def test_snoozes_last_over_a_restart_and_are_bounded() -> None:
    snoozes = Casework(Stored(snoozes={EVENT: NOON}), ANA).snoozes
    for n in range(MAX_SNOOZES):
        snoozes.snooze(EventId(f"event-{n + 2}"), NOON)

    assert snoozes.until(EVENT) is None
    assert len(snoozes.due(NOON + SNOOZE)) == MAX_SNOOZES

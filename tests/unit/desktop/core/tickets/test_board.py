from typing import Any

from common.events import AnyEvent, Change, Changes, TicketEvent
from common.ids import TicketId
from common.vocabulary import Status
from desktop.core.tickets.board import MAX_TICKETS, TicketBoard
from tests.unit.desktop.builders import ANA, BEN
from tests.unit.desktop.notifications import assigned, created, make_ticket

TICKET = TicketId("ticket-1")
TO_BEN = Changes(assignee_id=Change(old=None, new=BEN))
RESOLVED = Changes(status=Change(old=Status.OPEN, new=Status.RESOLVED))


def board_after(*events: AnyEvent) -> TicketBoard:
    board = TicketBoard()
    for event in events:
        assert isinstance(event, TicketEvent)
        board.heard(event)
    return board


def given_to_ben(**fields: Any) -> AnyEvent:
    event: dict[str, Any] = {"assignee_id": BEN, "changes": TO_BEN, "ticket_version": 3}
    return created(**(event | fields))


def test_nothing_is_said_of_a_ticket_that_nobody_heard_of() -> None:
    board = TicketBoard()

    assert not board.can_be_claimed(TICKET)
    assert board.holder_of(TICKET) == ""
    assert not board.is_settled_after(TICKET, 0)


def test_ticket_that_nobody_has_can_be_claimed_until_somebody_has_it() -> None:
    board = board_after(created())
    assert board.can_be_claimed(TICKET)

    board.heard(given_to_ben())  # type: ignore[arg-type]  # a ticket's event
    assert not board.can_be_claimed(TICKET)


def test_finished_ticket_cannot_be_claimed() -> None:
    board = board_after(created(status=Status.RESOLVED))

    assert not board.can_be_claimed(TICKET)


def test_ticket_is_settled_when_it_is_given_to_somebody_or_finished() -> None:
    assert board_after(created(), given_to_ben()).is_settled_after(TICKET, 2)
    resolved = created(ticket_version=3, status=Status.RESOLVED, changes=RESOLVED)
    assert board_after(resolved).is_settled_after(TICKET, 2)


def test_event_does_not_settle_the_notification_that_it_is_itself() -> None:
    board = board_after(assigned(changes=Changes(assignee_id=Change(old=BEN, new=ANA))))

    assert not board.is_settled_after(TICKET, 2)


def test_other_changes_settle_nothing() -> None:
    board = board_after(created(), created(ticket_version=3), created(ticket_version=4))

    assert not board.is_settled_after(TICKET, 2)


def test_ticket_that_was_given_away_unheard_is_found_settled_when_it_is_read() -> None:
    board = board_after(created())

    board.read(make_ticket(version=5, assignee_id=BEN, assignee_name="Ben"))

    assert board.is_settled_after(TICKET, 2)
    assert board.holder_of(TICKET) == "Ben"


def test_old_news_change_nothing() -> None:
    board = board_after(given_to_ben(), created())

    assert not board.can_be_claimed(TICKET)


def test_holder_without_a_name_is_asked_for_once() -> None:
    board = board_after(given_to_ben())
    asked = board.unnamed

    board.named(dict.fromkeys(asked, ""))

    assert asked == (BEN,)

    assert len(board.unnamed) == 0
    assert board.holder_of(TICKET) == ""


def test_colleague_who_was_faster_has_the_ticket_before_the_event_comes() -> None:
    board = board_after(created())
    board.named({BEN: "Ben"})

    board.taken_by(TICKET, BEN)

    assert (board.holder_of(TICKET), board.can_be_claimed(TICKET)) == ("Ben", False)
    assert board.is_settled_after(TICKET, 2)


def test_board_is_bounded() -> None:
    board = board_after(*(created(f"event-{n}") for n in range(MAX_TICKETS + 1)))

    assert not board.knows(TicketId("ticket-0"))
    assert board.knows(TicketId(f"ticket-{MAX_TICKETS}"))

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from backend.domain.errors import (
    AlreadyClaimedError,
    InvalidTransitionError,
    TicketClosedError,
)
from backend.domain.tickets import (
    Assigned,
    Created,
    Mentioned,
    Moved,
    Note,
    PriorityChanged,
    StatusChanged,
    TextsChanged,
    Ticket,
)
from common.ids import NoteId, UserId
from common.vocabulary import FINISHED, Priority, Status, TicketText
from tests.fakes.changes import make_ticket
from tests.fakes.clock import NOON
from tests.fakes.desk import ANA, BEN, DAN, INVOICES, PRINTERS

LATER = NOON + timedelta(hours=1)
CLOSED = replace(make_ticket(), status=Status.CLOSED, resolved_at=NOON)


def note(
    *, author: UserId = ANA.id, internal: bool = False, mentions: tuple[UserId, ...] = ()
) -> Note:
    return Note(NoteId("n1"), make_ticket().id, author, "words", internal, LATER, mentions)


def test_new_ticket_is_open_and_nobodys() -> None:
    ticket = make_ticket()

    assert (ticket.status, ticket.assignee_id, ticket.version) == (Status.OPEN, None, 1)
    assert ticket.team_id == PRINTERS.team_id


def test_creation_is_told() -> None:
    change = Ticket.create(
        make_ticket().id,
        number=1,
        title="",
        description="",
        queue=PRINTERS,
        priority=Priority.LOW,
        by=DAN.id,
        at=NOON,
    )

    assert change.happenings == (Created(),)


class TestAssign:
    def test_another_assignee_is_one_more_version(self) -> None:
        change = make_ticket().assign(ANA.id, at=LATER)

        assert change.happenings == (Assigned(None, ANA.id),)
        assert (change.ticket.assignee_id, change.ticket.version) == (ANA.id, 2)
        assert change.ticket.updated_at == LATER

    def test_same_assignee_changes_nothing(self) -> None:
        ticket = replace(make_ticket(), assignee_id=ANA.id)

        change = ticket.assign(ANA.id, at=LATER)

        assert change.happenings == ()
        assert change.ticket is ticket

    def test_taken_away_from_everybody(self) -> None:
        ticket = replace(make_ticket(), assignee_id=ANA.id)

        assert ticket.assign(None, at=LATER).happenings == (Assigned(ANA.id, None),)

    def test_claim_of_a_free_ticket(self) -> None:
        assert make_ticket().claim(ANA.id, at=LATER).ticket.assignee_id == ANA.id

    def test_claim_of_ones_own_ticket_changes_nothing(self) -> None:
        ticket = replace(make_ticket(), assignee_id=ANA.id)

        assert ticket.claim(ANA.id, at=LATER).happenings == ()

    def test_claim_of_somebody_elses_ticket_says_whose_it_is(self) -> None:
        ticket = replace(make_ticket(), assignee_id=BEN.id)

        with pytest.raises(AlreadyClaimedError) as refused:
            ticket.claim(ANA.id, at=LATER)

        assert refused.value.winner_id == BEN.id


class TestChangeStatus:
    @pytest.mark.parametrize(("old", "new"), list(product(Status, Status)))
    def test_every_pair_is_decided(self, old: Status, new: Status) -> None:
        ticket = replace(make_ticket(), status=old)
        allowed = (
            new is Status.OPEN if old is Status.CLOSED else old not in FINISHED or new is not old
        )

        if old is new:
            assert ticket.change_status(new, at=LATER).happenings == ()
        elif allowed:
            assert ticket.change_status(new, at=LATER).happenings == (StatusChanged(old, new),)
        else:
            with pytest.raises(InvalidTransitionError):
                ticket.change_status(new, at=LATER)

    def test_resolving_is_timed_and_closing_keeps_the_time(self) -> None:
        resolved = make_ticket().change_status(Status.RESOLVED, at=NOON).ticket

        closed = resolved.change_status(Status.CLOSED, at=LATER).ticket

        assert closed.resolved_at == NOON

    def test_reopening_forgets_the_time(self) -> None:
        assert CLOSED.change_status(Status.OPEN, at=LATER).ticket.resolved_at is None

    def test_refusal_names_both_ends(self) -> None:
        with pytest.raises(InvalidTransitionError, match="closed cannot become pending"):
            CLOSED.change_status(Status.PENDING, at=LATER)


class TestOtherChanges:
    def test_priority(self) -> None:
        change = make_ticket().change_priority(Priority.URGENT, at=LATER)

        assert change.happenings == (PriorityChanged(Priority.NORMAL, Priority.URGENT),)
        assert make_ticket().change_priority(Priority.NORMAL, at=LATER).happenings == ()

    @pytest.mark.parametrize(
        ("title", "description", "texts"),
        [
            ("It burns", "", (TicketText.TITLE,)),
            ("It smokes", "A lot", (TicketText.DESCRIPTION,)),
            ("It burns", "A lot", (TicketText.TITLE, TicketText.DESCRIPTION)),
        ],
    )
    def test_texts(self, title: str, description: str, texts: tuple[TicketText, ...]) -> None:
        change = make_ticket().edit(title=title, description=description, at=LATER)

        assert change.happenings == (TextsChanged(texts),)

    def test_internal_note_is_told_apart(self) -> None:
        change = make_ticket().add_note(note(internal=True))

        assert change.happenings == (TextsChanged((TicketText.INTERNAL_NOTE,)),)

    def test_internal_note_leaves_no_trace_on_the_ticket_that_its_requester_reads(self) -> None:
        ticket = make_ticket()

        assert ticket.add_note(note(internal=True)).ticket == ticket
        assert ticket.add_note(note()).ticket.version == ticket.version + 1

    def test_same_texts_change_nothing(self) -> None:
        assert make_ticket().edit(title="It smokes", description="", at=LATER).happenings == ()

    def test_move_takes_the_team_along(self) -> None:
        change = make_ticket().move(INVOICES, at=LATER)

        assert change.happenings == (Moved(PRINTERS.id, PRINTERS.team_id, INVOICES.id, None),)
        assert change.ticket.team_id == INVOICES.team_id
        assert make_ticket().move(PRINTERS, at=LATER).happenings == ()

    def test_note_tells_that_there_is_one_and_whom_it_names(self) -> None:
        change = make_ticket().add_note(note(mentions=(BEN.id,)))

        assert change.happenings == (
            TextsChanged((TicketText.NOTE,)),
            Mentioned(BEN.id, NoteId("n1")),
        )

    def test_first_public_note_of_somebody_else_is_the_first_response(self) -> None:
        assert make_ticket().add_note(note()).ticket.first_response_at == LATER
        assert make_ticket().add_note(note(internal=True)).ticket.first_response_at is None
        assert make_ticket().add_note(note(author=DAN.id)).ticket.first_response_at is None
        answered = replace(make_ticket(), first_response_at=NOON)
        assert answered.add_note(note()).ticket.first_response_at == NOON

    def test_time_of_a_ticket_does_not_go_back_with_a_clock(self) -> None:
        late = make_ticket().assign(ANA.id, at=LATER).ticket

        assert late.change_status(Status.PENDING, at=NOON).ticket.updated_at == LATER

    def test_nobody_waits_for_a_response_on_what_staff_asked_for(self) -> None:
        answered = make_ticket().add_note(note(), for_staff=True).ticket

        assert answered.first_response_at is None


class TestClosed:
    def test_closed_ticket_refuses_everything_but_reopening(self) -> None:
        with pytest.raises(TicketClosedError, match="ticket-1 is closed"):
            CLOSED.assign(ANA.id, at=LATER)
        with pytest.raises(TicketClosedError):
            CLOSED.claim(ANA.id, at=LATER)
        with pytest.raises(TicketClosedError):
            CLOSED.change_priority(Priority.LOW, at=LATER)
        with pytest.raises(TicketClosedError):
            CLOSED.edit(title="x", description="", at=LATER)
        with pytest.raises(TicketClosedError):
            CLOSED.move(INVOICES, at=LATER)
        with pytest.raises(TicketClosedError):
            CLOSED.add_note(note())


class TestThen:
    def test_several_steps_are_one_version(self) -> None:
        change = (
            make_ticket()
            .change_priority(Priority.HIGH, at=LATER)
            .then(lambda ticket: ticket.assign(ANA.id, at=LATER))
            .then(lambda ticket: ticket.change_status(Status.PENDING, at=LATER))
        )

        assert change.ticket.version == 2
        assert [type(happening) for happening in change.happenings] == [
            PriorityChanged,
            Assigned,
            StatusChanged,
        ]

    def test_a_step_that_does_nothing_adds_nothing(self) -> None:
        change = make_ticket().change_priority(Priority.HIGH, at=LATER)

        assert change.then(lambda ticket: ticket.assign(None, at=LATER)) == change

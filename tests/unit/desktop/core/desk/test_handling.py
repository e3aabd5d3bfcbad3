import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count

import pytest

from common.errors import ErrorCode
from common.ids import EventId, TicketId
from common.rest import Person
from desktop.core.desk.handling import RETRY_S, Handling
from desktop.core.errors import ClientCode, ClientError, ConnectionLostError, ServerRefusedError
from desktop.core.state import ClaimWish, Item, Mark
from tests.unit.desktop.builders import BEN
from tests.unit.desktop.notifications import make_item, make_ticket
from tests.unit.desktop.wording import ENGLISH
from tests.unit.desktop.workplace import Workplace

EVENT, TICKET = EventId("event-1"), TicketId("ticket-1")
WISH = ClaimWish(TICKET, EVENT, "key-1")
TAKEN = ServerRefusedError(ErrorCode.ALREADY_CLAIMED, winner_id=BEN)


class Bench(Workplace):
    """Somebody who claims tickets that nobody has."""

    def __init__(self) -> None:
        super().__init__()
        numbers = count(1)
        self.casework = self.follower.casework
        self.handling = Handling(
            self.context,
            toaster=self.toaster,
            wording=ENGLISH,
            new_key=lambda: f"key-{next(numbers)}",
        )
        for number in (1, 2):
            ticket = make_ticket(
                f"ticket-{number}", number=number, assignee_id=None, assignee_name=None
            )
            self.api.known_tickets[ticket.id] = ticket
            self.casework.board.read(ticket)
        self.api.known_people[BEN] = Person(id=BEN, name="Ben")

    def item(self, event_id: str = EVENT) -> Item:
        item = self.follower.center.get(EventId(event_id))
        assert item is not None
        return item

    async def claim(self, event_id: str = EVENT) -> None:
        await self.handling.claim(self.item(event_id))
        await self.time.settle()

    async def line_is_back(self) -> None:
        self.context.has_reached.set()
        await self.time.settle()

    @property
    def claims_sent(self) -> list[object]:
        return [about for name, about in self.api.asked if name == "claim"]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.store.open("ana")
    running = asyncio.ensure_future(bench.handling.run())
    yield bench
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_claim_is_on_disk_before_it_is_sent(bench: Bench) -> None:
    kept: list[tuple[ClaimWish, ...] | None] = []
    bench.api.on_call = lambda _: kept.append(bench.store.commits[-1].claims)

    await bench.claim()

    assert kept[0] == (WISH,)
    assert bench.store.commits[-1].claims == ()
    assert bench.casework.board.holder_of(TICKET) == "Ana"


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionLostError(ClientCode.UNREACHABLE),
        ServerRefusedError(ErrorCode.UNAVAILABLE, may_retry=True),
        ServerRefusedError(ErrorCode.INTERNAL),
        ServerRefusedError(ErrorCode.TOKEN_EXPIRED),
    ],
    ids=str,
)
async def test_claim_that_nobody_answered_is_sent_again_with_its_key(
    bench: Bench, failure: ClientError
) -> None:
    bench.api.claim_failure = failure
    await bench.claim()
    assert bench.casework.claims.waiting == (WISH,)

    bench.api.claim_failure = None
    await bench.line_is_back()

    assert [sent[2] for sent in bench.claims_sent if isinstance(sent, tuple)] == ["key-1"] * 2
    assert not bench.casework.claims.is_pending(TICKET)


async def test_claim_is_tried_again_after_a_while_without_a_new_line(bench: Bench) -> None:
    bench.api.claim_failure = ConnectionLostError(ClientCode.TIMED_OUT)
    await bench.claim()
    bench.api.claim_failure = None

    await bench.time.advance(RETRY_S)

    assert bench.casework.claims.waiting == ()


async def test_refusal_names_who_was_faster_and_takes_the_wish_back(bench: Bench) -> None:
    bench.api.claim_failure = TAKEN

    await bench.claim()

    assert bench.toasts.titles == ["Ben was faster: This ticket is theirs"]
    assert bench.casework.board.holder_of(TICKET) == "Ben"
    assert bench.casework.claims.waiting == ()


async def test_word_of_a_refusal_stays_on_the_screen_though_the_item_is_dealt_with(
    bench: Bench,
) -> None:
    bench.api.claim_failure = TAKEN
    await bench.follower.keep(bench.follower.center.mark([EVENT], Mark.READ))

    await bench.claim()
    await bench.context.presenter.turn()

    toast = bench.toasts.on_screen[TICKET]
    assert toast.title == "Ben was faster: This ticket is theirs"
    assert {action.label for action in toast.actions} == {"Open"}


async def test_refusal_in_quiet_times_is_told_by_the_list_alone(bench: Bench) -> None:
    bench.api.claim_failure = TAKEN
    bench.context.attention.set_do_not_disturb(bench.time.now() + timedelta(hours=1))

    await bench.claim()

    assert bench.toasts.shown == []
    refused = bench.casework.claims.refusal_of(TICKET)
    assert refused is not None
    assert refused.winner == "Ben"


async def test_who_was_faster_is_looked_at_though_nothing_was_heard_of_the_ticket(
    bench: Bench,
) -> None:
    unheard = make_ticket("ticket-9", assignee_id=BEN, assignee_name="Ben")
    bench.api.known_tickets[unheard.id] = unheard
    bench.api.claim_failure = TAKEN
    bench.follower.center.loaded_older([make_item("event-9")])

    await bench.claim("event-9")

    assert bench.casework.board.holder_of(unheard.id) == "Ben"


async def test_server_that_does_not_answer_is_asked_for_one_of_many(bench: Bench) -> None:
    bench.api.claim_failure = ConnectionLostError(ClientCode.TIMED_OUT)
    await bench.claim("event-1")
    await bench.claim("event-2")
    before = len(bench.claims_sent)

    await bench.line_is_back()

    assert len(bench.claims_sent) == before + 1
    assert len(bench.casework.claims.waiting) == 2


async def test_claim_that_the_server_stumbles_over_does_not_hold_up_the_next(
    bench: Bench,
) -> None:
    bench.api.claim_failure = ServerRefusedError(ErrorCode.INTERNAL)
    await bench.claim("event-1")
    await bench.claim("event-2")
    before = len(bench.claims_sent)

    await bench.line_is_back()

    assert len(bench.claims_sent) == before + 2


async def test_many_refusals_at_once_make_no_flood_of_toasts(bench: Bench) -> None:
    bench.api.claim_failure = ConnectionLostError(ClientCode.TIMED_OUT)
    for _ in range(3):
        await bench.toaster.show(ENGLISH.toast(bench.item()))
    await bench.claim("event-1")
    await bench.claim("event-2")

    bench.api.claim_failure = TAKEN
    await bench.line_is_back()

    assert len(bench.toasts.shown) == 3
    assert bench.casework.claims.refusal_of(TICKET) is not None


async def test_tickets_in_view_are_looked_at_when_the_line_is_back(bench: Bench) -> None:
    taken = make_ticket(assignee_id=BEN, assignee_name="Ben", version=7)
    bench.api.known_tickets[TICKET] = taken

    await bench.line_is_back()

    assert bench.api.count("tickets") == 1
    assert bench.casework.is_settled(bench.item())


async def test_look_that_fails_changes_nothing(bench: Bench) -> None:
    bench.api.failure = ConnectionLostError(ClientCode.TIMED_OUT)

    await bench.line_is_back()

    assert bench.casework.can_claim(bench.item())


async def test_second_wish_for_the_same_ticket_is_the_first(bench: Bench) -> None:
    bench.api.claim_failure = ConnectionLostError(ClientCode.TIMED_OUT)

    await bench.claim()
    await bench.claim()

    assert bench.casework.claims.waiting == (WISH,)

from dataclasses import replace
from types import NoneType

import pytest

from backend.domain.errors import IdempotencyMismatchError, TicketClosedError
from backend.services.actor import RequestKey
from backend.services.changes import Change, PutTicket
from backend.services.commands import MAX_TRIES, Commands, Decision
from backend.services.errors import DuplicateRequestError, OverloadedError
from common import rest
from common.ids import TicketId
from tests.fakes.changes import filed, make_ticket
from tests.fakes.desk import ANA, Desk, actor
from tests.fakes.readers import MemoryRequests
from tests.fakes.tables import Tables

ONCE = replace(actor(ANA), request=RequestKey("key-1", "digest-1"))


@pytest.fixture
def commands(desk: Desk) -> Commands:
    return Commands(gateway=desk.gateway, requests=desk.readers.requests, now=desk.clock)


class Decider:
    """Decides to file one ticket after the other, and counts."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self) -> Decision[rest.Created]:
        self.calls += 1
        ticket = make_ticket(f"ticket-{self.calls}", self.calls)
        return Decision(rest.Created(id=ticket.id), filed(ticket))


async def test_repeated_request_gets_the_first_answer_and_does_nothing(
    commands: Commands, tables: Tables
) -> None:
    decide = Decider()

    first = await commands.run(ONCE, rest.Created, decide)
    second = await commands.run(ONCE, rest.Created, decide)

    assert first == second == rest.Created(id="ticket-1")
    assert decide.calls == 1
    assert len(tables.published) == 1


async def test_key_is_remembered_also_when_nothing_changed(
    commands: Commands, tables: Tables
) -> None:
    async def decide() -> Decision[rest.Created]:
        return Decision(rest.Created(id="same"))

    await commands.run(ONCE, rest.Created, decide)

    assert (ANA.id, "key-1") in tables.requests


async def test_same_key_for_another_request_is_a_mistake(commands: Commands) -> None:
    decide = Decider()
    await commands.run(ONCE, rest.Created, decide)
    other = replace(ONCE, request=RequestKey("key-1", "digest-2"))

    with pytest.raises(IdempotencyMismatchError):
        await commands.run(other, rest.Created, decide)


async def test_concurrent_duplicate_answers_what_was_committed_first(
    commands: Commands,
) -> None:
    winner, loser = Decider(), Decider()

    async def overtaken() -> Decision[rest.Created]:
        await commands.run(ONCE, rest.Created, winner)
        await loser()
        return await loser()

    answer = await commands.run(ONCE, rest.Created, overtaken)

    assert answer == rest.Created(id="ticket-1")


async def test_without_key_nothing_is_remembered(commands: Commands, tables: Tables) -> None:
    await commands.run(actor(ANA), rest.Created, Decider())

    assert tables.requests == {}


async def test_command_is_under_way_until_it_is_answered_or_refused(commands: Commands) -> None:
    seen: list[int] = []

    async def decide() -> Decision[rest.Ticket]:
        seen.append(commands.under_way)
        raise TicketClosedError(TicketId("ticket-1"))

    with pytest.raises(TicketClosedError):
        await commands.run(actor(ANA), rest.Ticket, decide)

    assert (seen, commands.under_way) == ([1], 0)


async def test_refused_command_is_not_remembered(commands: Commands, tables: Tables) -> None:
    async def refuse() -> Decision[rest.Created]:
        raise TicketClosedError(TicketId("ticket-1"))

    with pytest.raises(TicketClosedError):
        await commands.run(ONCE, rest.Created, refuse)

    assert tables.requests == {}


async def test_overtaken_command_is_decided_anew(commands: Commands) -> None:
    versions = iter((5, 4, None))

    async def decide() -> Decision[rest.Created]:
        change = Change(writes=(PutTicket(make_ticket(), next(versions)),))
        return Decision(rest.Created(id="done"), change)

    assert await commands.run(actor(ANA), rest.Created, decide) == rest.Created(id="done")


async def test_command_that_is_always_overtaken_may_be_sent_again(commands: Commands) -> None:
    calls = []

    async def decide() -> Decision[rest.Created]:
        calls.append(1)
        return Decision(rest.Created(id="x"), Change(writes=(PutTicket(make_ticket(), 5),)))

    with pytest.raises(OverloadedError) as given_up:
        await commands.run(actor(ANA), rest.Created, decide)

    assert given_up.value.retryable
    assert len(calls) == MAX_TRIES


async def test_answer_without_anything_to_say_is_remembered_too(
    commands: Commands, tables: Tables
) -> None:
    calls = []

    async def decide() -> Decision[None]:
        calls.append(1)
        return Decision(None, filed(make_ticket()))

    await commands.run(ONCE, NoneType, decide)
    await commands.run(ONCE, NoneType, decide)

    assert len(calls) == len(tables.tickets) == 1


async def test_memory_that_vanished_is_an_error(desk: Desk) -> None:
    forgetful = MemoryRequests(Tables())
    commands = Commands(gateway=desk.gateway, requests=forgetful, now=desk.clock)
    await commands.run(ONCE, rest.Created, Decider())

    with pytest.raises(DuplicateRequestError):
        await commands.run(ONCE, rest.Created, Decider())

"""Figures that several processes keep and count on one PostgreSQL, at the same time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, event
from typing_extensions import override

from backend.domain.errors import DomainError
from backend.domain.flow import net
from backend.domain.metrics import Measure, MetricKey, drift
from backend.services.changes import Change
from backend.storage.metrics import SqlMetricsReader
from backend.storage.opened import Storage
from backend.storage.postgres.storage import open_storage
from backend.storage.reading import ReadPool
from backend.storage.rows import Value
from common import rest
from common.ids import TicketId
from common.vocabulary import Status
from tests.fakes.changes import filed, make_ticket
from tests.fakes.clock import NOON, Ids
from tests.fakes.desk import (
    ANA,
    BEN,
    EVE,
    LAPTOPS,
    POPULATION,
    PRINTERS,
    Desk,
    actor,
    build_desk,
)

PROCESSES = 3
CALLERS = 4
ACTS = 12
NEVER_COUNTED = timedelta(hours=1)

_T = TypeVar("_T")


@pytest.fixture
async def storages(migrated_postgres: Callable[[], str]) -> AsyncIterator[list[Storage]]:
    """The database, opened as often as there are processes."""
    url = migrated_postgres()
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(
                open_storage(url, on_commit=lambda _: None, new_id=lambda: "epoch")
            )
            for _ in range(PROCESSES)
        ]
        await opened[0].gateway.commit(POPULATION)
        yield opened


@pytest.fixture
def desks(storages: list[Storage]) -> list[Desk]:
    return [
        build_desk(storage.gateway, storage.readers, new_id=Ids(f"process-{n}"))
        for n, storage in enumerate(storages)
    ]


async def act(desk: Desk, ids: list[TicketId], dice: Random) -> None:
    """Do one of the things that move figures, to one of the tickets that all share."""
    desk.clock.advance(timedelta(minutes=dice.randrange(9)))
    if len(ids) < 5 or dice.random() < 0.2:
        ids.append(await desk.ticket(queue=dice.choice((PRINTERS, LAPTOPS))))
        return
    ticket_id, eve = dice.choice(ids), actor(EVE)
    match dice.randrange(3):
        case 0:
            who = dice.choice((ANA.id, BEN.id, None))
            await desk.services.tickets.assign(eve, ticket_id, who)
        case 1:
            await desk.services.notes.add(eve, ticket_id, rest.NewNote(text="Soon"))
        case _:
            patch = rest.TicketPatch(
                status=dice.choice(list(Status)), queue_id=dice.choice((PRINTERS, LAPTOPS)).id
            )
            await desk.services.tickets.update(eve, ticket_id, patch)


async def test_counts_find_nothing_wrong_while_several_processes_write(desks: list[Desk]) -> None:
    ids: list[TicketId] = []
    is_over = asyncio.Event()
    wrong: list[object] = []

    async def work(desk: Desk, seed: int) -> None:
        dice = Random(seed)  # noqa: S311 - no secret
        for _ in range(ACTS):
            with suppress(DomainError):
                await act(desk, ids, dice)

    async def count(desk: Desk) -> None:
        while not is_over.is_set():
            await desk.services.recount.run(timedelta(0), lambda *found: wrong.append(found))

    counting = [asyncio.create_task(count(desk)) for desk in desks]
    await asyncio.gather(
        *(work(desk, n * CALLERS + k) for n, desk in enumerate(desks) for k in range(CALLERS))
    )
    is_over.set()
    await asyncio.gather(*counting)

    assert wrong == []
    metrics = desks[0].readers.metrics
    for queue in (PRINTERS, LAPTOPS):
        assert drift(*await metrics.counted(queue.id)) == {}
        is_open, hours = await metrics.history(queue.id, NOON - timedelta(days=1))
        assert is_open == sum(map(net, hours.values()))


async def test_drift_that_all_processes_look_for_is_corrected_once(desks: list[Desk]) -> None:
    await desks[0].ticket()
    wrong = {MetricKey(PRINTERS.id, Measure.STATUS, Status.OPEN): 5}
    await desks[0].gateway.commit(Change(deltas=wrong))
    corrected: Counter[MetricKey] = Counter()

    counted = await asyncio.gather(
        *(
            desk.services.recount.run(NEVER_COUNTED, lambda _, moved: corrected.update(moved))
            for desk in desks
        )
    )

    assert corrected == {key: -value for key, value in wrong.items()}
    assert sum(counted) == len(await desks[0].readers.people.queues())
    assert (await desks[0].services.metrics.current(PRINTERS.id)).total == 1


class ExplainedReads(ReadPool):
    """Reads, and keeps how PostgreSQL finds what was asked for."""

    def __init__(self, pool: ReadPool) -> None:
        self._pool = pool
        self.plans = ""

    @override
    async def run(self, read: Callable[[Connection], _T]) -> _T:
        def explained(connection: Connection) -> _T:
            asked: list[tuple[str, Any]] = []

            def keep(*arguments: Any) -> None:
                asked.append(arguments[2:4])

            event.listen(connection, "before_cursor_execute", keep)
            answer = read(connection)
            event.remove(connection, "before_cursor_execute", keep)
            for sql, parameters in asked:
                plan = connection.exec_driver_sql(f"EXPLAIN {sql}", parameters)
                self.plans += "\n".join(plan.scalars())
            return answer

        return await self._pool.run(explained)

    @override
    async def row(self, sql: str, *parameters: Value) -> Sequence[Any] | None:
        raise NotImplementedError


async def test_oldest_open_ticket_comes_from_its_index(storages: list[Storage]) -> None:
    tickets = [make_ticket(f"t{n}", n) for n in range(1, 2_001)]
    await asyncio.gather(*(storages[0].gateway.commit(filed(ticket)) for ticket in tickets))
    reads = ExplainedReads(storages[0].pool)

    await SqlMetricsReader(reads).figures(PRINTERS.id, minutes_from=NOON, hours_from=NOON)

    assert "ticket_open_by_age" in reads.plans
    assert "Scan on ticket " not in reads.plans

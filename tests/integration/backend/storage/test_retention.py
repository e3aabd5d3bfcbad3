"""What retention leaves behind in a database, and what it does beside those who work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from backend.services.errors import AlreadyRemovedError
from backend.services.hearing import KEPT_FOR
from backend.services.retention import GRACE
from backend.storage import schema
from backend.storage.opened import Storage
from backend.storage.postgres.storage import open_storage
from common import rest
from common.rooms import queue_room, team_room, user_room
from tests.fakes.clock import Ids
from tests.fakes.desk import (
    ANA,
    EVE,
    FIELD,
    PASSWORD,
    POPULATION,
    PRINTERS,
    Desk,
    actor,
    build_desk,
)

LONG = KEPT_FOR + GRACE + timedelta(seconds=1)
PROCESSES = 3
ROOMS = (queue_room(PRINTERS.id), team_room(FIELD.id), user_room(ANA.id))
TICKETS = 150
EVENTS = 4
"""Of one ticket: filed, new in its queue, assigned, and told to whom."""


async def rows(storage: Storage) -> dict[str, int]:
    """Return how many rows the tables have that grow with time."""

    def count(connection: Connection) -> dict[str, int]:
        tables = (
            schema.entry,
            schema.event,
            schema.notification_mark,
            schema.notification_unread,
            schema.request,
            schema.refresh_token,
            schema.session,
        )
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }

    return await storage.pool.run(count)


async def test_what_is_left_is_the_history_of_tickets(storage: Storage) -> None:
    desk = build_desk(storage.gateway, storage.readers)
    ticket_id = await desk.ticket(assignee=ANA)
    await desk.ticket(assignee=ANA)
    tokens = await desk.services.sessions.login(ANA.email, PASSWORD, None)
    await desk.services.sessions.refresh(tokens.refresh_token)
    notifications = desk.services.notifications
    read, unread, *_ = (item.id for item in (await notifications.page(actor(ANA))).items)
    await notifications.mark_read(actor(ANA), rest.Marks(ids=(read,)))
    await notifications.mark_unread(actor(ANA), (unread,))
    desk.clock.advance(LONG)

    while (await desk.services.retention.remove()).has_more:
        pass

    history = await desk.services.tickets.history(actor(EVE), ticket_id)
    assert await rows(storage) == {
        "entry": 0,
        "event": 2 * len(history.items),
        "notification_mark": 0,
        "notification_unread": 0,
        "request": 0,
        "refresh_token": 0,
        "session": 0,
    }


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


async def remove_all(desk: Desk) -> int:
    """Remove until nothing is old, however often others are first; returns how many events."""
    events, has_more = 0, True
    while has_more:
        with suppress(AlreadyRemovedError):
            removed = await desk.services.retention.remove()
            events, has_more = events + removed.events, removed.has_more
    return events


async def test_processes_that_remove_and_work_at_once_leave_no_hole(
    storages: list[Storage],
) -> None:
    desks = [
        build_desk(storage.gateway, storage.readers, new_id=Ids(f"process-{number}"))
        for number, storage in enumerate(storages)
    ]
    streams = desks[0].readers.streams
    await asyncio.gather(*(desks[0].ticket(assignee=ANA) for _ in range(TICKETS)))
    old = await streams.heads(ROOMS)
    for desk in desks:
        desk.clock.advance(LONG)
    working = [asyncio.create_task(desk.ticket(assignee=ANA)) for desk in desks for _ in range(10)]

    removed = await asyncio.gather(*map(remove_all, desks))

    await asyncio.gather(*working)
    assert sum(removed) == EVENTS * TICKETS
    for room, ends in (await streams.heads(ROOMS)).items():
        entries = await streams.entries_after(room, 0, 10_000)
        assert ends.floor == old[room].head
        assert ends.head > ends.floor
        assert [seq for seq, _ in entries] == list(range(ends.floor + 1, ends.head + 1))

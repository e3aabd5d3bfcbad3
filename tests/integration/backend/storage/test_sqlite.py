"""The embedded database as a whole."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from backend.services.errors import InfrastructureError, OverloadedError
from backend.storage.opened import Storage
from backend.storage.sqlite.storage import open_storage
from tests.fakes.changes import filed, make_ticket


async def test_numbers_of_tickets_go_on_after_a_restart(path: Path, storage: Storage) -> None:
    await storage.gateway.commit(filed(make_ticket(number=41)))

    async with open_storage(path, on_commit=lambda _: None, new_id=lambda: "x") as reopened:
        assert await reopened.readers.tickets.next_number() == 42


async def test_it_answers_when_it_is_there(storage: Storage) -> None:
    await storage.ping()


async def test_readers_cannot_write(storage: Storage) -> None:
    def write(connection: Connection) -> None:
        connection.execute(text("DELETE FROM ticket"))

    with pytest.raises(InfrastructureError):
        await storage.pool.run(write)


async def test_reads_beyond_the_bound_are_refused(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.storage.reading.MAX_READS", 0)

    with pytest.raises(OverloadedError):
        await storage.ping()


async def test_what_one_read_asks_belongs_to_one_moment(path: Path, storage: Storage) -> None:
    def count_while_somebody_writes(connection: Connection) -> list[object]:
        count = text("SELECT count(*) FROM team")
        before = connection.scalar(count)
        with sqlite3.connect(path) as other:
            other.execute("INSERT INTO team (id, name) VALUES ('new', 'New')")
        other.close()
        return [before, connection.scalar(count)]

    assert await storage.pool.run(count_while_somebody_writes) == [2, 2]
    assert len(await storage.readers.people.teams()) == 3


async def test_an_event_of_a_later_version_is_cut_so_that_its_rooms_are_read(
    path: Path, storage: Storage
) -> None:
    streams = storage.readers.streams
    start = await streams.newest_mark()
    await storage.gateway.commit(filed(make_ticket()))
    later = b'{"type":"ticket:teleported","id":"e1","at":"2026-11-22T12:00:00Z"}'
    with sqlite3.connect(path) as other:
        other.execute(
            "INSERT INTO event (id, type, at, body, positions)"
            " VALUES ('e1', 'ticket:teleported', 0, ?, '{}')",
            (later,),
        )
    other.close()

    commits = await streams.committed_since(start, 10)

    assert [one.event.id for one in commits.published] == ["ticket-1-v1"]
    assert commits.is_cut
    assert not (await streams.committed_since(commits.mark, 10)).is_cut

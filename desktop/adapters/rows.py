"""Records of the core as rows of the store, and back; the caller opens the transaction."""

import sqlite3
from datetime import datetime, timedelta

from common.envelope import decode, encode
from common.ids import Epoch, EventId
from common.rooms import Room
from common.stream import Cursor
from desktop.core.state import ClaimWish, Commit, Item, Mark, Pause, Stored, Watermarks

KEEP = timedelta(days=90)

_OWNER = "owner"
_EPOCH = "epoch"
_WATERMARKS = "watermarks"
_PAUSE = "pause"
_CLAIMS = "claims"
_SNOOZES = "snoozes"


def read(connection: sqlite3.Connection) -> Stored:
    """Return everything that is kept.

    Raises:
        ContractError: A row holds what this version cannot have written.
    """
    epoch = _setting(connection, _EPOCH)
    watermarks = _setting(connection, _WATERMARKS)
    pause = _setting(connection, _PAUSE)
    claims = _setting(connection, _CLAIMS)
    snoozes = _setting(connection, _SNOOZES)
    items = connection.execute("SELECT body FROM item ORDER BY at, event_id")
    cursors = connection.execute("SELECT room, position, event_id FROM cursor")
    marks = connection.execute("SELECT event_id, mark FROM early_mark")
    return Stored(
        items=tuple(decode(body, Item) for (body,) in items),
        cursors={
            Room(room): Cursor(after=position, event_id=event_id)
            for room, position, event_id in cursors
        },
        epoch=None if epoch is None else Epoch(epoch.decode()),
        watermarks=Watermarks() if watermarks is None else decode(watermarks, Watermarks),
        early_marks={EventId(event_id): decode(mark, Mark) for event_id, mark in marks},
        pause=Pause() if pause is None else decode(pause, Pause),
        claims=() if claims is None else decode(claims, tuple[ClaimWish, ...]),
        snoozes={} if snoozes is None else decode(snoozes, dict[EventId, datetime]),
    )


def write(connection: sqlite3.Connection, commit: Commit, now: datetime) -> None:
    """Write ``commit``; a mark for an event that is not known yet goes when the event comes."""
    gone = [(event_id,) for event_id in (*commit.drop, *(item.event_id for item in commit.put))]
    connection.executemany("DELETE FROM early_mark WHERE event_id = ?", gone)
    connection.executemany(
        "DELETE FROM item WHERE event_id = ?", [(event_id,) for event_id in commit.drop]
    )
    connection.executemany(
        "REPLACE INTO item VALUES (?, ?, ?)",
        [(item.event_id, item.at.timestamp(), encode(item)) for item in commit.put],
    )
    connection.executemany(
        "DELETE FROM cursor WHERE room = ?", [(room,) for room in commit.forget]
    )
    connection.executemany(
        "REPLACE INTO cursor VALUES (?, ?, ?)",
        [(room, cursor.after, cursor.event_id) for room, cursor in commit.cursors.items()],
    )
    connection.executemany(
        "REPLACE INTO early_mark VALUES (?, ?, ?)",
        [
            (event_id, encode(mark).decode(), now.timestamp())
            for event_id, mark in commit.marked.items()
        ],
    )
    if commit.epoch is not None:
        _put_setting(connection, _EPOCH, commit.epoch.encode())
    if commit.watermarks is not None:
        _put_setting(connection, _WATERMARKS, encode(commit.watermarks))
    if commit.pause is not None:
        _put_setting(connection, _PAUSE, encode(commit.pause))
    if commit.claims is not None:
        _put_setting(connection, _CLAIMS, encode(commit.claims))
    if commit.snoozes is not None:
        _put_setting(connection, _SNOOZES, encode(commit.snoozes))


def forget_old(connection: sqlite3.Connection, now: datetime) -> None:
    """Remove what is older than ``KEEP``."""
    oldest = (now - KEEP).timestamp()
    connection.execute("DELETE FROM item WHERE at < ?", (oldest,))
    connection.execute("DELETE FROM early_mark WHERE at < ?", (oldest,))


def owner(connection: sqlite3.Connection) -> str | None:
    """Return whose memory it is; None in a new file."""
    value = _setting(connection, _OWNER)
    return None if value is None else value.decode()


def put_owner(connection: sqlite3.Connection, owner: str) -> None:
    """Say whose memory it is."""
    _put_setting(connection, _OWNER, owner.encode())


def _setting(connection: sqlite3.Connection, name: str) -> bytes | None:
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def _put_setting(connection: sqlite3.Connection, name: str, value: bytes) -> None:
    connection.execute("REPLACE INTO setting VALUES (?, ?)", (name, value))

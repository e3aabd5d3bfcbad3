"""Writes other than tickets, one statement or two each."""

import sqlite3
from typing import assert_never

from backend.domain.people import Person
from backend.domain.tickets import Note
from backend.services.changes import (
    AddAnnouncement,
    AddNote,
    Announcement,
    MarkNotifications,
    OpenSession,
    PatchPerson,
    PutMember,
    PutPerson,
    PutPreferences,
    PutQueue,
    PutTeam,
    PutTicket,
    PutWatcher,
    RefreshToken,
    RemoveMember,
    RemoveWatcher,
    RevokeSession,
    RevokeSessionsOf,
    RotateToken,
    Session,
    Write,
)
from backend.storage.instants import to_us
from common.rooms import queue_room, team_room


def apply_write(connection: sqlite3.Connection, write: Write) -> None:  # noqa: C901, PLR0912 - one case a write
    """Write ``write``; tickets are written in a phase of their own."""
    match write:
        case PutTicket():
            pass
        case AddNote(note):
            _add_note(connection, note)
        case PutPerson(person):
            _put_person(connection, person)
        case PatchPerson():
            _patch_person(connection, write)
        case PutTeam(team):
            connection.execute(
                "INSERT INTO team (id, name) VALUES (?, ?)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                (team.id, team.name),
            )
        case PutQueue(queue):
            connection.execute(
                "INSERT INTO queue (id, name, team_id) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, team_id = excluded.team_id",
                (queue.id, queue.name, queue.team_id),
            )
        case PutMember(team_id, user_id):
            connection.execute(
                "INSERT OR IGNORE INTO team_member (user_id, team_id, since_seq)"
                " VALUES (?, ?, coalesce((SELECT head FROM room WHERE name = ?), 0))",
                (user_id, team_id, team_room(team_id)),
            )
        case RemoveMember(team_id, user_id):
            connection.execute(
                "DELETE FROM team_member WHERE user_id = ? AND team_id = ?", (user_id, team_id)
            )
        case PutWatcher(queue_id, user_id):
            connection.execute(
                "INSERT OR IGNORE INTO queue_watcher (user_id, queue_id, since_seq)"
                " VALUES (?, ?, coalesce((SELECT head FROM room WHERE name = ?), 0))",
                (user_id, queue_id, queue_room(queue_id)),
            )
        case RemoveWatcher(queue_id, user_id):
            connection.execute(
                "DELETE FROM queue_watcher WHERE user_id = ? AND queue_id = ?",
                (user_id, queue_id),
            )
        case AddAnnouncement(announcement):
            _add_announcement(connection, announcement)
        case PutPreferences(user_id, document):
            connection.execute(
                "INSERT INTO preference (user_id, document) VALUES (?, ?)"
                " ON CONFLICT (user_id) DO UPDATE SET document = excluded.document",
                (user_id, document),
            )
        case OpenSession(session, token):
            _add_session(connection, session)
            _add_token(connection, token)
        case RotateToken(old_digest, successor, at):
            connection.execute(
                "UPDATE refresh_token SET replaced_at = ? WHERE digest = ?",
                (to_us(at), old_digest),
            )
            _add_token(connection, successor)
        case RevokeSession(session_id, at):
            connection.execute(
                "UPDATE session SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                (to_us(at), session_id),
            )
        case RevokeSessionsOf(user_id, at):
            connection.execute(
                "UPDATE session SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL",
                (to_us(at), user_id),
            )
        case MarkNotifications():
            _mark(connection, write)
        case _:
            assert_never(write)


def _add_note(connection: sqlite3.Connection, note: Note) -> None:
    connection.execute(
        "INSERT INTO note (id, ticket_id, author_id, text, internal, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            note.id,
            note.ticket_id,
            note.author_id,
            note.text,
            note.internal,
            to_us(note.created_at),
        ),
    )
    connection.executemany(
        "INSERT INTO note_mention (note_id, user_id) VALUES (?, ?)",
        [(note.id, user_id) for user_id in note.mentions],
    )


def _put_person(connection: sqlite3.Connection, person: Person) -> None:
    connection.execute(
        "INSERT INTO person (id, email, name, role, password_hash, disabled)"
        " VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name,"
        " role = excluded.role, password_hash = excluded.password_hash,"
        " disabled = excluded.disabled",
        (
            person.id,
            person.email,
            person.name,
            person.role,
            person.password_hash,
            person.disabled,
        ),
    )


def _patch_person(connection: sqlite3.Connection, patch: PatchPerson) -> None:
    connection.execute(
        "UPDATE person SET name = coalesce(?, name), role = coalesce(?, role),"
        " password_hash = coalesce(?, password_hash), disabled = coalesce(?, disabled)"
        " WHERE id = ?",
        (patch.name, patch.role, patch.password_hash, patch.disabled, patch.user_id),
    )


def _add_announcement(connection: sqlite3.Connection, announcement: Announcement) -> None:
    connection.execute(
        "INSERT INTO announcement (id, team_id, author_id, text, created_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            announcement.id,
            announcement.team_id,
            announcement.author_id,
            announcement.text,
            to_us(announcement.created_at),
        ),
    )


def _add_session(connection: sqlite3.Connection, session: Session) -> None:
    connection.execute(
        "INSERT INTO session (id, user_id, device_id, created_at) VALUES (?, ?, ?, ?)",
        (session.id, session.user_id, session.device_id, to_us(session.created_at)),
    )


def _add_token(connection: sqlite3.Connection, token: RefreshToken) -> None:
    connection.execute(
        "INSERT INTO refresh_token (digest, session_id, expires_at) VALUES (?, ?, ?)",
        (token.digest, token.session_id, to_us(token.expires_at)),
    )


def _mark(connection: sqlite3.Connection, marks: MarkNotifications) -> None:
    at = to_us(marks.at)
    cleared_at = at if marks.cleared else None
    connection.executemany(
        "INSERT INTO notification_mark (user_id, event_id, read_at, cleared_at)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (user_id, event_id)"
        " DO UPDATE SET cleared_at = coalesce(cleared_at, excluded.cleared_at)",
        [(marks.user_id, event_id, at, cleared_at) for event_id in marks.ids],
    )
    # A mark that was overtaken by a later one takes nothing back.
    connection.executemany(
        "INSERT INTO notification_watermark (user_id, room, read_seq, cleared_seq)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (user_id, room)"
        " DO UPDATE SET read_seq = max(read_seq, excluded.read_seq),"
        " cleared_seq = max(cleared_seq, excluded.cleared_seq)",
        [
            (marks.user_id, room, seq, seq if marks.cleared else 0)
            for room, seq in marks.through.items()
        ],
    )

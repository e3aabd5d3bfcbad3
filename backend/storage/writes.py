"""Writes other than tickets, as statements that both databases understand."""

from collections.abc import Iterator
from typing import assert_never

from backend.domain.flow import Span
from backend.domain.people import Person
from backend.domain.tickets import Note
from backend.services.changes import (
    AddAnnouncement,
    AddNote,
    Announcement,
    BeginHistory,
    KeepHistory,
    MarkNotifications,
    MarkRecounted,
    MarkUnread,
    NoteAnswered,
    OpenSession,
    PatchPerson,
    PatchQueue,
    PatchTeam,
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
from backend.services.retention_changes import RemoveOld
from backend.services.webhook_changes import WebhookWrite
from backend.storage.instants import to_us
from backend.storage.retention import removal_statements_of
from backend.storage.rows import Statement, Value
from backend.storage.webhook_writes import webhook_statements_of
from common.rooms import queue_room, team_room


def follows_the_room(write: Write) -> bool:
    """Whether ``write`` is made after its rooms are locked: of two marks the later one holds."""
    return isinstance(write, MarkNotifications | MarkUnread | RemoveOld)


def statements_of(write: Write) -> Iterator[Statement]:  # noqa: C901, PLR0912, PLR0915 - one case a write
    """Return how ``write`` is written; tickets are written in a phase of their own."""
    match write:
        case PutTicket():
            pass
        case AddNote(note):
            yield from _add_note(note)
        case PutPerson(person):
            yield from _put_person(person)
        case PatchPerson():
            yield from _patch_person(write)
        case PutTeam(team):
            yield _once(
                "INSERT INTO team (id, name, disabled) VALUES (?, ?, ?) ON CONFLICT (id)"
                " DO UPDATE SET name = excluded.name, disabled = excluded.disabled",
                (team.id, team.name, team.disabled),
            )
        case PutQueue(queue):
            yield _once(
                "INSERT INTO queue (id, name, team_id, disabled) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                " team_id = excluded.team_id, disabled = excluded.disabled",
                (queue.id, queue.name, queue.team_id, queue.disabled),
            )
        case PatchTeam(team_id, name, disabled):
            yield _once(
                "UPDATE team SET name = coalesce(?, name), disabled = coalesce(?, disabled)"
                " WHERE id = ?",
                (name, disabled, team_id),
            )
        case PatchQueue(queue_id, name, team_of_queue, disabled):
            yield _once(
                "UPDATE queue SET name = coalesce(?, name), team_id = coalesce(?, team_id),"
                " disabled = coalesce(?, disabled) WHERE id = ?",
                (name, team_of_queue, disabled, queue_id),
            )
        case PutMember(team_id, user_id):
            yield _once(
                "INSERT INTO team_member (user_id, team_id, since_seq)"
                " VALUES (?, ?, coalesce((SELECT head FROM room WHERE name = ?), 0))"
                " ON CONFLICT DO NOTHING",
                (user_id, team_id, team_room(team_id)),
            )
        case RemoveMember(team_id, user_id):
            yield _once(
                "DELETE FROM team_member WHERE user_id = ? AND team_id = ?", (user_id, team_id)
            )
        case PutWatcher(queue_id, user_id):
            yield _once(
                "INSERT INTO queue_watcher (user_id, queue_id, since_seq)"
                " VALUES (?, ?, coalesce((SELECT head FROM room WHERE name = ?), 0))"
                " ON CONFLICT DO NOTHING",
                (user_id, queue_id, queue_room(queue_id)),
            )
        case RemoveWatcher(queue_id, user_id):
            yield _once(
                "DELETE FROM queue_watcher WHERE user_id = ? AND queue_id = ?",
                (user_id, queue_id),
            )
        case AddAnnouncement(announcement):
            yield from _add_announcement(announcement)
        case PutPreferences(user_id, document):
            yield _once(
                "INSERT INTO preference (user_id, document) VALUES (?, ?)"
                " ON CONFLICT (user_id) DO UPDATE SET document = excluded.document",
                (user_id, document),
            )
        case OpenSession(session, token):
            yield from _add_session(session)
            yield from _add_token(token)
        case RotateToken():
            yield from _rotate_token(write)
        case NoteAnswered():
            yield _note_answered(write)
        case RevokeSession() | RevokeSessionsOf():
            yield _revoke(write)
        case BeginHistory() | KeepHistory():
            yield _write_history(write)
        case MarkNotifications() | MarkUnread():
            yield from _mark(write)
        case MarkRecounted():
            yield from _mark_recounted(write)
        case RemoveOld():
            yield from removal_statements_of(write)
        case _ if isinstance(write, WebhookWrite):
            yield from webhook_statements_of(write)
        case _:
            assert_never(write)


def _once(sql: str, row: tuple[Value, ...]) -> Statement:
    return Statement(sql, (row,))


def _write_history(write: BeginHistory | KeepHistory) -> Statement:
    if isinstance(write, KeepHistory):
        return _once("UPDATE history SET epoch = epoch", ())
    return _once("UPDATE history SET epoch = ?", (write.epoch,))


def _add_note(note: Note) -> Iterator[Statement]:
    yield _once(
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
    yield Statement(
        "INSERT INTO note_mention (note_id, user_id) VALUES (?, ?)",
        [(note.id, user_id) for user_id in note.mentions],
    )


def _put_person(person: Person) -> Iterator[Statement]:
    yield _once(
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


def _patch_person(patch: PatchPerson) -> Iterator[Statement]:
    yield _once(
        "UPDATE person SET name = coalesce(?, name), role = coalesce(?, role),"
        " password_hash = coalesce(?, password_hash), disabled = coalesce(?, disabled)"
        " WHERE id = ?",
        (patch.name, patch.role, patch.password_hash, patch.disabled, patch.user_id),
    )


def _add_announcement(announcement: Announcement) -> Iterator[Statement]:
    yield _once(
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


def _add_session(session: Session) -> Iterator[Statement]:
    yield _once(
        "INSERT INTO session (id, user_id, device_id, created_at) VALUES (?, ?, ?, ?)",
        (session.id, session.user_id, session.device_id, to_us(session.created_at)),
    )


def _revoke(write: RevokeSession | RevokeSessionsOf) -> Statement:
    if isinstance(write, RevokeSession):
        sql = "UPDATE session SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
        return _once(sql, (to_us(write.at), write.session_id))
    sql = "UPDATE session SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL"
    return _once(sql, (to_us(write.at), write.user_id))


def _note_answered(write: NoteAnswered) -> Statement:
    return _once(
        "UPDATE session SET answered_at = ?"
        " WHERE id = ? AND (answered_at IS NULL OR answered_at < ?)",
        (to_us(write.at), write.session_id, to_us(write.at)),
    )


def _rotate_token(write: RotateToken) -> Iterator[Statement]:
    yield _once(
        "UPDATE refresh_token SET replaced_at = ? WHERE digest = ?",
        (to_us(write.at), write.old_digest),
    )
    # A clock that was set back since must not make an old answer that of this renewal.
    yield _once(
        "UPDATE session SET answered_at = NULL WHERE id = ? AND answered_at > ?",
        (write.successor.session_id, to_us(write.at)),
    )
    yield from _add_token(write.successor)


def _add_token(token: RefreshToken) -> Iterator[Statement]:
    yield _once(
        "INSERT INTO refresh_token (digest, session_id, expires_at) VALUES (?, ?, ?)",
        (token.digest, token.session_id, to_us(token.expires_at)),
    )


def _mark(marks: MarkNotifications | MarkUnread) -> Iterator[Statement]:
    one_by_one = [(marks.user_id, event_id) for event_id in marks.ids]
    if isinstance(marks, MarkUnread):
        yield Statement(
            "INSERT INTO notification_unread (user_id, event_id) VALUES (?, ?)"
            " ON CONFLICT (user_id, event_id) DO NOTHING",
            one_by_one,
        )
        return
    at = to_us(marks.at)
    cleared_at = at if marks.cleared else None
    yield Statement(
        "INSERT INTO notification_mark (user_id, event_id, read_at, cleared_at)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (user_id, event_id)"
        " DO UPDATE SET cleared_at = coalesce(notification_mark.cleared_at, excluded.cleared_at)",
        [(marks.user_id, event_id, at, cleared_at) for event_id in marks.ids],
    )
    yield Statement(
        "DELETE FROM notification_unread WHERE user_id = ? AND event_id = ?",
        one_by_one,
    )
    if marks.through:
        # "All" covers also what was marked unread before it; what is younger is unread anyway.
        yield _once("DELETE FROM notification_unread WHERE user_id = ?", (marks.user_id,))
    # A mark that was overtaken by a later one takes nothing back.
    yield Statement(
        "INSERT INTO notification_watermark AS mark (user_id, room, read_seq, cleared_seq)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (user_id, room)"
        " DO UPDATE SET read_seq = CASE WHEN excluded.read_seq > mark.read_seq"
        " THEN excluded.read_seq ELSE mark.read_seq END,"
        " cleared_seq = CASE WHEN excluded.cleared_seq > mark.cleared_seq"
        " THEN excluded.cleared_seq ELSE mark.cleared_seq END",
        [
            (marks.user_id, room, seq, seq if marks.cleared else 0)
            for room, seq in marks.through.items()
        ],
    )


def _mark_recounted(mark: MarkRecounted) -> Iterator[Statement]:
    if mark.previous_s == 0:
        # Without ON CONFLICT: of two processes that are first, one fails and is asked once more.
        yield _once(
            "INSERT INTO queue_metric (queue_id, measure, label, value)"
            " VALUES (?, 'recounted_at', '', ?)",
            (mark.queue_id, mark.at_s),
        )
    else:
        yield _once(
            "UPDATE queue_metric SET value = ? WHERE queue_id = ? AND measure = 'recounted_at'",
            (mark.at_s, mark.queue_id),
        )
    yield Statement(
        "DELETE FROM queue_flow WHERE queue_id = ? AND span = ? AND begins_at < ?",
        [
            (mark.queue_id, Span.MINUTE, to_us(mark.minutes_before)),
            (mark.queue_id, Span.HOUR, to_us(mark.hours_before)),
        ],
    )

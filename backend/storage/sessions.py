"""Reads sessions, refresh tokens and answers to repeated requests."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select
from typing_extensions import override

from backend.services.changes import RefreshToken, RememberedAnswer, Session
from backend.services.ports import LiveSession, RequestReader, SessionReader, SessionState
from backend.storage import schema
from backend.storage.instants import from_us, from_us_or_none, to_us
from backend.storage.reading import ReadPool
from backend.storage.together import KEYS_AT_ONCE, Together
from common.ids import DeviceId, UserId
from common.vocabulary import Role


class SqlSessionReader(SessionReader):
    """Sessions of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool
        self._states = Together(self._read_states)

    @override
    async def states(self, session_ids: Collection[str]) -> dict[str, SessionState]:
        return await self._states.ask(session_ids)

    @override
    async def live(self, user_id: UserId, at: datetime) -> Sequence[LiveSession]:
        session, token = schema.session.c, schema.refresh_token.c
        expires_at = func.max(token.expires_at)
        query = (
            select(schema.session, expires_at.label("expires_at"))
            .join(schema.refresh_token, token.session_id == session.id)
            .where(session.user_id == user_id, session.revoked_at.is_(None))
            .group_by(session.id)
            .having(expires_at > to_us(at))
            .order_by(session.created_at, session.id)
        )
        rows = await self._pool.run(lambda connection: connection.execute(query).all())
        return [LiveSession(_session(row), from_us(row.expires_at)) for row in rows]

    @override
    async def session(self, session_id: str) -> Session | None:
        query = select(schema.session).where(schema.session.c.id == session_id)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _session(row)

    @override
    async def token(self, digest: bytes) -> RefreshToken | None:
        query = select(schema.refresh_token).where(schema.refresh_token.c.digest == digest)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            return None
        return RefreshToken(
            digest=row.digest,
            session_id=row.session_id,
            expires_at=from_us(row.expires_at),
            replaced_at=from_us_or_none(row.replaced_at),
        )

    async def _read_states(self, session_ids: Sequence[str]) -> dict[str, SessionState]:
        return await self._pool.run(lambda connection: _states(connection, session_ids))


def _states(connection: Connection, ids: Sequence[str]) -> dict[str, SessionState]:
    session, person = schema.session.c, schema.person.c
    joined = schema.session.join(schema.person, person.id == session.user_id)
    columns = (session.id, session.user_id, session.revoked_at, person.role, person.disabled)
    found = {}
    for begin in range(0, len(ids), KEYS_AT_ONCE):
        some = ids[begin : begin + KEYS_AT_ONCE]
        query = select(*columns).select_from(joined).where(session.id.in_(some))
        for session_id, user_id, revoked_at, role, disabled in connection.execute(query):
            found[session_id] = SessionState(
                user_id=UserId(user_id),
                role=Role(role),
                is_disabled=disabled,
                is_ended=revoked_at is not None,
            )
    return found


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(
        id=row.id,
        user_id=UserId(row.user_id),
        device_id=None if row.device_id is None else DeviceId(row.device_id),
        created_at=from_us(row.created_at),
        revoked_at=from_us_or_none(row.revoked_at),
        answered_at=from_us_or_none(row.answered_at),
    )


class SqlRequestReader(RequestReader):
    """Remembered answers of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def answer(self, user_id: UserId, key: str) -> RememberedAnswer | None:
        columns = schema.request.c
        query = select(schema.request).where(columns.user_id == user_id, columns.key == key)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            return None
        return RememberedAnswer(
            user_id=UserId(row.user_id),
            key=row.key,
            fingerprint=row.fingerprint,
            answer=row.answer,
            created_at=from_us(row.created_at),
        )

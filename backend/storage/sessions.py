"""Reads sessions, refresh tokens and answers to repeated requests."""

from sqlalchemy import select
from typing_extensions import override

from backend.services.changes import RefreshToken, RememberedAnswer, Session
from backend.services.ports import RequestReader, SessionReader
from backend.storage import schema
from backend.storage.instants import from_us, from_us_or_none
from backend.storage.reading import ReadPool
from common.ids import DeviceId, UserId


class SqlSessionReader(SessionReader):
    """Sessions of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool

    @override
    async def session(self, session_id: str) -> Session | None:
        query = select(schema.session).where(schema.session.c.id == session_id)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            return None
        return Session(
            id=row.id,
            user_id=UserId(row.user_id),
            device_id=None if row.device_id is None else DeviceId(row.device_id),
            created_at=from_us(row.created_at),
            revoked_at=from_us_or_none(row.revoked_at),
        )

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

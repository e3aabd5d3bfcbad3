"""Where a person is signed in, and ending that: by themselves, or by an administrator.

Source:
    ADR-0019.
"""

from backend.domain.access import may_end_sessions_of
from backend.domain.errors import NotFoundError, PermissionDeniedError
from backend.services.actor import Actor
from backend.services.changes import Change, RevokeSessionsOf
from backend.services.commands import require_standing
from backend.services.ports import LiveSession, Now, PeopleReader, SessionReader, WriteGateway
from backend.services.sessions import Sessions
from common import rest
from common.ids import UserId


class Devices:
    """Shows and ends the sessions of one person.

    All methods raise PermissionDeniedError for somebody else's sessions, except to
    administrators, and NotFoundError for a person who does not exist.
    """

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        sessions: Sessions,
        reader: SessionReader,
        people: PeopleReader,
        now: Now,
    ) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._sessions = sessions
        self._reader = reader
        self._people = people
        self._now = now

    async def of(self, actor: Actor, user_id: UserId, *, asking: str) -> rest.Sessions:
        """Return the sessions that can be renewed, oldest first; ``asking`` is the caller's."""
        await self._require_right(actor, user_id)
        live = await self._reader.live(user_id, self._now())
        return rest.Sessions(items=tuple(_view(found, asking) for found in live))

    async def end(self, actor: Actor, user_id: UserId, session_id: str) -> None:
        """End one session.

        Raises:
            NotFoundError: The person has no such session.
        """
        await self._require_right(actor, user_id)
        session = await self._reader.session(session_id)
        if session is None or session.user_id != user_id:
            raise NotFoundError
        await self._sessions.end(session_id)

    async def end_all(self, actor: Actor, user_id: UserId) -> None:
        """Sign a person out everywhere."""
        await self._require_right(actor, user_id)
        ended = RevokeSessionsOf(user_id, at=self._now())
        await self._gateway.commit(Change(writes=(ended,)))

    async def _require_right(self, actor: Actor, user_id: UserId) -> None:
        standing = await require_standing(self._people, actor)
        if not may_end_sessions_of(standing, user_id):
            raise PermissionDeniedError
        if await self._people.person(user_id) is None:
            raise NotFoundError


def _view(found: LiveSession, asking: str) -> rest.Session:
    session = found.session
    return rest.Session(
        id=session.id,
        device_id=session.device_id,
        created_at=session.created_at,
        expires_at=found.expires_at,
        current=session.id == asking,
    )

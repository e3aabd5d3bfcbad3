"""Which rooms a socket hears, decided by the rights of its person and again when they change."""

import logging
from collections.abc import Callable, Collection
from typing import Protocol

from backend.domain.errors import NotFoundError
from backend.realtime.dispatcher import Dispatcher
from backend.realtime.fanout import tell_one
from backend.realtime.sessions import Session, SessionRegistry
from backend.services.actor import Actor
from backend.services.sessions import Identity
from common.errors import BomizzelError, CloseReason
from common.ids import UserId
from common.live import LiveEventType, RoomLeft, RoomLeftReason
from common.rooms import Room, user_room
from common.session import MAX_ROOMS
from common.stream import Head

logger = logging.getLogger(__name__)


class RoomRights(Protocol):
    """Who may hear what, from the database at each call."""

    async def rooms_of(self, user_id: UserId) -> tuple[Room, ...]:
        """Return the rooms that the server joins by itself for this person."""
        ...

    async def may_join(self, actor: Actor, room: Room) -> bool:
        """Return whether the person may hear the room now."""
        ...


class Rooms:
    """Lets sockets in and out of rooms."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        rights: RoomRights,
        dispatcher: Dispatcher,
        forget_people: Callable[[], None],
    ) -> None:
        """Decide with ``rights``, which must know nothing old once ``forget_people`` returned."""
        self._forget_people = forget_people
        self._sessions = sessions
        self._rights = rights
        self._dispatcher = dispatcher

    async def settle(self, session: Session, identity: Identity) -> dict[Room, Head]:
        """Note whose socket it is, and return the ends of the rooms that it hears from now on."""
        self._sessions.identify(session, identity)
        followed: set[Room] = set()
        while True:
            version = session.access_version
            rooms = await self._rights.rooms_of(identity.user_id)
            followed.update(rooms)
            heads = await self._dispatcher.follow(rooms)
            if session.access_version == version:
                break
        session.automatic = frozenset(rooms)
        session.is_settled = True
        self._enter(session, rooms)
        self._release(followed)
        return heads

    async def heads_of(self, session: Session) -> dict[Room, Head]:
        """Return the ends of the rooms that a socket hears already."""
        return await self._dispatcher.follow(tuple(session.rooms))

    async def join(self, session: Session, room: Room) -> Head:
        """Let a socket hear a room, and return the room's ends.

        Raises:
            NotFoundError: There is no such room, or not for this person.
        """
        while True:
            # Rights that change while the head is read are looked at once more.
            version = session.access_version
            allowed = len(session.rooms) < MAX_ROOMS and await self._may_join(session, room)
            if not allowed:
                self._release((room,))
                raise NotFoundError
            heads = await self._dispatcher.follow((room,))
            if session.access_version == version:
                break
        self._enter(session, (room,))
        return heads[room]

    def leave(self, session: Session, room: Room, reason: RoomLeftReason) -> None:
        """Let a socket hear a room no longer, and tell it."""
        if room not in session.rooms:
            return
        self._sessions.leave(session, room)
        self._release((room,))
        tell_one(session, LiveEventType.ROOM_LEFT, RoomLeft(room=room, reason=reason))

    def drop(self, sid: str) -> Session | None:
        """Forget a socket; its cost depends on the socket's own rooms only."""
        session = self._sessions.get(sid)
        rooms = () if session is None else tuple(session.rooms)
        self._sessions.drop(sid)
        self._release(rooms)
        return session

    async def review(self, user_id: UserId) -> None:
        """Look at the rights of a person again: new rooms are joined, lost ones left, at once."""
        # Another process may have changed them; a decision by what was known before would stay.
        self._forget_people()
        for session in self._sessions.of_person(user_id):
            session.access_version += 1
            if not session.is_settled:
                continue  # Its rooms are being decided; that starts again with the new version.
            try:
                await self._review(session)
            except BomizzelError:
                # Rights that cannot be read are no rights. The client comes back and is asked.
                logger.warning("rights unknown, socket closed", exc_info=True)
                session.outlet.end(CloseReason.AUTHENTICATION_TIMEOUT)

    async def _review(self, session: Session) -> None:
        identity = session.identity
        if identity is None:
            return
        version = session.access_version
        automatic = frozenset(await self._rights.rooms_of(identity.user_id))
        for room in tuple(session.rooms - automatic):
            if not await self._may_join(session, room):
                self.leave(session, room, RoomLeftReason.ACCESS_REMOVED)
        # Rooms that the client left on purpose before stay left.
        new = automatic - session.automatic - session.rooms
        await self._dispatcher.follow(new)
        if session.access_version != version:
            self._release(new)
            return  # The review that came after this one decides.
        session.automatic = automatic
        self._enter(session, new)

    async def _may_join(self, session: Session, room: Room) -> bool:
        identity = session.identity
        if identity is None:
            return False
        if room == user_room(identity.user_id):
            return True
        return await self._rights.may_join(Actor(identity.user_id, identity.role), room)

    def _enter(self, session: Session, rooms: Collection[Room]) -> None:
        """Finish a join in the turn of the loop in which the rooms' ends were returned."""
        if session.is_gone:
            self._release(rooms)
            return
        for room in rooms:
            self._sessions.enter(session, room)

    def _release(self, rooms: Collection[Room]) -> None:
        """Let the dispatcher forget those of the rooms that no socket hears."""
        self._dispatcher.release([room for room in rooms if not self._sessions.has(room)])

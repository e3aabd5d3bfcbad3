"""What the status page shows, and how much of it each person may see.

The figures are those of the process that answers. They come from memory; only names and rights
are read from the database.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from backend.domain.access import may_administer, may_see_status
from backend.domain.errors import PermissionDeniedError
from backend.domain.people import Standing
from backend.services.actor import Actor
from backend.services.checks import CheckResult
from backend.services.commands import require_standing
from backend.services.ports import PeopleReader
from backend.services.rooms import audible_rooms
from common.ids import QueueId, TeamId, UserId
from common.rooms import Room, RoomKind, parse_room
from common.vocabulary import Role

MAX_PEOPLE = 200
MAX_ROOMS = 50
MAX_CLIENTS = 20


class _Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What all parts share: camel case, every field is there."""


class Percentiles(_Part, frozen=True, kw_only=True):
    """Bounds of a number of durations, in seconds; all 0 when there was none."""

    count: int
    p50: float
    p95: float
    p99: float


class Sample(_Part, frozen=True, kw_only=True):
    """One point of the graphs: means since the point before."""

    at: datetime
    messages_per_second: float
    sockets: int


class ConnectedPerson(_Part, frozen=True, kw_only=True):
    """Somebody with at least one socket; ``since`` is when the oldest of them began."""

    id: UserId
    name: str
    role: Role
    sockets: int
    since: datetime


class BusyRoom(_Part, frozen=True, kw_only=True):
    """A team or queue that is listened to."""

    room: Room
    kind: RoomKind
    name: str
    sockets: int


class ClientVersion(_Part, frozen=True, kw_only=True):
    """Programs that are connected, by what they say of themselves; empty when they say nothing."""

    version: str
    platform: str
    sockets: int


class Status(_Part, frozen=True, kw_only=True):
    """Answer to ``GET status``.

    Attributes:
        online_users: People with a socket of any process of this server.
        connected_users: Those of them with a socket of the process that answers, also those whom
            the asking person may not see.
        people: Those of them whom the asking person may see, newest first, at most 200.
        active_rooms: All rooms with a socket, those of single people too.
        rooms: Teams and queues that the asking person may hear, busiest first, at most 50.
        clients: Commonest first, at most 20.
        latency: From commit to the buffers of sockets, over the last five minutes.
        samples: Of the last 15 minutes, oldest first.
        sample_seconds: Time between two samples.
    """

    at: datetime
    version: str
    uptime_seconds: float
    checks: dict[str, CheckResult]
    online_users: int
    connected_users: int
    people: tuple[ConnectedPerson, ...]
    sockets: int
    active_rooms: int
    rooms: tuple[BusyRoom, ...]
    clients: tuple[ClientVersion, ...]
    messages_per_second: float
    latency: Percentiles
    samples: tuple[Sample, ...]
    sample_seconds: int


@dataclass(frozen=True, slots=True)
class Presence:
    """How one person is connected."""

    sockets: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Census:
    """Everything that a process knows of its sockets at one moment, about everybody.

    Attributes:
        clients: Sockets by version and platform.
    """

    at: datetime
    people: Mapping[UserId, Presence]
    rooms: Mapping[Room, int]
    clients: Mapping[tuple[str, str], int]
    sockets: int
    messages_per_second: float
    latency: Percentiles
    samples: tuple[Sample, ...]
    sample_seconds: int


class StatusBoard:
    """Shows the state of the server to those who run it or lead a team."""

    def __init__(self, *, people: PeopleReader) -> None:
        self._people = people

    async def require(self, actor: Actor) -> Standing:
        """Return how the actor stands.

        Raises:
            PermissionDeniedError: The page is not for this person.
        """
        standing = await require_standing(self._people, actor)
        if not may_see_status(standing):
            raise PermissionDeniedError
        return standing

    async def show(
        self,
        actor: Actor,
        census: Census,
        *,
        checks: Mapping[str, CheckResult],
        online: int,
        version: str,
        uptime_s: float,
    ) -> Status:
        """Return that part of what is known which the actor may see.

        Raises:
            PermissionDeniedError: None of it.
        """
        standing = await self.require(actor)
        commonest = sorted(census.clients.items(), key=lambda item: (-item[1], item[0]))
        return Status(
            at=census.at,
            version=version,
            uptime_seconds=uptime_s,
            checks=dict(checks),
            online_users=online,
            connected_users=len(census.people),
            people=await self._visible_people(standing, census.people),
            sockets=census.sockets,
            active_rooms=len(census.rooms),
            rooms=await self._visible_rooms(standing, census.rooms),
            clients=tuple(
                ClientVersion(version=version, platform=platform, sockets=sockets)
                for (version, platform), sockets in commonest[:MAX_CLIENTS]
            ),
            messages_per_second=census.messages_per_second,
            latency=census.latency,
            samples=census.samples,
            sample_seconds=census.sample_seconds,
        )

    async def _visible_people(
        self, standing: Standing, present: Mapping[UserId, Presence]
    ) -> tuple[ConnectedPerson, ...]:
        visible: Collection[UserId] = present.keys()
        if not may_administer(standing.role):
            colleagues = {standing.user_id}
            for team_id in standing.teams:
                colleagues |= await self._people.members(team_id)
            visible = present.keys() & colleagues
        newest = sorted(visible, key=lambda one: (present[one].since, one), reverse=True)
        found = {one.id: one for one in await self._people.people(newest[:MAX_PEOPLE])}
        return tuple(
            ConnectedPerson(
                id=user_id,
                name=found[user_id].name,
                role=found[user_id].role,
                sockets=present[user_id].sockets,
                since=present[user_id].since,
            )
            for user_id in newest[:MAX_PEOPLE]
            if user_id in found
        )

    async def _visible_rooms(
        self, standing: Standing, heard: Mapping[Room, int]
    ) -> tuple[BusyRoom, ...]:
        shared = [room for room in heard if parse_room(room)[0] is not RoomKind.USER]
        audible = await audible_rooms(self._people, standing, shared)
        busiest = sorted(audible, key=lambda room: (-heard[room], room))[:MAX_ROOMS]
        return tuple([await self._busy(room, heard[room]) for room in busiest])

    async def _busy(self, room: Room, sockets: int) -> BusyRoom:
        kind, owner = parse_room(room)
        found = (
            await self._people.team(TeamId(owner))
            if kind is RoomKind.TEAM
            else await self._people.queue(QueueId(owner))
        )
        return BusyRoom(
            room=room, kind=kind, name="" if found is None else found.name, sockets=sockets
        )

"""Who is online, over all processes: leases that end by themselves when a process is killed.

A turn costs what changed since the last one, not what people there are.

Each process says which people have sockets with it whenever that changes, and says it all again
three times in a lease. A person is online as long as one process says so, and a moment longer, so
that a reconnection does not flicker. While the other processes cannot be heard their leases do not
run out: that nobody can say anything does not mean that everybody left.

Source:
    ADR-0015; github.com/phoenixframework/phoenix issue 2306 for ghosts after a crash.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Protocol

from backend.domain.access import may_hear_team
from backend.domain.people import Standing
from backend.realtime.fanout import Fanout
from backend.realtime.limits import Monotonic
from backend.realtime.sessions import SessionRegistry
from backend.services.errors import InfrastructureError
from backend.services.peers import (
    MAX_PEOPLE,
    News,
    Offline,
    Online,
    Peers,
    ProcessId,
    WhoIsOnline,
)
from common.envelope import encode
from common.ids import UserId
from common.live import LiveEventType, PresenceChanged
from common.rooms import Room, team_room, user_room

CHANGES_AT_ONCE = 200
"""People of whom is told in one turn; more wait for the next, so that a restart is no storm."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PresenceTimes:
    """When presence changes.

    Attributes:
        turn_s: Time between two looks at who is here.
        grace_s: How long a person without any socket still counts as online.
        lease_s: How long the word of another process counts.
    """

    turn_s: float = 0.5
    grace_s: float = 5.0
    lease_s: float = 45.0


class Standings(Protocol):
    """Knows what people belong to."""

    async def standings(self, user_ids: Collection[UserId]) -> dict[UserId, Standing]:
        """Return what decides people's rights; nothing of unknown and disabled people."""
        ...


@dataclass(slots=True)
class _Lease:
    sockets: int
    until: float


class Presence:
    """Knows who is online, and tells those who share a team with them."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        people: Standings,
        fanout: Fanout,
        peers: Peers,
        monotonic: Monotonic,
        times: PresenceTimes,
    ) -> None:
        self._sessions = sessions
        self._people = people
        self._fanout = fanout
        self._peers = peers
        self._monotonic = monotonic
        self._times = times
        self._here: dict[UserId, int] = {}
        self._leases: dict[ProcessId, dict[UserId, _Lease]] = {}
        self._expire_at = inf  # No lease ends before.
        self._touched: set[UserId] = set()  # Came or went, here or elsewhere, since the last look.
        self._looked_at = monotonic()
        self._missed_since: dict[UserId, float] = {}  # Gone for less than the grace.
        self._online: set[UserId] = set()
        self._told: set[UserId] = set()
        self._untold: set[UserId] = set()  # In one of both sets only.
        self._announce_at = monotonic()
        self._is_leaving = False

    def online(self) -> frozenset[UserId]:
        """Return who is online, in any process."""
        return frozenset(self._online)

    def sockets_elsewhere(self, user_id: UserId) -> int:
        """Return how many sockets a person has with other processes, as they last said.

        While they are not reached none counts: who came from a process that is gone would be
        refused here for ever.
        """
        if not self._peers.is_reached:
            return 0
        leases = (leases.get(user_id) for leases in self._leases.values())
        return sum(lease.sockets for lease in leases if lease is not None)

    def hear(self, process: ProcessId, news: Online | Offline | WhoIsOnline) -> None:
        """Take the word of another process."""
        match news:
            case Online():
                until = self._monotonic() + self._times.lease_s
                self._expire_at = min(self._expire_at, until)
                leases = self._leases.setdefault(process, {})
                self._touched |= news.sockets.keys() - leases.keys()
                for user_id, sockets in news.sockets.items():
                    leases[user_id] = _Lease(sockets, until)
            case Offline():
                leases = self._leases.get(process, {})
                self._touched |= leases.keys() & news.people
                for user_id in news.people:
                    leases.pop(user_id, None)
            case WhoIsOnline():
                self._announce_at = self._monotonic()

    def reached(self) -> None:
        """Begin anew with the others, since something may have been missed meanwhile."""
        until = self._monotonic() + self._times.lease_s
        for leases in self._leases.values():
            for lease in leases.values():
                lease.until = until
        self._announce_at = self._monotonic()
        self._peers.tell((WhoIsOnline(),))

    def leave(self) -> None:
        """Tell the others that nobody is here any more, as the last word of this process."""
        self._is_leaving = True
        self._peers.tell(tuple(_offline(self._here)))

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                await self._turn()
            except InfrastructureError:
                # Who is left untold is told in a later turn.
                logger.warning("presence not told", exc_info=True)
            await asyncio.sleep(self._times.turn_s)

    async def _turn(self) -> None:
        self._tell_peers()
        self._expire()
        self._look()
        changed = sorted(self._untold)[:CHANGES_AT_ONCE]
        if changed:
            await self._tell(changed, await self._people.standings(changed))

    def _tell_peers(self) -> None:
        said, gone = {}, []
        for user_id in self._sessions.take_moved():
            before, sockets = self._here.get(user_id, 0), self._sessions.sockets_of(user_id)
            if sockets == before:
                continue
            self._touched.add(user_id)
            if sockets:
                self._here[user_id] = said[user_id] = sockets
            else:
                del self._here[user_id]
                gone.append(user_id)
        if self._is_leaving:
            return
        now = self._monotonic()
        if now >= self._announce_at:
            self._announce_at = now + self._times.lease_s / 3
            said = self._here
        self._peers.tell((*_online(said), *_offline(gone)))

    def _expire(self) -> None:
        if not self._peers.is_reached:
            return
        now = self._monotonic()
        if now < self._expire_at:
            return
        self._expire_at = inf
        for process, leases in tuple(self._leases.items()):
            for user_id in [u for u, lease in leases.items() if lease.until <= now]:
                del leases[user_id]
                self._touched.add(user_id)
            if leases:
                ends_at = min(lease.until for lease in leases.values())
                self._expire_at = min(self._expire_at, ends_at)
            else:
                del self._leases[process]

    def _look(self) -> None:
        now = self._monotonic()
        touched, self._touched = self._touched, set()
        for user_id in touched:
            if user_id in self._here or any(user_id in one for one in self._leases.values()):
                self._missed_since.pop(user_id, None)
                self._note(user_id, is_online=True)
            elif user_id in self._online:
                # At the last look somebody still had them.
                self._missed_since.setdefault(user_id, self._looked_at)
        grace_s = self._times.grace_s
        for user_id in [u for u, at in self._missed_since.items() if now - at > grace_s]:
            del self._missed_since[user_id]
            self._note(user_id, is_online=False)
        self._looked_at = now

    def _note(self, user_id: UserId, *, is_online: bool) -> None:
        (self._online.add if is_online else self._online.discard)(user_id)
        is_told = (user_id in self._told) is is_online
        (self._untold.discard if is_told else self._untold.add)(user_id)

    async def _tell(
        self, changed: Collection[UserId], standings: Mapping[UserId, Standing]
    ) -> None:
        """Tell of people; who hears of several of them is told with one write."""
        news: defaultdict[frozenset[Room], list[tuple[bytes, Room]]] = defaultdict(list)
        for user_id in changed:
            is_online = user_id in self._online
            (self._told.add if is_online else self._told.discard)(user_id)
            self._untold.discard(user_id)
            standing = standings.get(user_id)
            if standing is not None:
                teams = (team_id for team_id in standing.teams if may_hear_team(standing, team_id))
                body = encode(PresenceChanged(user_id=user_id, online=is_online))
                news[frozenset(map(team_room, teams))].append((body, user_room(user_id)))
        for rooms, some in news.items():
            self._fanout.tell_several(rooms, LiveEventType.PRESENCE_CHANGED.value, some)
            await asyncio.sleep(0)  # One team's sockets are written to in one turn of the loop.


def _online(sockets: dict[UserId, int]) -> Iterator[News]:
    left = iter(sockets.items())
    while piece := dict(islice(left, MAX_PEOPLE)):
        yield Online(sockets=piece)


def _offline(people: Iterable[UserId]) -> Iterator[News]:
    left = iter(people)
    while piece := tuple(islice(left, MAX_PEOPLE)):
        yield Offline(people=piece)

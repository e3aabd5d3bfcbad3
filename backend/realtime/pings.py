"""One timer for the pings of all connections, which come evenly spread over the interval.

The connections sit in 25 groups, and the timer goes from group to group. So nothing is
planned or cancelled for a single ping, the process wakes up as often for ten thousand connections
as for one, and not at all for none.
"""

import asyncio
from collections import deque
from math import inf
from typing import Protocol

GROUPS = 25


class Pinged(Protocol):
    """A connection, as far as it is pinged.

    Attributes:
        ping_group: The group that it is in.
    """

    ping_group: int

    def ping(self, pong_due: float) -> None:
        """Ask the client whether it is there; its answer is due at ``pong_due``."""
        ...

    def miss_pong(self, now: float) -> None:
        """End the connection if the answer is due and has not come."""
        ...


class Pace(Protocol):
    """How often, and for how long to wait for an answer.

    Attributes:
        ping_interval: Seconds between two pings of one connection.
        ping_timeout: Seconds until the answer is due.
    """

    ping_interval: float
    ping_timeout: float

    def spread(self) -> float:
        """Return a factor of about 0.8 to 1."""
        ...


class Pings:
    """Pings each connection once in an interval.

    A process that stood still does not make up for it: what the clients sent meanwhile is read
    first, and the rounds go on from where they were.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._groups: list[set[Pinged]] = [set() for _ in range(GROUPS)]
        self._members = 0
        self._next = 0
        self._asked: deque[tuple[float, int]] = deque()  # When which group's answers are due.
        self._due = inf
        self._timer: asyncio.TimerHandle | None = None

    def add(self, connection: Pinged) -> None:
        """Ping a connection from now on, for the first time after about an interval."""
        ahead = int((GROUPS - 1) * self._pace.spread())
        connection.ping_group = (self._next + ahead) % GROUPS
        self._groups[connection.ping_group].add(connection)
        self._members += 1
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._due = loop.time() + self._pace.ping_interval / GROUPS
            self._timer = loop.call_at(self._due, self._turn, loop)

    def remove(self, connection: Pinged) -> None:
        """Ping a connection no longer; no matter if it was not pinged."""
        group = self._groups[connection.ping_group]
        if connection in group:
            group.remove(connection)
            self._members -= 1

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self._plan(loop, now)
        while self._asked and self._asked[0][0] <= now:
            _, asked = self._asked.popleft()
            for connection in tuple(self._groups[asked]):
                connection.miss_pong(now)
        group, self._next = self._next, (self._next + 1) % GROUPS
        pong_due = now + self._pace.ping_timeout
        for connection in tuple(self._groups[group]):
            connection.ping(pong_due)
        self._asked.append((pong_due, group))

    def _plan(self, loop: asyncio.AbstractEventLoop, now: float) -> None:
        if not self._members:
            self._timer = None
            self._asked.clear()
            return
        # A little late is made up for, so that the interval stays what clients were told.
        self._due = max(now, self._due + self._pace.ping_interval / GROUPS)
        self._timer = loop.call_at(self._due, self._turn, loop)

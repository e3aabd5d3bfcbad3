"""Brings figures while somebody watches, and nothing at all while nobody does.

Live: the room of each watched queue that this device does not follow anyway is joined to listen,
and left when nobody watches any more. Polling: figures are asked for now and then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from common.ids import QueueId, UserId
from common.live import Heartbeat, PresenceChanged, QueueMetrics
from common.queue_history import HistoryStep
from common.rest import Profile
from common.rooms import Room
from desktop.core.errors import ClientError, ServerRefusedError
from desktop.core.figures.book import FigureBook
from desktop.core.figures.listening import Listening
from desktop.core.figures.thresholds import Thresholds
from desktop.core.figures.values import FigureRange, Figures, QueueFigures
from desktop.core.ports import Api, Clock, Sleep, Socket

POLL_S = 15.0
"""How often figures are asked for while there is no socket."""
TURN_S = 60.0
"""How often it is looked whether a bucket has ended, and who is online."""
MARGIN_S = 2.0
"""How long after a change the server may tell its figures."""
REST_S = 5.0
"""How long nothing is asked after a failure."""
AT_ONCE = 4
"""Requests that are under way together."""
MAX_NAMES = 200
"""People that get a name, those with most tickets first."""


class Feed:
    """The figures of one person's queues.

    Args:
        api: The server's interface.
        token: Gives an access token that is good now.
        names: Finds out what people are called.
        followed: Returns the rooms that this device follows for its notifications.
        clock: Tells the time.
        sleep: Waits.
        limits: Returns the limits that hold now.
        changed: Called when something that is shown has changed.
        zone: Whose midnights; None for this machine's.
    """

    def __init__(
        self,
        *,
        api: Api,
        token: Callable[[], Awaitable[str]],
        names: Callable[[Sequence[UserId]], Awaitable[Mapping[UserId, str]]],
        followed: Callable[[], Collection[Room]],
        clock: Clock,
        sleep: Sleep,
        limits: Callable[[], Thresholds],
        changed: Callable[[], None],
        zone: tzinfo | None = None,
    ) -> None:
        """Start with nobody watching and no line."""
        self._api = api
        self._token = token
        self._names = names
        self._clock = clock
        self._sleep = sleep
        self._limits = limits
        self._changed = changed
        self._news = asyncio.Event()
        self._picture: Figures | None = None
        self._book = FigureBook(zone)
        self._listening = Listening(followed)
        self._is_watched = False
        self._hidden: frozenset[QueueId] = frozenset()
        self._has_line = False
        self._fresh: set[QueueId] = set()
        self._ahead = timedelta(0)
        self._online_at = float("-inf")
        self._woken = asyncio.Event()

    @property
    def shown(self) -> Figures | None:
        """What the dashboard shows; None while nobody watches."""
        if self._picture is None and self._is_watched:
            self._picture = self._book.shown(self.server_now())
        return self._picture

    def watch(self, chosen: FigureRange, hidden: frozenset[QueueId] = frozenset()) -> None:
        """Bring the figures of all queues but the hidden ones from now on."""
        self._is_watched = True
        self._hidden = hidden
        self._book.range = chosen
        self._choose()
        self._tell()
        self.wake()

    def unwatch(self) -> None:
        """Nobody looks any more."""
        self._is_watched = False
        self._choose()
        self._book.know_online(None)
        self._online_at = float("-inf")
        self._picture = None
        self._changed()
        self.wake()

    def limits_changed(self) -> None:
        """Also bring the figures of queues with a limit that notifies, and of no others."""
        self._choose()
        self.wake()

    def guarded(self) -> tuple[QueueFigures, ...]:
        """Return the figures of queues with a limit that notifies; nothing without any."""
        ids = set(self._limits().notifying(self._book.watched))
        return tuple(one for one in self._book.figures() if one.queue.queue_id in ids)

    async def news(self) -> None:
        """Wait until figures came, or other queues are watched, since the last call."""
        await self._news.wait()
        self._news.clear()

    def server_now(self) -> datetime:
        """Return the server's time, as far as it is known."""
        return self._clock.now() + self._ahead

    def know(self, profile: Profile) -> None:
        """Take over which queues the person may see."""
        self._book.know(profile)
        self._choose()
        self._listening.forget_refusals()
        self.wake()

    def opened(self, socket: Socket) -> None:
        """Use a line that has caught up; what was known before may be out of date."""
        self._listening.opened(socket)
        self.begin()

    def begin(self) -> None:
        """The server can be asked, by socket or by polling."""
        self._has_line = True
        self._fresh.clear()
        self.wake()

    def closed(self) -> None:
        """The line is no more."""
        self._listening.closed()
        self._has_line = False

    def heads_to_follow(self, heads: Mapping[Room, int]) -> Mapping[Room, int]:
        """Return the ends of those rooms that are not merely listened to."""
        return self._listening.without_listened(heads)

    def room_left(self, room: Room) -> None:
        """Note that the line hears a room no longer."""
        self._listening.left(room)

    def heard(self, news: QueueMetrics | PresenceChanged) -> None:
        """Take over what the line told."""
        if not self._book.watched:
            return
        if isinstance(news, PresenceChanged):
            self._book.came_or_went(news.user_id, online=news.online)
            self._tell()
            return
        self._take(news)

    def beat(self, beat: Heartbeat) -> None:
        """Note that the figures of the rooms that were named are still the newest."""
        if not self._book.watched:
            return
        now = self._clock.now()
        self._ahead = beat.at - now
        self._book.confirm(self._fresh & self._listening.queues_in(beat.heads), now, beat.at)
        self._tell()

    def wake(self) -> None:
        """Look at once what there is to do."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._woken.clear()
            try:
                wait_s = await self._turn()
            except ServerRefusedError:
                # The rights changed a moment ago; the profile that follows says how.
                wait_s = TURN_S
            except ClientError:
                wait_s = REST_S
            await self._rest(wait_s)

    async def _turn(self) -> float | None:
        """Do what is due; return when to look again, in seconds, None for when woken."""
        hears_all = await self._listening.keep(self._book.watched)
        for metrics in self._listening.take_figures():
            self._take(metrics)
        if not self._book.watched or not self._has_line:
            return None
        if not self._listening.has_line:
            self._fresh.clear()
        await self._together(
            self._ask_figures(queue_id)
            for queue_id in self._book.watched
            if queue_id not in self._fresh
        )
        now = self.server_now()
        await self._together(
            self._ask_history(queue_id, step, begin)
            for queue_id, step, begin in self._book.histories_due(now)
        )
        if self._is_watched:
            await self._ask_people()
        if not self._listening.has_line:
            return POLL_S
        return self._until_next_minute_s() if hears_all else REST_S

    async def _ask_figures(self, queue_id: QueueId) -> None:
        self._take(await self._api.queue_metrics(await self._token(), queue_id))

    async def _ask_history(self, queue_id: QueueId, step: HistoryStep, begin: datetime) -> None:
        self._book.history_asked(queue_id, step, begin, self.server_now())
        is_there = False
        try:
            token = await self._token()
            history = await self._api.queue_history(token, queue_id, begin=begin, step=step)
            self._book.history_came(history)
            is_there = True
        finally:
            if not is_there:
                self._book.history_missing(queue_id, step)
        self._tell()

    async def _ask_people(self) -> None:
        if self._book.lacks_team_names():
            self._book.name_teams(await self._api.teams(await self._token()))
        self._book.name_people(await self._names(self._book.people()[:MAX_NAMES]))
        if self._clock.monotonic() - self._online_at >= TURN_S:
            self._online_at = self._clock.monotonic()
            online = await self._api.presence(await self._token())
            self._book.know_online(frozenset(online))
        self._tell()

    def _choose(self) -> None:
        seen = self._book.seen
        shown = [one for one in seen if self._is_watched and one not in self._hidden]
        self._book.watch(shown, self._limits().notifying(seen))
        self._news.set()
        self._fresh.intersection_update(self._book.watched)

    def _take(self, metrics: QueueMetrics) -> None:
        now = self._clock.now()
        self._ahead = metrics.as_of - now
        self._fresh.add(metrics.queue_id)
        if self._book.take(metrics, now):
            self._news.set()
            self._tell()

    async def _together(self, requests: Iterable[Awaitable[None]]) -> None:
        """Wait for all of the requests, a few at a time; the first failure ends it."""
        left = list(requests)
        while left:
            batch, left = left[:AT_ONCE], left[AT_ONCE:]
            await asyncio.gather(*batch)

    async def _rest(self, wait_s: float | None) -> None:
        """Wait for the time or for a wake-up, whichever comes first."""
        waits: list[asyncio.Future[object]] = [asyncio.ensure_future(self._woken.wait())]
        if wait_s is not None:
            waits.append(asyncio.ensure_future(self._sleep(wait_s)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _tell(self) -> None:
        self._picture = None
        if self._is_watched:
            self._changed()

    def _until_next_minute_s(self) -> float:
        """Return when a bucket of minutes has ended, and the last word of it was told."""
        return TURN_S - self.server_now().second + MARGIN_S

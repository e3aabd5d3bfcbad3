"""The desktop's side of the model: the real sync machine, center and follower of one person.

The line delivers frames when the test says so, out of order, twice, or never; answers are read
at one moment and arrive at another. What the store holds outlives a crash, nothing else does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from backend.domain.people import Person
from common import rest
from common.envelope import decode, decode_event
from common.events import EventType
from common.ids import EventId
from common.live import LiveEventType, RoomLeft
from common.rooms import Room
from desktop.core.follower import Follower
from desktop.core.session.session import Session
from desktop.core.state import Mark
from desktop.core.stream.effects import Deliver, Effect, Fetch, Request, TakeSnapshot
from desktop.core.stream.pages import Page, read_page
from desktop.core.stream.requests import Listing, item_of
from desktop.core.toasts.rules import Moment
from tests.fakes.clock import NOON
from tests.fakes.desk import actor
from tests.fakes.memory_store import MemoryStore
from tests.model.server import Line, ModelServer

PAGE = 100


@dataclass
class Device:
    """One device of one person.

    Attributes:
        applied: Ids of the events that were stored, in that order.
        frames: What is on its way to it.
        answer: What the server answered to the request that is under way.
        begun: Of each room, the number up to which the server's list was taken over.
    """

    server: ModelServer
    person: Person
    store: MemoryStore = field(default_factory=MemoryStore)
    applied: list[EventId] = field(default_factory=list)
    frames: list[tuple[str, bytes]] = field(default_factory=list)
    answer: Page | Listing | None = None
    begun: dict[Room, int] = field(default_factory=dict)
    line: Line | None = None
    follower: Follower = field(init=False)
    _request: Request | None = None

    async def start(self) -> None:
        """Begin with what the store holds."""
        self.line = None
        self.frames.clear()
        self._request = self.answer = None
        stored = await self.store.open(self.person.id)
        self.follower = Follower(
            _session(self.person), stored, self.store, lambda: Moment(NOON), lambda: None
        )
        await self.follower.begin(NOON)

    async def connect(self) -> None:
        """Open a line and begin to catch up."""
        self.disconnect()
        await self._know()
        self.line, heads = await self.server.accept(self.person.id)
        ends = {room: end.head for room, end in heads.items()}
        await self.handle(self.follower.sync.connected(self.server.tables.epoch, ends))

    def disconnect(self) -> None:
        """Lose the line and everything on it."""
        if self.line is not None:
            self.server.hang_up(self.line)
        self.line = None
        self.frames.clear()
        self._request = self.answer = None
        self.follower.sync.disconnected()

    def fetch_frames(self) -> None:
        """Put on the way what the server has sent."""
        if self.line is not None:
            self.frames += self.line.take()

    async def hear(self, frame: tuple[str, bytes]) -> None:
        """Take one frame."""
        name, body = frame
        if name in set(EventType):
            await self.handle(self.follower.sync.frame(decode_event(body)))
        elif name == LiveEventType.ROOM_LEFT:
            left = decode(body, RoomLeft)
            await self.handle(self.follower.sync.left(left.room))
        await self._reconcile()

    async def heartbeat(self) -> None:
        """Hear where the rooms end."""
        if self.line is not None:
            heads = self.server.heads(self.line)
            await self.handle(self.follower.sync.heartbeat(self.server.tables.epoch, heads))

    async def read_answer(self) -> None:
        """Let the server read what answers the request that is under way."""
        match self._request:
            case Fetch() as request:
                body = rest.Sync(rooms=dict(request.rooms), epoch=request.epoch, limit=3)
                page = await self.server.services.sync.page(actor(self.person), body)
                self.answer = read_page(page)
            case TakeSnapshot():
                self.answer = await self._listing()
            case None:
                pass

    async def take_answer(self) -> None:
        """Take the answer that was read."""
        request, answer = self._request, self.answer
        self._request = self.answer = None
        if isinstance(request, Fetch) and isinstance(answer, Page):
            await self.handle(self.follower.sync.page(request, answer))
        elif isinstance(request, TakeSnapshot) and isinstance(answer, Listing):
            requests = await self.follower.snapshot_arrived(request, answer)
            self.begun |= {room: cursor.after for room, cursor in request.cursors.items()}
            self._ask(requests)
        await self._reconcile()

    async def handle(self, effects: Sequence[Effect]) -> None:
        """Carry effects out; what is delivered counts as applied once it is stored."""
        requests = await self.follower.carry_out(effects)
        for effect in effects:
            if isinstance(effect, Deliver):
                self.applied += [event.id for event in effect.events]
        self._ask(requests)

    async def mark(self, event_id: EventId, mark: Mark) -> None:
        """Mark an item as its person does, and tell the server."""
        await self.follower.keep(self.follower.center.mark((event_id,), mark))
        marks = rest.Marks(ids=(event_id,))
        notifications = self.server.services.notifications
        if mark is Mark.READ:
            await notifications.mark_read(actor(self.person), marks)
        else:
            await notifications.mark_clear(actor(self.person), marks)
        await self.follower.keep(self.follower.center.confirmed((event_id,), mark))

    async def settle(self) -> None:
        """Take everything that comes, until there is nothing more."""
        while self._request is not None or self.frames:
            while self.frames:
                await self.hear(self.frames.pop(0))
            await self.read_answer()
            await self.take_answer()
            self.fetch_frames()

    async def compare(self) -> None:
        """Take the server's list once more if the counts differ, as the agent does."""
        unread = await self.server.services.notifications.unread(actor(self.person))
        if unread.count != len(self.follower.center.unread()):
            await self.handle(self.follower.sync.resnapshot())
            await self.settle()

    @property
    def awaits_answer(self) -> bool:
        """Whether a request is under way."""
        return self._request is not None

    def _ask(self, requests: Sequence[Request]) -> None:
        for request in requests:
            self._request, self.answer = request, None

    async def _know(self) -> None:
        self.follower.know(await self.server.services.membership.profile(actor(self.person)))

    async def _reconcile(self) -> None:
        """Hear the rooms that the person may hear, if their access changed."""
        if not self.follower.access_changed:
            return
        profile = await self.server.services.membership.profile(actor(self.person))
        self.follower.know(profile)
        for room in self.follower.sync.rooms - frozenset(profile.rooms):
            await self.handle(self.follower.sync.left(room))
        for room in profile.rooms:
            if self.line is not None and room not in self.follower.sync.rooms:
                head = await self.server.join(self.line, room)
                await self.handle(self.follower.sync.joined(room, head))

    async def _listing(self) -> Listing:
        """Return the server's list as the agent reads it: unread ones, then the newest page."""
        notifications, reader = self.server.services.notifications, actor(self.person)
        found: dict[EventId, rest.NotificationView] = {}
        before: EventId | None = None
        while True:
            page = await notifications.page(reader, before=before, limit=PAGE, unread=True)
            found |= {view.id: view for view in page.items}
            if page.before is None:
                break
            before = EventId(page.before)
        newest = await notifications.page(reader, before=None, limit=PAGE, unread=False)
        found |= {view.id: view for view in newest.items}
        items = tuple(map(item_of, found.values()))
        return Listing(items=items, is_complete=newest.before is None)


def _session(person: Person) -> Session:
    return Session(
        server="https://desk.example",
        user_id=person.id,
        name=person.name,
        email=person.email,
        access_token="access",
        refresh_token="refresh",
        expires_at=NOON + timedelta(minutes=15),
        renew_at=NOON + timedelta(minutes=13),
    )

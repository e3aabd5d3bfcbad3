"""The desktop's side of the model: the real sync machine, center and follower of one person.

The line delivers frames when the test says so, out of order, twice, or never; answers are read
at one moment and arrive at another. What the store holds outlives a crash, nothing else does.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from backend.domain.people import Person
from backend.services.sessions import Identity
from common import rest
from common.envelope import decode, decode_event
from common.errors import BomizzelError
from common.events import EventType
from common.ids import EventId
from common.live import LiveEventType, RoomLeft
from common.rooms import Room
from desktop.core.follower import Follower
from desktop.core.reasons import Rule
from desktop.core.session.session import Session
from desktop.core.stream.effects import (
    Deliver,
    Effect,
    Fetch,
    Request,
    SnapshotCause,
    TakeSnapshot,
)
from desktop.core.stream.pages import Page, read_page
from desktop.core.stream.requests import Listing, item_of
from desktop.core.toasts.rules import Moment
from tests.fakes.clock import NOON, Ids
from tests.fakes.desk import actor
from tests.fakes.memory_store import MemoryStore
from tests.model.marking import MarkApi, Marking
from tests.model.process import Line
from tests.model.server import ModelServer

PAGE = 100
RESTORED = {
    SnapshotCause.EPOCH_CHANGED,
    SnapshotCause.CURSOR_AHEAD,
    SnapshotCause.FINGERPRINT_MISMATCH,
}
"""Why a list is taken anew after the server went back in time."""


@dataclass
class Device:
    """One device of one person.

    Attributes:
        applied: Of each room, number and event of what was delivered, in that order; what came
            through another room first is not in it.
        shown: How often the person was interrupted for each event.
        frames: What is on its way to it.
        heard: Everything that ever was, and from which process.
        answer: What the server answered to the request that is under way.
        begun: Of each room, the number up to which the server's list was taken over.
        resets: How often the list was taken over, by room, cause, and what it was caused by.
        repairs: How often the list was taken over because the counts differed.
        is_polling: It follows by asking, without a line.
    """

    server: ModelServer
    person: Person
    store: MemoryStore = field(default_factory=MemoryStore)
    applied: dict[Room, list[tuple[int, EventId]]] = field(default_factory=dict)
    delivered: set[EventId] = field(default_factory=set)
    shown: Counter[EventId] = field(default_factory=Counter)
    frames: list[tuple[str, bytes]] = field(default_factory=list)
    answer: Page | Listing | None = None
    begun: dict[Room, int] = field(default_factory=dict)
    resets: Counter[tuple[Room, SnapshotCause, int]] = field(default_factory=Counter)
    repairs: int = 0
    line: Line | None = None
    is_polling: bool = False
    follower: Follower = field(init=False)
    marking: Marking = field(init=False)
    _identity: Identity | None = None
    _request: Request | None = None
    _keys: Ids = field(init=False)

    def __post_init__(self) -> None:
        """Make keys that no other device makes."""
        self._keys = Ids(f"{self.person.id} {id(self)}")

    async def start(self) -> None:
        """Begin with what the store holds."""
        self.line = None
        self.is_polling = False
        self.frames.clear()
        self._request = self.answer = None
        stored = await self.store.open(self.person.id)
        clock = self.server.clock
        self.follower = Follower(
            _session(self.person), stored, self.store, lambda: Moment(clock()), lambda: None
        )
        api = MarkApi(self.server.services, self.person)
        self.marking = Marking(api, self.follower, self._keys)
        await self.follower.begin(clock())

    async def connect(self, process: int) -> None:
        """Open a line to a process and begin to catch up."""
        self.disconnect()
        if not await self._enter():
            return
        assert self._identity is not None
        accepted = await self.server.processes[process].accept(self._identity)
        self.line, heads = accepted
        ends = {room: end.head for room, end in heads.items()}
        await self.handle(self.follower.sync.connected(self.server.tables.epoch, ends))

    async def poll(self) -> None:
        """Follow by asking, and ask once more."""
        if not self.is_polling or self.follower.access_changed:
            self.disconnect()
            if not await self._enter():
                return
            self.is_polling = True
            profile = await self.server.services.membership.profile(actor(self.person))
            await self.handle(self.follower.sync.polling(profile.rooms))
        await self.handle(self.follower.sync.poll())

    def disconnect(self) -> None:
        """Lose the line and everything on it."""
        if self.line is not None:
            self.line.process.hang_up(self.line)
        self.line = None
        self.is_polling = False
        self.frames.clear()
        self._request = self.answer = None
        self.follower.sync.disconnected()

    def sign_out(self) -> None:
        """Note that the session was ended: the next line needs another."""
        self._identity = None
        self.disconnect()

    @property
    def session_id(self) -> str | None:
        """The session of this device, None while nobody is signed in."""
        return None if self._identity is None else self._identity.session_id

    def fetch_frames(self) -> list[tuple[str, bytes]]:
        """Put on the way what the server has sent, and return it."""
        if self.line is None:
            return []
        new = self.line.take()
        self.frames += new
        if self.line.is_ended:
            self.sign_out()
        return new

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
            heads = self.line.process.heads(self.line)
            await self.handle(self.follower.sync.heartbeat(self.server.tables.epoch, heads))

    async def read_answer(self) -> None:
        """Let the server read what answers the request that is under way."""
        try:
            match self._request:
                case Fetch() as request:
                    self.answer = await self._page(request)
                case TakeSnapshot():
                    self.answer = await self._listing()
                case None:
                    pass
        except BomizzelError:
            self.disconnect()

    async def take_answer(self) -> None:
        """Take the answer that was read."""
        request, answer = self._request, self.answer
        self._request = self.answer = None
        if isinstance(request, Fetch) and isinstance(answer, Page):
            await self.handle(self.follower.sync.page(request, answer))
        elif isinstance(request, TakeSnapshot) and isinstance(answer, Listing):
            await self._replace(request, answer)
        await self._reconcile()

    async def handle(self, effects: Sequence[Effect]) -> None:
        """Carry effects out; what is delivered counts as applied once it is stored."""
        requests = await self.follower.carry_out(effects)
        for effect in effects:
            if isinstance(effect, Deliver):
                self.delivered.update(event.id for event in effect.events)
                self._note_applied(effect)
        self._ask(requests)

    async def show(self) -> None:
        """Interrupt the person for what waits, as the presenter does: recorded first."""
        waiting = [item.event_id for item in self.follower.center.undecided()]
        await self.follower.keep(self.follower.center.decided(waiting, Rule.HIGH_PRIORITY))
        self.shown.update(waiting)

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
        if unread.count != self.follower.center.count_on_server:
            self.repairs += 1
            await self.list_anew()
            await self.settle()

    async def list_anew(self) -> None:
        """Ask for the server's list although every cursor stays."""
        await self.handle(self.follower.sync.resnapshot())

    def _note_applied(self, delivered: Deliver) -> None:
        for event in delivered.events:
            for room, number in event.pos.items():
                if room in delivered.cursors and number <= delivered.cursors[room].after:
                    self.applied.setdefault(room, []).append((number, event.id))

    async def _enter(self) -> bool:
        """Sign in where that is needed, and learn who the person is; False when not let in."""
        if self.server.tables.people[self.person.id].disabled:
            return False
        if self._identity is None:
            self._identity = await self.server.sign_in(self.person.id)
        await self._know()
        return True

    async def _page(self, request: Fetch) -> Page:
        limit = 1 + request.number % 3
        body = rest.Sync(rooms=dict(request.rooms), epoch=request.epoch, limit=limit)
        page = await self.server.services.sync.page(actor(self.person), body)
        assert page.rooms.keys() <= await self.server.audible(self.person.id, page.rooms)
        return read_page(page)

    async def _replace(self, request: TakeSnapshot, listing: Listing) -> None:
        if not self.follower.sync.awaits(request):
            return
        for room, cause in request.causes.items():
            caused_by = self.server.tables.floors.get(room, 0)
            if cause in RESTORED:
                caused_by = self.server.restores
            self.resets[room, cause, caused_by] += 1
        requests = await self.follower.snapshot_arrived(request, listing)
        for room, cursor in request.cursors.items():
            self.begun[room] = cursor.after
            self.applied[room] = []
        self._ask(requests)

    def _ask(self, requests: Sequence[Request]) -> None:
        for request in requests:
            self._request, self.answer = request, None

    async def _know(self) -> None:
        self.follower.know(await self.server.services.membership.profile(actor(self.person)))

    async def _reconcile(self) -> None:
        """Hear the rooms that the person may hear, if their access changed."""
        if not self.follower.access_changed or self.server.tables.people[self.person.id].disabled:
            return
        profile = await self.server.services.membership.profile(actor(self.person))
        self.follower.know(profile)
        for room in self.follower.sync.rooms - frozenset(profile.rooms):
            await self.handle(self.follower.sync.left(room))
        for room in profile.rooms:
            if self.line is not None and room not in self.follower.sync.rooms:
                head = await self.line.process.join(self.line, room)
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

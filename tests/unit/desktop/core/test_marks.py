import asyncio
from collections.abc import AsyncIterator
from itertools import count

import pytest

from common.errors import ErrorCode
from common.ids import DeviceId, EventId
from desktop.core.center import Center
from desktop.core.connection import Backoff
from desktop.core.context import Context, Device
from desktop.core.credentials import Credentials, KeyringTools
from desktop.core.errors import ClientCode, ClientError, ConnectionLostError, ServerRefusedError
from desktop.core.figures.feed import Feed
from desktop.core.follower import Follower
from desktop.core.marks import Marks
from desktop.core.ports import Socket
from desktop.core.presenter import Presenter
from desktop.core.resolver import Resolver
from desktop.core.state import Mark, Stored
from desktop.core.status import Status
from tests.fakes.fake_api import FakeApi
from tests.fakes.memory_store import MemoryStore
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.settings_files import default_settings
from tests.fakes.toasts import RecordedToasts
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.attention import make_attention, make_toaster
from tests.unit.desktop.core.test_session import make_session
from tests.unit.desktop.notifications import calm, make_item
from tests.unit.desktop.wording import ENGLISH

FIRST_EVENT, SECOND_EVENT = EventId("event-1"), EventId("event-2")


def no_socket(server: str) -> Socket:
    raise AssertionError(server)


class Bench:
    """Marks with a center of two items, and a server that counts."""

    def __init__(self) -> None:
        self.time, self.api, self.store = VirtualTime(), FakeApi(), MemoryStore()
        status = Status(clock=self.time, server="", changed=lambda: None)
        backoff = Backoff(lambda: 0.5)
        tools = KeyringTools(MemoryVault(), status, self.time.sleep, backoff)
        session = make_session()
        credentials = Credentials(
            session, api=self.api, clock=self.time, tools=tools, is_kept=True
        )
        stored = Stored(items=(make_item("event-1"), make_item("event-2")))
        follower = Follower(session, stored, self.store, calm, lambda: None)
        resolver = Resolver(api=self.api, token=credentials.token, monotonic=self.time.monotonic)
        attention = make_attention(self.time)
        presenter = Presenter(
            center=follower.center,
            resolver=resolver,
            keep=follower.keep,
            toaster=make_toaster(self.time, RecordedToasts()),
            attention=attention,
            casework=follower.casework,
            wording=ENGLISH,
            sleep=self.time.sleep,
        )
        context = Context(
            api=self.api,
            sockets=no_socket,
            credentials=credentials,
            follower=follower,
            presenter=presenter,
            attention=attention,
            resolver=resolver,
            figures=Feed(
                api=self.api,
                token=credentials.token,
                names=resolver.names,
                followed=lambda: (),
                clock=self.time,
                sleep=self.time.sleep,
                changed=lambda: None,
            ),
            status=status,
            settings=default_settings(),
            clock=self.time,
            sleep=self.time.sleep,
            device=Device(DeviceId("device-1")),
        )
        numbers = count(1)
        self.follower = follower
        self.marks = Marks(context, lambda: f"key-{next(numbers)}")

    @property
    def center(self) -> Center:
        return self.follower.center

    async def mark(self, *event_ids: EventId, mark: Mark = Mark.READ) -> None:
        await self.follower.keep(self.center.mark(event_ids, mark))
        await self.try_again()

    async def try_again(self) -> None:
        self.marks.wake()
        await self.time.settle()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.store.open("ana")
    running = asyncio.ensure_future(bench.marks.run())
    yield bench
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_mark_is_sent_and_confirmed(bench: Bench) -> None:
    await bench.mark(FIRST_EVENT)

    assert bench.api.asked == [("mark_read", ("access-1", (FIRST_EVENT,), "key-1"))]
    assert bench.center.unconfirmed() == ()


async def test_both_kinds_of_marks_are_sent(bench: Bench) -> None:
    await bench.mark(FIRST_EVENT, mark=Mark.CLEARED)

    assert [name for name, _ in bench.api.asked] == ["mark_cleared"]


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionLostError(ClientCode.UNREACHABLE),
        ServerRefusedError(ErrorCode.UNAVAILABLE, may_retry=True),
        ServerRefusedError(ErrorCode.INTERNAL),
        ServerRefusedError(ErrorCode.TOKEN_EXPIRED),
    ],
    ids=str,
)
async def test_mark_waits_for_a_server_that_can_take_it(
    bench: Bench, failure: ClientError
) -> None:
    bench.api.failure = failure
    await bench.mark(FIRST_EVENT)
    assert len(bench.center.unconfirmed()) == 1
    bench.api.failure = None

    await bench.try_again()

    assert bench.center.unconfirmed() == ()


async def test_same_marks_are_sent_again_with_the_same_key(bench: Bench) -> None:
    bench.api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    await bench.mark(FIRST_EVENT)

    await bench.try_again()
    await bench.mark(SECOND_EVENT)

    keys = [about[2] for _, about in bench.api.asked if isinstance(about, tuple)]
    assert keys == ["key-1", "key-1", "key-2"]


@pytest.mark.expected_logs("marks refused")
async def test_mark_that_is_refused_is_taken_back(bench: Bench) -> None:
    bench.api.failure = ServerRefusedError(ErrorCode.INVALID_REQUEST)

    await bench.mark(FIRST_EVENT)

    assert len(bench.center.unread()) == 2
    assert bench.center.unconfirmed() == ()

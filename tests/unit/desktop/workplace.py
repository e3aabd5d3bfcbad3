"""The parts that follow the server for one person, with fakes behind their ports."""

from common.ids import DeviceId
from desktop.core.connection import Backoff
from desktop.core.context import Context, Device
from desktop.core.figures.feed import Feed
from desktop.core.figures.thresholds import Thresholds
from desktop.core.follower import Follower
from desktop.core.notifications.presenter import Presenter
from desktop.core.ports import Socket
from desktop.core.session.credentials import Credentials, KeyringTools
from desktop.core.state import Stored
from desktop.core.status import Status
from desktop.core.tickets.resolver import Resolver
from tests.fakes.fake_api import FakeApi
from tests.fakes.memory_store import MemoryStore
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.settings_files import default_settings
from tests.fakes.toasts import RecordedToasts
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.attention import make_attention, make_toaster
from tests.unit.desktop.core.session.test_session import make_session
from tests.unit.desktop.notifications import (
    calm,
    make_item,
)
from tests.unit.desktop.wording import ENGLISH


def no_socket(server: str) -> Socket:
    raise AssertionError(server)


class Workplace:
    """A person at work, with two items and fakes around them."""

    def __init__(self) -> None:
        self.time, self.api, self.store = VirtualTime(), FakeApi(), MemoryStore()
        self.status = status = Status(clock=self.time, server="", changed=lambda: None)
        backoff = Backoff(lambda: 0.5)
        tools = KeyringTools(MemoryVault(), status, self.time.sleep, backoff)
        session = make_session()
        credentials = Credentials(
            session, api=self.api, clock=self.time, tools=tools, is_kept=True
        )
        stored = Stored(items=(make_item("event-1"), make_item("event-2")))
        follower = Follower(session, stored, self.store, calm, lambda: None)
        resolver = Resolver(api=self.api, token=credentials.token, monotonic=self.time.monotonic)
        self.toasts = RecordedToasts(self.time.monotonic)
        self.toaster = make_toaster(self.time, self.toasts)
        attention = make_attention(self.time)
        presenter = Presenter(
            center=follower.center,
            resolver=resolver,
            keep=follower.keep,
            toaster=self.toaster,
            attention=attention,
            casework=follower.casework,
            wording=ENGLISH,
            sleep=self.time.sleep,
        )
        self.context = Context(
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
                limits=Thresholds,
                changed=lambda: None,
            ),
            status=status,
            settings=default_settings(),
            clock=self.time,
            sleep=self.time.sleep,
            device=Device(DeviceId("device-1")),
        )
        self.follower = follower

"""A presenter with everything around it."""

from common.ids import EventId
from desktop.core.notifications.center import Center
from desktop.core.notifications.presenter import Presenter
from desktop.core.reasons import Rule
from desktop.core.settings.values import Settings
from desktop.core.state import Commit, Stored
from desktop.core.tickets.casework import Casework
from desktop.core.tickets.resolver import Resolver
from tests.fakes.fake_api import FakeApi
from tests.fakes.memory_store import MemoryStore
from tests.fakes.toasts import RecordedToasts
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.attention import make_attention, make_toaster
from tests.unit.desktop.builders import ANA
from tests.unit.desktop.notifications import (
    ANA_WATCHES_PRINTERS,
    assigned,
)
from tests.unit.desktop.wording import ENGLISH


class Stage:
    """A presenter with a center, a store and a person who looks."""

    def __init__(self, stored: Stored | None = None) -> None:
        self.time = VirtualTime()
        self.api = FakeApi()
        self.store = MemoryStore()
        self.toasts = RecordedToasts(self.time.monotonic)
        self.settings = Settings()
        self.attention = make_attention(
            self.time,
            settings=lambda: self.settings,
            is_silenced=self.toasts.is_silenced,
            pause=(stored or Stored()).pause,
        )
        self.center = Center(stored or Stored(), self.attention.moment)
        self.casework = Casework(stored or Stored(), ANA)
        self.toaster = make_toaster(self.time, self.toasts, lambda: self.settings)
        self.presenter = Presenter(
            center=self.center,
            resolver=Resolver(api=self.api, token=self._token, monotonic=self.time.monotonic),
            keep=self.keep,
            toaster=self.toaster,
            attention=self.attention,
            casework=self.casework,
            wording=ENGLISH,
            sleep=self.time.sleep,
        )

    async def _token(self) -> str:
        return "access"

    async def keep(self, commit: Commit) -> None:
        await self.store.commit(commit)

    async def receive(self, *event_ids: str, late: bool = False) -> None:
        events = [assigned(event_id) for event_id in event_ids]
        await self.keep(self.center.received(events, ANA_WATCHES_PRINTERS, late=late))
        self.presenter.wake()
        await self.time.settle()

    def rule_of(self, event_id: str) -> Rule | None:
        item = self.center.get(EventId(event_id))
        assert item is not None
        return item.rule

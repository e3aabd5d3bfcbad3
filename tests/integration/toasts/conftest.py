"""A session with a notification daemon, and the adapter connected to its bus."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from desktop.adapters.toasts.freedesktop import FreedesktopToasts
from desktop.adapters.toasts.notify_arguments import ToastLook
from desktop.adapters.toasts.sound import SoundPlayer
from tests.e2e.desktop_session import DesktopSession, Notifier, Tray

LOOK = ToastLook(
    "Bomizzel", "bomizzel-desktop", str(Path("desktop/ui/resources/bomizzel.png").resolve())
)


class Clicks:
    """What the person did with toasts, in the order in which the adapter told it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self._more = asyncio.Event()

    def __call__(self, tag: str, action: str) -> None:
        self.seen.append((tag, action))
        self._more.set()

    async def wait_for(self, count: int) -> list[tuple[str, str]]:
        async with asyncio.timeout(5):
            while len(self.seen) < count:
                self._more.clear()
                await self._more.wait()
        return self.seen


@pytest.fixture
def session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DesktopSession]:
    """A session with dunst, or with what a test parametrizes it with."""
    root = tmp_path_factory.mktemp("toasts")
    daemon = getattr(request, "param", Notifier.DUNST)
    with DesktopSession(root, tray=Tray.NONE, keyring=False, toasts_by=daemon) as session:
        yield session


@pytest.fixture
def clicks() -> Clicks:
    return Clicks()


@pytest.fixture
def appeared() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def toasts(
    session: DesktopSession, clicks: Clicks, appeared: asyncio.Event
) -> AsyncIterator[FreedesktopToasts]:
    toasts = FreedesktopToasts(
        session.env["DBUS_SESSION_BUS_ADDRESS"],
        look=LOOK,
        on_activated=clicks,
        on_closed=lambda *_: None,
        on_appeared=appeared.set,
        sounds=SoundPlayer({}, which=lambda _: None),
        timeout_s=1,
    )
    yield toasts
    await toasts.close()

"""The freedesktop adapter with a daemon that keeps a list, plays sounds and tells its silence."""

import asyncio
from collections.abc import Iterator

import pytest

from desktop.adapters.toasts.freedesktop import FreedesktopToasts
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import DEFAULT_ACTION, ToastAction, Urgency
from tests.e2e.desktop_session import DesktopSession, Tray
from tests.e2e.notification_monitor import CloseRequested, Toast
from tests.fakes.notification_daemon import NotificationDaemon
from tests.integration.toasts.conftest import Clicks
from tests.unit.desktop_ui.builders import make_toast

pytestmark = pytest.mark.desktop_session

OPEN = (ToastAction(DEFAULT_ACTION, "Open"),)


@pytest.fixture
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DesktopSession]:
    root = tmp_path_factory.mktemp("list")
    with DesktopSession(root, tray=Tray.NONE, keyring=False, notifier=False) as session:
        yield session


@pytest.fixture
def daemon(session: DesktopSession) -> Iterator[NotificationDaemon]:
    with NotificationDaemon(session.env["DBUS_SESSION_BUS_ADDRESS"]) as daemon:
        yield daemon


async def test_toast_of_hours_ago_opens_from_the_list_of_the_desktop(
    daemon: NotificationDaemon, toasts: FreedesktopToasts, clicks: Clicks
) -> None:
    await toasts.show(make_toast(tag="t7", actions=OPEN))
    daemon.expire(1)

    daemon.click_in_list(1)

    assert await clicks.wait_for(1) == [("t7", DEFAULT_ACTION)]


async def test_toast_read_elsewhere_leaves_the_list_of_the_desktop_too(
    session: DesktopSession,
    daemon: NotificationDaemon,
    toasts: FreedesktopToasts,
    clicks: Clicks,
) -> None:
    await toasts.show(make_toast(tag="t7"))
    daemon.expire(1)
    daemon.click_in_list(1)
    await clicks.wait_for(1)  # Signals keep their order: the adapter knows of the end too.

    await toasts.withdraw("t7")

    asked = await asyncio.to_thread(session.notifications.wait_for, CloseRequested)
    assert asked.id == 1


async def test_sound_is_the_daemons_own(
    session: DesktopSession, daemon: NotificationDaemon, toasts: FreedesktopToasts
) -> None:
    del daemon
    await toasts.show(make_toast(tag="t1", sound=Sound.SYSTEM, urgency=Urgency.CRITICAL))
    await toasts.show(make_toast(tag="t2", sound=Sound.NONE))

    await asyncio.to_thread(session.notifications.wait_for, Toast, lambda toast: toast.id == 2)
    loud, silent = session.notifications.toasts
    assert (loud.hints["sound-name"], "suppress-sound" in loud.hints) == ("dialog-warning", False)
    assert (silent.hints["suppress-sound"], "sound-name" in silent.hints) == (True, False)


async def test_silence_is_told_by_the_daemon(
    daemon: NotificationDaemon, toasts: FreedesktopToasts
) -> None:
    assert not await toasts.is_silenced()

    daemon.inhibited = True

    assert await toasts.is_silenced()

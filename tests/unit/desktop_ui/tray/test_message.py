"""The tray's message as a member of the toast chain, called from another thread's loop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.core.toasts.toast import DEFAULT_ACTION, NotShownError, Urgency
from desktop.ui.tray.host_watch import NoHosts
from desktop.ui.tray.lasting_icon import LastingIcon
from desktop.ui.tray.message import TrayToasts
from tests.unit.desktop_ui.builders import make_toast

SOMEWHERE = QRect(1200, 780, 24, 24)


class RecordingIcon(LastingIcon):
    """A tray icon at a place of our choice that writes down its messages."""

    def __init__(self, place: QRect) -> None:
        super().__init__(QMenu(), hosts=NoHosts())
        self._place = place
        self.messages: list[tuple[object, ...]] = []

    @override
    def geometry(self) -> QRect:
        return self._place

    @override
    def show_message(self, *message: object) -> None:
        self.messages.append((*message, threading.current_thread().name))


@pytest.fixture
def agent_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="agent")
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


def run(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, None]
) -> Future[None]:
    """Run ``work`` in the agent's thread while Qt's goes on; return it when it is done."""
    future = asyncio.run_coroutine_threadsafe(work, loop)
    qtbot.waitUntil(future.done)
    return future


def test_message_is_shown_in_the_windows_thread(
    qtbot: QtBot, agent_loop: asyncio.AbstractEventLoop
) -> None:
    icon = RecordingIcon(SOMEWHERE)
    toasts = TrayToasts(icon, platform="linux", has_host=lambda: True)

    shown = run(qtbot, agent_loop, toasts.show(make_toast(urgency=Urgency.CRITICAL, timeout_s=4)))

    assert shown.exception() is None
    warning = QSystemTrayIcon.MessageIcon.Warning
    toast = make_toast()
    assert icon.messages == [(toast.title, toast.body, warning, 4000, "MainThread")]


def test_click_activates_the_newest_toast_once_on_the_agents_loop(
    qtbot: QtBot, agent_loop: asyncio.AbstractEventLoop
) -> None:
    icon = RecordingIcon(SOMEWHERE)
    toasts = TrayToasts(icon, platform="linux", has_host=lambda: True)
    clicks: list[tuple[str, str, str]] = []
    toasts.listen(lambda tag, key: clicks.append((tag, key, threading.current_thread().name)))
    for tag in ("t1", "t2"):
        run(qtbot, agent_loop, toasts.show(make_toast(tag=tag)))

    icon.message_clicked.emit()
    icon.message_clicked.emit()

    qtbot.waitUntil(lambda: clicks == [("t2", DEFAULT_ACTION, "agent")])


@pytest.mark.parametrize(
    ("place", "has_host"),
    [
        pytest.param(QRect(), True, id="messages-would-go-through-the-daemon"),
        pytest.param(SOMEWHERE, False, id="no-tray"),
    ],
)
def test_tray_that_cannot_show_says_so_and_never_calls_qt(
    qtbot: QtBot, agent_loop: asyncio.AbstractEventLoop, place: QRect, has_host: bool
) -> None:
    icon = RecordingIcon(place)
    toasts = TrayToasts(icon, platform="linux", has_host=lambda: has_host)

    shown = run(qtbot, agent_loop, toasts.show(make_toast()))

    assert isinstance(shown.exception(), NotShownError)
    assert icon.messages == []


def test_other_systems_show_messages_wherever_the_icon_is(
    qtbot: QtBot, agent_loop: asyncio.AbstractEventLoop
) -> None:
    icon = RecordingIcon(QRect())
    toasts = TrayToasts(icon, platform="win32", has_host=lambda: True)

    assert run(qtbot, agent_loop, toasts.show(make_toast())).exception() is None
    assert len(icon.messages) == 1


def test_answer_after_the_caller_gave_up_is_ignored(
    qtbot: QtBot, agent_loop: asyncio.AbstractEventLoop
) -> None:
    icon = RecordingIcon(SOMEWHERE)
    toasts = TrayToasts(icon, platform="linux", has_host=lambda: True)

    async def impatient() -> None:
        async with asyncio.timeout(0.05):
            await toasts.show(make_toast())

    future = asyncio.run_coroutine_threadsafe(impatient(), agent_loop)
    # Qt's thread does not get to its events before the caller gave up.
    assert isinstance(future.exception(timeout=5), TimeoutError)

    qtbot.waitUntil(lambda: len(icon.messages) == 1)

"""What the composition root promises besides its windows."""

import gc
import signal
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import collect_in_this_thread, log_what_nobody_caught, quit_on_signals

SLOW_TO_IMPORT = ("aiohttp", "jeepney", "keyring", "plyer", "requests", "socketio")


def test_nothing_slow_is_imported_before_the_tray_shows() -> None:
    code = f"import desktop.app, sys; print([m for m in {SLOW_TO_IMPORT} if m in sys.modules])"

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )

    assert result.stdout.strip() == "[]"


@pytest.mark.expected_logs("desktop.app:CRITICAL:unhandled exception")
def test_exception_of_a_slot_is_logged() -> None:
    lost = LookupError("lost")

    with log_what_nobody_caught():
        sys.excepthook(LookupError, lost, None)


@pytest.mark.expected_logs("unhandled exception in a thread")
def test_exception_of_a_thread_is_logged() -> None:
    def explode() -> None:
        raise LookupError("lost")

    with log_what_nobody_caught():
        thread = threading.Thread(target=explode)
        thread.start()
        thread.join()


@pytest.mark.expected_logs("qt:WARNING:something about a widget")
def test_complaint_of_qt_is_logged_and_the_old_hooks_come_back(qapp: QApplication) -> None:
    del qapp
    hooks = (sys.excepthook, threading.excepthook)

    with log_what_nobody_caught():
        qWarning("something about a widget")

    assert (sys.excepthook, threading.excepthook) == hooks


def test_signal_handlers_come_back(qapp: QApplication) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]

    with quit_on_signals(qapp):
        inside = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]

    after = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    assert inside != before
    assert after == before


def test_windows_are_destroyed_in_their_thread_whoever_makes_garbage(qtbot: QtBot) -> None:
    gc.enable()  # As in any program; around tests of windows it is off.
    destroyed_in: list[str] = []
    with collect_in_this_thread():
        window = Cycle()
        weakref.finalize(window, lambda: destroyed_in.append(threading.current_thread().name))
        del window
        other = threading.Thread(target=make_garbage)
        other.start()
        other.join()
        assert destroyed_in == []

        qtbot.waitUntil(lambda: destroyed_in != [])

    assert destroyed_in == ["MainThread"]


class Cycle(QObject):
    """A window whose parts know it, with a timer of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.part = self
        self.startTimer(60_000)


def make_garbage() -> None:
    """Make so much of it that Python collects."""
    for _ in range(2 * gc.get_threshold()[0]):
        part: list[object] = []
        part.append(part)

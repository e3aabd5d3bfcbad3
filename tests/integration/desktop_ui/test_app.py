"""What the composition root promises besides its windows."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication

from desktop.app import log_what_nobody_caught, quit_on_signals

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

"""The desktop program: builds the windows, starts the agent's thread, ends both in order.

The composition root of everything that has to do with Qt. The tray comes first; what is slow to
import is imported by the agent's thread.
"""

import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QCoreApplication,
    QSocketNotifier,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.adapters.applied_settings import AppliedSettings
from desktop.adapters.autostart.system import Autostart, autostart_of
from desktop.adapters.instance.lock import ProfileLock
from desktop.adapters.instance.reception import Reception, intents_of
from desktop.adapters.instance.server import answering
from desktop.adapters.last_run import Run
from desktop.adapters.memory import collect, give_back_memory
from desktop.adapters.restart import come_back_after_upgrades, register_with_windows
from desktop.bootstrap import build_agent, load_settings, own_command, this_program
from desktop.config import APP_NAME as PROGRAM
from desktop.config import Config, default_profile
from desktop.core.diagnostics.self_test import Trial
from desktop.core.intents import Intent
from desktop.core.toasts.toast import OnActivated, OnClosed, ToastPort
from desktop.core.view import Snapshot
from desktop.ui.appearance import Appearance
from desktop.ui.bridge import AgentThread
from desktop.ui.desk import Desk
from desktop.ui.front import Front
from desktop.ui.icons import app_icon
from desktop.ui.installed_files import InstalledFiles
from desktop.ui.opened_links import OpenedLinks
from desktop.ui.platform_theme import SMALLEST_PT, VARIABLE, platform_theme
from desktop.ui.texts import APP_NAME, program_hangs_text
from desktop.ui.tray.message import TrayToasts
from desktop.ui.tray.tray import Tray

if TYPE_CHECKING:
    from desktop.adapters.toasts.member import ToastMember
    from desktop.core.agent import Agent

logger = logging.getLogger(__name__)

RESTART = -1
"""In place of an exit code: the program is to be started again, by its new files."""
TOAST_ICON = Path(__file__).parent / "ui" / "resources" / "bomizzel.png"


def run(
    config: Config,
    first: Sequence[Intent] = (),
    lock: ProfileLock | None = None,
    current: Run | None = None,
) -> int:
    """Run until the person quits or the system asks; return its exit code, or `RESTART`.

    Args:
        config: Where the profile is and which server to start with.
        first: What the agent is asked for before anything else.
        lock: Held on the profile; other starts are answered through it.
        current: Knows how the last run ended, and hears when this one may.
    """
    app = make_application()
    appearance = Appearance(load_settings(config).values)
    tray = Tray(_now)
    tray_toasts = TrayToasts(tray.icon)

    def build_toasts(on_activated: OnActivated, on_closed: OnClosed) -> ToastPort:
        tray_toasts.listen(on_activated)
        return _build_toasts(on_activated, on_closed, tray_toasts)

    def build(thread: AgentThread) -> "Agent":
        return build_agent(
            config,
            on_snapshot=lambda snapshot: _tell(snapshot, thread, reception, applied),
            on_show_center=thread.request_center,
            on_show_dashboard=thread.request_dashboard,
            toasts=build_toasts,
            translate=QCoreApplication.translate,
            notice=current.notice if current is not None else None,
        )

    agent = AgentThread(build)
    desk = Desk(
        tray,
        agent,
        _now,
        appearance,
        dashboard_file=config.dashboard_file,
        places_file=config.places_file,
        diagnostics=(*own_command(), "diagnostics", "--profile", str(config.profile)),
    )
    desk.quit_requested.connect(app.quit)
    app.aboutToQuit.connect(desk.keep_places)
    if current is not None:
        # The session ends: what there is to store is stored, and the system does not wait.
        app.commitDataRequest.connect(lambda _: current.ended())
    desk.released.connect(give_back_memory)
    _submit(agent, first)
    if sys.platform == "darwin":  # Elsewhere links are arguments, and a filter costs each event.
        OpenedLinks(app, lambda link: _submit(agent, intents_of(link=link, server="")))
    if sys.platform == "win32":
        come_back_after_upgrades(register_with_windows)
    installed = _restart_after_upgrades(app, desk)
    applied = AppliedSettings(_autostart(config))
    front = Front(desk.bring_to_front)
    reception = Reception(this_program(), submit=agent.submit, show=front.show, now=_now)
    with (
        log_what_nobody_caught(),
        quit_on_signals(app),
        collect_in_this_thread(),
        _answering(lock, config, reception),
    ):
        agent.start()
        code = app.exec()
    tray.icon.hide()
    # Nothing is saved here: the agent stores each thing before it shows it, so a session that
    # ends without asking loses nothing either.
    ended = agent.stop()
    del installed  # It had to last until here.
    return code if ended else 1


def _restart_after_upgrades(app: QApplication, desk: Desk) -> InstalledFiles | None:
    """Leave with `RESTART` once the package is upgraded, and for good once it is removed."""
    if sys.platform != "linux" or not getattr(sys, "frozen", False):
        return None
    installed = InstalledFiles(Path(sys.executable))

    def restart() -> None:
        # Who reads a window is not interrupted: the last one that is closed is the moment.
        if desk.has_open_windows:
            desk.released.connect(restart, _ONCE)
        else:
            app.exit(RESTART)

    installed.replaced.connect(restart)
    installed.removed.connect(app.quit)
    return installed


_ONCE = Qt.ConnectionType(
    Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value
)


def _submit(agent: AgentThread, intents: Sequence[Intent]) -> None:
    for intent in intents:
        agent.submit(intent)


def _tell(
    snapshot: Snapshot, thread: AgentThread, reception: Reception, applied: AppliedSettings
) -> None:
    reception.note(snapshot)
    applied.take(snapshot.settings.values)
    thread.publish(snapshot)


def _autostart(config: Config) -> Autostart | None:
    if config.profile != default_profile():
        return None  # The session starts one program, with the person's own profile.
    return autostart_of(os.environ, home=Path.home(), command=own_command())


def _answering(
    lock: ProfileLock | None, config: Config, reception: Reception
) -> AbstractContextManager[None]:
    if lock is None:
        return nullcontext()
    return answering(lock, config.profile, reception.answer)


def show_that_it_hangs(config: Config, process_id: int | None) -> None:
    """Tell who starts the program once more that the first one does not answer, until read."""
    app = make_application()
    appearance = Appearance(load_settings(config).values)
    QMessageBox.warning(None, APP_NAME, program_hangs_text(process_id))
    del appearance, app  # They had to last until here.


def try_desktop() -> Sequence[Trial]:
    """Return how toasts, icons, translations and the tray are in this session."""
    # No other start needs them this early.
    import asyncio  # noqa: PLC0415

    from desktop.adapters.self_test import try_toasts  # noqa: PLC0415
    from desktop.ui.self_test import try_what_is_seen  # noqa: PLC0415

    app = make_application()
    shown = asyncio.run(try_toasts(_build_toasts(lambda *_: None, lambda *_: None)))
    trials = [shown, *try_what_is_seen()]
    del app  # It had to last until here.
    return trials


def make_application() -> QApplication:
    """Return the application object, named as desktops know the program."""
    bridge = platform_theme(os.environ)
    if bridge is not None:
        os.environ[VARIABLE] = bridge
    app = QApplication([PROGRAM])
    if bridge is not None:
        # Programs that are started from here, a browser say, choose for themselves.
        del os.environ[VARIABLE]
        font = app.font()
        font.setPointSizeF(max(font.pointSizeF(), SMALLEST_PT))
        app.setFont(font)
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    app.setDesktopFileName(PROGRAM)
    app.setWindowIcon(app_icon())
    app.setStyle("fusion")
    app.setQuitOnLastWindowClosed(False)
    return app


@contextmanager
def collect_in_this_thread() -> Iterator[None]:
    """Collect garbage here and nowhere else while inside: each time before Qt waits.

    Python collects in whichever thread happens to allocate. Garbage that holds Qt objects would
    be destroyed there, which Qt forbids: https://doc.qt.io/qt-6/threads-qobject.html
    """
    before_waiting = QAbstractEventDispatcher.instance().aboutToBlock
    before_waiting.connect(collect)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        before_waiting.disconnect(collect)


@contextmanager
def quit_on_signals(app: QApplication) -> Iterator[None]:
    """Quit ``app`` on SIGTERM and SIGINT while inside.

    Python runs its handlers between two of its own instructions, and Qt's loop runs none: so
    the signal's byte on a socket wakes Qt, and Qt calls Python.
    """
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.settimeout(0)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: reader.recv(16))
    before = {
        number: signal.signal(number, lambda *_: app.quit())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    old_fd = signal.set_wakeup_fd(writer.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(old_fd)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        reader.close()
        writer.close()


@contextmanager
def log_what_nobody_caught() -> Iterator[None]:
    """Log exceptions of slots and threads, and Qt's own complaints, while inside."""
    hook, thread_hook = sys.excepthook, threading.excepthook
    sys.excepthook = _log_exception
    threading.excepthook = _log_thread_exception
    qt_handler = qInstallMessageHandler(_log_qt_message)
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = hook, thread_hook
        qInstallMessageHandler(qt_handler)


def _build_toasts(
    on_activated: OnActivated, on_closed: OnClosed, *fallbacks: "ToastMember"
) -> ToastPort:
    # In the agent's thread, and only now: D-Bus is not needed for the tray to appear.
    from desktop.adapters.toasts.build import build_chain  # noqa: PLC0415
    from desktop.adapters.toasts.notify_arguments import ToastLook  # noqa: PLC0415

    return build_chain(
        on_activated,
        on_closed,
        look=ToastLook(APP_NAME, desktop_entry=PROGRAM, icon=str(TOAST_ICON)),
        platform=sys.platform,
        environ=os.environ,
        monotonic=time.monotonic,
        now=_now,
        fallbacks=fallbacks,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _log_exception(
    kind: type[BaseException], exc: BaseException, traceback: TracebackType | None
) -> None:
    logger.critical("unhandled exception", exc_info=(kind, exc, traceback))


def _log_thread_exception(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread is not None else ""
    logger.critical(
        "unhandled exception in a thread", exc_info=args.exc_value, extra={"thread_name": name}
    )


def _log_qt_message(kind: QtMsgType, context: object, message: str) -> None:
    del context
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s", message)


_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

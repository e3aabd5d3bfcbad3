"""A real desktop without a screen: display, session bus, window manager, tray, toasts, keyring.

Every program is the one that people run; nothing here is a fake. Each session has a display, a
bus and a home of its own, so sessions never meet, and programs are ended by their id.
"""

import ctypes
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Self

from jeepney import DBusAddress

from tests.e2e import status_notifier
from tests.e2e.bus import Bus
from tests.e2e.notification_monitor import NotificationMonitor
from tests.e2e.processes import SessionProcess, wait_until
from tests.e2e.status_notifier import TrayItem

ARTIFACTS = Path(__file__).parents[2] / "build" / "test-artifacts"

_CONFIG = Path(__file__).parent / "session_config"
_DUNST = DBusAddress(
    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.dunstproject.cmd0"
)
_SECRETS = DBusAddress(
    "/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service"
)
# A socket's path must fit into 107 bytes (unix(7)); the bus and the keyring add their own names.
_RUNTIME_DIR_MAX_CHARS = 80
_KEYRING_PASSWORD = b"pw"


class Tray(StrEnum):
    """What shows tray icons: Qt chooses its transport by what it finds."""

    XEMBED = "tint2"
    STATUS_NOTIFIER = "xfce4-panel"
    NONE = "none"


class Notifier(StrEnum):
    """What shows toasts."""

    DUNST = "dunst"
    XFCE = "xfce4-notifyd"


_MIN_MENU_PX = 60
_MENU_LINE_PX = 22
_TOAST_WINDOWS = {Notifier.DUNST: "Dunst", Notifier.XFCE: "Xfce4-notifyd"}


class DesktopSession:
    """A desktop session from ``with`` to the end of its block.

    Args:
        root: An empty folder for its home, sockets and logs; its path must be short.
        tray: The tray host; another can come later with ``start_tray``.
        notifier: Whether a notification daemon runs.
        toasts_by: Which one.
        keyring: Whether a Secret Service with an unlocked default collection runs.
        size: Width and height of the screen in pixels.

    Attributes:
        env: The whole environment for programs of this session, PATH included.
        notifications: What was said about toasts since the session is ready.
        processes: Programs that were started, by name, ended ones included.
    """

    env: dict[str, str]
    notifications: NotificationMonitor

    def __init__(
        self,
        root: Path,
        *,
        tray: Tray = Tray.STATUS_NOTIFIER,
        notifier: bool = True,
        toasts_by: Notifier = Notifier.DUNST,
        keyring: bool = True,
        size: tuple[int, int] = (1280, 800),
    ) -> None:
        self.root = root
        self.processes: dict[str, SessionProcess] = {}
        self._tray = tray
        self._notifier = notifier
        self._toasts_by = toasts_by
        self._keyring = keyring
        self._size = size
        self._cleanup = ExitStack()
        self._bus: Bus

    def __enter__(self) -> Self:
        with ExitStack() as cleanup:
            # Filled as programs start, so that a failed start ends those that did.
            self._cleanup = cleanup
            self._prepare_home()
            self._start_display()
            self._start_bus()
            self._start_window_manager()
            if self._notifier:
                self.start_notifier()
            if self._keyring:
                self.start_keyring()
            self.start_tray(self._tray)
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    @property
    def display(self) -> str:
        """The X display, like ``:7``."""
        return self.env["DISPLAY"]

    @property
    def bus(self) -> Bus:
        """The test's own connection to the session bus."""
        return self._bus

    def start(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> SessionProcess:
        """Start a program in the session; it is ended with the session at the latest.

        Args:
            name: Its name in ``processes`` and of its log file; a second start of the same name
                replaces the first in both.
            argv: The command line.
            stdin: What it reads from its input.
            env: Variables on top of the session's.
            pass_fds: File descriptors that it keeps.
        """
        process = SessionProcess(
            name,
            [str(part) for part in argv],
            env={**self.env, **(env or {})},
            log_path=self.root / "logs" / f"{name}.log",
            stdin=stdin,
            pass_fds=pass_fds,
        )
        self._cleanup.callback(process.stop)
        self.processes[name] = process
        return process

    def run(self, *argv: str | Path, stdin: str | None = None, timeout_s: float = 20) -> str:
        """Return the standard output of a command that runs in the session and must succeed."""
        result = subprocess.run(
            [str(part) for part in argv],
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert result.returncode == 0, f"{argv}: {result.returncode}\n{result.stderr}"
        return result.stdout

    def start_notifier(self) -> SessionProcess:
        """Start the notification daemon and wait until it answers."""
        match self._toasts_by:
            case Notifier.DUNST:
                process = self.start("dunst", ["dunst", "-config", _CONFIG / "dunstrc"])
            case _:
                self.start_xfconf()
                (program, *_) = Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd")
                process = self.start("xfce4-notifyd", [program])
        self._wait_for_name("org.freedesktop.Notifications", process)
        return process

    def start_xfconf(self) -> None:
        """Start the settings of Xfce, unless they run."""
        if "xfconfd" not in self.processes:
            (program, *_) = Path("/usr/lib").glob("*/xfce4/xfconf/xfconfd")
            settings = self.start("xfconfd", [program])
            self._wait_for_name("org.xfce.Xfconf", settings)

    def start_keyring(self) -> SessionProcess:
        """Start the Secret Service and wait until its default collection is unlocked."""
        # A copy drops the file capability of the original, which containers refuse to grant.
        program = self.root / "gnome-keyring-daemon"
        shutil.copyfile(self._which("gnome-keyring-daemon"), program)
        program.chmod(0o700)
        process = self.start(
            "gnome-keyring-daemon",
            [program, "--foreground", "--unlock", "--components=secrets"],
            stdin=_KEYRING_PASSWORD,
        )
        self._wait_for_name(_SECRETS.bus_name, process)
        wait_until(
            lambda: self.bus.call(_SECRETS, "ReadAlias", "s", "default") != ("/",),
            "default keyring",
            process=process,
        )
        return process

    def start_tray(self, tray: Tray) -> None:
        """Start a tray host and wait until it takes icons."""
        match tray:
            case Tray.XEMBED:
                panel = self.start("tint2", ["tint2", "-c", _CONFIG / "tint2rc"])
                wait_until(self._has_xembed_tray, "XEmbed tray", process=panel)
            case Tray.STATUS_NOTIFIER:
                self.start_xfconf()
                panel = self.start("xfce4-panel", ["xfce4-panel", "--disable-wm-check"])
                wait_until(
                    lambda: status_notifier.host_is_ready(self.bus),
                    "StatusNotifierItem host",
                    process=panel,
                )
            case Tray.NONE:
                pass

    def crash_tray(self, tray: Tray) -> None:
        """Kill the tray host and wait until the others know."""
        self.processes[tray.value].kill()
        if tray is Tray.STATUS_NOTIFIER:
            wait_until(lambda: not status_notifier.host_is_ready(self.bus), "end of the host")
        else:
            wait_until(lambda: not self._has_xembed_tray(), "end of the tray")

    def tray_items(self) -> list[TrayItem]:
        """Return what the StatusNotifierItem host shows now, menus included."""
        return status_notifier.read_items(self.bus)

    def wait_for_tray_item(self, *, tooltip: str = "", timeout_s: float = 10) -> TrayItem:
        """Return the first tray item whose tooltip or title contains ``tooltip``."""

        def look() -> TrayItem | None:
            items = self.tray_items()
            return next((i for i in items if tooltip in " ".join((i.title, *i.tooltip))), None)

        return wait_until(look, f"tray item with {tooltip!r}", timeout_s=timeout_s)

    def click_tray_menu(self, item: TrayItem, label: str) -> None:
        """Choose an entry of the item's menu, as the panel does for a person."""
        status_notifier.click_menu(self.bus, item, label)

    def activate_tray(self, item: TrayItem) -> None:
        """Click the tray icon with the left button."""
        status_notifier.activate(self.bus, item)

    def click_notification(self, *, button: int = 1, timeout_s: float = 5) -> None:
        """Click the topmost toast on the screen with the real pointer.

        Args:
            button: 1 does its default action, 2 dismisses it.
            timeout_s: How long to wait for a toast to appear.
        """
        window = self.find_toast(timeout_s=timeout_s)
        # The top toast is at least 40 pixels high; the window's middle may be another toast.
        self.click_window(window, at=(60, 15), button=button)

    def find_toast(self, *, timeout_s: float = 5) -> int:
        """Return the window of a toast, once there is one on the screen."""
        search = ("--class", _TOAST_WINDOWS[self._toasts_by])
        return wait_until(lambda: self.find_windows(*search), "toast", timeout_s=timeout_s)[0]

    def click_toast_button(self, *, from_right: int = 0) -> None:
        """Click a button of the only toast of xfce4-notifyd; dunst has none.

        Args:
            from_right: Which one; 0 is the last.
        """
        window = self.find_toast()
        width, height = self.window_size(window)
        self.click_window(window, at=(width - 57 - 92 * from_right, height - 31))

    def click_window(self, window: int, *, at: tuple[int, int], button: int = 1) -> None:
        """Click with the real pointer.

        Args:
            window: Its id, as ``find_window`` returns it.
            at: Pixels from the window's left and top edge.
            button: 1 left, 2 middle, 3 right.
        """
        x, y = map(str, at)
        move = ("mousemove", "--sync", "--window", str(window), x, y)
        self.run("xdotool", *move, "click", str(button))

    def invoke_notification(self, index: int = 0) -> None:
        """Do the default action of a toast without the pointer; 0 is the topmost on the screen."""
        # The daemon answers Notify before the toast is on the screen.
        wait_until(
            lambda: self.bus.properties(_DUNST)["displayedLength"] > index,
            f"toast number {index} on the screen",
        )
        self.bus.call(_DUNST, "NotificationAction", "u", index)

    def menus_of(self, program: SessionProcess) -> list[int]:
        """Return the windows of a program that are larger than an icon, the newest last."""
        windows = self.find_windows("--pid", str(program.pid))
        return [window for window in windows if min(self.window_size(window)) > _MIN_MENU_PX]

    def open_pause_menu(self, icon: int, program: SessionProcess) -> None:
        """Open do-not-disturb in the menu of an icon in an XEmbed tray, with the mouse."""
        self.click_window(icon, at=(8, 8), button=3)
        menu = wait_until(lambda: self.menus_of(program), "menu", process=program)[0]
        width, height = self.window_size(menu)
        # From the bottom: quit, sign out, a line, settings, test, do not disturb.
        self.click_window(menu, at=(width // 2, height - 11 - round(4.5 * _MENU_LINE_PX)))
        wait_until(lambda: len(self.menus_of(program)) > 1, "submenu", process=program)

    def choose_pause(self, program: SessionProcess, *, line: int) -> None:
        """Choose a line of the open do-not-disturb menu, counted from 0 at the top."""
        submenu = min(self.menus_of(program), key=lambda menu: self.window_size(menu)[1])
        self.click_window(submenu, at=(40, 4 + round((line + 0.5) * _MENU_LINE_PX)))
        wait_until(lambda: not self.menus_of(program), "end of the menu", process=program)

    def window_size(self, window: int) -> tuple[int, int]:
        """Return width and height in pixels; zeros for a window that has just gone."""
        found = subprocess.run(
            ["xdotool", "getwindowgeometry", "--shell", str(window)],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
        sizes = re.findall(r"(?:WIDTH|HEIGHT)=(\d+)", found.stdout)
        return (int(sizes[0]), int(sizes[1])) if len(sizes) > 1 else (0, 0)

    def embedded_icon(self, window_class: str) -> int | None:
        """Return the window of a program's icon in an XEmbed tray; None when it is in none."""
        tree = self.run("xwininfo", "-root", "-tree")
        # The windows of a program that are no icon belong to the window manager or the root.
        found = re.search(rf'(0x[0-9a-f]+) [^\n]*\("{window_class}"[^\n]* \d+x\d+\+0\+0 ', tree)
        return int(found[1], 16) if found else None

    def find_windows(self, *search: str) -> list[int]:
        """Return ids of visible windows by the options of ``xdotool search``."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", *search],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,  # It exits with 1 when nothing matches.
        )
        return [int(line) for line in found.stdout.split()]

    def find_window(self, title: str, *, timeout_s: float = 5) -> int:
        """Return the visible window whose title matches, once it is there.

        Args:
            title: A regular expression.
            timeout_s: How long to wait for it.
        """
        return wait_until(
            lambda: self.find_windows("--name", title),
            f"window {title!r}",
            timeout_s=timeout_s,
        )[0]

    def screenshot(self, path: str | Path) -> Path:
        """Write the screen as PNG and return where; a bare name goes to the test artifacts."""
        target = ARTIFACTS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.run("import", "-window", "root", target)
        return target

    def _prepare_home(self) -> None:
        home, runtime = self.root / "home", self.root / "run"
        assert len(str(runtime)) <= _RUNTIME_DIR_MAX_CHARS, f"too long for sockets: {runtime}"
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "QT_QPA_PLATFORM": "xcb",
            "NO_AT_BRIDGE": "1",  # Keeps GTK programs from asking for an accessibility bus.
            "GIO_USE_VFS": "local",
        }
        for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME"):
            Path(self.env[f"XDG_{name}"]).mkdir(parents=True)
        (self.root / "logs").mkdir()
        runtime.mkdir(mode=0o700)
        settings = home / ".config/xfce4/xfconf/xfce-perchannel-xml"
        settings.mkdir(parents=True)
        shutil.copy(_CONFIG / "xfce4-panel.xml", settings)

    def _start_display(self) -> None:
        # Xvfb chooses a free number by itself and writes it when it is ready.
        width, height = self._size
        screen = ["-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"]
        number = self._started_with_pipe("Xvfb", ["Xvfb", *screen, "-displayfd"])
        self.env["DISPLAY"] = f":{number}"

    def _start_bus(self) -> None:
        argv = ["dbus-daemon", f"--config-file={_CONFIG / 'bus.conf'}", "--nofork"]
        argv += [f"--address=unix:path={self.root}/run/bus", "--print-address"]
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._started_with_pipe("dbus-daemon", argv)
        self._bus = self._cleanup.enter_context(Bus(self.env["DBUS_SESSION_BUS_ADDRESS"]))
        self.notifications = NotificationMonitor(self.env["DBUS_SESSION_BUS_ADDRESS"])
        self._cleanup.callback(self.notifications.close)

    def _start_window_manager(self) -> None:
        process = self.start("openbox", ["openbox", "--sm-disable"])
        look = ("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
        wait_until(lambda: "window id" in self.run(*look), "window manager", process=process)

    def _started_with_pipe(self, name: str, argv: Sequence[str]) -> str:
        """Start a program that writes one line to the descriptor named last; return the line."""
        reader, writer = os.pipe()
        process = self.start(name, [*argv, str(writer)], pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as pipe:
            # The end of the program closes the pipe, so this cannot wait for the dead.
            line = pipe.readline().strip()
        assert line, f"{name} did not start; its log:\n{process.log()}"
        return line

    def _wait_for_name(self, name: str, process: SessionProcess) -> None:
        wait_until(lambda: self.bus.has_name(name), f"{name} on the bus", process=process)

    def _has_xembed_tray(self) -> bool:
        # The tray is the owner of a selection, which no command line tool shows.
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        try:
            atom = ctypes.c_ulong(x11.XInternAtom(display, b"_NET_SYSTEM_TRAY_S0", 0))
            return bool(x11.XGetSelectionOwner(display, atom))
        finally:
            x11.XCloseDisplay(display)

    def _which(self, program: str) -> str:
        found = shutil.which(program)
        assert found, f"{program} is not installed; scripts/setup.sh test does"
        return found

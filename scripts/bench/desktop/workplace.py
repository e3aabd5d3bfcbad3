"""A desk at which somebody works: the server, a desktop session, and the agent in its tray.

All of them are the real programs, each in a process of its own.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jeepney import DBusAddress

from scripts.bench.desktop.bus import BusWatch
from scripts.bench.programs import ROOT
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.processes import SessionProcess, wait_until
from tests.e2e.product import ANA, PASSWORD, Product

START_S = 30.0
WINDOWS = ("Open notifications", "Dashboard", "Settings")
"""How the lines of the menu start that open a window."""

_ITEM = "org.kde.StatusNotifierItem"


@dataclass(frozen=True, slots=True)
class Started:
    """A start of a program with a tray icon.

    Attributes:
        item: Its icon on the bus.
        tray_s: From the start of the process until its icon was registered.
    """

    program: SessionProcess
    item: DBusAddress
    began: float
    tray_s: float


class Workplace:
    """The desk of one person.

    Attributes:
        session: Display, bus, panel, toasts and keyring.
        product: The server and its people.
        watch: What was said on the bus.
    """

    def __init__(self, session: DesktopSession, product: Product, watch: BusWatch) -> None:
        """Take a session in which the server runs and nobody is signed in."""
        self.session = session
        self.product = product
        self.watch = watch

    def sign_in(self) -> None:
        """Leave a session in the keyring, as the first sign-in does."""
        where = ("--server", self.product.url, "--email", ANA, "--password-stdin")
        command = self.product.start_agent("login", *where, said=PASSWORD)
        if command.wait(START_S) != 0:
            raise RuntimeError(command.log())

    def start_agent(self) -> Started:
        """Start the agent and return when its icon is in the tray."""
        return self._in_tray(time.monotonic(), self.product.start_agent())

    def start_peer(self, argv: Sequence[str | Path]) -> Started:
        """Start another program and return when its icon is in the tray."""
        return self._in_tray(
            time.monotonic(), self.session.start("peer", argv, env={"PYTHONPATH": str(ROOT)})
        )

    def live_after_s(self, started: Started) -> float:
        """Return how long after its start the agent said that its line is verified."""
        after = started.began
        while "verified" not in self._tooltip(started.item):
            after = self.watch.first(after, "NewToolTip", timeout_s=START_S).at + 1e-6
        return time.monotonic() - started.began

    def open_windows(self) -> list[str]:
        """Open every window that the menu offers, close each again, and return their titles."""
        opened = []
        entries = (entry.label.replace("_", "") for entry in self.session.tray_items()[0].menu)
        for label in (label for label in entries if label.startswith(WINDOWS)):
            before = set(self._windows())
            self.session.click_tray_menu(self.session.tray_items()[0], label)
            window = self._window_besides(before)
            opened.append(self.session.run("xdotool", "getwindowname", str(window)).strip())
            time.sleep(1)  # As long as a person looks at it, so that everything is drawn.
            self.session.run("xdotool", "windowactivate", "--sync", str(window))
            self.session.run("xdotool", "key", "alt+F4")
            self._wait_for_windows(before)
        return opened

    def _window_besides(self, known: set[int]) -> int:
        return wait_until(lambda: next(iter(set(self._windows()) - known), None), "window")

    def _wait_for_windows(self, wanted: set[int]) -> None:
        wait_until(lambda: set(self._windows()) <= wanted, "end of the window")

    def _windows(self) -> list[int]:
        return self.session.find_windows("--class", "bomizzel")

    def _in_tray(self, began: float, program: SessionProcess) -> Started:
        icon = self.watch.first(began, "StatusNotifierItemRegistered", timeout_s=START_S)
        service, slash, path = str(icon.body[0]).partition("/")
        item = DBusAddress(slash + path or "/StatusNotifierItem", service, _ITEM)
        return Started(program, item, began, icon.at - began)

    def _tooltip(self, item: DBusAddress) -> str:
        return str(self.session.bus.properties(item)["ToolTip"])


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Make a desk, with the server started and nobody signed in."""
    with tempfile.TemporaryDirectory(prefix="desk") as folder:
        root = Path(folder)
        (root / "session").mkdir()
        (root / "product").mkdir()
        with DesktopSession(root / "session") as session:
            product = Product(session, root / "product")
            product.fill()
            with BusWatch(session.env["DBUS_SESSION_BUS_ADDRESS"]) as watch:
                yield Workplace(session, product, watch)

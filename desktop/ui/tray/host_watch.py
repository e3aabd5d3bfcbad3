"""Watches for panels that take StatusNotifierItem icons; costs nothing while none comes."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

WATCHER = "org.kde.StatusNotifierWatcher"


class HostWatch(Protocol):
    """Knows whether there is such a panel, and tells when one comes."""

    @property
    def came(self) -> SignalInstance:
        """A panel is there that was not."""

    def is_there(self) -> bool:
        """Return whether one is there now."""


class NoHosts(QObject):
    """For systems that know no such panels."""

    came = Signal()

    def is_there(self) -> bool:
        """Return that there is none."""
        return False


class StatusNotifierHosts(QObject):
    """Asks the session bus, through the connection that Qt's own icons use."""

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin to watch; without a session bus nothing ever comes."""
        # Only Linux has it, and only there it is needed.
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher  # noqa: PLC0415

        super().__init__(parent)
        self._bus = QDBusConnection.sessionBus()
        self._watch = QDBusServiceWatcher(WATCHER, self._bus, parent=self)
        self._watch.setWatchMode(QDBusServiceWatcher.WatchModeFlag.WatchForRegistration)
        self._watch.serviceRegistered.connect(self._registered)

    def is_there(self) -> bool:
        """Return whether a panel takes such icons now; asks the bus, 2 ms."""
        interface = self._bus.interface()
        if not self._bus.isConnected() or interface is None:
            return False
        return bool(interface.isServiceRegistered(WATCHER).value())

    @Slot()
    def _registered(self) -> None:
        self.came.emit()


def watch_hosts(platform: str, parent: QObject | None = None) -> HostWatch:
    """Return the watch for ``platform``, one of ``sys.platform``'s words."""
    if platform.startswith("linux"):
        return StatusNotifierHosts(parent)
    return NoHosts(parent)

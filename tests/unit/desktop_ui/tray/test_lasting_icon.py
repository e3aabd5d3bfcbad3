"""The icon that is made anew for a panel that comes late, without a panel."""

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop.ui.tray.host_watch import NoHosts, watch_hosts
from desktop.ui.tray.icon import tray_icon
from desktop.ui.tray.lasting_icon import LastingIcon
from desktop.ui.tray.state import TrayState

pytestmark = pytest.mark.usefixtures("qapp")


class Hosts(QObject):
    """Panels that come when a test says so."""

    came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.there = False

    def is_there(self) -> bool:
        return self.there

    def come(self) -> None:
        self.there = True
        self.came.emit()


@pytest.fixture
def hosts() -> Hosts:
    return Hosts()


@pytest.fixture
def icon(hosts: Hosts) -> LastingIcon:
    icon = LastingIcon(QMenu(), hosts=hosts)
    icon.set_icon(tray_icon(TrayState.LIVE, 3))
    icon.set_tooltip("3 unread")
    return icon


def test_panel_that_comes_late_gets_an_icon_of_its_kind(icon: LastingIcon, hosts: Hosts) -> None:
    icon.show()
    before = icon.current

    hosts.come()

    assert icon.current is not before
    assert not before.isVisible()
    assert icon.current.isVisible()
    assert icon.current.toolTip() == "3 unread"
    assert icon.current.contextMenu() is before.contextMenu()
    assert icon.current.icon().cacheKey() == before.icon().cacheKey()


def test_panel_that_comes_back_finds_the_icon_it_had(icon: LastingIcon, hosts: Hosts) -> None:
    hosts.there = True
    icon.show()
    before = icon.current

    hosts.come()

    assert icon.current is before


def test_icon_is_made_anew_once_only(icon: LastingIcon, hosts: Hosts) -> None:
    icon.show()
    hosts.come()
    after = icon.current

    hosts.come()

    assert icon.current is after


def test_hidden_icon_stays_hidden(icon: LastingIcon, hosts: Hosts) -> None:
    icon.show()
    icon.hide()

    hosts.come()

    assert not icon.current.isVisible()


def test_clicks_are_told_by_the_new_icon_too(
    icon: LastingIcon, hosts: Hosts, qtbot: QtBot
) -> None:
    icon.show()
    hosts.come()

    with qtbot.waitSignals([icon.activated, icon.message_clicked]):
        icon.current.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
        icon.current.messageClicked.emit()


def test_other_systems_have_no_such_panels() -> None:
    watch = watch_hosts("win32")

    assert isinstance(watch, NoHosts)
    assert not watch.is_there()

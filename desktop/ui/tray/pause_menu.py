"""Do-not-disturb in the tray's menu: for a while, until tomorrow, or off again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import assert_never

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.core.intents import SetDoNotDisturb
from desktop.core.view import Snapshot
from desktop.ui.status import paused_until
from desktop.ui.texts import translate
from desktop.ui.times import clock_time


class Pause(StrEnum):
    """How long a person wants to be left alone."""

    HALF_AN_HOUR = "half_an_hour"
    AN_HOUR = "an_hour"
    UNTIL_TOMORROW = "until_tomorrow"


def pause_end(
    pause: Pause, now: datetime, *, day_begins: str, zone: tzinfo | None = None
) -> datetime:
    """Return when ``pause`` ends if it begins now.

    Args:
        pause: How long.
        now: The present, aware.
        day_begins: When a day begins for the person, ``HH:MM`` local time.
        zone: Whose days; None for this machine's.
    """
    match pause:
        case Pause.HALF_AN_HOUR:
            return now + timedelta(minutes=30)
        case Pause.AN_HOUR:
            return now + timedelta(hours=1)
        case Pause.UNTIL_TOMORROW:
            hour, minute = map(int, day_begins.split(":"))
            tomorrow = now.astimezone(zone) + timedelta(days=1)
            morning = tomorrow.replace(hour=hour, minute=minute, second=0, microsecond=0)
            # The clocks may change in the night: the offset of that morning counts.
            return morning.replace(tzinfo=zone).astimezone(now.tzinfo)
        case _:
            assert_never(pause)


@dataclass(frozen=True, slots=True)
class PauseState:
    """What the submenu shows at one moment.

    Attributes:
        title: Its name in the menu, with the time at which do-not-disturb ends.
        ends: When it would end if it began now.
        until_tomorrow: The name of that choice, with its time.
        is_on: It can be turned off.
        can_choose: Somebody is signed in, so there is something to be disturbed by.
    """

    title: str
    ends: Mapping[Pause, datetime]
    until_tomorrow: str
    is_on: bool
    can_choose: bool


def pause_state(snapshot: Snapshot, now: datetime, zone: tzinfo | None = None) -> PauseState:
    """Return what the submenu shows for ``snapshot``."""
    until = paused_until(snapshot, now)
    title = translate("Tray", "Do not disturb")
    if until is not None:
        words = translate("Tray", "Do not disturb until {time}")
        title = words.format(time=clock_time(until, now, zone))
    day_begins = snapshot.settings.values.quiet_hours_end
    ends = {pause: pause_end(pause, now, day_begins=day_begins, zone=zone) for pause in Pause}
    tomorrow = f"{ends[Pause.UNTIL_TOMORROW].astimezone(zone):%H:%M}"
    return PauseState(
        title=title,
        ends=ends,
        until_tomorrow=translate("Tray", "Until tomorrow, {time}").format(time=tomorrow),
        is_on=until is not None,
        can_choose=snapshot.account is not None,
    )


class PauseMenu(QObject):
    """A submenu whose lines are made once and only change.

    Attributes:
        intent: Something that the agent is asked for.
    """

    intent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make the submenu; it says nothing before its first state."""
        super().__init__(parent)
        self.menu = QMenu()
        self._ends: Mapping[Pause, datetime] = {}
        self._lines = {pause: self._add_line(pause) for pause in Pause}
        self.menu.addSeparator()
        self._off = self.menu.addAction("")
        self._off.triggered.connect(lambda: self.intent.emit(SetDoNotDisturb(None)))

    def retranslate(self) -> None:
        """Name the lines that never change, in the language of now."""
        self._lines[Pause.HALF_AN_HOUR].setText(translate("Tray", "For 30 minutes"))
        self._lines[Pause.AN_HOUR].setText(translate("Tray", "For 1 hour"))
        self._off.setText(translate("Tray", "Turn off"))

    def show_state(self, state: PauseState) -> None:
        """Make the submenu match ``state``."""
        self._ends = state.ends
        self.menu.setTitle(state.title)
        self.menu.setEnabled(state.can_choose)
        self._lines[Pause.UNTIL_TOMORROW].setText(state.until_tomorrow)
        self._off.setEnabled(state.is_on)

    def _add_line(self, pause: Pause) -> QAction:
        action = self.menu.addAction("")
        action.triggered.connect(lambda: self.intent.emit(SetDoNotDisturb(self._ends[pause])))
        return action

"""The settings that hold now: read at the start, looked at again now and then, changed at once."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from desktop.core.errors import StoreError
from desktop.core.ports import Sleep
from desktop.core.settings.merge import EffectiveSettings, last_good, merge, with_last_good
from desktop.core.settings.schema import BY_KEY
from desktop.core.settings.sources import (
    NOTHING_READ,
    Document,
    Fault,
    Problem,
    Reading,
    Readings,
    Source,
)
from desktop.core.settings.values import Settings

logger = logging.getLogger(__name__)

LOOK_S = 60.0
"""How often policies are read again; a handful of small files, or one registry key."""


class SettingsFiles(Protocol):
    """Where settings are kept."""

    @property
    def choices_place(self) -> str:
        """Where the person's choices are, for whoever looks for them."""
        ...

    async def read(self) -> Readings:
        """Return what all sources say now, ``CHOICE`` among them.

        Raises:
            StoreError: A disk does not answer.
        """
        ...

    async def read_last_good(self) -> Readings:
        """Return what ``keep_last_good`` was given last; nothing if that cannot be had."""
        ...

    async def keep_last_good(self, readings: Readings) -> None:
        """Keep what policies say for a time when they cannot be read."""
        ...

    async def set_choices_aside(self) -> None:
        """Move the damaged file of choices out of the way, for whoever wants to look at it."""
        ...

    async def save_choices(self, choices: Mapping[str, object]) -> None:
        """Replace the person's choices, all or nothing.

        Raises:
            StoreError: They could not be written.
        """
        ...


class CurrentSettings:
    """The settings of this run, for every part of the core.

    Read ``values`` each time they matter; wait for ``changed`` to hear of another value.

    Args:
        files: Where they are kept.
        sleep: Waits until it is time to look again.
        on_change: Called after each change, with all of them.
    """

    def __init__(
        self, files: SettingsFiles, *, sleep: Sleep, on_change: Callable[[EffectiveSettings], None]
    ) -> None:
        """Begin with the defaults, until ``load``."""
        self._files = files
        self._sleep = sleep
        self._on_change = on_change
        self._effective = EffectiveSettings()
        self._readings: Readings = NOTHING_READ
        self._kept: Readings = NOTHING_READ
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()
        self._woken = asyncio.Event()

    @property
    def effective(self) -> EffectiveSettings:
        """The settings, who set them and what was ignored."""
        return self._effective

    @property
    def values(self) -> Settings:
        """The settings."""
        return self._effective.values

    async def changed(self) -> None:
        """Wait for the next change."""
        await self._changed.wait()

    async def load(self) -> None:
        """Read everything for the first time; a damaged file of choices is set aside."""
        self._kept = await self._files.read_last_good()
        await self.look()
        if self._readings.get(Source.CHOICE, Reading()).problems:
            await self._files.set_choices_aside()

    async def run(self) -> None:
        """Look at the policies now and then until cancelled."""
        while True:
            self._woken.clear()
            pause = asyncio.ensure_future(self._sleep(LOOK_S))
            woken = asyncio.ensure_future(self._woken.wait())
            try:
                await asyncio.wait({pause, woken}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                pause.cancel()
                woken.cancel()
            await self.look()

    def look_soon(self) -> None:
        """Look at the policies now: the machine woke up, or came into another network."""
        self._woken.set()

    async def look(self) -> None:
        """Read the policies again; the person's choices change here only."""
        async with self._turn:
            try:
                readings = await self._files.read()
            except StoreError:
                logger.warning("settings not read")
                return
            # A damaged file was set aside and is gone, but the person is still to hear of it.
            choices = self._readings.get(Source.CHOICE, readings[Source.CHOICE])
            await self._take({**readings, Source.CHOICE: choices})

    async def change(self, changes: Mapping[str, object]) -> None:
        """Take the person's choices, by key; None takes a choice back.

        What is locked, unknown or not accepted is left out: windows do not offer it.
        """
        async with self._turn:
            if Source.CHOICE not in self._readings:
                logger.warning("settings not changed")
                return  # What was chosen before is not known, and would be lost.
            reading = self._readings.get(Source.CHOICE, Reading())
            choices = {key: value for d in reading.documents for key, value in d.values.items()}
            for key, value in changes.items():
                if not self._may_change(key, value):
                    logger.warning("setting not changed", extra={"key": key})
                elif value is None:
                    choices.pop(key, None)
                else:
                    choices[key] = msgspec.to_builtins(value)
            await self._keep(choices)

    def _may_change(self, key: str, value: object) -> bool:
        if key not in BY_KEY or self._effective.is_locked(key):
            return False
        try:
            if value is not None:
                BY_KEY[key].accepted(msgspec.to_builtins(value))
        except msgspec.ValidationError:
            return False
        return True

    async def _keep(self, choices: Mapping[str, object]) -> None:
        place = self._files.choices_place
        problems: tuple[Problem, ...] = ()
        try:
            await self._files.save_choices(choices)
        except StoreError:
            problems = (Problem(Source.CHOICE, place, Fault.NOT_SAVED),)
        reading = Reading((Document(place, choices),), problems)
        await self._take({**self._readings, Source.CHOICE: reading})

    async def _take(self, readings: Readings) -> None:
        self._readings = readings
        good = {**self._kept, **last_good(readings)}
        if good != self._kept:
            self._kept = good
            await self._files.keep_last_good(good)
        effective = merge(with_last_good(readings, self._kept))
        for problem in effective.problems:
            if problem not in self._effective.problems:
                _report(problem)
        if effective != self._effective:
            self._effective = effective
            self._changed.set()
            self._changed = asyncio.Event()
            self._on_change(effective)


def _report(problem: Problem) -> None:
    logger.warning(
        "setting ignored" if problem.key else "settings not read",
        extra={
            "source": problem.source.value,
            "place": problem.place,
            "fault": problem.fault.value,
            "key": problem.key,
        },
    )

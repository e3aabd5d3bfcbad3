"""Settings that are kept in memory, and a holder of settings for parts that only read them."""

import asyncio
from collections.abc import Mapping

from desktop.core.errors import StoreError
from desktop.core.settings.current import CurrentSettings
from desktop.core.settings.sources import NOTHING_READ, Document, Reading, Readings, Source
from tests.fakes.policies import FakePolicies


class MemorySettings:
    """Implements ``SettingsFiles``.

    Attributes:
        policies: What the organisation says.
        choices: What the person's file says.
        last_good: What was kept of policies.
        aside: How often a damaged file was moved away.
        fails: Whether the disk is away.
    """

    choices_place = "memory"

    def __init__(self, choices: Mapping[str, object] | None = None) -> None:
        self.policies = FakePolicies()
        self.choices = Reading((Document(self.choices_place, choices or {}),))
        self.last_good = NOTHING_READ
        self.aside = 0
        self.fails = False

    async def read(self) -> Readings:
        self._check()
        return {**self.policies.read(), Source.CHOICE: self.choices}

    async def read_last_good(self) -> Readings:
        return self.last_good

    async def keep_last_good(self, readings: Readings) -> None:
        self.last_good = readings

    async def set_choices_aside(self) -> None:
        self.aside += 1
        self.choices = Reading()

    async def save_choices(self, choices: Mapping[str, object]) -> None:
        self._check()
        self.choices = Reading((Document(self.choices_place, dict(choices)),))

    def _check(self) -> None:
        if self.fails:
            raise StoreError("gone")


def default_settings() -> CurrentSettings:
    """Return the settings of somebody who chose nothing; they can be changed."""
    return CurrentSettings(MemorySettings(), sleep=asyncio.sleep, on_change=lambda _: None)


async def settings_of(**choices: object) -> CurrentSettings:
    """Return the settings of somebody who made these choices, by key; they can be changed."""
    settings = CurrentSettings(
        MemorySettings(choices), sleep=asyncio.sleep, on_change=lambda _: None
    )
    await settings.load()
    return settings

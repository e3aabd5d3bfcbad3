"""Settings that the system or the log carries out, once for each change."""

import logging
from collections.abc import Iterator

import pytest

from desktop.adapters.applied_settings import AppliedSettings
from desktop.core.settings.values import Settings


class RecordedAutostart:
    """Implements ``Autostart``."""

    def __init__(self, failure: OSError | None = None) -> None:
        self.asked: list[bool] = []
        self._failure = failure

    def apply(self, *, is_on: bool) -> None:
        self.asked.append(is_on)
        if self._failure is not None:
            raise self._failure


@pytest.fixture(autouse=True)
def level() -> Iterator[None]:
    """Leave the log as it was."""
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


def test_autostart_is_set_at_the_start_and_when_it_changes() -> None:
    autostart = RecordedAutostart()
    applied = AppliedSettings(autostart)

    for settings in (Settings(), Settings(toast_seconds=9), Settings(autostart=False)):
        applied.take(settings)

    assert autostart.asked == [True, False]


@pytest.mark.expected_logs("autostart not set")
def test_system_that_refuses_is_logged_once() -> None:
    autostart = RecordedAutostart(PermissionError())
    applied = AppliedSettings(autostart)

    applied.take(Settings())
    applied.take(Settings())

    assert autostart.asked == [True]


def test_log_is_as_detailed_as_the_setting_says() -> None:
    applied = AppliedSettings(None)

    applied.take(Settings(detailed_log=True))
    assert logging.getLogger().level == logging.DEBUG
    applied.take(Settings())
    assert logging.getLogger().level == logging.INFO

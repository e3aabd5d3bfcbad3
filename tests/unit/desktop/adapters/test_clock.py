import time
from datetime import UTC, datetime

import pytest

from desktop.adapters.clock import SystemClock, SystemZone


def test_clocks_are_aware_and_never_go_back() -> None:
    clock = SystemClock()

    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_step_of_the_wall_clock_changes_no_duration(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    began = clock.monotonic()

    monkeypatch.setattr(time, "time", lambda: 0.0)

    assert 0 <= clock.monotonic() - began < 60


def test_zone_goes_there_and_back() -> None:
    zone = SystemZone()
    instant = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    wall = zone.local(instant)

    assert wall.tzinfo is None
    assert zone.instant(wall) == instant


def test_zone_follows_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    zone = SystemZone()
    instant = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    monkeypatch.setenv("TZ", "America/New_York")
    there = zone.local(instant)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    here = zone.local(instant)

    monkeypatch.undo()
    time.tzset()
    assert (there.hour, here.hour) == (7, 21)

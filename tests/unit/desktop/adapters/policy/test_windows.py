"""Policies of Windows, with a registry of the test's own; nothing here ran on Windows."""

from collections.abc import Mapping

import pytest

from desktop.adapters.policy.reader import policies_of
from desktop.adapters.policy.windows import POLICY_KEY, PRESET_KEY, Hive, WindowsPolicies
from desktop.core.settings.merge import merge
from desktop.core.settings.sources import Fault, Source
from desktop.core.settings.values import ThemeChoice, Weekday


class FakeRegistry:
    """Keys with values, some of which may not be read."""

    def __init__(self) -> None:
        self.keys: dict[tuple[Hive, str], Mapping[str, object]] = {}
        self.locked: set[tuple[Hive, str]] = set()

    def read_key(self, hive: Hive, path: str) -> Mapping[str, object]:
        if (hive, path) in self.locked:
            raise PermissionError(13, "Access is denied")
        try:
            return self.keys[hive, path]
        except KeyError:
            raise FileNotFoundError(path) from None


@pytest.fixture
def registry() -> FakeRegistry:
    return FakeRegistry()


@pytest.fixture
def policies(registry: FakeRegistry) -> WindowsPolicies:
    return WindowsPolicies(registry.read_key)


def test_machine_wins_over_user_wins_over_preset(
    registry: FakeRegistry, policies: WindowsPolicies
) -> None:
    registry.keys[Hive.MACHINE, POLICY_KEY] = {"theme": "dark"}
    registry.keys[Hive.USER, POLICY_KEY] = {"theme": "light", "language": "de"}
    registry.keys[Hive.MACHINE, PRESET_KEY] = {"language": "en", "toastSeconds": 9}

    settings = merge(policies.read())

    assert settings.values.theme is ThemeChoice.DARK
    assert settings.source_of("language") is Source.USER_POLICY
    assert settings.source_of("toastSeconds") is Source.PRESET
    assert settings.places["theme"] == r"HKLM\Software\Policies\Bomizzel\Desktop"


def test_values_are_what_windows_makes_of_them(
    registry: FakeRegistry, policies: WindowsPolicies
) -> None:
    registry.keys[Hive.MACHINE, POLICY_KEY] = {
        "Autostart": 0,
        "DETAILEDLOG": 1,
        "toastSeconds": 7,
        "quietHoursDays": ["monday", "friday"],
        "serverAddress": "https://desk.example",
    }

    settings = merge(policies.read())

    assert settings.problems == ()
    assert not settings.values.autostart
    assert settings.values.detailed_log
    assert settings.values.toast_seconds == 7
    assert settings.values.quiet_hours_days == (Weekday.MONDAY, Weekday.FRIDAY)


@pytest.mark.parametrize("value", [2, "yes", b"\x01", None])
def test_what_is_neither_yes_nor_no_is_reported(
    registry: FakeRegistry, policies: WindowsPolicies, value: object
) -> None:
    registry.keys[Hive.USER, POLICY_KEY] = {"autostart": value, "colour": "red"}

    faults = {problem.key: problem.fault for problem in merge(policies.read()).problems}

    assert faults == {"autostart": Fault.BAD_VALUE, "colour": Fault.UNKNOWN_KEY}


def test_key_that_may_not_be_read_is_told(
    registry: FakeRegistry, policies: WindowsPolicies
) -> None:
    registry.locked.add((Hive.MACHINE, POLICY_KEY))

    (problem,) = policies.read()[Source.MACHINE_POLICY].problems

    assert problem.fault is Fault.UNREADABLE
    assert problem.place == policies.places[Source.MACHINE_POLICY]


def test_windows_is_read_on_windows_only() -> None:
    policies = policies_of("win32")

    assert isinstance(policies, WindowsPolicies)
    assert merge(policies.read()).sources == {}

"""Choices and last good policies in the profile: whole, private, and never in the way."""

import asyncio
import json
from pathlib import Path

import pytest

from desktop.adapters.profile_settings import ProfileSettings
from desktop.core.errors import StoreError
from desktop.core.settings.current import CurrentSettings
from desktop.core.settings.sources import Document, Fault, Reading, Source
from desktop.core.settings.values import ThemeChoice
from tests.fakes.policies import FakePolicies


class Profile:
    """A profile on disk, and an organisation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.choices = folder / "settings.json"
        self.policies = FakePolicies()
        self.files = ProfileSettings(folder, self.policies)

    async def load(self) -> CurrentSettings:
        settings = CurrentSettings(self.files, sleep=asyncio.sleep, on_change=lambda _: None)
        await settings.load()
        return settings


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


async def test_choices_come_back_from_a_file_that_nobody_else_may_read(profile: Profile) -> None:
    await profile.files.save_choices({"theme": "dark", "quietHoursDays": ["monday"]})

    reading = (await profile.files.read())[Source.CHOICE]

    assert reading == Reading(
        (Document(str(profile.choices), {"theme": "dark", "quietHoursDays": ["monday"]}),)
    )
    assert profile.choices.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in profile.folder.iterdir()] == ["settings.json"]


async def test_write_that_fails_leaves_the_former_choices(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    await profile.files.save_choices({"theme": "dark"})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(StoreError):
        await profile.files.save_choices({"theme": "light"})
    assert json.loads(profile.choices.read_text()) == {"theme": "dark"}


async def test_left_draft_of_a_crash_is_replaced(profile: Profile) -> None:
    await profile.files.save_choices({})
    profile.choices.with_name("settings.json.new").write_text("{")

    await profile.files.save_choices({"theme": "dark"})

    assert json.loads(profile.choices.read_text()) == {"theme": "dark"}


@pytest.mark.expected_logs("settings not read", "settings set aside")
async def test_damaged_choices_are_set_aside_and_the_defaults_hold(profile: Profile) -> None:
    profile.folder.mkdir()
    profile.choices.write_text('{"theme": "dark"')

    settings = await profile.load()

    assert settings.values.theme is ThemeChoice.SYSTEM
    assert [problem.fault for problem in settings.effective.problems] == [Fault.MALFORMED]
    assert not profile.choices.exists()
    assert (profile.folder / "settings.json.damaged").exists()


@pytest.mark.expected_logs("settings not read")
async def test_last_good_policy_survives_a_restart(profile: Profile) -> None:
    profile.policies.set(Source.MACHINE_POLICY, theme="dark", quietHoursDays=["monday"])
    first = await profile.load()
    profile.policies.damage(Source.MACHINE_POLICY)

    second = await profile.load()
    early = ProfileSettings(profile.folder, profile.policies).effective()

    assert first.values == second.values == early.values
    assert early.values.theme is ThemeChoice.DARK
    assert early.is_locked("theme")
    assert early.has_unreadable_policy


@pytest.mark.expected_logs("last good policies not read")
@pytest.mark.parametrize("content", ["{", "[]", '{"machine_policy": 1}', '{"preset": [1]}'])
async def test_damaged_copy_of_policies_is_as_good_as_none(profile: Profile, content: str) -> None:
    profile.folder.mkdir()
    (profile.folder / "policies.json").write_text(content)

    assert await profile.files.read_last_good() == {}


async def test_settings_are_known_before_there_is_an_agent_and_nothing_is_written(
    profile: Profile,
) -> None:
    profile.policies.set(Source.PRESET, language="de")

    settings = profile.files.effective()

    assert settings.values.language.value == "de"
    assert not profile.folder.exists()


@pytest.mark.expected_logs("last good policies not", "settings not read", "settings set aside")
async def test_profile_that_cannot_be_written_costs_nothing_else(profile: Profile) -> None:
    profile.folder.write_text("a file where a folder should be")
    profile.policies.set(Source.PRESET, theme="dark")

    settings = await profile.load()

    assert settings.values.theme is ThemeChoice.DARK

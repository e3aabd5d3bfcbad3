"""Settings of a run: read, looked at again, changed, kept."""

import asyncio

import pytest

from desktop.core.settings.current import LOOK_S, CurrentSettings
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.settings.sources import Fault, Problem, Reading, Source
from desktop.core.settings.values import ThemeChoice
from tests.fakes.settings_files import MemorySettings
from tests.fakes.virtual_time import VirtualTime


class Run:
    """One run of the program with its settings."""

    def __init__(self, files: MemorySettings) -> None:
        self.files = files
        self.time = VirtualTime()
        self.heard: list[EffectiveSettings] = []
        self.settings = CurrentSettings(files, sleep=self.time.sleep, on_change=self.heard.append)

    @property
    def theme(self) -> str:
        return self.settings.values.theme.value

    @property
    def faults(self) -> list[Fault]:
        return [problem.fault for problem in self.settings.effective.problems]


@pytest.fixture
def run() -> Run:
    return Run(MemorySettings())


async def test_choices_of_the_last_run_hold() -> None:
    run = Run(MemorySettings({"theme": "dark"}))

    await run.settings.load()

    assert run.theme == "dark"
    assert run.heard == [run.settings.effective]


async def test_change_holds_at_once_and_in_the_next_run(run: Run) -> None:
    await run.settings.load()

    await run.settings.change({"theme": ThemeChoice.DARK, "toastSeconds": 9})

    assert run.theme == "dark"
    again = Run(run.files)
    await again.settings.load()
    assert again.settings.values == run.settings.values
    assert again.settings.effective.source_of("theme") is Source.CHOICE


async def test_change_reaches_who_waits_for_it(run: Run) -> None:
    await run.settings.load()
    waiting = asyncio.ensure_future(run.settings.changed())
    await run.time.settle()

    await run.settings.change({"theme": "dark"})

    await asyncio.wait_for(waiting, 1)


async def test_change_to_what_holds_already_is_told_to_nobody(run: Run) -> None:
    await run.settings.load()
    await run.settings.change({"theme": "dark"})
    run.heard.clear()

    await run.settings.change({"theme": "dark"})

    assert run.heard == []


async def test_choice_taken_back_gives_the_default_again(run: Run) -> None:
    await run.settings.load()
    await run.settings.change({"theme": "dark"})

    await run.settings.change({"theme": None})

    assert run.theme == "system"
    assert run.settings.effective.source_of("theme") is Source.DEFAULT


@pytest.mark.expected_logs("setting not changed")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("colour", "red"),
        ("extraCertificates", "/home/ana/my.pem"),
        ("language", "de"),
    ],
)
async def test_what_may_not_be_changed_stays_and_spoils_no_other(
    run: Run, key: str, value: object
) -> None:
    run.files.policies.set(Source.PRESET, language="en")
    await run.settings.load()
    before = run.settings.effective

    await run.settings.change({key: value, "toastSeconds": 9})

    assert run.settings.values.toast_seconds == 9
    assert run.settings.values.theme is before.values.theme
    assert run.settings.values.language is before.values.language
    assert key not in run.files.choices.documents[0].values


@pytest.mark.expected_logs("settings not read")
async def test_choices_that_cannot_be_saved_hold_for_this_run(run: Run) -> None:
    await run.settings.load()
    run.files.fails = True

    await run.settings.change({"theme": "dark"})

    assert run.theme == "dark"
    assert run.faults == [Fault.NOT_SAVED]


@pytest.mark.expected_logs("settings not read", "settings not changed")
async def test_choices_that_were_never_read_are_not_overwritten(run: Run) -> None:
    run.files.choices = MemorySettings({"theme": "dark"}).choices
    run.files.fails = True
    await run.settings.load()
    run.files.fails = False

    await run.settings.change({"toastSeconds": 9})
    await run.settings.look()

    assert run.theme == "dark"


@pytest.mark.expected_logs("settings not read")
async def test_damaged_choices_are_set_aside_and_told_until_the_next_choice(run: Run) -> None:
    problem = Problem(Source.CHOICE, "memory", Fault.MALFORMED)
    run.files.choices = Reading(problems=(problem,))

    await run.settings.load()
    await run.settings.look()

    assert run.files.aside == 1
    assert run.faults == [Fault.MALFORMED]
    await run.settings.change({"theme": "dark"})
    assert run.faults == []


async def test_policy_applies_without_a_restart(run: Run) -> None:
    await run.settings.load()
    await run.settings.change({"theme": "light"})
    looking = asyncio.ensure_future(run.settings.run())
    run.files.policies.set(Source.MACHINE_POLICY, theme="dark")

    await run.time.advance(LOOK_S)

    assert run.theme == "dark"
    assert run.settings.effective.is_locked("theme")
    run.files.policies.readings.clear()
    await run.time.advance(LOOK_S)
    assert run.theme == "light"
    looking.cancel()


async def test_policy_is_read_at_once_when_the_machine_wakes_up(run: Run) -> None:
    await run.settings.load()
    looking = asyncio.ensure_future(run.settings.run())
    await run.time.settle()
    run.files.policies.set(Source.MACHINE_POLICY, theme="dark")

    run.settings.look_soon()
    await run.time.settle()

    assert run.theme == "dark"
    looking.cancel()


@pytest.mark.expected_logs("settings not read")
async def test_unreadable_policy_keeps_the_last_good_one_also_after_a_restart(run: Run) -> None:
    run.files.policies.set(Source.MACHINE_POLICY, theme="dark")
    await run.settings.load()
    run.files.policies.damage(Source.MACHINE_POLICY)

    await run.settings.look()
    again = Run(run.files)
    await again.settings.load()

    for one in (run, again):
        assert one.theme == "dark"
        assert one.settings.effective.is_locked("theme")
        assert one.settings.effective.has_unreadable_policy


@pytest.mark.expected_logs("settings not read")
async def test_problem_is_logged_once_and_again_when_it_comes_back(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    run.files.policies.damage(Source.USER_POLICY)
    await run.settings.load()
    await run.settings.look()
    assert len(caplog.records) == 1

    run.files.policies.readings.clear()
    await run.settings.look()
    run.files.policies.damage(Source.USER_POLICY)
    await run.settings.look()

    assert len(caplog.records) == 2


@pytest.mark.expected_logs("setting ignored")
async def test_bad_value_is_logged_without_the_value(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    run.files.policies.set(Source.PRESET, serverAddress="s3cret")

    await run.settings.load()

    assert "s3cret" not in str([vars(record) for record in caplog.records])

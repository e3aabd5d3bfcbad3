import asyncio
from collections.abc import AsyncIterator

import pytest

from desktop.core.language import in_english
from desktop.core.settings.values import Settings
from desktop.core.toasts.toast import NOBODY, ToastEnd, ToastOutcome
from desktop.core.trial import WAIT_S, Trial
from desktop.core.view import TrialReport, TrialState
from tests.fakes.toasts import RecordedToasts
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.attention import make_toaster


class Person:
    """Somebody who asks for a test notification and reads what became of it."""

    def __init__(self) -> None:
        self.time, self.toasts = VirtualTime(), RecordedToasts()
        self.told: list[TrialReport] = []
        self.trial = Trial(
            toaster=make_toaster(self.time, self.toasts, Settings),
            translate=in_english,
            now=self.time.now,
            sleep=self.time.sleep,
            told=self.told.append,
        )

    @property
    def states(self) -> list[TrialState]:
        return [report.state for report in self.told]

    async def ask(self) -> None:
        self.trial.start()
        await self.time.settle()


@pytest.fixture
async def person() -> AsyncIterator[Person]:
    person = Person()
    running = asyncio.ensure_future(person.trial.run())
    yield person
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_toast_takes_the_way_of_all_others_and_says_which_it_was(person: Person) -> None:
    person.toasts.outcome = ToastOutcome("plyer", {"freedesktop": "no_daemon"})

    await person.ask()

    assert person.toasts.titles == ["This is a test notification"]
    assert person.states == [TrialState.SENDING, TrialState.SHOWN]
    assert person.told[-1].shown_by == "plyer"
    assert person.told[-1].skipped == (("freedesktop", "no_daemon"),)


async def test_failure_says_why_each_way_failed(person: Person) -> None:
    person.toasts.outcome = ToastOutcome(NOBODY, {"freedesktop": "timeout", "tray": "no_host"})

    await person.ask()
    person.trial.activated()
    await person.time.advance(WAIT_S)

    assert person.states[-1] is TrialState.FAILED
    assert len(person.told[-1].skipped) == 2


async def test_silence_of_the_system_is_said(person: Person) -> None:
    person.toasts.silenced = True

    await person.ask()

    assert person.states[-1] is TrialState.SILENCED


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (ToastEnd.EXPIRED, TrialState.EXPIRED),
        (ToastEnd.DISMISSED, TrialState.DISMISSED),
        (ToastEnd.UNKNOWN, TrialState.CLOSED),
    ],
)
async def test_end_of_the_toast_is_said(person: Person, end: ToastEnd, state: TrialState) -> None:
    await person.ask()

    person.trial.closed(end)
    await person.time.advance(WAIT_S)

    assert person.states[-1] is state


async def test_click_says_that_the_person_saw_it_even_after_it_left_the_screen(
    person: Person,
) -> None:
    await person.ask()
    person.trial.closed(ToastEnd.EXPIRED)

    person.trial.activated()

    assert person.states[-1] is TrialState.SEEN


async def test_close_that_follows_a_click_changes_nothing(person: Person) -> None:
    await person.ask()

    person.trial.activated()
    person.trial.closed(ToastEnd.DISMISSED)

    assert person.states[-1] is TrialState.SEEN


async def test_nobody_is_waited_for_without_end(person: Person) -> None:
    await person.ask()

    await person.time.advance(WAIT_S)

    assert person.states[-1] is TrialState.UNANSWERED


async def test_second_one_takes_the_place_of_the_first(person: Person) -> None:
    await person.ask()

    await person.ask()

    assert len(person.toasts.shown) == 2
    assert person.states[-1] is TrialState.SHOWN


async def test_click_on_one_of_an_earlier_run_is_no_news(person: Person) -> None:
    person.trial.activated()

    assert person.told == []

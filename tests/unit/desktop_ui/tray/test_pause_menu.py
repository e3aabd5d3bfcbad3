import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.ui.tray.pause_menu import Pause, pause_end, pause_state
from tests.unit.desktop_ui.builders import make_snapshot

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "end"),
    [
        pytest.param((2026, 6, 1, 12), (2026, 6, 2, 6), id="summer"),
        pytest.param((2026, 6, 1, 23), (2026, 6, 3, 6), id="after-midnight-there"),
        pytest.param((2026, 10, 24, 12), (2026, 10, 25, 7), id="clocks-go-back-in-the-night"),
        pytest.param((2026, 3, 28, 12), (2026, 3, 29, 6), id="clocks-go-forward-in-the-night"),
    ],
)
def test_tomorrow_begins_in_the_morning_of_the_person(
    now: tuple[int, int, int, int], end: tuple[int, int, int, int]
) -> None:
    until = pause_end(
        Pause.UNTIL_TOMORROW, datetime(*now, tzinfo=UTC), day_begins="08:00", zone=BERLIN
    )

    assert until == datetime(*end, tzinfo=UTC)


def test_choice_names_the_time_of_tomorrow() -> None:
    state = pause_state(make_snapshot(), datetime(2026, 6, 1, 12, tzinfo=UTC), BERLIN)

    assert state.until_tomorrow == "Until tomorrow, 08:00"
    assert state.can_choose


def test_morning_of_this_machine_is_meant_also_when_its_clocks_change_in_the_night(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()

    until = pause_end(
        Pause.UNTIL_TOMORROW, datetime(2026, 10, 24, 12, tzinfo=UTC), day_begins="08:00"
    )

    monkeypatch.undo()
    time.tzset()
    assert until == datetime(2026, 10, 25, 7, tzinfo=UTC)

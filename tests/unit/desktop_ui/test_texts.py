from datetime import timedelta, timezone
from enum import Enum

import pytest

from common.notifications import NotificationKind, NotificationPriority
from desktop.core.connection import Link
from desktop.core.view import Notice
from desktop.ui import texts
from desktop.ui.times import ago, clock_time, duration, full_time
from tests.unit.desktop_ui.builders import NOON

pytestmark = pytest.mark.usefixtures("qapp")

BERLIN = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        (texts.link_title, Link),
        (texts.kind_title, NotificationKind),
        (texts.priority_title, NotificationPriority),
        (texts.notice_text, Notice),
    ],
)
def test_every_word_of_the_core_has_its_own_text(lookup: object, words: type[Enum]) -> None:
    assert callable(lookup)

    said = [lookup(word) for word in words]

    assert all(said)
    assert len(set(said)) == len(said)


def test_a_state_that_is_well_needs_no_hint() -> None:
    quiet = {link for link in Link if not texts.link_hint(link)}

    assert quiet == {Link.LIVE, Link.CONNECTING, Link.CATCHING_UP}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (40, "40 seconds"),
        (150, "2 minutes"),
        (3 * 3600, "3 hours"),
        (86_400 * 3.5, "3 days"),
    ],
)
def test_durations_are_told_in_the_largest_unit_that_fits(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("age_s", "words"),
    [
        (-40, "just now"),
        (0.5, "just now"),
        (12, "12 s ago"),
        (59.9, "59 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (86_399, "23 h ago"),
        (86_400 * 3, "3 d ago"),
    ],
)
def test_age_is_told_in_the_largest_unit_that_fits(age_s: float, words: str) -> None:
    assert ago(NOON - timedelta(seconds=age_s), NOON) == words


def test_time_of_today_stands_alone_in_local_time() -> None:
    assert clock_time(NOON - timedelta(hours=2), NOON, BERLIN) == "11:00"


def test_time_of_another_local_day_has_its_date() -> None:
    just_before_midnight_in_berlin = NOON - timedelta(hours=13, minutes=1)

    assert clock_time(just_before_midnight_in_berlin, NOON, BERLIN) == "19 Nov 23:59"


def test_full_time_names_the_year() -> None:
    assert "2026" in full_time(NOON)


def test_lines_become_one_line_told_apart_by_a_dot() -> None:
    assert texts.one_line("Printer  jams\nPrinters · high\n\n") == "Printer jams · Printers · high"

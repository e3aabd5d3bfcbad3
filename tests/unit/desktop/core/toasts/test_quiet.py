from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.settings.values import Settings, Weekday
from desktop.core.toasts.quiet import quiet_until
from tests.fakes.zone import Place

BERLIN = Place("Europe/Berlin")
WEEKDAYS = (
    Weekday.MONDAY,
    Weekday.TUESDAY,
    Weekday.WEDNESDAY,
    Weekday.THURSDAY,
    Weekday.FRIDAY,
)

times_of_day = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
# Years with the changes of clocks in them, in places that change differently, one by half an hour.
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is the next argument
places = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
).map(Place)


def nights(
    begin: str = "18:00", end: str = "08:00", days: tuple[Weekday, ...] = WEEKDAYS
) -> Settings:
    return Settings(
        quiet_hours=True, quiet_hours_days=days, quiet_hours_begin=begin, quiet_hours_end=end
    )


def berlin(text: str) -> datetime:
    """Return when the clocks of Berlin show ``text``."""
    return BERLIN.instant(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        pytest.param("2026-11-20T17:59", None, id="before"),
        pytest.param("2026-11-20T18:00", "2026-11-21T08:00", id="at-the-beginning"),
        pytest.param("2026-11-20T23:59", "2026-11-21T08:00", id="friday-night"),
        pytest.param("2026-11-21T00:00", "2026-11-21T08:00", id="over-midnight"),
        pytest.param("2026-11-21T07:59", "2026-11-21T08:00", id="saturday-belongs-to-friday"),
        pytest.param("2026-11-21T08:00", None, id="at-the-end"),
        pytest.param("2026-11-21T20:00", None, id="none-begin-on-saturday"),
        pytest.param("2026-11-23T03:00", None, id="monday-morning-belongs-to-sunday"),
    ],
)
def test_quiet_hours_over_midnight_belong_to_the_day_they_begin_on(
    now: str, until: str | None
) -> None:
    expected = None if until is None else berlin(until)

    assert quiet_until(nights(), berlin(now), BERLIN) == expected


def test_quiet_hours_within_a_day() -> None:
    lunch = nights("12:00", "13:30")

    assert quiet_until(lunch, berlin("2026-11-20T12:30"), BERLIN) == berlin("2026-11-20T13:30")
    assert quiet_until(lunch, berlin("2026-11-20T13:30"), BERLIN) is None


def test_the_same_time_twice_is_a_whole_day() -> None:
    sundays = nights("00:00", "00:00", (Weekday.SUNDAY,))

    assert quiet_until(sundays, berlin("2026-11-22T23:59"), BERLIN) == berlin("2026-11-23T00:00")
    assert quiet_until(sundays, berlin("2026-11-23T00:00"), BERLIN) is None


@pytest.mark.parametrize(
    ("now", "hours"),
    [("2026-10-24T18:00", 15), ("2026-03-28T18:00", 13), ("2026-11-21T18:00", 14)],
)
def test_night_in_which_the_clocks_change_is_an_hour_longer_or_shorter(
    now: str, hours: int
) -> None:
    begin = berlin(now)

    assert quiet_until(nights(days=tuple(Weekday)), begin, BERLIN) == begin + timedelta(
        hours=hours
    )


def test_end_that_comes_twice_is_meant_the_first_time() -> None:
    # At 03:00 in summer time it becomes 02:00 again.
    short = nights("22:00", "02:30", tuple(Weekday))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert quiet_until(short, first - timedelta(minutes=1), BERLIN) == first
    assert quiet_until(short, first, BERLIN) is None
    assert quiet_until(short, first + timedelta(minutes=59), BERLIN) is None


def test_end_that_is_left_out_is_meant_when_it_would_have_come() -> None:
    # From 02:00 it becomes 03:00.
    short = nights("22:00", "02:30", tuple(Weekday))

    assert quiet_until(short, datetime(2026, 3, 29, 0, 59, tzinfo=UTC), BERLIN) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


@given(times_of_day, times_of_day, st.frozensets(st.sampled_from(Weekday)), instants, places)
def test_quiet_hours_end_soon_and_exactly_when_they_say(
    begin: str, end: str, days: frozenset[Weekday], now: datetime, place: Place
) -> None:
    settings = nights(begin, end, tuple(days))

    until = quiet_until(settings, now, place)

    if until is None:
        return
    assert now < until <= now + timedelta(hours=25)
    just_before = quiet_until(settings, until - timedelta(seconds=1), place)
    assert just_before == until
    after = quiet_until(settings, until, place)
    assert after is None or begin == end  # Whole days may follow each other.


@given(times_of_day, times_of_day, instants, places)
def test_begin_and_end_of_every_day_divide_it(
    begin: str, end: str, now: datetime, place: Place
) -> None:
    day, night = nights(begin, end, tuple(Weekday)), nights(end, begin, tuple(Weekday))
    quiet = [quiet_until(settings, now, place) is not None for settings in (day, night)]

    assert any(quiet)
    changes = {place.local(now - timedelta(hours=h)) + timedelta(hours=h) for h in (0, 27)}
    if begin != end and len(changes) == 1:  # Where clocks change, both may hold for a while.
        assert not all(quiet)


@given(st.frozensets(st.sampled_from(Weekday)), instants, places)
def test_nothing_is_quiet_on_days_that_were_not_chosen(
    days: frozenset[Weekday], now: datetime, place: Place
) -> None:
    within_a_day = nights("04:00", "20:00", tuple(days))
    weekday = tuple(Weekday)[place.local(now).weekday()]

    if quiet_until(within_a_day, now, place) is not None:
        assert weekday in days


@given(instants)
def test_without_quiet_hours_it_is_never_quiet(now: datetime) -> None:
    assert quiet_until(Settings(), now, BERLIN) is None

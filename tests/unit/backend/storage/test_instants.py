from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from backend.storage.instants import from_us, from_us_or_none, to_us, to_us_or_none


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_stored_comes_back(instant: datetime) -> None:
    assert from_us(to_us(instant)) == instant


def test_the_zone_does_not_matter() -> None:
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    assert to_us(noon.astimezone(timezone(timedelta(hours=5)))) == to_us(noon)


def test_nothing_stays_nothing() -> None:
    assert to_us_or_none(None) is None
    assert from_us_or_none(None) is None
    assert from_us_or_none(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert to_us_or_none(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000

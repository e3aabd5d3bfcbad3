"""Instants as they are stored: whole microseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(instant: datetime) -> int:
    """Return an aware instant as microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Return microseconds since 1970 as an aware UTC instant."""
    return _EPOCH + us * _MICROSECOND


def from_us_or_none(us: int | None) -> datetime | None:
    """Return ``from_us``, or None where there is no instant."""
    return None if us is None else from_us(us)


def to_us_or_none(instant: datetime | None) -> int | None:
    """Return ``to_us``, or None where there is no instant."""
    return None if instant is None else to_us(instant)

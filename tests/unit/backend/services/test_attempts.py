from datetime import timedelta

import pytest

from backend.domain.errors import TooManyRequestsError
from backend.services.attempts import MAX_FAILURES, WINDOW, Attempts
from tests.fakes.clock import NOON


def exhausted(attempts: Attempts, name: str = "ana") -> None:
    for _ in range(MAX_FAILURES):
        attempts.begin(name, NOON)


def test_failures_of_one_name_do_not_concern_another() -> None:
    attempts = Attempts()
    exhausted(attempts)

    attempts.begin("ben", NOON)
    with pytest.raises(TooManyRequestsError):
        attempts.begin("ana", NOON)


def test_success_forgets_failures() -> None:
    attempts = Attempts()
    exhausted(attempts)

    attempts.succeeded("ana")

    attempts.begin("ana", NOON)


def test_try_that_came_to_nothing_leaves_room_for_one_more() -> None:
    attempts = Attempts()
    exhausted(attempts)

    attempts.take_back("ana")
    attempts.take_back("nobody")

    attempts.begin("ana", NOON)
    with pytest.raises(TooManyRequestsError):
        attempts.begin("ana", NOON)


def test_next_window_counts_from_the_beginning() -> None:
    attempts = Attempts()
    exhausted(attempts)

    attempts.begin("ana", NOON + WINDOW)

    attempts.begin("ana", NOON + WINDOW + timedelta(seconds=1))


def test_table_is_bounded_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.services.attempts.MAX_NAMES", 2)
    attempts = Attempts()

    for name in ("ana", "ben", "cleo"):
        exhausted(attempts, name)

    with pytest.raises(TooManyRequestsError):
        attempts.begin("ben", NOON)
    attempts.begin("ana", NOON)

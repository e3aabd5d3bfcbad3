"""Mistakes about what is removed after a while, and what is kept."""

from scripts.mutations.mutation import Mutation

_RETENTION = "tests/conformance/test_retention.py"
_SYNC = "tests/unit/backend/services/test_sync.py"
_SERVICE = "backend/services/retention.py"
_STORAGE = "backend/storage/retention.py"

MUTATIONS = (
    Mutation(
        name="floor-without-removal",
        breaks="clients are told that something is gone which is kept for ever",
        file=_STORAGE,
        old='    yield Statement("DELETE FROM entry WHERE room = ? AND seq <= ?", floors)\n',
        new="",
        tests=(f"{_RETENTION}::test_each_room_loses_its_oldest_entries_and_nothing_between",),
    ),
    Mutation(
        name="removal-without-floor",
        breaks="what was removed is passed over in silence by who was away",
        file=_STORAGE,
        old='"UPDATE room SET floor = ? WHERE name = ? AND floor < ?"',
        new='"UPDATE room SET floor = floor + 0 * ? WHERE name = ? AND floor < ?"',
        tests=(f"{_RETENTION}::test_each_room_loses_its_oldest_entries_and_nothing_between",),
    ),
    Mutation(
        name="floor-falls",
        breaks="a room promises entries that are gone",
        file=_STORAGE,
        old="WHERE name = ? AND floor < ?",
        new="WHERE name = ? AND floor <> ?",
        tests=(f"{_RETENTION}::test_a_floor_never_falls",),
    ),
    Mutation(
        name="unread-removed",
        breaks="a notification that nobody has read is gone before its time",
        file=_SERVICE,
        old="before = now - self._keep_for - GRACE",
        new="before = now - self._keep_for / 2",
        tests=(
            (
                f"{_RETENTION}"
                "::test_no_unread_notification_younger_than_the_promise_is_ever_removed"
            ),
        ),
    ),
    Mutation(
        name="grace-left-out",
        breaks="a clock that is a little wrong removes what was promised",
        file=_SERVICE,
        old="before = now - self._keep_for - GRACE",
        new="before = now - self._keep_for",
        tests=(f"{_RETENTION}::test_what_reached_its_age_stays_for_a_day_and_goes_then",),
    ),
    Mutation(
        name="younger-taken-along",
        breaks="one event of a wrong clock takes all before it along",
        file=_SERVICE,
        old="        elif event.at <= now + GRACE:\n            break\n",
        new="",
        tests=(
            (
                f"{_RETENTION}::TestWrongClocks"
                "::test_an_event_from_the_past_takes_no_younger_one_along"
            ),
        ),
    ),
    Mutation(
        name="future-holds-up",
        breaks="one event of a wrong clock keeps everything after it for years",
        file=_SERVICE,
        old="        elif event.at <= now + GRACE:\n",
        new="        else:\n",
        tests=(f"{_RETENTION}::TestWrongClocks::test_an_event_from_the_future_holds_nothing_up",),
    ),
    Mutation(
        name="history-removed",
        breaks="tickets lose their history with the notifications about it",
        file=_SERVICE,
        old="for event in events if not event.is_history)",
        new="for event in events)",
        tests=(f"{_RETENTION}::test_history_of_a_ticket_stays_and_other_events_are_forgotten",),
    ),
    Mutation(
        name="two-remove-the-same",
        breaks="two processes remove from the same place, and one goes by what is gone",
        file="backend/storage/batch.py",
        old="yield Expectation(REMOVED_THROUGH, (), (previous_n,), AlreadyRemovedError())",
        new="del previous_n",
        tests=(f"{_RETENTION}::test_of_two_who_remove_the_same_the_later_one_is_refused",),
    ),
    Mutation(
        name="removed-while-a-page-is-read",
        breaks="what is removed between two reads is passed over by a client",
        file="backend/services/sync.py",
        old="if found and found[0][0] != cursor.after + 1:",
        new="if found and found[0][0] <= cursor.after:",
        tests=(f"{_SYNC}::test_what_is_removed_while_a_page_is_read_is_not_passed_by",),
    ),
    Mutation(
        name="reset-for-nothing",
        breaks="a client that stands at the floor begins anew because its event went",
        file="backend/services/sync.py",
        old="return None if cursor.after == ends.floor else ResetReason.FINGERPRINT_MISMATCH",
        new="return ResetReason.FINGERPRINT_MISMATCH",
        tests=(
            f"{_SYNC}::test_a_cursor_at_the_floor_is_not_reset_because_its_event_went_meanwhile",
        ),
    ),
    Mutation(
        name="renewed-session-removed",
        breaks="people are signed out while they work, a month after they signed in",
        file=_STORAGE,
        old=' AND NOT EXISTS (SELECT 1 FROM refresh_token WHERE session_id = ?)"',
        new=' AND id = ?"',
        tests=(
            (
                f"{_RETENTION}::TestSessions"
                "::test_one_that_is_renewed_loses_its_ended_tokens_and_goes_on"
            ),
        ),
    ),
    Mutation(
        name="removal-without-end",
        breaks="commands wait while a year of events is removed",
        file=_SERVICE,
        old="events_after(previous_n, BATCH)",
        new="events_after(previous_n, 1000 * BATCH)",
        tests=(f"{_RETENTION}::test_much_goes_in_bounded_steps",),
    ),
    Mutation(
        name="rooms-not-locked-by-removal",
        breaks="a removal and a command lock rooms crosswise",
        file="backend/storage/writes.py",
        old="return isinstance(write, MarkNotifications | MarkUnread | RemoveOld)",
        new="return isinstance(write, MarkNotifications | MarkUnread)",
        tests=(
            (
                "tests/integration/backend/storage/test_postgres_turns.py"
                "::test_removal_waits_for_the_first_room_and_holds_no_later_one"
            ),
        ),
    ),
)

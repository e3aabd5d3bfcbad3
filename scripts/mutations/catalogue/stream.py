"""Mistakes in following a room: gaps, repetitions, heads, histories, on the server and here."""

from scripts.mutations.mutation import Mutation

_SERVER = "tests/conformance/test_sync.py"
_CLIENT = "tests/unit/desktop/core/stream/test_sync.py"
_MACHINE = "tests/unit/desktop/test_sync_machine.py::TestSyncMachine"
_SYNC = "desktop/core/stream/sync.py"
_DOES_NOT_FIT = f"{_SERVER}::test_cursor_that_does_not_fit_gets_one_reset_and_no_entries"

MUTATIONS = (
    Mutation(
        name="epoch-not-compared-by-the-server",
        breaks="after a backup was restored a cursor goes on in another history",
        file="backend/services/sync.py",
        old="same_history = asked.epoch in (None, epoch)",
        new="same_history = bool(epoch)",
        tests=(_DOES_NOT_FIT,),
    ),
    Mutation(
        name="fingerprint-not-compared",
        breaks="a history that was restored in secret is taken for the one that was read",
        file="backend/services/sync.py",
        old="return ResetReason.FINGERPRINT_MISMATCH if found != cursor.event_id else None",
        new="return None",
        tests=(_DOES_NOT_FIT,),
    ),
    Mutation(
        name="floor-not-compared",
        breaks="what retention removed is passed over in silence",
        file="backend/services/sync.py",
        old="if cursor.after < ends.floor:",
        new="if cursor.after < 0:",
        tests=(
            (
                "tests/conformance/test_retention.py"
                "::TestCursors::test_one_below_the_floor_gets_one_reset_and_goes_on_from_the_head"
            ),
        ),
    ),
    Mutation(
        name="cursor-ahead-not-noticed",
        breaks="after entries were lost a client waits for numbers that it has read already",
        file="backend/services/sync.py",
        old="if cursor.after > ends.head:",
        new="if cursor.after < 0:",
        tests=(_DOES_NOT_FIT,),
    ),
    Mutation(
        name="no-gap-check",
        breaks="a lost frame is passed over by the next one",
        file=_SYNC,
        old="            if number == track.after + 1:\n",
        new="            if number > track.after:\n",
        tests=(f"{_CLIENT}::test_gap_fetches_instead_of_delivering", _MACHINE),
    ),
    Mutation(
        name="no-duplicate-check-in-pages",
        breaks="what a page repeats is delivered once more",
        file=_SYNC,
        old="            if number <= track.after:\n                continue\n",
        new="            if number < track.after:\n                continue\n",
        tests=(f"{_CLIENT}::test_late_frame_that_the_page_repeats_is_delivered_once", _MACHINE),
    ),
    Mutation(
        name="event-once-for-each-room",
        breaks="an event of two rooms is delivered twice",
        file=_SYNC,
        old="        if event.id in self._seen:\n",
        new="        if event.id in self._tracks:\n",
        tests=(
            f"{_CLIENT}::test_one_event_in_two_rooms_is_delivered_once_and_moves_both_cursors",
            _MACHINE,
        ),
    ),
    Mutation(
        name="no-head-comparison",
        breaks="the last frame before a silence may be lost for ever",
        file=_SYNC,
        old="                track.known = max(track.known, head)\n",
        new="                pass\n",
        tests=(f"{_CLIENT}::test_heartbeat_that_knows_more_fetches",),
    ),
    Mutation(
        name="head-below-the-cursor-believed",
        breaks="numbers that were lost on the server are not noticed while the line is up",
        file=_SYNC,
        old="                track.doubted = True\n",
        new="                pass\n",
        tests=(f"{_CLIENT}::test_heartbeat_behind_the_cursor_lets_the_server_check_the_cursor",),
    ),
    Mutation(
        name="epoch-not-compared-in-heartbeats",
        breaks="frames of a restored history are applied to the old one",
        file=_SYNC,
        old="        if epoch != self._epoch:\n            if self._outstanding is None:",
        new="        if epoch is None:\n            if self._outstanding is None:",
        tests=(
            (
                f"{_CLIENT}"
                "::test_heartbeat_of_another_history_checks_all_cursors_before_anything_is_applied"
            ),
        ),
    ),
    Mutation(
        name="epoch-not-compared-in-pages",
        breaks="a page of another history moves the cursors of this one",
        file=_SYNC,
        old="        if epoch != self._epoch:\n            self._want(",
        new="        if epoch is None:\n            self._want(",
        tests=(f"{_CLIENT}::test_page_of_another_history_without_a_reset_is_not_believed",),
    ),
    Mutation(
        name="reset-ignored",
        breaks="a client that is told to begin anew goes on as before",
        file=_SYNC,
        old="        if part.reset is not None:\n",
        new="        if part.reset is not None and part.entries:\n",
        tests=(f"{_CLIENT}::test_reset_of_any_kind_becomes_one_snapshot", _MACHINE),
    ),
    Mutation(
        name="hole-in-a-page-passed-over",
        breaks="an entry that cannot be read is skipped in silence",
        file=_SYNC,
        old="self._want(track, SnapshotCause.HOLE, part.head)\n                return\n",
        new="track.cursor = Cursor(after=number - 1)\n",
        tests=(f"{_CLIENT}::test_hole_in_a_page_takes_a_snapshot_instead_of_skipping_in_silence",),
    ),
    Mutation(
        name="stale-answer-applied",
        breaks="an answer from before a reconnection is applied after it",
        file=_SYNC,
        old="        if request is not self._outstanding:\n"
        "            return []\n"
        "        self._outstanding = None\n"
        "        self._named_epoch",
        new="        self._outstanding = None\n        self._named_epoch",
        tests=(f"{_CLIENT}::test_answer_from_before_a_reconnection_is_ignored", _MACHINE),
    ),
    Mutation(
        name="overtaken-page-believed",
        breaks="what was heard of while a page was read is forgotten",
        file=_SYNC,
        old="        elif track.known <= track.asked:\n",
        new="        else:\n",
        tests=(f"{_CLIENT}::test_overtaken_page_is_followed_by_another_request", _MACHINE),
    ),
    Mutation(
        name="frames-before-the-cursor-was-checked",
        breaks="after a reconnection frames are applied to a cursor that may not fit",
        file=_SYNC,
        old="            if suspended or not track.trusted or track.wanted is not None:\n",
        new="            if suspended or track.wanted is not None:\n",
        tests=(f"{_CLIENT}::test_frame_before_the_cursor_was_checked_is_only_a_hint", _MACHINE),
    ),
    Mutation(
        name="frames-during-a-snapshot",
        breaks="what is delivered while the list is read is overwritten by the list",
        file=_SYNC,
        old="suspended = isinstance(self._outstanding, TakeSnapshot)",
        new="suspended = False",
        tests=(
            f"{_CLIENT}::test_nothing_is_delivered_while_a_snapshot_is_taken_and_nothing_is_missed",
            _MACHINE,
        ),
    ),
    Mutation(
        name="room-comes-back-with-its-snapshot",
        breaks="a room that was left is followed again",
        file=_SYNC,
        old="            self._outstanding = None  # It would bring the cursor back.\n",
        new="            pass\n",
        tests=(
            f"{_CLIENT}::test_room_that_is_left_while_its_snapshot_is_taken_does_not_come_back",
        ),
    ),
)

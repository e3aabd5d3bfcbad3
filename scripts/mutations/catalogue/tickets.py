"""Mistakes about tickets: who is told what, what may happen, and what the figures say."""

from scripts.mutations.mutation import Mutation

_AUDIENCE = "tests/unit/backend/domain/test_audience.py"
_FLOW = "tests/unit/backend/domain/test_flow.py"
_METRICS = "tests/conformance/test_metrics.py"
_FIGURES = "tests/unit/desktop/core/figures"

MUTATIONS = (
    Mutation(
        name="internal-note-told",
        breaks="the requester learns that there was an internal note",
        file="backend/domain/audience.py",
        old="readers = self._own(self.ticket.assignee_id) if internal else self._parties()",
        new="readers = self._parties()",
        tests=(f"{_AUDIENCE}",),
    ),
    Mutation(
        name="mention-without-the-right",
        breaks="who is mentioned hears of a ticket that they may not read",
        file="backend/domain/audience.py",
        old="                if self.may_hear(user_id):\n",
        new="                if user_id:\n",
        tests=(
            f"{_AUDIENCE}",
            "tests/unit/backend/services/test_notes.py::test_who_may_not_read_the_note_is_not_mentioned",
        ),
    ),
    Mutation(
        name="old-queue-not-told",
        breaks="a ticket that was moved stays in the list of its old queue",
        file="backend/domain/audience.py",
        old="(queue_room(moved.old_queue_id), team_room(moved.old_team_id), *had_it)",
        new="(team_room(moved.old_team_id), *had_it)",
        tests=(f"{_AUDIENCE}",),
    ),
    Mutation(
        name="former-assignee-not-told",
        breaks="who lost a ticket keeps it on the list",
        file="backend/domain/audience.py",
        old="concerned = self._own(old, self.ticket.requester_id)",
        new="concerned = self._own(self.ticket.requester_id)",
        tests=(f"{_AUDIENCE}",),
    ),
    Mutation(
        name="bulk-change-told",
        breaks="a change that was to be silent interrupts everybody",
        file="backend/services/bulk.py",
        old="silent=wanted.silent)",
        new="silent=False)",
        tests=(
            "tests/unit/backend/services/test_bulk.py::test_silent_change_is_recorded_and_moves_the_figures_and_notifies_nobody",
        ),
    ),
    Mutation(
        name="one-failure-fails-the-bulk",
        breaks="of many tickets none is changed because one cannot be",
        file="backend/services/bulk.py",
        old="            return rest.BulkResult(id=ticket_id, ok=False, error=error)\n",
        new="            raise\n",
        tests=(
            "tests/unit/backend/services/test_bulk.py::test_one_that_cannot_be_changed_does_not_stop_the_others",
        ),
    ),
    Mutation(
        name="if-match-ignored",
        breaks="two who edit the same ticket overwrite each other",
        file="backend/services/tickets.py",
        old="if expected_version is not None and expected_version != ticket.version:",
        new="if expected_version is not None and expected_version > ticket.version:",
        tests=(
            "tests/unit/backend/services/test_tickets.py::TestUpdate::test_expected_version_that_is_over_is_refused",
        ),
    ),
    Mutation(
        name="commands-do-not-wait",
        breaks="commands on one ticket overtake each other and are refused as overloaded",
        file="backend/services/turns.py",
        old="            await _come(line.turn)\n            try:\n                yield\n"
        "            finally:\n                line.turn.release()\n",
        new="            yield\n",
        tests=(
            "tests/unit/backend/services/test_turns.py::test_one_at_a_time_in_the_order_of_coming",
        ),
    ),
    Mutation(
        name="flow-out-not-counted",
        breaks="a ticket that was moved is open in two queues",
        file="backend/domain/flow.py",
        old="        happened[old.queue_id, Flow.MOVED_OUT] += 1\n",
        new="",
        tests=(f"{_FLOW}::test_open_tickets_change_by_what_flows_say_in_every_hour",),
    ),
    Mutation(
        name="clock-went-back",
        breaks="a clock that was set back makes waiting times negative",
        file="backend/domain/flow.py",
        old="return max(0, (end - begin) // _SECOND)",
        new="return (end - begin) // _SECOND",
        tests=(f"{_FLOW}", "tests/unit/backend/domain/test_metrics.py"),
    ),
    Mutation(
        name="correction-without-its-claim",
        breaks="two processes that count the same queue correct it twice",
        file="backend/services/recount.py",
        old="Change(writes=(still_claimed,), deltas=deltas)",
        new="Change(writes=still_claimed and (), deltas=deltas)",
        tests=(f"{_METRICS}::test_correction_that_another_process_overtook_is_refused",),
    ),
    Mutation(
        name="last-figures-not-told",
        breaks="who looks at a queue sees the figures of before the last change",
        file="backend/realtime/figure_news.py",
        old="                del self._marked[queue_id]\n                try:\n"
        "                    await self._tell(queue_id)\n",
        new="                try:\n                    await self._tell(queue_id)\n"
        "                    del self._marked[queue_id]\n",
        tests=(
            "tests/unit/backend/realtime/test_figure_news.py",
            "tests/integration/backend/realtime/test_figure_news.py::test_listener_gets_the_last_figures_within_two_seconds_of_the_last_change",
        ),
    ),
    Mutation(
        name="figures-without-end",
        breaks="a queue in which much happens is read and told at each change",
        file="backend/realtime/figure_news.py",
        old="told_at + self._every_s",
        new="told_at",
        tests=(
            "tests/unit/backend/realtime/test_figure_news.py::test_crowd_of_changes_is_told_at_once_and_once_more_at_the_end",
        ),
    ),
    Mutation(
        name="older-figures-win",
        breaks="figures that came late replace newer ones on the dashboard",
        file="desktop/core/figures/book.py",
        old="if page is None or metrics.version < page.version:",
        new="if page is None:",
        tests=(f"{_FIGURES}/test_book.py::test_older_figures_never_replace_newer_ones",),
    ),
    Mutation(
        name="limit-told-again-and-again",
        breaks="a figure that goes up and down at its limit is a toast each time",
        file="desktop/core/figures/guard.py",
        old="if is_told and value <= threshold.calm_again:",
        new="if is_told and value <= limit:",
        tests=(f"{_FIGURES}/test_guard.py::test_between_two_toasts_the_figure_was_always_calm",),
    ),
    Mutation(
        name="heard-room-followed",
        breaks="who looks at a queue is notified of all that happens in it",
        file="desktop/core/figures/listening.py",
        old="for room, head in heads.items() if room not in strangers}",
        new="for room, head in heads.items() if room or strangers}",
        tests=(
            f"{_FIGURES}/test_feed.py::test_end_of_a_room_that_is_only_heard_is_nothing_to_catch_up",
        ),
    ),
    Mutation(
        name="followed-room-left",
        breaks="who closes the dashboard is not notified of a queue any more",
        file="desktop/core/figures/listening.py",
        old="if self._socket is not None and room not in self._followed():",
        new="if self._socket is not None:",
        tests=(
            f"{_FIGURES}/test_feed.py::test_room_that_became_followed_while_it_was_heard_is_not_left",
        ),
    ),
)

"""Mistakes on the device: what is stored, what is shown, what is told to the server, and when."""

from scripts.mutations.mutation import Mutation

_CORE = "tests/unit/desktop/core"
_AGENT = "tests/integration/desktop/agent"
_STORE = "tests/integration/desktop/adapters/test_store.py"
_PRESENTER = f"{_CORE}/notifications/test_presenter.py"
_WAITING = f"{_CORE}/notifications/test_presenter_waiting.py"

MUTATIONS = (
    Mutation(
        name="cursor-stored-before-the-entry",
        breaks="a crash between two transactions loses what lies between them",
        file="desktop/core/follower.py",
        old="await self.keep(replace(commit, cursors=cursors, forget=tuple(sorted(forget))))",
        new="await self.keep(Commit(cursors=cursors, forget=tuple(sorted(forget))))\n"
        "        await self.keep(commit)",
        tests=(f"{_CORE}/test_follower.py::test_event_and_cursor_are_stored_together",),
    ),
    Mutation(
        name="cursor-of-a-snapshot-stored-before-the-list",
        breaks="a crash while the list is taken over leaves a device level without it",
        file="desktop/core/follower.py",
        old="await self.keep(replace(commit, cursors=request.cursors, epoch=request.epoch))",
        new="await self.keep(Commit(cursors=request.cursors, epoch=request.epoch))\n"
        "        await self.keep(commit)",
        tests=(
            (
                f"{_CORE}/test_follower.py"
                "::test_list_of_the_server_and_its_cursors_are_stored_together"
            ),
            "tests/faults/test_desktop_start_crashes.py",
        ),
    ),
    Mutation(
        name="store-without-a-transaction",
        breaks="a crash leaves half of a commit on the disk",
        file="desktop/adapters/store.py",
        old="        with transaction(self._connection):\n            rows.write(",
        new="        if self._connection:\n            rows.write(",
        tests=(
            f"{_STORE}::test_program_that_is_killed_before_a_statement_leaves_whole_commits_only",
        ),
    ),
    Mutation(
        name="store-not-flushed",
        breaks="a power cut takes what was shown already, and it is shown again",
        file="desktop/adapters/store.py",
        old="PRAGMA synchronous = FULL",
        new="PRAGMA synchronous = OFF",
        tests=(f"{_STORE}::test_every_commit_is_on_the_disk_when_it_returns",),
    ),
    Mutation(
        name="store-of-somebody-else",
        breaks="who signs in on a device sees the notifications of who was there before",
        file="desktop/adapters/store.py",
        old="if rows.owner(connection) not in {None, owner}:",
        new="if rows.owner(connection) is owner:",
        tests=(f"{_STORE}::test_what_belongs_to_somebody_else_leaves_no_trace",),
    ),
    Mutation(
        name="toast-shown-before-stored",
        breaks="a crash between the two shows a toast twice",
        file="desktop/core/notifications/presenter.py",
        old="        await self._keep(self._center.decided(event_ids, rule))\n"
        "        await self._keep(self._casework.snoozes.over(event_ids))\n"
        "        if rule is Rule.SUMMARY:\n"
        "            await self._toaster.sum_up(toast)\n"
        "        else:\n"
        "            await self._toaster.show(toast)\n",
        new="        if rule is Rule.SUMMARY:\n"
        "            await self._toaster.sum_up(toast)\n"
        "        else:\n"
        "            await self._toaster.show(toast)\n"
        "        await self._keep(self._center.decided(event_ids, rule))\n"
        "        await self._keep(self._casework.snoozes.over(event_ids))\n",
        tests=(
            f"{_PRESENTER}::test_decision_is_on_disk_before_the_toast_is_on_the_screen",
            "tests/faults/test_desktop_crashes.py",
        ),
    ),
    Mutation(
        name="toasts-while-catching-up",
        breaks="who comes back is shown everything that happened meanwhile, one by one",
        file="desktop/core/notifications/presenter.py",
        old="        if self._on_hold:\n            return None\n",
        new="",
        tests=(f"{_PRESENTER}::test_nobody_is_interrupted_while_the_agent_catches_up",),
    ),
    Mutation(
        name="digest-shown-twice",
        breaks="what was in the digest is shown once more, by itself",
        file="desktop/core/notifications/presenter.py",
        old="            shown = [pair for pair in shown if pair[0] not in late]\n",
        new="",
        tests=(f"{_PRESENTER}::test_absence_becomes_one_digest",),
    ),
    Mutation(
        name="read-elsewhere-is-shown",
        breaks="a person is interrupted for what they have read on another device",
        file="desktop/core/notifications/presenter.py",
        old="read = [i.event_id for i in waiting if i.read or i.cleared]",
        new="read = [i.event_id for i in waiting if i.cleared]",
        tests=(f"{_PRESENTER}::test_what_was_read_meanwhile_is_not_in_the_digest",),
    ),
    Mutation(
        name="held-back-forgotten",
        breaks="what came in quiet hours is never told",
        file="desktop/core/notifications/presenter.py",
        old="return (*self._center.undecided(), *self._center.held(), *snoozed)",
        new="return (*self._center.undecided(), *snoozed)",
        tests=(f"{_WAITING}::test_what_quiet_hours_held_back_comes_as_one_digest_at_their_end",),
    ),
    Mutation(
        name="flood-without-end",
        breaks="a flood of events is a flood of toasts",
        file="desktop/core/toasts/flood.py",
        old="        if len(self._shown_at) < MAX_TOASTS:\n",
        new="        if self._shown_at is not None:\n",
        tests=(f"{_PRESENTER}::test_five_thousand_events_in_ten_seconds_never_exceed_the_limit",),
    ),
    Mutation(
        name="known-event-is-new",
        breaks="an event that a page brings again is unread and shown again",
        file="desktop/core/notifications/center.py",
        old="if isinstance(event, UnknownEvent) or event.id in self._items:",
        new="if isinstance(event, UnknownEvent):",
        tests=(f"{_CORE}/notifications/test_center.py::TestReceived",),
    ),
    Mutation(
        name="told-of-ones-own-act",
        breaks="people are interrupted by what they did themselves",
        file="common/notifications.py",
        old="if isinstance(event, UnknownEvent) or event.actor_id == me.user_id:",
        new="if isinstance(event, UnknownEvent):",
        tests=(
            "tests/unit/common/test_notifications.py::test_nobody_is_notified_of_their_own_act",
        ),
    ),
    Mutation(
        name="server-counts-otherwise",
        breaks="the badge and the server disagree about what is a notification",
        file="backend/services/hearing.py",
        old="if notification is None or notification.priority is NotificationPriority.LOW:",
        new="if notification is None:",
        tests=("tests/conformance/test_notifications.py::test_count_equals_what_classify_says",),
    ),
    Mutation(
        name="silence-not-heard",
        breaks="a change that was to interrupt nobody interrupts",
        file="common/notifications.py",
        old="meaning = _BACKGROUND if is_silent else _meaning(event, me)",
        new="meaning = _BACKGROUND if is_silent is None else _meaning(event, me)",
        tests=("tests/unit/common/test_notifications.py::test_silent_change_notifies_nobody",),
    ),
    Mutation(
        name="early-mark-forgotten",
        breaks="what was read elsewhere before it came here is unread",
        file="desktop/core/notifications/center.py",
        old="        self._early[event_id] = early[event_id] = mark\n",
        new="        early[event_id] = mark\n",
        tests=(f"{_CORE}/notifications/test_center.py::TestMarksFromOtherDevices",),
    ),
    Mutation(
        name="marks-for-all-not-merged",
        breaks="a mark for all of one room takes back that of another",
        file="desktop/core/notifications/center.py",
        old="max(one.get(room, 0), other.get(room, 0)) for room",
        new="other.get(room, 0) for room",
        tests=(
            f"{_CORE}/notifications/test_center.py::TestMarksFromOtherDevices",
            "tests/unit/desktop/test_mark_machine.py",
        ),
    ),
    Mutation(
        name="answer-confirms-a-later-mark",
        breaks="a mark that was made while an earlier one was sent is never sent",
        file="desktop/core/desk/marks.py",
        old="return [event_id for event_id in chunk if event_id in self._under_way]",
        new="return list(chunk)",
        tests=(
            f"{_CORE}/desk/test_marks.py::test_answer_confirms_nothing_that_was_marked_since",
            "tests/unit/desktop/test_mark_machine.py",
        ),
    ),
    Mutation(
        name="key-of-another-mark",
        breaks="a mark that is made again is answered from memory and not made",
        file="desktop/core/desk/marks.py",
        old="if self._last is None or self._last[:2] != (mark, chunk):",
        new="if self._last is None:",
        tests=(
            f"{_CORE}/desk/test_marks.py::test_same_mark_after_another_one_has_a_key_of_its_own",
        ),
    ),
    Mutation(
        name="clearing-lost-at-the-restart",
        breaks="what was cleared before a crash stays on all other devices",
        file="desktop/core/notifications/marking.py",
        old="return replace(item, cleared=True, unconfirmed=mark)",
        new="return replace(item, cleared=True)",
        tests=(f"{_CORE}/desk/test_marks.py::TestClearing",),
    ),
    Mutation(
        name="clearing-sent-at-once",
        breaks="a clearing that is taken back is gone on all other devices",
        file="desktop/core/desk/clearing.py",
        old="self._clearings.append(_Clearing(event_ids, now_s + UNDO_S))",
        new="self._clearings.append(_Clearing(event_ids, now_s))",
        tests=(f"{_CORE}/desk/test_marks.py::TestClearing",),
    ),
    Mutation(
        name="claim-sent-before-it-is-stored",
        breaks="a claim that a crash interrupted is forgotten, or made twice under two keys",
        file="desktop/core/desk/handling.py",
        old="        await self._context.follower.keep("
        "self._casework.claims.wish(item, self._new_key()))\n"
        "        self._woken.set()\n",
        new="        wished = self._casework.claims.wish(item, self._new_key())\n"
        "        self._woken.set()\n"
        "        await asyncio.sleep(0.01)\n"
        "        await self._context.follower.keep(wished)\n",
        tests=(f"{_CORE}/desk/test_handling.py::test_claim_is_on_disk_before_it_is_sent",),
    ),
    Mutation(
        name="claim-with-a-new-key",
        breaks="a claim whose answer was lost is refused as somebody else's",
        file="desktop/core/desk/handling.py",
        old="wish.ticket_id, key=wish.key)",
        new="wish.ticket_id, key=self._new_key())",
        tests=(
            f"{_CORE}/desk/test_handling.py::test_claim_that_nobody_answered_is_sent_again_with_its_key",
        ),
    ),
    Mutation(
        name="backoff-without-jitter",
        breaks="all clients of a server that restarts come back in the same moment",
        file="desktop/core/connection.py",
        old="return self._jitter() * bound",
        new="return bound",
        tests=(f"{_CORE}/test_connection.py::test_jitter_is_full",),
    ),
    Mutation(
        name="silence-believed",
        breaks="a line that is dead but open is green for ever",
        file="desktop/core/line/live.py",
        old="            raise ConnectionLostError(ClientCode.SILENT)\n        elif seconds",
        new="            pass\n        elif seconds",
        tests=(
            (
                f"{_AGENT}/test_machine.py"
                "::test_line_that_is_open_and_dead_is_noticed_by_its_silence"
            ),
        ),
    ),
    Mutation(
        name="wall-clock-for-durations",
        breaks="a step of the clock ends the line, or keeps a dead one",
        file="desktop/adapters/clock.py",
        old="return time.monotonic()",
        new="return time.time()",
        tests=("tests/unit/desktop/adapters/test_clock.py",),
    ),
    Mutation(
        name="clock-jump-not-noticed",
        breaks="after a sleep the line is believed until the server's next word is overdue",
        file="desktop/core/connection.py",
        old="return abs(wall_s - monotonic_s) > CLOCK_JUMP_S",
        new="return wall_s - monotonic_s > 1e9",
        tests=(f"{_CORE}/test_connection.py::test_clocks_that_part_mean_that_the_machine_slept",),
    ),
    Mutation(
        name="green-without-proof",
        breaks="the icon is green though nothing was heard for hours",
        file="desktop/core/connection.py",
        old="return verified_at is not None and now - verified_at <= timedelta(seconds=PROOF_S)",
        new="return verified_at is not None and now >= verified_at",
        tests=(
            f"{_CORE}/test_connection.py::test_sign_of_life_is_proof_for_a_minute",
            (f"{_CORE}/test_status.py::test_nothing_is_called_live_without_a_young_sign_of_life"),
        ),
    ),
    Mutation(
        name="dead-network-signs-out",
        breaks="a renewal that met no server costs the person the session",
        file="desktop/core/session/credentials.py",
        old="            if ends_session(exc):\n",
        new="            if ends_session(exc) or isinstance(exc, ConnectionLostError):\n",
        tests=(f"{_CORE}/session/test_credentials.py::test_dead_network_signs_nobody_out",),
    ),
    Mutation(
        name="first-refusal-is-final",
        breaks="an old token signs a person out who only had to renew it",
        file="desktop/core/connection.py",
        old="FINAL_REFUSALS_IN_A_ROW = 2",
        new="FINAL_REFUSALS_IN_A_ROW = 1",
        tests=(
            (
                f"{_CORE}/test_connection.py"
                "::test_first_final_refusal_may_be_an_old_token_the_second_is_meant"
            ),
        ),
    ),
    Mutation(
        name="rooms-not-reconciled",
        breaks="a room that was lost or won while the line was up is not noticed",
        file="desktop/core/line/live.py",
        old="            await self._reconcile_rooms()\n",
        new="            pass\n",
        tests=(
            f"{_AGENT}/test_surroundings.py::test_new_queue_is_heard_from_the_moment_it_is_given",
            f"{_AGENT}/test_surroundings.py::test_queue_that_is_taken_away_is_not_heard_any_more",
        ),
    ),
    Mutation(
        name="counts-not-compared",
        breaks="a badge that is wrong stays wrong",
        file="desktop/core/line/live.py",
        old="        if unread.count == center.count_on_server:\n",
        new="        if unread.count >= 0:\n",
        tests=(f"{_AGENT}/test_delivery.py",),
    ),
    Mutation(
        name="secrets-in-the-desktops-log",
        breaks="tokens and passwords stand in a file on the device",
        file="desktop/core/diagnostics/secrets.py",
        old="    return _SECRETS.sub(_HIDDEN, text)",
        new="    return text",
        tests=("tests/unit/desktop/test_logs.py::test_secrets_are_replaced",),
    ),
    Mutation(
        name="names-leave-the-machine",
        breaks="what a library says in an exception is sent to IT with the diagnostics",
        file="desktop/adapters/diagnostics/redaction.py",
        old="            yield f\"{error['before']}{error['name']}\"\n",
        new="            yield line\n",
        tests=("tests/unit/desktop/adapters/diagnostics/test_redaction.py",),
    ),
    Mutation(
        name="link-to-anywhere",
        breaks="a link from outside opens what its author likes",
        file="desktop/core/links.py",
        old="if found is not None and is_id(found[1])",
        new="if found is not None",
        tests=("tests/unit/desktop/core/test_links.py",),
    ),
)

"""Mistakes about the line to the server, the session, settings, clocks and secrets."""

from scripts.mutations.mutation import Mutation

_CORE = "tests/unit/desktop/core"
_AGENT = "tests/integration/desktop/agent"

MUTATIONS = (
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
        name="secrets-in-the-desktops-log",
        breaks="tokens and passwords stand in a file on the device",
        file="desktop/core/diagnostics/secrets.py",
        old='return _SECRETS.sub(lambda found: (found["name"] or "") + _HIDDEN, text)',
        new="return text",
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
    Mutation(
        name="keyring-not-ready-signs-out",
        breaks="a keyring that is not unlocked yet costs the person the session",
        file="desktop/core/session/session.py",
        old="            return AskAgain(is_declined=is_declined)\n",
        new="            return SignedOut()\n",
        tests=(
            f"{_CORE}/session/test_session.py::test_keyring_that_is_not_ready_is_asked_again_and_signs_nobody_out",
        ),
    ),
    Mutation(
        name="renewed-session-not-kept",
        breaks="the next start of the agent finds a token that was used",
        file="desktop/core/session/credentials.py",
        old="        self._answered.clear()\n        self._unsaved.set()\n",
        new="        self._answered.clear()\n",
        tests=(
            f"{_CORE}/session/test_credentials.py::test_renewed_session_replaces_the_kept_one",
        ),
    ),
    Mutation(
        name="two-renewals-at-once",
        breaks="two parts of the agent renew one token, and one is taken for a thief",
        file="desktop/core/session/credentials.py",
        old="        async with self._turn:\n            if self._is_doubted",
        new="        if self._turn:\n            if self._is_doubted",
        tests=(
            f"{_CORE}/session/test_credentials.py::test_two_who_need_a_token_share_one_renewal",
        ),
    ),
    Mutation(
        name="failed-request-not-noticed",
        breaks="a page that could not be read is never asked for again",
        file="desktop/core/line/live.py",
        old="            await self._inbox.put(Closed(exc))\n",
        new="            del exc\n",
        tests=(
            (
                f"{_AGENT}/test_delivery.py"
                "::test_page_that_cannot_be_read_ends_the_line_and_is_asked_for_again"
            ),
        ),
    ),
    Mutation(
        name="inbox-without-end",
        breaks="frames that the agent does not take fill its memory",
        file="desktop/adapters/inbox.py",
        old="if len(self._waiting) >= self._limit:",
        new="if self._limit < 0:",
        tests=("tests/unit/desktop/adapters/test_inbox.py",),
    ),
    Mutation(
        name="dead-line-believed-after-a-sleep",
        breaks="after a sleep the agent waits a minute for a line that is dead",
        file="desktop/core/line/live.py",
        old="                await self._probe()\n",
        new="                pass\n",
        tests=(
            f"{_AGENT}/test_machine.py::test_dead_line_is_replaced_in_five_seconds_and_verified_ten_after_the_network_is_back",
        ),
    ),
    Mutation(
        name="no-polling",
        breaks="where sockets are refused the agent is offline",
        file="desktop/core/line/line.py",
        old="cannot_connect = self._failed_sockets >= FAILURES_BEFORE_POLLING",
        new="cannot_connect = self._failed_sockets < 0",
        tests=(f"{_AGENT}/test_line.py::test_polling_replaces_sockets_that_are_refused",),
    ),
    Mutation(
        name="choice-beats-the-policy",
        breaks="a person chooses what their organisation has decided",
        file="desktop/core/settings/merge.py",
        old="    for source in Source:\n",
        new="    for source in reversed(Source):\n",
        tests=(f"{_CORE}/settings/test_merge.py::test_each_source_wins_over_those_after_it",),
    ),
    Mutation(
        name="unreadable-policy-is-none",
        breaks="a policy that is written just now is switched off for a moment",
        file="desktop/core/settings/merge.py",
        old="if reading.problems and source in MANAGED and source in kept",
        new="if reading.problems and source not in MANAGED and source in kept",
        tests=(
            f"{_CORE}/settings/test_current.py::test_unreadable_policy_keeps_the_last_good_one_also_after_a_restart",
        ),
    ),
    Mutation(
        name="two-programs-on-one-profile",
        breaks="two agents write the same database and show each toast twice",
        file="desktop/adapters/instance/lock.py",
        old="        except BlockingIOError:\n            return False\n",
        new="        except BlockingIOError:\n            return True\n",
        tests=(
            "tests/unit/desktop/adapters/instance/test_instance.py",
            f"{_AGENT}/test_single_instance.py::test_second_start_passes_its_link_on_and_ends",
        ),
    ),
    Mutation(
        name="end-of-the-session-is-a-crash",
        breaks="after each restart of the machine the agent says that it crashed",
        file="desktop/adapters/last_run.py",
        old="return Notice.ENDED_UNASKED if before == self._surroundings else None",
        new="return Notice.ENDED_UNASKED",
        tests=(
            "tests/unit/desktop/adapters/test_last_run.py::test_end_of_the_machine_or_the_session_is_no_crash",
        ),
    ),
)

"""Mistakes about sessions, tokens and passwords, and how much one client may ask for."""

from scripts.mutations.mutation import Mutation

_SESSIONS = "tests/unit/backend/services/test_sessions.py"
_TOKENS = "tests/unit/backend/services/test_tokens.py"
_REALTIME = "tests/integration/backend/realtime"

MUTATIONS = (
    Mutation(
        name="poll-outlives-its-session",
        breaks="a poll that waits answers somebody who was signed out meanwhile",
        file="backend/api/streams.py",
        old="    await call.services.sessions.require_live(call.known)\n",
        new="",
        tests=(f"{_REALTIME}/test_revocation.py::test_a_long_poll_does_not_outlive_its_session",),
    ),
    Mutation(
        name="ended-session-stays-connected",
        breaks="who was signed out elsewhere stays connected",
        file="backend/realtime/watch.py",
        old="if state is None or state.is_ended or state.is_disabled:",
        new="if state is None:",
        tests=(
            (
                "tests/unit/backend/realtime/test_watch.py"
                "::test_what_has_ended_is_closed_with_the_reason"
            ),
            f"{_REALTIME}/test_revocation.py::test_what_another_process_ended_counts_here_too",
        ),
    ),
    Mutation(
        name="checked-once-an-hour",
        breaks="an access token works on after its session was ended in another process",
        file="backend/services/sessions.py",
        old="MAX_CHECK_AGE = timedelta(seconds=1)",
        new="MAX_CHECK_AGE = timedelta(hours=1)",
        tests=(
            f"{_SESSIONS}::TestVerify::test_revocation_from_elsewhere_takes_effect_within_a_second",
        ),
    ),
    Mutation(
        name="socket-outlives-its-token",
        breaks="a socket whose token ended is told on",
        file="backend/realtime/signin.py",
        old="        session.outlet.end(CloseReason.TOKEN_EXPIRED)\n",
        new="",
        tests=(
            (
                f"{_REALTIME}/test_sessions.py"
                "::test_a_socket_ends_with_its_token_in_a_way_to_come_back_from"
            ),
        ),
    ),
    Mutation(
        name="renewal-by-somebody-else",
        breaks="a socket goes on with the token of another person in the rooms of the first",
        file="backend/realtime/signin.py",
        old="known is not None and known.user_id != identity.user_id",
        new="known is not None and known.user_id != known.user_id",
        tests=(
            f"{_REALTIME}/test_sessions.py::test_a_renewal_with_somebody_elses_token_ends_the_socket",
        ),
    ),
    Mutation(
        name="stolen-refresh-token",
        breaks="a refresh token that two hold goes on for the one who came second",
        file="backend/services/sessions.py",
        old="        await self.end(token.session_id)\n        raise TokenRevokedError",
        new="        raise TokenRevokedError",
        tests=(
            f"{_SESSIONS}::TestRefresh::test_rfc9700_4_14_2_reuse_after_the_window_ends_the_session",
        ),
    ),
    Mutation(
        name="lost-answer-costs-the-session",
        breaks="a device that slept through the answer to its renewal is signed out",
        file="backend/services/sessions.py",
        old="or not _is_answered(session, replaced_at)",
        new="or session.revoked_at is not None",
        tests=(f"{_SESSIONS}::TestRefresh::test_lost_answer_is_given_again_however_late",),
    ),
    Mutation(
        name="audience-not-checked",
        breaks="a token that was made for something else opens this interface",
        file="backend/services/tokens.py",
        old='    aud: Literal["bomizzel-api"]\n',
        new="    aud: str\n",
        tests=(f"{_TOKENS}::test_anything_else_is_invalid",),
    ),
    Mutation(
        name="algorithm-of-the-token",
        breaks="a token says itself how it is to be checked",
        file="backend/services/tokens.py",
        old='    alg: Literal["HS256"]\n',
        new="    alg: str\n",
        tests=(f"{_TOKENS}::test_anything_else_is_invalid",),
    ),
    Mutation(
        name="passwords-guessed-for-ever",
        breaks="passwords can be tried without end",
        file="backend/services/attempts.py",
        old="if count.times >= most:",
        new="if count.times >= 10 * most:",
        tests=(
            f"{_SESSIONS}::TestLogin::test_too_many_failures_are_refused_for_a_while",
            (
                "tests/unit/backend/services/test_attempts.py"
                "::test_failures_at_many_accounts_are_counted_by_where_they_come_from"
            ),
        ),
    ),
    Mutation(
        name="refreshed-without-end",
        breaks="one client in a loop keeps everybody else busy",
        file="backend/services/sessions.py",
        old="if count.times > MAX_REFRESHES:",
        new="if count.times > 100 * MAX_REFRESHES:",
        tests=(f"{_SESSIONS}::TestRefresh::test_client_in_a_loop_is_slowed_down_alone",),
    ),
    Mutation(
        name="messages-without-end",
        breaks="one socket can ask as much as it likes",
        file="backend/realtime/namespace.py",
        old="if session is None or not session.messages.take():",
        new="if session is None:",
        tests=(
            f"{_REALTIME}/test_bounds.py::test_messages_beyond_the_rate_are_refused_and_counted",
        ),
    ),
    Mutation(
        name="secrets-in-the-log",
        breaks="tokens and passwords stand in the log of the server",
        file="backend/logs.py",
        old="    return _SECRETS.sub(_HIDDEN, text)",
        new="    return text",
        tests=("tests/unit/backend/test_logs.py",),
    ),
    Mutation(
        name="token-in-an-address",
        breaks="tokens stand in the logs of every proxy",
        file="backend/api/middleware.py",
        old="        if _TOKEN_PARAMETERS & request.query.keys():\n",
        new="        if not request.query.keys():\n",
        tests=(
            "tests/integration/backend/test_cross_site.py::test_token_in_the_address_of_a_request_is_refused",
        ),
    ),
    Mutation(
        name="any-page-may-connect",
        breaks="a page of a stranger opens a socket from the browser of a person",
        file="backend/realtime/engine.py",
        old="lambda origin: origin in options.origins",
        new="lambda origin: origin not in ()",
        tests=(
            "tests/integration/backend/test_cross_site.py::test_foreign_pages_open_no_websocket",
        ),
    ),
    Mutation(
        name="event-before-sign-in",
        breaks="a socket that nobody vouches for joins rooms",
        file="backend/realtime/namespace.py",
        old="        if not session.is_settled:\n",
        new="        if session.is_gone:\n",
        tests=(f"{_REALTIME}/test_sign_in.py", f"{_REALTIME}/test_rooms.py"),
    ),
    Mutation(
        name="sockets-of-a-person-without-end",
        breaks="one person fills the server with sockets",
        file="backend/realtime/signin.py",
        old="if here + elsewhere >= self._sockets_per_person:",
        new="if elsewhere >= self._sockets_per_person:",
        tests=(f"{_REALTIME}/test_sign_in.py::test_only_so_many_sockets_of_one_person",),
    ),
    Mutation(
        name="strangers-without-end",
        breaks="sockets without identity fill the server",
        file="backend/realtime/limits.py",
        old="if self.waiting >= self._limits.unauthenticated_sockets:",
        new="if self.waiting < 0:",
        tests=(
            "tests/unit/backend/realtime/test_limits.py::test_admission_counts_by_address_and_in_all",
        ),
    ),
    Mutation(
        name="joins-without-end",
        breaks="one socket reads the heads of as many rooms as it likes",
        file="backend/realtime/namespace.py",
        old="        if not session.joins.take():\n",
        new="        if session.joins is None:\n",
        tests=(f"{_REALTIME}/test_bounds.py::test_joins_beyond_the_burst_are_refused",),
    ),
    Mutation(
        name="violations-without-end",
        breaks="a client that speaks nonsense may go on",
        file="backend/realtime/connection.py",
        old="        if not self._patience.take():\n",
        new="        if self._patience is None:\n",
        tests=(
            (
                "tests/integration/backend/hostile/test_sockets.py"
                "::test_malformed_packets_are_counted_and_then_closed_for_good"
            ),
        ),
    ),
    Mutation(
        name="disabled-and-signed-in",
        breaks="who is switched off goes on with the sessions of before",
        file="backend/services/administration.py",
        old="if write.disabled else ()",
        new="if write.disabled is None else ()",
        tests=(
            "tests/unit/backend/services/test_administration.py::test_disabled_person_is_signed_out",
        ),
    ),
    Mutation(
        name="new-password-old-sessions",
        breaks="who knew the old password stays signed in",
        file="backend/services/administration.py",
        old="await self._gateway.commit(Change(writes=(write, signed_out)))",
        new="await self._gateway.commit(Change(writes=(write,)))",
        tests=(
            "tests/unit/backend/services/test_administration.py::test_new_password_replaces_the_old_and_ends_sessions",
        ),
    ),
    Mutation(
        name="password-reset-during-a-sign-in",
        breaks="a password that was just taken back opens a session",
        file="backend/services/sessions.py",
        old="        if person.password_hash != checked.password_hash:\n",
        new="        if person.id != checked.id:\n",
        tests=(
            f"{_SESSIONS}::TestLogin::test_password_that_is_reset_while_it_is_checked_opens_nothing",
        ),
    ),
    Mutation(
        name="new-secret-signs-out",
        breaks="everybody is signed out when the signing secret is replaced",
        file="backend/services/tokens.py",
        old="        if self.previous is not None:\n",
        new="        if self.previous is self.current:\n",
        tests=(
            f"{_SESSIONS}::TestVerify::test_previous_secret_is_accepted",
            "tests/integration/backend/test_secret_rotation.py",
        ),
    ),
    Mutation(
        name="two-refresh-at-once",
        breaks="of two requests of one device one is taken for a thief",
        file="backend/storage/batch.py",
        old="yield Expectation(rows.UNUSED_DIGEST, (old_digest,), (1,), replaced)",
        new="del replaced",
        tests=("tests/conformance/test_sessions.py::test_concurrent_refreshes_get_one_successor",),
    ),
    Mutation(
        name="unknown-address-is-quick",
        breaks="who has an account can be found out by a clock",
        file="backend/services/sessions.py",
        old="        if not await self._hasher.verify(digest, password) or person is None:",
        new="        if person is None or not await self._hasher.verify(digest, password):",
        tests=(
            f"{_SESSIONS}::TestLogin::test_wrong_password_and_unknown_address_look_and_cost_alike",
        ),
    ),
    Mutation(
        name="limits-of-one-process",
        breaks="with each process there are as many guesses at a password more",
        file="backend/broker/counters.py",
        old="return max(local, shared, key=lambda count: count.times)",
        new="return min(local, shared, key=lambda count: count.times)",
        tests=(
            "tests/integration/backend/broker/test_counters.py::test_two_processes_count_together",
        ),
    ),
    Mutation(
        name="sockets-elsewhere-not-counted",
        breaks="with each process one person may have as many sockets more",
        file="backend/realtime/presence.py",
        old="return sum(lease.sockets for lease in leases if lease is not None)",
        new="return sum(0 * lease.sockets for lease in leases if lease is not None)",
        tests=(
            (
                "tests/integration/backend/cluster/test_people.py"
                "::test_sockets_of_a_person_are_limited_over_both_processes"
            ),
        ),
    ),
)

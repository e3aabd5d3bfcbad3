"""Mistakes about who may see, hear and do what, and about sessions and their tokens."""

from scripts.mutations.mutation import Mutation

_SYNC = "tests/conformance/test_sync.py"
_ROOMS = "tests/unit/backend/realtime/test_rooms.py"
_SESSIONS = "tests/unit/backend/services/test_sessions.py"
_TOKENS = "tests/unit/backend/services/test_tokens.py"
_REALTIME = "tests/integration/backend/realtime"
_DISPATCHER = "tests/unit/backend/realtime/test_dispatcher.py"

MUTATIONS = (
    Mutation(
        name="pages-for-everybody",
        breaks="whoever is signed in reads every room by its name",
        file="backend/services/sync.py",
        old="rooms = await audible_rooms(self._people, standing, asked.rooms)",
        new="rooms = tuple(asked.rooms)",
        tests=(
            f"{_SYNC}::test_rooms_not_for_the_actor_are_absent",
            f"{_SYNC}::test_lost_membership_counts_at_the_next_read",
        ),
    ),
    Mutation(
        name="rights-not-checked-after-the-wait",
        breaks="a poll that waits brings what came after the right to it was lost",
        file="backend/services/sync.py",
        old="            page = await self._page(actor, asked)\n        return page",
        new="            for room in page.rooms:\n"
        "                ends = (await self._streams.heads((room,)))[room]\n"
        "                page.rooms[room] = await self._room(\n"
        "                    room, asked.rooms[room], ends, limit=asked.limit, same_history=True\n"
        "                )\n"
        "        return page",
        tests=(f"{_SYNC}::test_rights_are_checked_again_after_the_wait",),
    ),
    Mutation(
        name="poll-outlives-its-session",
        breaks="a poll that waits answers somebody who was signed out meanwhile",
        file="backend/api/streams.py",
        old="    await call.services.sessions.require_live(call.known)\n",
        new="",
        tests=(f"{_REALTIME}/test_revocation.py::test_a_long_poll_does_not_outlive_its_session",),
    ),
    Mutation(
        name="join-of-any-room",
        breaks="whoever is signed in hears every room by its name",
        file="backend/realtime/rooms.py",
        old="len(session.rooms) < MAX_ROOMS and await self._may_join(session, room)",
        new="len(session.rooms) < MAX_ROOMS",
        tests=(
            f"{_ROOMS}::test_nobody_joins_the_own_room_of_somebody_else",
            f"{_REALTIME}/test_rooms.py::test_forbidden_and_unknown_rooms_are_refused_alike",
        ),
    ),
    Mutation(
        name="rights-change-during-a-join",
        breaks="who loses a right while joining hears the room from then on",
        file="backend/realtime/rooms.py",
        old="            heads = await self._dispatcher.follow((room,))\n"
        "            if session.access_version == version:\n"
        "                break\n",
        new="            heads = await self._dispatcher.follow((room,))\n            break\n",
        tests=(f"{_ROOMS}::test_rights_that_change_during_a_join_are_looked_at_again",),
    ),
    Mutation(
        name="rights-change-during-a-sign-in",
        breaks="who loses a right while signing in hears the room from then on",
        file="backend/realtime/rooms.py",
        old="            if session.access_version == version:\n"
        "                break\n"
        "        session.automatic",
        new="            break\n        session.automatic",
        tests=(f"{_ROOMS}::test_rights_that_change_during_a_sign_in_are_looked_at_again",),
    ),
    Mutation(
        name="removed-member-hears-on",
        breaks="who was removed stays in the room until the next connection",
        file="backend/realtime/rooms.py",
        old="                self.leave(session, room, RoomLeftReason.ACCESS_REMOVED)\n",
        new="                pass\n",
        tests=(
            f"{_ROOMS}::test_a_review_joins_what_is_new_and_leaves_what_is_lost",
            f"{_REALTIME}/test_rooms.py::test_a_removed_member_is_out_of_the_room_at_once",
        ),
    ),
    Mutation(
        name="change-of-rights-not-told",
        breaks="nobody looks at the rooms of who was removed",
        file="backend/realtime/dispatcher.py",
        old="            await self._tell_access_changed(published.positions)\n",
        new="            pass\n",
        tests=(
            f"{_DISPATCHER}::test_a_change_of_rights_is_told_before_the_next_event_goes_out",
            f"{_REALTIME}/test_rooms.py::test_a_removed_member_is_out_of_the_room_at_once",
        ),
    ),
    Mutation(
        name="change-of-rights-in-a-hole-not-told",
        breaks="a removal whose ring was lost is missed",
        file="backend/realtime/dispatcher.py",
        old="                    await self._tell_access_changed({room: number})\n",
        new="                    pass\n",
        tests=(f"{_DISPATCHER}::test_a_change_of_rights_in_a_hole_is_told_too",),
    ),
    Mutation(
        name="change-of-rights-in-a-large-hole-not-told",
        breaks="a removal is missed by a process that was far behind",
        file="backend/realtime/dispatcher.py",
        old="            await self._tell_access_changed({room: seq})",
        new="            pass",
        tests=(f"{_DISPATCHER}::test_a_change_of_rights_in_a_hole_too_large_is_told_too",),
    ),
    Mutation(
        name="rights-from-memory",
        breaks="a process decides about a removal by what it knew before",
        file="backend/realtime/rooms.py",
        old="        self._forget_people()\n",
        new="",
        tests=(f"{_ROOMS}::test_a_review_forgets_first_what_was_known_before",),
    ),
    Mutation(
        name="unreadable-rights-are-kept",
        breaks="who was removed hears on because the database failed at that moment",
        file="backend/realtime/rooms.py",
        old="                session.outlet.end(CloseReason.AUTHENTICATION_TIMEOUT)\n",
        new="                pass\n",
        tests=(f"{_ROOMS}::test_rights_that_cannot_be_read_are_no_rights",),
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
        old='            "strict_aud": True,\n',
        new='            "verify_aud": False,\n',
        tests=(f"{_TOKENS}::test_anything_else_is_invalid",),
    ),
    Mutation(
        name="algorithm-of-the-token",
        breaks="a token says itself how it is to be checked",
        file="backend/services/tokens.py",
        old="        algorithms=[_ALGORITHM],\n",
        new='        algorithms=[jwt.get_unverified_header(token)["alg"]],\n',
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
        name="ticket-for-everybody",
        breaks="a ticket can be read by whoever knows its id",
        file="backend/services/ticket_desk.py",
        old="if ticket is None or not may_read(standing, ticket):",
        new="if ticket is None:",
        tests=(
            (
                "tests/unit/backend/services/test_tickets.py"
                "::TestReading::test_unknown_and_forbidden_look_alike"
            ),
        ),
    ),
    Mutation(
        name="notification-of-a-lost-right",
        breaks="the list shows words of a ticket that the person may not read any more",
        file="backend/services/hearing.py",
        old="if ticket is None or not may_read(standing, ticket):",
        new="if ticket is None:",
        tests=(
            (
                "tests/conformance/test_notifications.py"
                "::test_what_may_not_be_read_any_more_is_not_shown"
            ),
        ),
    ),
    Mutation(
        name="told-without-the-right",
        breaks="who lost sight of a ticket is told of it in the own room",
        file="backend/services/ticket_desk.py",
        old="if standing is not None and may_read(standing, change.ticket):",
        new="if standing is not None:",
        tests=(
            (
                "tests/unit/backend/services/test_tickets.py"
                "::TestAssign::test_assignee_who_lost_sight_of_the_queue_hears_no_more"
            ),
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
)

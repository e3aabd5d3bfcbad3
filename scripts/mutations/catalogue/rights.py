"""Mistakes about who may see, hear and do what."""

from scripts.mutations.mutation import Mutation

_SYNC = "tests/conformance/test_sync.py"
_ROOMS = "tests/unit/backend/realtime/test_rooms.py"
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
        name="customer-hears-teams",
        breaks="a customer who was in a team once hears it still",
        file="backend/services/rooms.py",
        old="    if is_staff(standing.role):\n",
        new="    if standing.role:\n",
        tests=(
            f"{_REALTIME}/test_sessions.py::test_another_role_changes_the_rooms",
            "tests/unit/backend/services/test_membership.py",
        ),
    ),
    Mutation(
        name="role-of-the-token",
        breaks="who is no administrator any more administers until the token ends",
        file="backend/realtime/watch.py",
        old="            elif state.role is not identity.role:\n",
        new="            elif state.role is None:\n",
        tests=(
            "tests/unit/backend/realtime/test_watch.py::test_another_role_is_noted_and_the_rooms_are_looked_at_once",
        ),
    ),
    Mutation(
        name="mistake-shows-its-text",
        breaks="what went wrong inside is told to whoever asked",
        file="backend/api/errors.py",
        old='            return ErrorCode.INTERNAL, ""\n',
        new="            return ErrorCode.INTERNAL, str(error)\n",
        tests=(
            "tests/unit/backend/api/test_errors.py",
            "tests/integration/backend/api/test_interface.py::test_a_mistake_of_ours_shows_nothing_but_its_code",
        ),
    ),
)

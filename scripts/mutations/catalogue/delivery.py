"""Mistakes between the commit and the socket: looks, order, copies, bounds, other processes."""

from scripts.mutations.mutation import Mutation

_UNIT = "tests/unit/backend/realtime"
_DISPATCHER = f"{_UNIT}/test_dispatcher.py"
_REALTIME = "tests/integration/backend/realtime"
_CLUSTER = "tests/integration/backend/cluster"

MUTATIONS = (
    Mutation(
        name="no-look-after-a-lost-ring",
        breaks="what no ring told is told with the next event, or never",
        file="backend/realtime/dispatcher.py",
        old="if self._doorbell.missed or self._monotonic() >= self._look_at:",
        new="if self._doorbell.missed:",
        tests=(
            f"{_DISPATCHER}::test_the_look_finds_what_no_ring_told",
            f"{_REALTIME}/test_delivery.py::test_a_lost_ring_is_found_by_the_regular_look",
        ),
    ),
    Mutation(
        name="look-forgets-what-it-could-not-tell",
        breaks="a read that fails costs events",
        file="backend/realtime/dispatcher.py",
        old="        for published in commits.published:\n",
        new="        self._mark = commits.mark\n        for published in commits.published:\n",
        tests=(f"{_DISPATCHER}::test_what_a_look_could_not_tell_is_told_by_the_next_look",),
    ),
    Mutation(
        name="overflow-not-noticed",
        breaks="rings that were dropped are found a second later than need be",
        file="backend/realtime/doorbell.py",
        old="            self._rings.clear()\n            self.missed = True\n",
        new="            self._rings.clear()\n",
        tests=(f"{_DISPATCHER}::test_after_an_overflow_the_dispatcher_looks_at_once",),
    ),
    Mutation(
        name="sent-out-of-order",
        breaks="a frame overtakes one that was committed before it",
        file="backend/realtime/dispatcher.py",
        old="            await self._fill(room, seq)\n        # No control",
        new="            del room, seq\n        # No control",
        tests=(
            f"{_DISPATCHER}::test_a_hole_is_read_before_what_was_rung",
            (
                f"{_REALTIME}/test_delivery.py"
                "::test_a_hole_is_read_from_the_database_before_what_comes_after_it"
            ),
        ),
    ),
    Mutation(
        name="sent-twice",
        breaks="a ring that comes again is a frame that comes again",
        file="backend/realtime/dispatcher.py",
        old="if self._sent.get(room, seq) >= seq:",
        new="if room not in self._sent:",
        tests=(
            f"{_DISPATCHER}::test_an_event_that_is_rung_late_and_forgotten_meanwhile_is_sent_once",
        ),
    ),
    Mutation(
        name="copy-for-each-room",
        breaks="a socket in two rooms of an event gets it twice",
        file="backend/realtime/fanout.py",
        old="told = sum(session.outlet.deliver(packet) for session in hearing)",
        new=(
            "told = sum(session.outlet.deliver(packet)"
            " for room in rooms for session in self._sessions.in_rooms((room,)))"
        ),
        tests=(
            f"{_DISPATCHER}::test_the_next_event_goes_once_to_who_hears_several_of_its_rooms",
            f"{_REALTIME}/test_delivery.py::test_an_event_of_two_rooms_comes_once",
        ),
    ),
    Mutation(
        name="numbers-of-others-told",
        breaks="everybody in a team learns how much one person is told",
        file="backend/realtime/dispatcher.py",
        old="for r, seq in published.positions.items() if not _is_personal(r)}",
        new="for r, seq in published.positions.items()}",
        tests=(f"{_DISPATCHER}::test_nobody_is_told_the_number_in_somebody_elses_own_room",),
    ),
    Mutation(
        name="rung-while-a-room-opens",
        breaks="an event between the answer to a join and the first frame is lost",
        file="backend/realtime/dispatcher.py",
        old="                opening[room] = max(seq, opening[room])\n",
        new="                pass\n",
        tests=(
            f"{_DISPATCHER}::test_what_is_rung_while_a_room_opens_is_below_the_head_that_is_told",
        ),
    ),
    Mutation(
        name="heartbeat-without-heads",
        breaks="a client never learns that the last frame was lost",
        file="backend/realtime/heartbeat.py",
        old="heads = self._dispatcher.heads(session.rooms)",
        new="heads = self._dispatcher.heads(())",
        tests=(f"{_REALTIME}/test_delivery.py::test_heartbeats_tell_how_far_the_rooms_were_sent",),
    ),
    Mutation(
        name="other-processes-not-heard",
        breaks="what another process committed comes a second late",
        file="backend/realtime/hub.py",
        old="self._doorbell.hear((published,))",
        new="del published",
        tests=(
            (
                f"{_CLUSTER}/test_delivery.py"
                "::test_an_event_of_one_process_reaches_a_socket_of_the_other_at_once"
            ),
        ),
    ),
    Mutation(
        name="deaf-redis-believed",
        breaks="a connection to Redis that is dead but open is kept for ever",
        file="backend/broker/peers.py",
        old="                raise _DeafError\n",
        new="                pass\n",
        tests=(
            (
                "tests/integration/backend/broker/test_peers.py"
                "::test_a_connection_that_looks_well_and_is_deaf_is_made_anew"
            ),
        ),
    ),
    Mutation(
        name="slow-socket-kept",
        breaks="a client that does not read stays, and misses frames without knowing",
        file="backend/realtime/connection.py",
        old="self.ending = self.ending or CloseReason.SLOW_CONSUMER\n        self._abort()",
        new="self.ending = self.ending or CloseReason.SLOW_CONSUMER",
        tests=(
            f"{_REALTIME}/test_bounds.py::test_a_socket_that_does_not_read_is_dropped_and_holds_little",
        ),
    ),
    Mutation(
        name="buffer-without-end",
        breaks="a client that does not read fills the memory of the server",
        file="backend/realtime/buffer.py",
        old="        if self._is_full():\n",
        new="        if self._is_full() and not self.qsize():\n",
        tests=(f"{_UNIT}/test_buffer.py::test_what_does_not_fit_is_dropped_and_reported_once",),
    ),
    Mutation(
        name="ghosts-stay-online",
        breaks="people of a process that was killed are online for ever",
        file="backend/realtime/presence.py",
        old="if lease.until <= now]",
        new="if lease.until <= 0]",
        tests=(
            f"{_UNIT}/test_presence.py::test_a_lease_that_is_not_renewed_ends",
            f"{_CLUSTER}/test_people.py::test_a_killed_process_leaves_no_ghost_beyond_its_lease",
        ),
    ),
    Mutation(
        name="leases-end-with-redis",
        breaks="everybody goes offline because Redis does",
        file="backend/realtime/presence.py",
        old="            return\n        now = self._monotonic()\n        if now < self._expire",
        new="            pass\n        now = self._monotonic()\n        if now < self._expire",
        tests=(
            f"{_UNIT}/test_presence.py::test_while_the_others_are_not_reached_their_leases_stand",
        ),
    ),
    Mutation(
        name="session-kept-after-its-socket",
        breaks="who closed the program is online, and holds one of the places of their person",
        file="backend/realtime/sessions.py",
        old="            mine.discard(session)\n",
        new="",
        tests=(f"{_UNIT}/test_sessions.py::test_a_dropped_socket_leaves_nothing_behind",),
    ),
    Mutation(
        name="ping-not-missed",
        breaks="a client whose network is gone stays connected for hours",
        file="backend/realtime/connection.py",
        old="self.ending = self.ending or CloseReason.HEARTBEAT_TIMEOUT\n        self._abort()",
        new="pass",
        tests=(f"{_REALTIME}/test_bounds.py::test_a_missing_pong_ends_the_connection",),
    ),
    Mutation(
        name="drain-says-nothing",
        breaks="a server that stops sends clients away for good, or all back at once",
        file="backend/realtime/hub.py",
        old="            tell_one(session, LiveEventType.SERVER_DRAINING, message)\n",
        new="            del message\n",
        tests=(
            f"{_REALTIME}/test_sessions.py::test_a_graceful_stop_tells_everybody_to_come_back",
        ),
    ),
    Mutation(
        name="text-in-frames",
        breaks="the title of a ticket travels in frames, to whoever hears the room",
        file="common/events.py",
        old="    changes: Changes = Changes()\n    silent: bool = False\n",
        new='    changes: Changes = Changes()\n    silent: bool = False\n    title: str = ""\n',
        tests=("tests/unit/common/test_events.py::test_no_free_text_can_enter_a_durable_frame",),
    ),
    Mutation(
        name="slow-wire-kept",
        breaks="a WebSocket that does not read stays, and misses frames without knowing",
        file="backend/realtime/wire.py",
        old="                self.listener.overflowed()\n",
        new="                pass\n",
        tests=(
            f"{_UNIT}/test_wire.py",
            f"{_REALTIME}/test_bounds.py::test_a_socket_that_does_not_read_is_dropped_and_holds_little",
        ),
    ),
    Mutation(
        name="backlog-of-a-wire-without-end",
        breaks="a WebSocket that does not read fills the memory of the server",
        file="backend/realtime/backlog.py",
        old="or self.bytes + held_bytes >= limits.buffer_bytes",
        new="or self.bytes < 0",
        tests=(f"{_UNIT}/test_backlog.py",),
    ),
    Mutation(
        name="frame-overtakes-the-backlog",
        breaks="a client that was slow for a moment hears new frames before old ones",
        file="backend/realtime/backlog.py",
        old="taken.append(self._frames.popleft())",
        new="taken.append(self._frames.pop())",
        tests=(f"{_UNIT}/test_backlog.py", f"{_UNIT}/test_wire.py"),
    ),
    Mutation(
        name="shared-frame-changed",
        breaks="what one socket is sent stands in the frames of another",
        file="backend/realtime/wire.py",
        old="            self._pending = frame\n            self._turn.add(self)",
        new="            self._pending = bytes(len(frame))\n            self._turn.add(self)",
        tests=(f"{_UNIT}/test_wire.py",),
    ),
    Mutation(
        name="departed-never-closed",
        breaks="the sockets of a network that broke down stay online",
        file="backend/realtime/engine.py",
        old="                await self._departed.popleft().close()\n",
        new="                self._departed.popleft()\n",
        tests=(f"{_REALTIME}/test_takeover.py", f"{_REALTIME}/test_bounds.py"),
    ),
    Mutation(
        name="compressed",
        breaks="each answer to a poll is compressed for each client",
        file="backend/realtime/engine.py",
        old="http_compression=False",
        new="http_compression=True",
        tests=(
            (
                f"{_REALTIME}/test_delivery.py"
                "::test_polling_is_not_compressed_even_when_it_is_asked_for"
            ),
        ),
    ),
    Mutation(
        name="waiting-polls-not-woken",
        breaks="a poll that waits comes back when its time is over, not when something happens",
        file="backend/realtime/doorbell.py",
        old="                if not waiter.done():\n",
        new="                if waiter.done():\n",
        tests=(f"{_UNIT}/test_doorbell.py::test_who_waits_for_a_room_is_woken_by_its_entry",),
    ),
    Mutation(
        name="entry-before-the-wait-missed",
        breaks="what happens between a read and the wait after it is told when the time is over",
        file="backend/realtime/doorbell.py",
        old="            self._newest[room] = max(seq, self._newest.get(room, 0))\n",
        new="            self._newest[room] = 0\n",
        tests=(f"{_UNIT}/test_doorbell.py::test_what_was_announced_before_the_wait_counts",),
    ),
)

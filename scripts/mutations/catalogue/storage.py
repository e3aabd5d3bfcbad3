"""Mistakes in the write path: transactions, locks, numbers, memory of requests."""

from scripts.mutations.mutation import Mutation

_GATEWAY = "tests/conformance/test_write_gateway.py"
_POSTGRES = "tests/integration/backend/storage/test_postgres.py"
_TURNS = "tests/integration/backend/storage/test_postgres_turns.py"
_SQLITE = "tests/integration/backend/storage/test_gateway.py"

MUTATIONS = (
    Mutation(
        name="heads-not-locked",
        breaks="two processes give the same number of a room to two events",
        file="backend/storage/rows.py",
        old="DO UPDATE SET head = room.head + excluded.head",
        new="DO UPDATE SET head = excluded.head"
        " + (SELECT old.head FROM room AS old WHERE old.name = excluded.name)",
        tests=(
            f"{_TURNS}::test_who_comes_second_waits_for_the_first_room_and_holds_no_later_one",
        ),
    ),
    Mutation(
        name="entries-not-unique",
        breaks="nothing stands in the way of two events with one number of a room",
        file="backend/storage/migrations/versions/v0001_first_schema.py",
        old='sa.PrimaryKeyConstraint("room", "seq"),',
        new='sa.PrimaryKeyConstraint("room", "seq", "n"),',
        tests=(
            f"{_TURNS}::test_no_two_entries_of_a_room_have_one_number",
            "tests/integration/backend/storage/test_migrate.py::test_migrations_make_the_schema",
        ),
    ),
    Mutation(
        name="rooms-in-any-order",
        breaks="processes lock rooms crosswise and end each other's transactions",
        file="backend/storage/batch.py",
        old="return sorted(counted.items())",
        new="return list(counted.items())",
        tests=(
            f"{_TURNS}::test_who_comes_second_waits_for_the_first_room_and_holds_no_later_one",
        ),
    ),
    Mutation(
        name="preconditions-not-locked",
        breaks="of two processes that change one version both win",
        file="backend/storage/postgres/writing.py",
        old="({numbered(query)} FOR UPDATE)",
        new="({numbered(query)})",
        tests=(f"{_POSTGRES}::test_of_two_processes_on_one_version_exactly_one_wins",),
    ),
    Mutation(
        name="version-not-checked",
        breaks="a command overwrites what was changed since it was decided",
        file="backend/storage/batch.py",
        old="yield Expectation(rows.TICKET_VERSION, (ticket.id,), (version,), stale)",
        new="del stale, version",
        tests=(f"{_GATEWAY}::test_of_two_on_one_version_exactly_one_wins",),
    ),
    Mutation(
        name="one-ticket-twice-in-a-batch",
        breaks="two commands on one version of a ticket share a transaction, and both win",
        file="backend/storage/batch.py",
        old='keys.add(("ticket", ticket.id))',
        new="del ticket",
        tests=(f"{_SQLITE}::test_two_commands_on_one_ticket_never_share_a_batch",),
    ),
    Mutation(
        name="line-of-one-key-overtaken",
        breaks="a command is written before an earlier one on the same ticket",
        file="backend/storage/gateway.py",
        old="        taken |= keys\n",
        new="        taken |= set() if keys & taken else keys\n",
        tests=(f"{_SQLITE}::test_who_waits_for_somebody_is_not_overtaken",),
    ),
    Mutation(
        name="change-in-two-transactions",
        breaks="a crash leaves tickets and figures without their events",
        file="backend/storage/sqlite/writing.py",
        old="    following = {}\n",
        new='    connection.execute("COMMIT")\n    connection.execute("BEGIN IMMEDIATE")\n'
        "    following = {}\n",
        tests=(
            f"{_SQLITE}::test_crash_in_the_middle_of_a_batch_leaves_nothing",
            "tests/faults/test_server_crashes.py::test_on_sqlite",
        ),
    ),
    Mutation(
        name="figures-in-a-transaction-of-their-own",
        breaks="a crash leaves tickets that no figure counts",
        file="backend/storage/sqlite/writing.py",
        old="    connection.executemany(rows.MOVE_METRIC, metric_rows(batch))\n",
        new='    connection.execute("COMMIT")\n    connection.execute("BEGIN IMMEDIATE")\n'
        "    connection.executemany(rows.MOVE_METRIC, metric_rows(batch))\n",
        tests=(f"{_SQLITE}::test_crash_in_the_middle_of_a_batch_leaves_nothing",),
    ),
    Mutation(
        name="answered-before-the-commit",
        breaks="somebody is told that it is done while a crash may still undo it",
        file="backend/storage/postgres/gateway.py",
        old="await transaction.commit()",
        new="self._loop.call_later(0.05, lambda: self._loop.create_task(transaction.commit()))",
        tests=(f"{_GATEWAY}::test_committed_ticket_event_entries_and_figures_can_be_read",),
    ),
    Mutation(
        name="one-refusal-refuses-the-batch",
        breaks="commands fail because somebody else's came at the same time and was wrong",
        file="backend/storage/sqlite/gateway.py",
        old="return [refused or Committed(next(published)) for refused in outcomes]",
        new="return [\n"
        "            next(filter(None, outcomes), None) or Committed(next(published))\n"
        "            for _ in outcomes\n"
        "        ]",
        tests=(f"{_GATEWAY}::test_losers_do_not_take_others_with_them",),
    ),
    Mutation(
        name="lost-commit-tried-again",
        breaks="a change whose answer was lost by the database is written twice or called stale",
        file="backend/storage/postgres/gateway.py",
        old="            raise _CommitLostError from exc\n",
        new="            raise asyncpg.PostgresConnectionError from exc\n",
        tests=(
            (
                f"{_TURNS}"
                "::test_commit_whose_end_was_not_heard_is_neither_repeated_nor_called_a_failure"
            ),
        ),
    ),
    Mutation(
        name="look-by-number",
        breaks="a look misses who took a number early and committed late",
        file="backend/storage/postgres/commit_log.py",
        old='" WHERE xid >= pg_snapshot_xmin(',
        new='" WHERE xid >= pg_snapshot_xmax(',
        tests=(f"{_POSTGRES}::test_what_commits_late_is_found_by_the_next_look",),
    ),
    Mutation(
        name="marks-in-any-order",
        breaks="of a mark as read and one as unread the earlier one holds",
        file="backend/storage/writes.py",
        old="return isinstance(write, MarkNotifications | MarkUnread | RemoveOld)",
        new="return isinstance(write, RemoveOld)",
        tests=(f"{_POSTGRES}::test_marks_of_two_processes_hold_as_the_room_says",),
    ),
    Mutation(
        name="watermark-goes-back",
        breaks="a mark for all that comes late makes unread what was read",
        file="backend/storage/writes.py",
        old='read_seq = CASE WHEN excluded.read_seq > mark.read_seq"\n'
        '        " THEN excluded.read_seq ELSE mark.read_seq END,"',
        new='read_seq = excluded.read_seq,"',
        tests=("tests/conformance/test_readers.py::TestNotifications::test_watermarks_only_rise",),
    ),
    Mutation(
        name="backlog-without-end",
        breaks="a slow disk fills the memory",
        file="backend/storage/gateway.py",
        old="if self._closing or len(self._waiting) >= MAX_WAITING:",
        new="if self._closing:",
        tests=(f"{_SQLITE}::test_more_than_may_wait_is_refused_at_once",),
    ),
    Mutation(
        name="own-change-not-seen",
        breaks="a right that was just taken away still counts for a second",
        file="backend/storage/gateway.py",
        old="            self._on_people_changed()\n",
        new="            pass\n",
        tests=("tests/conformance/test_sync.py::test_lost_membership_counts_at_the_next_read",),
    ),
    Mutation(
        name="idempotency-key-ignored",
        breaks="a repeated request is done twice",
        file="backend/services/commands.py",
        old="        request = actor.request\n",
        new="        request = None\n",
        tests=(
            (
                "tests/unit/backend/services/test_commands.py"
                "::test_repeated_request_gets_the_first_answer_and_does_nothing"
            ),
        ),
    ),
    Mutation(
        name="idempotency-key-for-any-body",
        breaks="another request with a used key gets the answer to the first one",
        file="backend/services/commands.py",
        old="if memory.fingerprint != request.fingerprint:",
        new="if not memory.fingerprint:",
        tests=(
            (
                "tests/unit/backend/services/test_commands.py"
                "::test_same_key_for_another_request_is_a_mistake"
            ),
        ),
    ),
    Mutation(
        name="request-remembered-elsewhere",
        breaks="a request that came twice at the same time is done twice",
        file="backend/storage/batch.py",
        old="yield Expectation(rows.REQUEST_KNOWN, asked, (None,), DuplicateRequestError())",
        new="yield Expectation(rows.REQUEST_KNOWN, asked, (None, 1), DuplicateRequestError())",
        tests=(f"{_GATEWAY}::test_second_use_of_a_request_key_is_refused",),
    ),
    Mutation(
        name="key-holds-for-the-whole-bulk",
        breaks="of many tickets that are changed at once only the first is",
        file="backend/services/bulk.py",
        old='f"bulk {ticket_id} {actor.request.key}"',
        new='f"bulk {actor.request.key}"',
        tests=(
            "tests/unit/backend/services/test_bulk.py::test_key_holds_for_each_ticket_by_itself",
        ),
    ),
    Mutation(
        name="figures-not-taken-back",
        breaks="a ticket is counted in its old status and in its new one",
        file="backend/services/ticket_desk.py",
        old="deltas=delta(before, after),",
        new="deltas=delta(None, after),",
        tests=(
            (
                "tests/conformance/test_metrics.py"
                "::test_figures_say_what_the_tickets_say_after_every_act"
            ),
        ),
    ),
    Mutation(
        name="claim-of-a-claimed-ticket",
        breaks="two people have claimed the same ticket",
        file="backend/domain/tickets.py",
        old="if self.assignee_id is not None and self.assignee_id != by:",
        new="if self.assignee_id is not None and self.status is Status.RESOLVED:",
        tests=("tests/conformance/test_commands.py::test_everybody_claims_and_one_has_it",),
    ),
    Mutation(
        name="server-not-flushed",
        breaks="a power cut takes what was answered",
        file="backend/storage/sqlite/connections.py",
        old="PRAGMA synchronous = FULL",
        new="PRAGMA synchronous = NORMAL",
        tests=(f"{_SQLITE}::test_every_commit_is_on_the_disk_before_it_is_answered",),
    ),
    Mutation(
        name="read-of-two-moments",
        breaks="one answer holds the head of before and the entries of after a commit",
        file="backend/storage/sqlite/connections.py",
        old='connection.exec_driver_sql("BEGIN")',
        new="del connection",
        tests=(
            (
                "tests/integration/backend/storage/test_sqlite.py"
                "::test_what_one_read_asks_belongs_to_one_moment"
            ),
        ),
    ),
    Mutation(
        name="read-of-two-moments-on-postgresql",
        breaks="one answer holds the head of before and the entries of after a commit",
        file="backend/storage/postgres/connections.py",
        old='isolation_level="REPEATABLE READ"',
        new='isolation_level="READ COMMITTED"',
        tests=(f"{_TURNS}::test_what_one_read_asks_belongs_to_one_moment",),
    ),
    Mutation(
        name="restored-history-keeps-its-name",
        breaks="after a backup was restored nobody begins anew",
        file="backend/storage/writes.py",
        old='"UPDATE history SET epoch = ?", (write.epoch,)',
        new='"UPDATE history SET epoch = epoch WHERE epoch <> ?", (write.epoch,)',
        tests=(f"{_GATEWAY}::test_a_history_that_went_back_gets_another_name",),
    ),
)

"""Mistakes about what is on the disk of a device, and what is new."""

from scripts.mutations.mutation import Mutation

_CORE = "tests/unit/desktop/core"
_STORE = "tests/integration/desktop/adapters/test_store.py"

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
        name="known-event-is-new",
        breaks="an event that a page brings again is unread and shown again",
        file="desktop/core/notifications/center.py",
        old="if isinstance(event, UnknownEvent) or event.id in self._items:",
        new="if isinstance(event, UnknownEvent):",
        tests=(f"{_CORE}/notifications/test_center.py::TestReceived",),
    ),
)

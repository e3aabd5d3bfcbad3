"""The agent's memory without a disk, with the rules of the real one."""

from desktop.core.errors import StoreError
from desktop.core.state import Commit, Stored


class MemoryStore:
    """Keeps what is committed for one owner at a time.

    Attributes:
        fails: Refuse every commit, as a full disk does, while it is set.
        commits: Every commit that was written.
    """

    def __init__(self) -> None:
        self.fails = False
        self.commits: list[Commit] = []
        self._owner: str | None = None
        self._stored = Stored()

    async def open(self, owner: str) -> Stored:
        if owner != self._owner:
            self._stored = Stored()
        self._owner = owner
        return self._stored

    async def commit(self, commit: Commit) -> None:
        if self.fails or self._owner is None:
            raise StoreError
        before = self._stored
        gone = {*commit.drop, *(item.event_id for item in commit.put)}
        items = [item for item in before.items if item.event_id not in gone]
        cursors = {room: c for room, c in before.cursors.items() if room not in commit.forget}
        marks = {e: m for e, m in before.early_marks.items() if e not in gone}
        self._stored = Stored(
            items=(*items, *commit.put),
            cursors={**cursors, **commit.cursors},
            epoch=commit.epoch or before.epoch,
            watermarks=commit.watermarks if commit.watermarks is not None else before.watermarks,
            early_marks={**marks, **commit.marked},
            pause=commit.pause if commit.pause is not None else before.pause,
            claims=commit.claims if commit.claims is not None else before.claims,
            snoozes=commit.snoozes if commit.snoozes is not None else before.snoozes,
        )
        self.commits.append(commit)

    async def close(self) -> None:
        """The memory stays, as a file does."""

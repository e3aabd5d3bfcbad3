"""People, teams and queues as they were a moment ago: every command asks for them.

What this process changes counts at once; what another process changed (the command line, say)
counts after ``MAX_AGE_S`` at the latest. Single people are never kept: whether an account is
switched off is asked of the database.
"""

from collections.abc import Awaitable, Callable, Collection, Hashable, Sequence
from typing import Any, TypeVar

from typing_extensions import override

from backend.domain.people import Person, Queue, Standing, Team
from backend.services.changes import Announcement
from backend.services.ports import PeopleReader
from common.ids import AnnouncementId, QueueId, TeamId, UserId

MAX_AGE_S = 1.0
MAX_KEPT = 5_000
"""Answers that are kept; when there are more, all are forgotten."""
MAX_PEOPLE = 8
"""People in an answer that is kept: those of a ticket are few, whole lists are rare."""

_T = TypeVar("_T")


class RecentPeople(PeopleReader):
    """Answers from memory what was asked within the last moment."""

    def __init__(self, people: PeopleReader, *, monotonic: Callable[[], float]) -> None:
        """Ask ``people`` what is not known.

        Args:
            people: Asks the database.
            monotonic: Seconds of a clock that is never set back.
        """
        self._people = people
        self._monotonic = monotonic
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._generation = 0

    def forget(self) -> None:
        """Ask the database again, since this process changed something there."""
        self._generation += 1
        self._kept.clear()

    @override
    async def standing(self, user_id: UserId) -> Standing | None:
        return await self._recent(("standing", user_id), lambda: self._people.standing(user_id))

    @override
    async def present_standing(self, user_id: UserId) -> Standing | None:
        return await self._people.present_standing(user_id)

    @override
    async def standings(self, user_ids: Collection[UserId]) -> dict[UserId, Standing]:
        return await self._people.standings(user_ids)

    @override
    async def teams(self) -> Sequence[Team]:
        return await self._recent("teams", self._people.teams)

    @override
    async def queues(self) -> Sequence[Queue]:
        return await self._recent("queues", self._people.queues)

    @override
    async def team(self, team_id: TeamId) -> Team | None:
        return await self._recent(("team", team_id), lambda: self._people.team(team_id))

    @override
    async def queue(self, queue_id: QueueId) -> Queue | None:
        return await self._recent(("queue", queue_id), lambda: self._people.queue(queue_id))

    @override
    async def people(self, user_ids: Collection[UserId] | None = None) -> Sequence[Person]:
        if user_ids is None or len(user_ids) > MAX_PEOPLE:
            return await self._people.people(user_ids)
        asked = frozenset(user_ids)
        return await self._recent(("people", asked), lambda: self._people.people(asked))

    @override
    async def person(self, user_id: UserId) -> Person | None:
        return await self._people.person(user_id)

    @override
    async def person_by_email(self, email: str) -> Person | None:
        return await self._people.person_by_email(email)

    @override
    async def members(self, team_id: TeamId) -> frozenset[UserId]:
        return await self._people.members(team_id)

    @override
    async def watchers(self, queue_id: QueueId) -> frozenset[UserId]:
        return await self._people.watchers(queue_id)

    @override
    async def preferences(self, user_id: UserId) -> bytes | None:
        return await self._people.preferences(user_id)

    @override
    async def announcements(
        self, ids: Collection[AnnouncementId]
    ) -> dict[AnnouncementId, Announcement]:
        return await self._people.announcements(ids)

    async def _recent(self, question: Hashable, ask: Callable[[], Awaitable[_T]]) -> _T:
        now, generation = self._monotonic(), self._generation
        kept = self._kept.get(question)
        if kept is not None and now - kept[0] < MAX_AGE_S:
            answer: _T = kept[1]
            return answer
        answer = await ask()
        # An answer from before a change that was made meanwhile is good for this once only.
        if generation == self._generation:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[question] = (now, answer)
        return answer

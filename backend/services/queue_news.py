"""Telling people that their queues or teams changed, each in their own room."""

from collections.abc import Mapping

from backend.domain.audience import Publication
from backend.services.actor import Actor
from backend.services.ports import NewId, Now
from common.events import QueueAccess, UserQueueUpdated
from common.ids import EventId, QueueId, TeamId, UserId
from common.rooms import user_room


class QueueNews:
    """Makes the events; a client that hears one asks for its profile again."""

    def __init__(self, *, now: Now, new_id: NewId) -> None:
        """Use these parts."""
        self._now = now
        self._new_id = new_id

    def told(
        self,
        actor: Actor,
        access: Mapping[UserId, QueueAccess],
        *,
        queue_id: QueueId | None = None,
        team_id: TeamId | None = None,
    ) -> tuple[Publication, ...]:
        """Return what to tell each of the people, by id.

        Args:
            actor: Who did it.
            access: What became of each person's relation to the queue or team.
            queue_id: The queue; None when a whole team is concerned.
            team_id: The team; None when the queue's team stays as it was.
        """
        at = self._now()
        return tuple(
            Publication(
                UserQueueUpdated(
                    id=EventId(self._new_id()),
                    at=at,
                    actor_id=actor.user_id,
                    user_id=user_id,
                    access=access[user_id],
                    queue_id=queue_id,
                    team_id=team_id,
                ),
                (user_room(user_id),),
            )
            for user_id in sorted(access)
        )

"""People, teams and queues, and how one person stands to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.ids import QueueId, TeamId, UserId
from common.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in.

    Attributes:
        email: Lower case, unique.
        password_hash: In the encoding of the password hasher.
    """

    id: UserId
    email: str
    name: str
    role: Role
    password_hash: str = field(repr=False)
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """People who work together; its room tells all of them.

    Attributes:
        disabled: It gets nothing new: no member, queue, ticket or announcement.
    """

    id: TeamId
    name: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A support queue: tickets that one team works on.

    Attributes:
        disabled: It takes no more tickets; those in it are worked on as before.
    """

    id: QueueId
    name: str
    team_id: TeamId
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides one person's rights.

    Attributes:
        teams: Each team that the person belongs to, with the number of the team's room at which
            that began.
        watched: Likewise for the queues that the person watches.
    """

    user_id: UserId
    role: Role
    teams: Mapping[TeamId, int] = field(default_factory=dict)
    watched: Mapping[QueueId, int] = field(default_factory=dict)

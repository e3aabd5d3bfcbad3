"""What administrators and the command line do: accounts, and new teams and queues."""

from typing import TypeVar

from msgspec import UNSET, UnsetType

from backend.domain.access import may_administer
from backend.domain.errors import NotFoundError, PermissionDeniedError
from backend.domain.people import Person, Queue, Team
from backend.services.actor import Actor
from backend.services.changes import (
    Change,
    PatchPerson,
    PutPerson,
    PutQueue,
    PutTeam,
    RevokeSessionsOf,
)
from backend.services.commands import Commands, Decision, require_team
from backend.services.ports import NewId, Now, PasswordHasher, PeopleReader, WriteGateway
from backend.services.queue_news import QueueNews
from backend.services.views import view_user
from common import rest
from common.envelope import convert
from common.events import QueueAccess
from common.ids import QueueId, TeamId, UserId
from common.vocabulary import Role

_T = TypeVar("_T")

SYSTEM = Actor(UserId("system"), Role.ADMIN)
"""Who sits at the server itself, for the command line."""


class Administration:
    """Makes and changes accounts, makes teams and queues; every method is for administrators only.

    All of them raise PermissionDeniedError for anybody else.
    """

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        commands: Commands,
        people: PeopleReader,
        hasher: PasswordHasher,
        news: QueueNews,
        now: Now,
        new_id: NewId,
    ) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._commands = commands
        self._people = people
        self._hasher = hasher
        self._news = news
        self._now = now
        self._new_id = new_id

    async def create_user(self, actor: Actor, wanted: rest.NewUser) -> rest.Created:
        """Add a person.

        Raises:
            AlreadyExistsError: The address belongs to somebody.
        """
        require_admin(actor)

        async def decide() -> Decision[rest.Created]:
            person = Person(
                id=UserId(self._new_id()),
                email=wanted.email.lower(),
                name=wanted.name,
                role=wanted.role,
                password_hash=await self._hasher.hash(wanted.password),
            )
            change = Change(writes=(PutPerson(person),))
            return Decision(rest.Created(id=person.id), change)

        return await self._commands.run(actor, rest.Created, decide)

    async def users(self, actor: Actor) -> tuple[rest.User, ...]:
        """Return everybody, by name."""
        require_admin(actor)
        return tuple(view_user(person) for person in await self._people.people())

    async def user(self, actor: Actor, user_id: UserId) -> rest.User:
        """Return a person.

        Raises:
            NotFoundError: No such person.
        """
        require_admin(actor)
        return view_user(await self._person(user_id))

    async def find_user(self, actor: Actor, email: str) -> rest.User:
        """Return the person with this address.

        Raises:
            NotFoundError: Nobody has it.
        """
        require_admin(actor)
        person = await self._people.person_by_email(email.lower())
        if person is None:
            raise NotFoundError
        return view_user(person)

    async def patch_user(self, actor: Actor, user_id: UserId, patch: rest.UserPatch) -> rest.User:
        """Change what ``patch`` names; who is disabled is signed out everywhere.

        Raises:
            NotFoundError: No such person.
        """
        require_admin(actor)
        await self._person(user_id)
        write = PatchPerson(
            user_id,
            name=given(patch.name),
            role=given(patch.role),
            disabled=given(patch.disabled),
        )
        signed_out = (RevokeSessionsOf(user_id, at=self._now()),) if write.disabled else ()
        await self._gateway.commit(Change(writes=(write, *signed_out)))
        return view_user(await self._person(user_id))

    async def reset_password(self, actor: Actor, user_id: UserId, password: str) -> None:
        """Give a person another password, and sign them out everywhere.

        Raises:
            ContractError: Nobody may choose this as a password.
            NotFoundError: No such person.
        """
        require_admin(actor)
        chosen = convert(password, rest.Password)
        await self._person(user_id)
        write = PatchPerson(user_id, password_hash=await self._hasher.hash(chosen))
        signed_out = RevokeSessionsOf(user_id, at=self._now())
        await self._gateway.commit(Change(writes=(write, signed_out)))

    async def create_team(self, actor: Actor, wanted: rest.NewTeam) -> rest.Created:
        """Add a team.

        Raises:
            AlreadyExistsError: Another team has this name.
        """
        require_admin(actor)

        async def decide() -> Decision[rest.Created]:
            team = Team(TeamId(self._new_id()), wanted.name)
            return Decision(rest.Created(id=team.id), Change(writes=(PutTeam(team),)))

        return await self._commands.run(actor, rest.Created, decide)

    async def create_queue(self, actor: Actor, wanted: rest.NewQueue) -> rest.Created:
        """Add a queue to a team.

        Raises:
            NotFoundError: No such team.
            InvalidCommandError: The team is switched off.
            AlreadyExistsError: Another queue has this name.
        """
        require_admin(actor)
        await require_team(self._people, wanted.team_id)

        async def decide() -> Decision[rest.Created]:
            queue = Queue(QueueId(self._new_id()), wanted.name, wanted.team_id)
            members = await self._people.members(wanted.team_id)
            told = self._news.told(
                actor,
                dict.fromkeys(members, QueueAccess.ADDED),
                queue_id=queue.id,
                team_id=queue.team_id,
            )
            change = Change(writes=(PutQueue(queue),), publications=told)
            return Decision(rest.Created(id=queue.id), change)

        return await self._commands.run(actor, rest.Created, decide)

    async def _person(self, user_id: UserId) -> Person:
        person = await self._people.person(user_id)
        if person is None:
            raise NotFoundError
        return person


def given(value: _T | UnsetType) -> _T | None:
    """Return ``value``; None when the request does not say."""
    return None if value is UNSET else value


def require_admin(actor: Actor) -> None:
    """Refuse everybody but administrators.

    Raises:
        PermissionDeniedError: The actor is none.
    """
    if not may_administer(actor.role):
        raise PermissionDeniedError

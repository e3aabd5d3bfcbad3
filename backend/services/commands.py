"""Running a command: decide, commit, and answer the same request the same way twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from backend.domain.errors import (
    IdempotencyMismatchError,
    InvalidCommandError,
    NotFoundError,
    PermissionDeniedError,
    StaleTicketError,
)
from backend.domain.people import Standing, Team
from backend.services.actor import Actor, RequestKey
from backend.services.changes import Change, RememberedAnswer
from backend.services.errors import DuplicateRequestError, OverloadedError
from backend.services.ports import Now, PeopleReader, RequestReader, WriteGateway
from backend.services.turns import Turns
from common.envelope import decode, encode
from common.ids import TeamId, TicketId

MAX_TRIES = 4
"""A command that was overtaken, by another process, is decided anew three times at most."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Decision(Generic[_T]):
    """What a command comes to.

    Attributes:
        answer: What its caller is told once it is committed.
        change: What to commit; None when nothing is different.
    """

    answer: _T
    change: Change | None = None


class Commands:
    """Runs commands: each commits whole, and a repeated one is answered from memory.

    Commands on one ticket wait for each other, so that none is decided on a version that the one
    before it is about to replace.

    Attributes:
        under_way: How many were asked for and are not answered yet.
    """

    def __init__(self, *, gateway: WriteGateway, requests: RequestReader, now: Now) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._requests = requests
        self._now = now
        self._turns: Turns[TicketId] = Turns()
        self.under_way = 0

    async def run(
        self,
        actor: Actor,
        shape: type[_T],
        decide: Callable[[], Awaitable[Decision[_T]]],
        *,
        ticket_id: TicketId | None = None,
    ) -> _T:
        """Return the answer to a command that is durable, now or since the first time.

        Args:
            actor: Who asks, with the request's key if it has one.
            shape: The type of the answer, a struct of the contract.
            decide: Reads and decides; called again when another command was quicker.
            ticket_id: The ticket that it changes, if it is there already.

        Raises:
            OverloadedError: Too many commands on the ticket wait, or others were quicker
                ``MAX_TRIES`` times.
            IdempotencyMismatchError: The key was used for another request.
        """
        self.under_way += 1
        try:
            if ticket_id is None:
                return await self._answer(actor, shape, decide)
            async with self._turns.of(ticket_id):
                return await self._answer(actor, shape, decide)
        finally:
            self.under_way -= 1

    async def _answer(
        self, actor: Actor, shape: type[_T], decide: Callable[[], Awaitable[Decision[_T]]]
    ) -> _T:
        request = actor.request
        if request is None:
            return await self._run(decide, None)
        remembered = await self._remembered(actor, request, shape)
        if remembered is not None:
            return remembered.answer
        try:
            return await self._run(decide, (actor, request))
        except DuplicateRequestError:
            remembered = await self._remembered(actor, request, shape)
            if remembered is None:
                raise
            return remembered.answer

    async def _run(
        self,
        decide: Callable[[], Awaitable[Decision[_T]]],
        asked: tuple[Actor, RequestKey] | None,
    ) -> _T:
        for _ in range(MAX_TRIES):
            decision = await decide()
            change = decision.change
            if asked is not None:
                change = self._with_memory(decision, *asked)
            if change is None:
                return decision.answer
            try:
                await self._gateway.commit(change)
            except StaleTicketError:
                continue
            return decision.answer
        # Not stale: nobody said which version they meant, and the same call may well succeed.
        raise OverloadedError

    def _with_memory(self, decision: Decision[_T], actor: Actor, request: RequestKey) -> Change:
        memory = RememberedAnswer(
            user_id=actor.user_id,
            key=request.key,
            fingerprint=request.fingerprint,
            answer=encode(decision.answer),
            created_at=self._now(),
        )
        return replace(decision.change or Change(), request=memory)

    async def _remembered(
        self, actor: Actor, request: RequestKey, shape: type[_T]
    ) -> Decision[_T] | None:
        memory = await self._requests.answer(actor.user_id, request.key)
        if memory is None:
            return None
        if memory.fingerprint != request.fingerprint:
            raise IdempotencyMismatchError
        return Decision(decode(memory.answer, shape))


async def require_team(people: PeopleReader, team_id: TeamId) -> Team:
    """Return a team that may get something new.

    Raises:
        NotFoundError: There is no such team.
        InvalidCommandError: It is switched off.
    """
    team = await people.team(team_id)
    if team is None:
        raise NotFoundError
    if team.disabled:
        raise InvalidCommandError("the team is switched off")
    return team


async def require_standing(people: PeopleReader, actor: Actor) -> Standing:
    """Return how the actor stands now.

    Raises:
        PermissionDeniedError: The actor is not, or no longer, a person of this help desk.
    """
    standing = await people.standing(actor.user_id)
    if standing is None:
        raise PermissionDeniedError
    return standing

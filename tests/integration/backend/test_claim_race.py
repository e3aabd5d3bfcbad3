"""Two processes on one database, in which two people take the same ticket at once."""

import asyncio
from pathlib import Path

from backend.bootstrap.server import open_backend
from backend.domain.errors import AlreadyClaimedError
from tests.integration.backend.server import LIVELY, running_server, settings_in

RACES = 20


async def test_one_wins_and_the_other_is_told_who(
    tmp_path: Path, each_database: dict[str, str]
) -> None:
    async with (
        running_server(tmp_path, LIVELY, **each_database) as server,
        open_backend(settings_in(tmp_path, **each_database), LIVELY) as other,
    ):
        for _ in range(RACES):
            ticket = await server.ticket()

            here, there = await asyncio.gather(
                server.call("POST", f"/api/v1/tickets/{ticket.id}/claim", server.ben),
                other.services.tickets.claim(server.ana.actor, ticket.id),
                return_exceptions=True,
            )

            assert not isinstance(here, BaseException)
            if isinstance(there, BaseException):
                assert isinstance(there, AlreadyClaimedError)
                assert (here.status, there.winner_id) == (200, server.ben.id)
            else:
                assert (here.status, here.json["code"]) == (409, "already_claimed")
                assert here.json["winnerId"] == there.assignee_id == server.ana.id
            stored = await server.backend.storage.readers.tickets.get(ticket.id)
            assert stored is not None
            assert stored.version == 2

"""The agent in front of the real server: what two people do with one ticket."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from common import rest
from common.vocabulary import Status
from desktop.core.connection import Link
from desktop.core.intents import (
    ChangeSettings,
    Claim,
    ClearItems,
    MarkAllRead,
    MarkUnread,
    SetDoNotDisturb,
    SignIn,
    UndoClear,
)
from tests.fakes.server_streams import now
from tests.integration.backend.server import PASSWORD, Server, running_server
from tests.integration.desktop.agent.household import Household, Somewhere

WITHIN_S = 2.0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(tmp_path) as server:
        yield server


@pytest.fixture
async def home(server: Server, tmp_path: Path) -> AsyncIterator[Household]:
    """Ana's device, which makes toasts of what comes into the queue that she watches."""
    home = Household(Somewhere(server.url), tmp_path)
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.submit(SignIn(server=server.url, email=server.ana.email, password=PASSWORD))
    await home.until_link(Link.LIVE)
    home.submit(ChangeSettings({"alertQueues": [server.queue]}))
    await home.until(lambda: bool(home.now.settings.values.alert_queues))
    yield home
    await home.stop()


async def until_claimable(home: Household) -> None:
    await home.until_toasts(1)
    await home.until(lambda: any(item.can_claim for item in home.now.items))


async def test_claim_race_is_won_once_and_the_loser_reads_who_won(
    home: Household, server: Server
) -> None:
    ticket = await server.ticket()
    await until_claimable(home)

    home.submit(Claim(home.now.items[0].event_id))
    there = await asyncio.gather(
        server.backend.services.tickets.claim(server.ben.actor, ticket.id),
        return_exceptions=True,
    )

    winner = "Ana" if isinstance(there[0], BaseException) else "Ben"
    await home.until(lambda: home.now.items[0].holder == winner)
    await home.until(lambda: not home.now.items[0].claim_pending)
    if winner == "Ben":
        await home.until(
            lambda: home.toasts.titles[-1] == f"Ben was faster: #{ticket.number} is theirs"
        )


@pytest.mark.parametrize("what", ["claimed", "resolved"])
async def test_toast_goes_within_two_seconds_when_it_was_dealt_with_elsewhere(
    home: Household, server: Server, what: str
) -> None:
    ticket = await server.ticket()
    await until_claimable(home)
    tickets = server.backend.services.tickets

    async with asyncio.timeout(WITHIN_S):
        if what == "claimed":
            await tickets.claim(server.ben.actor, ticket.id)
        else:
            done = rest.TicketPatch(status=Status.RESOLVED)
            await tickets.update(server.ben.actor, ticket.id, done)
        await home.until(lambda: home.toasts.on_screen == {})
        await home.until(lambda: not home.now.items[0].can_claim)


async def test_quiet_time_ends_with_one_digest_and_the_counts_agree(
    home: Household, server: Server
) -> None:
    before = home.now.unread
    home.submit(SetDoNotDisturb(now() + timedelta(hours=1)))
    await home.until(lambda: home.now.do_not_disturb_until is not None)
    for number in range(3):
        await server.ticket(title=f"Printer {number} jams")
    await home.until_unread(before + 3)
    await home.until(lambda: len(home.now.suppressed) == 3)

    home.submit(SetDoNotDisturb(None))

    await home.until_toasts(1)
    assert home.toasts.titles == ["While you were away: 3 new"]
    unread = await server.call("GET", "/api/v1/notifications/unread", server.ana)
    assert unread.json["count"] == home.now.unread


class TestTwoDevices:
    """Ana at two desks: what she marks at one is so at the other, and on the server."""

    @pytest.fixture
    async def other(self, server: Server, tmp_path: Path) -> AsyncIterator[Household]:
        other = Household(Somewhere(server.url), tmp_path / "laptop")
        other.start()
        await other.until_link(Link.SIGNED_OUT)
        other.submit(SignIn(server=server.url, email=server.ana.email, password=PASSWORD))
        await other.until_link(Link.LIVE)
        yield other
        await other.stop()

    async def count(self, server: Server) -> int:
        answer = await server.call("GET", "/api/v1/notifications/unread", server.ana)
        return int(answer.json["count"])

    async def test_mark_unread_is_seen_on_the_other_device_within_two_seconds(
        self, home: Household, other: Household, server: Server
    ) -> None:
        before = home.now.unread
        await server.ticket()
        await home.until_unread(before + 1)
        await other.until_unread(before + 1)
        home.submit(MarkAllRead())
        await other.until_unread(0)

        async with asyncio.timeout(WITHIN_S):
            home.submit(MarkUnread((home.now.items[0].event_id,)))
            await other.until_unread(1)
        await home.until(lambda: not home.now.items[0].pending)

        assert home.now.unread == await self.count(server) == 1

    async def test_counts_agree_after_marks_that_were_made_without_each_other(
        self, home: Household, other: Household, server: Server
    ) -> None:
        before = home.now.unread
        for number in range(4):
            await server.ticket(title=f"Printer {number} jams")
        await home.until_unread(before + 4)
        await other.until_unread(before + 4)
        first, second, third, fourth = (item.event_id for item in home.now.items[:4])
        await other.stop()
        home.submit(MarkAllRead())
        await home.until_unread(0)
        home.submit(MarkUnread((first, second)))
        home.submit(ClearItems((third,)))
        home.submit(UndoClear())
        await home.until(lambda: not any(item.pending for item in home.now.items))

        await other.start_live()

        await other.until_unread(2)
        assert home.now.unread == await self.count(server) == 2
        unread = {item.event_id for item in other.now.items if not item.read}
        assert unread == {first, second}
        assert fourth in {item.event_id for item in other.now.items}

"""What people notice of each other: marks on all devices, who is here, who writes."""

from functools import partial
from typing import Any

from common.events import NotificationsCleared, NotificationsRead, NotificationsUnread
from tests.faults.watcher import Watcher
from tests.integration.backend.clients import SocketClient, signed_in
from tests.stress.stage import Stage

SHOWN = 100
TOLD_S = 5.0
"""What presence may take: it is told person by person, after the grace of a reconnection."""


async def read_state_convergence(stage: Stage) -> None:
    """All devices of a person and the server agree on what is read and what is cleared."""
    desk = await stage.new_desk(2)
    lead, person = desk.members
    devices = [(person, stage.process()) for _ in range(3)]
    given: list[str] = []
    async with stage.watching(*devices) as watchers:
        async for _ in stage.turns(1.2):
            if len(given) < SHOWN // 2:
                ticket = await stage.ticket(desk)
                path = f"/tickets/{ticket['id']}/assign"
                await stage.do(lead, "POST", path, {"assigneeId": person.id})
                await stage.until(watchers[0], partial(_was_given, watchers[0], ticket["id"]))
                given.append(_assignment(watchers[0], ticket["id"]))
            act = stage.chance.choice(["read", "read", "unread", "clear"])
            ids = stage.chance.sample(given, min(len(given), stage.chance.randrange(1, 4)))
            everything = act == "read" and stage.chance.random() < 0.2
            body: Any = {"all": True} if everything else {"ids": ids}
            await stage.do(person, "POST", f"/notifications/{act}", body)
            path = f"/notifications?limit={SHOWN}"
            items = (await stage.do(person, "GET", path))["items"]
            read = {item["id"]: item["read"] for item in items if item["id"] in given}
            for watcher in watchers:
                await stage.until(watcher, partial(_agrees, watcher, given, read))


async def presence_noise(stage: Stage) -> None:
    """Who comes is online at once, who leaves is offline soon, and colleagues are told."""
    desk = await stage.new_desk(2)
    colleague, person = desk.members
    # What other processes know of people comes through Redis, which others take away.
    process = stage.process()
    async with signed_in(process.url, colleague) as client:
        async for _ in stage.turns(2.5):
            async with signed_in(process.url, person):
                await stage.until(client, partial(_is_last_known, client, person.id, True), TOLD_S)
                here = await stage.do(colleague, "GET", "/presence", at=process)
                stage.check(person.id in here["online"], here)
            await stage.until(client, partial(_is_last_known, client, person.id, False), TOLD_S)
            here = await stage.do(colleague, "GET", "/presence", at=process)
            stage.check(person.id not in here["online"], here)


async def typing_noise(stage: Stage) -> None:
    """Typing is told to whoever has the ticket, its end too, and never to who types."""
    desk = await stage.new_desk(2)
    writer, reader = desk.members
    process = stage.process()
    ticket = await stage.ticket(desk)
    path = f"/tickets/{ticket['id']}/assign"
    await stage.do(writer, "POST", path, {"assigneeId": reader.id})
    async with signed_in(process.url, writer) as a, signed_in(process.url, reader) as b:
        async for _ in stage.turns(2.5):
            for active in (True, False):
                before = len(b.named("ticket:typing"))
                said = await a.ask("typing", {"ticketId": ticket["id"], "active": active})
                stage.check(said["ok"], said)
                await stage.until(b, partial(_counts, b, before + 1))
                told = b.named("ticket:typing")[-1]
                stage.check(told["active"] is active and told["userId"] == writer.id, told)
        stage.check(not a.named("ticket:typing"), "told to who types")


def _assignment(watcher: Watcher, ticket_id: str) -> str:
    (found,) = [
        event.id
        for event in watcher.events
        if event.type == "user:ticket_assigned" and getattr(event, "ticket_id", "") == ticket_id
    ]
    return found


def _was_given(watcher: Watcher, ticket_id: str) -> bool:
    return any(
        event.type == "user:ticket_assigned" and getattr(event, "ticket_id", "") == ticket_id
        for event in watcher.events
    )


def _agrees(watcher: Watcher, given: list[str], shown: dict[str, bool]) -> bool:
    """Whether the marks that a device heard come to what the server shows."""
    read: dict[str, bool] = {}
    cleared: set[str] = set()
    for event in watcher.events:
        if isinstance(event, NotificationsRead):
            read |= dict.fromkeys(event.ids or read, True)
        elif isinstance(event, NotificationsUnread):
            read |= dict.fromkeys(event.ids, False)
        elif isinstance(event, NotificationsCleared):
            cleared |= set(event.ids)
        elif event.id in given:
            read[event.id] = False
    return {one: is_read for one, is_read in read.items() if one not in cleared} == shown


def _is_last_known(client: SocketClient, user_id: str, online: bool) -> bool:
    told = [news for news in client.named("presence:changed") if news["userId"] == user_id]
    return bool(told) and told[-1]["online"] is online


def _counts(client: SocketClient, number: int) -> bool:
    return len(client.named("ticket:typing")) >= number

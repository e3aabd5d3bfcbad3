"""What sources send, on any storage: stored once, worked on once, whatever stops in between."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from backend.domain.errors import AlreadyExistsError, InvalidCommandError, NotFoundError
from backend.domain.webhooks.signatures import signed_headers
from backend.services.changes import Change
from backend.services.errors import InfrastructureError
from backend.services.webhook_changes import MoveWebhookDelivery
from backend.services.webhooks.keys import ROTATION
from backend.services.webhooks.processing import KEPT_FOR, LEASE, MAX_ATTEMPTS
from common import rest
from common.errors import ErrorCode
from common.ids import QueueId, UserId
from common.vocabulary import Priority, Status
from common.webhooks import (
    CreatedWithSecret,
    DeliveryState,
    NewWebhookSource,
    SourceKind,
    WebhookDelivery,
    WebhookSourcePatch,
)
from tests.fakes.desk import ANA, DAN, EVE, INVOICES, PRINTERS, Desk, actor

ROOT = actor(EVE)
SMOKE = {
    "externalId": "A-1",
    "title": "It smokes",
    "status": "in_progress",
    "priority": "high",
    "note": {"text": "Since noon"},
}


async def make_source(desk: Desk, **changed: Any) -> CreatedWithSecret:
    boring: dict[str, Any] = {
        "name": "shop",
        "kind": SourceKind.GENERIC,
        "queue_id": PRINTERS.id,
        "user_id": ANA.id,
    }
    wanted = NewWebhookSource(**{**boring, **changed})
    return await desk.services.webhooks.sources.create(ROOT, wanted)


async def send(desk: Desk, secret: str, payload: object, key: str = "message-1") -> str:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    headers = signed_headers(key, desk.clock(), body, [secret])
    return (await desk.services.webhooks.inbox.receive("shop", headers, body)).id


async def work(desk: Desk) -> tuple[DeliveryState, ...]:
    return await desk.services.webhooks.processing.work()


async def deliveries(desk: Desk, source: CreatedWithSecret) -> tuple[WebhookDelivery, ...]:
    return await desk.services.webhooks.sources.deliveries(ROOT, source.id)


async def tickets(desk: Desk) -> tuple[rest.Ticket, ...]:
    return (await desk.services.tickets.page(ROOT)).items


async def test_a_request_becomes_a_ticket_with_the_rights_of_the_service_account(
    desk: Desk,
) -> None:
    source = await make_source(desk)

    await send(desk, source.secret, SMOKE)
    outcome = await work(desk)

    (ticket,) = await tickets(desk)
    assert outcome == (DeliveryState.DONE,)
    assert (ticket.title, ticket.status, ticket.priority) == (
        "It smokes",
        Status.IN_PROGRESS,
        Priority.HIGH,
    )
    assert ticket.requester_id == ANA.id
    (note,) = await desk.services.notes.list(ROOT, ticket.id)
    assert (note.text, note.author_id) == ("Since noon", ANA.id)
    (delivery,) = await deliveries(desk, source)
    assert (delivery.state, delivery.ticket_id) == (DeliveryState.DONE, ticket.id)


async def test_later_requests_change_the_same_ticket(desk: Desk) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)
    await work(desk)

    later = {"externalId": "A-1", "title": "It burns", "status": "closed", "note": {"text": "Out"}}
    await send(desk, source.secret, later, "message-2")
    await work(desk)

    (ticket,) = await tickets(desk)
    assert (ticket.title, ticket.status, ticket.priority) == (
        "It burns",
        Status.CLOSED,
        Priority.HIGH,
    )
    notes = await desk.services.notes.list(ROOT, ticket.id)
    assert [note.text for note in notes] == ["Since noon", "Out"]


async def test_a_closed_ticket_is_opened_again(desk: Desk) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, {"externalId": "A-1", "status": "closed"})
    await send(desk, source.secret, {"externalId": "A-1", "status": "pending"}, "message-2")

    assert await work(desk) == (DeliveryState.DONE, DeliveryState.DONE)

    (ticket,) = await tickets(desk)
    assert ticket.status is Status.PENDING


async def test_a_repeated_request_is_stored_once(desk: Desk) -> None:
    source = await make_source(desk)

    names = [await send(desk, source.secret, SMOKE) for _ in range(3)]
    await work(desk)
    names.append(await send(desk, source.secret, SMOKE))

    assert await work(desk) == ()
    assert len(set(names)) == 1
    assert len(await deliveries(desk, source)) == 1
    assert len(await tickets(desk)) == 1


@pytest.mark.parametrize("kept", [1, 2, 3, 4])
async def test_a_crash_at_any_commit_doubles_nothing(desk: Desk, kept: int) -> None:
    """After the claim, the ticket, its change or its note: each commits with its memory."""
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)
    commit, commits = desk.gateway.commit, 0

    async def crashing(change: Change) -> Any:
        nonlocal commits
        if commits == kept:
            raise asyncio.CancelledError
        commits += 1
        return await commit(change)

    desk.gateway.commit = crashing  # type: ignore[method-assign] # A crash is no port's method.
    with pytest.raises(asyncio.CancelledError):
        await work(desk)
    desk.gateway.commit = commit  # type: ignore[method-assign]
    assert await work(desk) == ()  # Somebody else still has it, as far as anybody knows.
    desk.clock.advance(LEASE)

    assert await work(desk) == (DeliveryState.DONE,)

    (ticket,) = await tickets(desk)
    assert ticket.status is Status.IN_PROGRESS
    assert len(await desk.services.notes.list(ROOT, ticket.id)) == 1


async def test_workers_side_by_side_work_on_each_request_once(desk: Desk) -> None:
    source = await make_source(desk)
    for number in range(6):
        payload = {"externalId": f"A-{number % 2}", "note": {"text": str(number)}}
        await send(desk, source.secret, payload, f"message-{number}")

    outcomes = await asyncio.gather(*(work(desk) for _ in range(3)))
    for _ in range(MAX_ATTEMPTS):
        desk.clock.advance(timedelta(minutes=10))
        await work(desk)

    assert sum(map(len, outcomes)) <= 6
    found = await tickets(desk)
    assert len(found) == 2
    notes = [
        note.text for ticket in found for note in await desk.services.notes.list(ROOT, ticket.id)
    ]
    assert sorted(notes) == ["0", "1", "2", "3", "4", "5"]


async def test_what_can_never_work_fails_with_a_code_and_can_be_tried_again(desk: Desk) -> None:
    source = await make_source(desk, queue_id=INVOICES.id)
    await send(desk, source.secret, SMOKE)
    await send(desk, source.secret, b"no json", "message-2")

    assert await work(desk) == (DeliveryState.FAILED, DeliveryState.FAILED)
    by_key = {one.key: one for one in await deliveries(desk, source)}
    assert by_key["message-1"].code is ErrorCode.NOT_FOUND
    assert by_key["message-2"].code is ErrorCode.INVALID_REQUEST

    sources = desk.services.webhooks.sources
    await sources.patch(ROOT, source.id, WebhookSourcePatch(queue_id=PRINTERS.id))
    again = await sources.retry(ROOT, source.id, by_key["message-1"].id)

    assert again.state is DeliveryState.WAITING
    assert await work(desk) == (DeliveryState.DONE,)
    with pytest.raises(InvalidCommandError):
        await sources.retry(ROOT, source.id, by_key["message-1"].id)
    with pytest.raises(NotFoundError):
        await sources.retry(ROOT, "another", by_key["message-1"].id)


async def test_a_request_about_nothing_is_ignored(desk: Desk) -> None:
    await make_source(desk, name="jira", kind=SourceKind.JIRA)
    source = await make_source(desk)
    stored = await send(desk, source.secret, SMOKE)
    delivery = await desk.readers.webhooks.delivery(stored)
    assert delivery is not None
    jira = await desk.readers.webhooks.source_named("jira")
    assert jira is not None
    moved = replace(
        delivery, source_id=jira.id, body=b'{"webhookEvent":"sprint_started"}', version=2
    )
    await desk.gateway.commit(Change(writes=(MoveWebhookDelivery(moved, 1),)))

    assert await work(desk) == (DeliveryState.IGNORED,)
    assert await tickets(desk) == ()


async def test_a_failing_database_is_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)

    async def fail(*_: object, **__: object) -> rest.Ticket:
        raise InfrastructureError

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.services.tickets), "create", fail)
        assert await work(desk) == (DeliveryState.WAITING,)
        (delivery,) = await deliveries(desk, source)
        assert (delivery.code, delivery.attempts) == (ErrorCode.UNAVAILABLE, 1)
        assert await work(desk) == ()
        for _ in range(MAX_ATTEMPTS - 1):
            desk.clock.advance(timedelta(minutes=10))
            await work(desk)

    (delivery,) = await deliveries(desk, source)
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, MAX_ATTEMPTS)


async def test_later_news_of_a_source_do_not_overtake_what_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)
    await work(desk)
    desk.clock.advance(timedelta(seconds=1))
    await send(desk, source.secret, {"externalId": "A-1", "status": "pending"}, "message-2")
    desk.clock.advance(timedelta(seconds=1))
    await send(desk, source.secret, {"externalId": "A-1", "status": "resolved"}, "message-3")

    async def fail(*_: object, **__: object) -> rest.Ticket:
        raise InfrastructureError

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.services.tickets), "get", fail)
        assert await work(desk) == (DeliveryState.WAITING,)
    assert await work(desk) == ()
    desk.clock.advance(timedelta(minutes=1))
    assert await work(desk) == (DeliveryState.DONE, DeliveryState.DONE)

    (ticket,) = await tickets(desk)
    assert ticket.status is Status.RESOLVED


async def test_what_a_source_sent_is_worked_on_in_order_by_several_processes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await make_source(desk)
    for number in range(3):
        note = {"externalId": "A-1", "note": {"text": str(number)}}
        await send(desk, source.secret, note, f"message-{number}")
        desk.clock.advance(timedelta(seconds=1))
    has_begun, is_open = asyncio.Event(), asyncio.Event()
    create = type(desk.services.tickets).create

    async def slow(*args: Any, **named: Any) -> rest.Ticket:
        has_begun.set()
        await is_open.wait()
        return await create(*args, **named)

    monkeypatch.setattr(type(desk.services.tickets), "create", slow)
    first = asyncio.create_task(work(desk))
    async with asyncio.timeout(5):
        await has_begun.wait()

    assert await work(desk) == ()
    is_open.set()
    assert len(await first) == 3
    (ticket,) = await tickets(desk)
    notes = await desk.services.notes.list(ROOT, ticket.id)
    assert [note.text for note in notes] == ["0", "1", "2"]


async def test_a_request_that_ends_every_worker_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)

    async def explode(*_: object, **__: object) -> rest.Ticket:
        raise RuntimeError

    monkeypatch.setattr(type(desk.services.tickets), "create", explode)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(RuntimeError):
            await work(desk)
        desk.clock.advance(LEASE)

    assert await work(desk) == (DeliveryState.FAILED,)
    (delivery,) = await deliveries(desk, source)
    assert delivery.code is ErrorCode.INTERNAL


async def test_service_account_that_is_disabled_does_nothing_more(desk: Desk) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)
    await desk.services.administration.patch_user(ROOT, ANA.id, rest.UserPatch(disabled=True))

    assert await work(desk) == (DeliveryState.FAILED,)
    (delivery,) = await deliveries(desk, source)
    assert delivery.code is ErrorCode.PERMISSION_DENIED


async def test_unknown_source_and_bad_signature_look_alike(desk: Desk) -> None:
    source = await make_source(desk)
    inbox, body = desk.services.webhooks.inbox, b"{}"
    good = signed_headers("message-1", desk.clock(), body, [source.secret])

    for name, headers, sent in (
        ("nobody", good, body),
        ("shop", {**good, "webhook-signature": "v1,AAAA"}, body),
        ("shop", good, b"{ }"),
        ("shop", {}, body),
    ):
        with pytest.raises(NotFoundError):
            await inbox.receive(name, headers, sent)

    await desk.services.webhooks.sources.patch(ROOT, source.id, WebhookSourcePatch(enabled=False))
    with pytest.raises(NotFoundError):
        await inbox.receive("shop", good, body)
    assert await deliveries(desk, source) == ()


async def test_two_secrets_are_good_for_a_day(desk: Desk) -> None:
    source = await make_source(desk)
    sources = desk.services.webhooks.sources
    second = await sources.rotate(ROOT, source.id)

    await send(desk, source.secret, SMOKE, "old")
    await send(desk, second.secret, SMOKE, "new")
    desk.clock.advance(ROTATION)

    with pytest.raises(NotFoundError):
        await send(desk, source.secret, SMOKE, "too late")
    await send(desk, second.secret, SMOKE, "still")
    await sources.rotate(ROOT, source.id)
    await sources.rotate(ROOT, source.id)
    with pytest.raises(NotFoundError):
        await send(desk, second.secret, SMOKE, "replaced twice")


async def test_finished_requests_are_forgotten_in_the_end(desk: Desk) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)
    await work(desk)
    desk.clock.advance(KEPT_FOR + timedelta(seconds=1))
    await send(desk, source.secret, SMOKE, "message-2")

    await desk.services.webhooks.processing.forget_old()

    assert [one.key for one in await deliveries(desk, source)] == ["message-2"]


async def test_a_removed_source_leaves_its_tickets(desk: Desk) -> None:
    source = await make_source(desk)
    await send(desk, source.secret, SMOKE)
    await work(desk)

    await desk.services.webhooks.sources.remove(ROOT, source.id)

    assert await desk.services.webhooks.sources.list(ROOT) == ()
    assert await desk.readers.webhooks.secrets(source.id) == []
    assert len(await tickets(desk)) == 1
    with pytest.raises(NotFoundError):
        await send(desk, source.secret, SMOKE)
    await make_source(desk)  # The name is free again.


async def test_names_queues_and_people_are_checked(desk: Desk) -> None:
    await make_source(desk)

    with pytest.raises(AlreadyExistsError):
        await make_source(desk)
    with pytest.raises(NotFoundError):
        await make_source(desk, name="other", queue_id=QueueId("none"))
    with pytest.raises(NotFoundError):
        await make_source(desk, name="other", user_id=UserId("none"))
    with pytest.raises(InvalidCommandError):
        await make_source(desk, name="other", user_id=DAN.id)
    (shown,) = await desk.services.webhooks.sources.list(ROOT)
    assert (shown.name, shown.kind, shown.enabled) == ("shop", SourceKind.GENERIC, True)
    assert not hasattr(shown, "secret")

"""What endpoints are sent, on any storage: in order, at least once, by one process at a time."""

import asyncio
import json
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from backend.domain.errors import InvalidCommandError, NotFoundError, PermissionDeniedError
from backend.domain.webhooks.signatures import delivery_key
from backend.services.webhook_ports import NotTaken, Taken
from backend.services.webhooks.keys import ROTATION
from backend.services.webhooks.sending import GIVE_UP_AFTER, LEASE, LONGEST_DELAY, Sent
from common import rest
from common.events import EventType
from common.rooms import Room, queue_room, user_room
from common.stream import Head
from common.vocabulary import Priority
from common.webhooks import (
    CreatedWithSecret,
    EndpointProblem,
    NewWebhookEndpoint,
    SourceKind,
    WebhookEndpoint,
    WebhookEndpointPatch,
)
from tests.fakes.desk import ANA, BEN, EVE, PRINTERS, Desk, actor

ROOT = actor(EVE)
ROOM = queue_room(PRINTERS.id)
URL = "https://hooks.example.org/in"
BROKEN = NotTaken(EndpointProblem.BAD_STATUS, 500)
OFF = "switched off"


async def make_endpoint(desk: Desk, **changed: Any) -> CreatedWithSecret:
    wanted = NewWebhookEndpoint(**{"url": URL, "room": ROOM, **changed})
    return await desk.services.webhooks.endpoints.create(ROOT, wanted)


async def send(desk: Desk) -> list[Sent]:
    sending = desk.services.webhooks.sending
    due, _ = await sending.waiting()
    return [await sending.send(endpoint) for endpoint in due]


async def shown(desk: Desk) -> WebhookEndpoint:
    (endpoint,) = await desk.services.webhooks.endpoints.list(ROOT)
    return endpoint


def positions(desk: Desk) -> list[int]:
    return [json.loads(one.body)["pos"][ROOM] for one in desk.transport.posted]


async def test_without_endpoints_no_room_is_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = desk.services.webhooks.sending
    monkeypatch.setattr(sending, "_streams", None)

    assert await sending.waiting() == ([], {})


async def test_an_endpoint_hears_the_room_from_now_on_in_order(desk: Desk) -> None:
    await desk.ticket()
    endpoint = await make_endpoint(desk)
    head = (await shown(desk)).after

    ticket_id = await desk.ticket()
    await desk.services.tickets.assign(ROOT, ticket_id, ANA.id)
    (sent,) = await send(desk)

    posted = desk.transport.posted
    events = [json.loads(one.body) for one in posted]
    assert sent == Sent(taken=3)
    assert positions(desk) == [head + 1, head + 2, head + 3]
    assert [one["type"] for one in events] == [
        "ticket:created",
        "queue:ticket_added",
        "ticket:assigned",
    ]
    assert [one.headers["webhook-id"] for one in posted] == [one["id"] for one in events]
    for one in posted:
        assert one.url == URL
        key = delivery_key(
            SourceKind.GENERIC, one.headers, one.body, secrets=[endpoint.secret], now=desk.clock()
        )
        assert key == one.headers["webhook-id"]
    assert (await desk.services.webhooks.sending.waiting())[0] == []


async def test_only_the_wanted_types_are_sent(desk: Desk) -> None:
    await make_endpoint(desk, types=(EventType.TICKET_PRIORITY_CHANGED,))
    ticket_id = await desk.ticket()
    urgent = rest.TicketPatch(priority=Priority.URGENT)
    await desk.services.tickets.update(ROOT, ticket_id, urgent)

    await send(desk)

    assert [json.loads(one.body)["type"] for one in desk.transport.posted] == [
        "ticket:priority_changed"
    ]
    assert (await shown(desk)).after == (await desk.readers.streams.heads([ROOM]))[ROOM].head


async def test_what_was_not_taken_is_sent_again_later_and_nothing_is_passed_by(desk: Desk) -> None:
    await make_endpoint(desk)
    await desk.ticket()
    desk.transport.answers = [Taken(200), BROKEN]

    assert await send(desk) == [Sent(1, EndpointProblem.BAD_STATUS)]
    assert await send(desk) == []
    state = await shown(desk)
    assert (state.failures, state.problem, state.enabled) == (1, EndpointProblem.BAD_STATUS, True)
    assert state.next_attempt_at is not None

    desk.clock.advance(state.next_attempt_at - desk.clock())
    assert await send(desk) == [Sent(1)]

    first, second, again = positions(desk)
    assert (second, again) == (first + 1, first + 1)
    state = await shown(desk)
    assert (state.failures, state.problem, state.failing_since) == (0, None, None)


@pytest.mark.expected_logs(OFF)
async def test_an_endpoint_that_fails_for_a_day_is_switched_off_and_can_come_back(
    desk: Desk,
) -> None:
    await make_endpoint(desk)
    await desk.ticket()
    desk.transport.answers = [BROKEN] * 100
    began, attempts = desk.clock(), []

    while (state := await shown(desk)).enabled:
        attempts.append(desk.clock() - began)
        await send(desk)
        state = await shown(desk)
        if state.next_attempt_at is not None:
            desk.clock.advance(state.next_attempt_at - desk.clock())

    assert attempts[-1] >= GIVE_UP_AFTER
    waits = [later - earlier for earlier, later in pairwise(attempts)]
    assert waits == sorted(waits)
    assert waits[0] < timedelta(minutes=1)
    assert max(waits) == LONGEST_DELAY
    assert state.problem is EndpointProblem.BAD_STATUS
    assert await send(desk) == []

    desk.transport.answers = []
    switched = WebhookEndpointPatch(enabled=True)
    await desk.services.webhooks.endpoints.patch(ROOT, state.id, switched)
    assert await send(desk) == [Sent(2)]


@pytest.mark.expected_logs(OFF)
async def test_an_endpoint_that_is_gone_is_switched_off_at_once(desk: Desk) -> None:
    await make_endpoint(desk)
    await desk.ticket()
    desk.transport.answers = [NotTaken(EndpointProblem.GONE, 410)]

    await send(desk)

    state = await shown(desk)
    assert (state.enabled, state.problem) == (False, EndpointProblem.GONE)


async def test_an_endpoint_that_asks_for_time_gets_it(desk: Desk) -> None:
    await make_endpoint(desk)
    await desk.ticket()
    desk.transport.answers = [NotTaken(EndpointProblem.BAD_STATUS, 503, retry_after_s=7200)]

    await send(desk)

    assert (await shown(desk)).next_attempt_at == desk.clock() + timedelta(hours=2)


async def test_one_process_sends_at_a_time(desk: Desk) -> None:
    await make_endpoint(desk)
    await desk.ticket()
    sending = desk.services.webhooks.sending
    (due,), _ = await sending.waiting()

    results = await asyncio.gather(*(sending.send(due) for _ in range(4)))

    assert sorted(one.taken for one in results) == [0, 0, 0, 2]
    assert len(desk.transport.posted) == 2


async def test_another_process_takes_over_after_a_crash_and_repeats_one_event_at_most(
    desk: Desk,
) -> None:
    await make_endpoint(desk)
    await desk.ticket()

    async def crash() -> None:
        if len(desk.transport.posted) == 2:
            raise asyncio.CancelledError

    desk.transport.meanwhile = crash
    with pytest.raises(asyncio.CancelledError):
        await send(desk)
    desk.transport.meanwhile = None
    assert await send(desk) == []
    desk.clock.advance(LEASE)

    assert await send(desk) == [Sent(1)]

    first, second, again = positions(desk)
    assert (second, again) == (first + 1, second)


@pytest.mark.expected_logs(OFF)
async def test_a_place_that_is_lost_is_told_and_skipped_by_an_administrator_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.ticket()
    await make_endpoint(desk)
    await desk.ticket()

    async def other(*_: object) -> str:
        return "another-event"

    with monkeypatch.context() as restored:
        restored.setattr(type(desk.readers.streams), "event_at", other)
        assert await send(desk) == [Sent(0, EndpointProblem.CURSOR_LOST)]

    state = await shown(desk)
    assert (state.enabled, state.problem) == (False, EndpointProblem.CURSOR_LOST)
    back = await desk.services.webhooks.endpoints.patch(
        ROOT, state.id, WebhookEndpointPatch(enabled=True)
    )
    assert back.after == (await desk.readers.streams.heads([ROOM]))[ROOM].head
    assert desk.transport.posted == []


@pytest.mark.expected_logs(OFF)
async def test_a_place_beyond_the_end_of_its_room_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.ticket()
    await make_endpoint(desk)  # It was sent nothing yet, so no event vouches for its place.

    async def shorter(rooms: Iterable[Room]) -> dict[Room, Head]:
        return dict.fromkeys(rooms, Head(head=1))

    with monkeypatch.context() as restored:
        restored.setattr(desk.readers.streams, "heads", shorter)
        assert await send(desk) == [Sent(0, EndpointProblem.CURSOR_LOST)]

    assert (await shown(desk)).problem is EndpointProblem.CURSOR_LOST


async def test_both_secrets_sign_while_one_replaces_the_other(desk: Desk) -> None:
    endpoint = await make_endpoint(desk)
    endpoints = desk.services.webhooks.endpoints
    second = await endpoints.rotate(ROOT, endpoint.id)

    await endpoints.test(ROOT, endpoint.id)
    desk.clock.advance(ROTATION)
    await endpoints.test(ROOT, endpoint.id)

    during, after = [one.headers["webhook-signature"].split(" ") for one in desk.transport.posted]
    assert (len(during), len(after)) == (2, 1)
    one = desk.transport.posted[0]
    for secret in (endpoint.secret, second.secret):
        now = desk.clock() - ROTATION
        assert delivery_key(SourceKind.GENERIC, one.headers, one.body, secrets=[secret], now=now)


async def test_a_test_says_what_became_of_it(desk: Desk) -> None:
    endpoint = await make_endpoint(desk)
    endpoints = desk.services.webhooks.endpoints
    desk.transport.answers = [Taken(204), NotTaken(EndpointProblem.TIMEOUT)]

    good, bad = [await endpoints.test(ROOT, endpoint.id) for _ in range(2)]

    assert (good.delivered, good.status) == (True, 204)
    assert (bad.delivered, bad.problem) == (False, EndpointProblem.TIMEOUT)
    assert json.loads(desk.transport.posted[0].body)["type"] == "webhook:test"


async def test_addresses_and_rooms_are_checked(desk: Desk) -> None:
    for changed, error in (
        ({"url": "http://hooks.example.org/"}, InvalidCommandError),
        ({"room": user_room(ANA.id)}, InvalidCommandError),
        ({"room": Room("queue:none")}, NotFoundError),
        ({"room": Room("team:none")}, NotFoundError),
    ):
        with pytest.raises(error):
            await make_endpoint(desk, **changed)
    endpoint = await make_endpoint(desk, room=Room(f"team:{PRINTERS.team_id}"))
    endpoints = desk.services.webhooks.endpoints
    with pytest.raises(InvalidCommandError):
        await endpoints.patch(ROOT, endpoint.id, WebhookEndpointPatch(url="http://x/"))
    patched = await endpoints.patch(
        ROOT,
        endpoint.id,
        WebhookEndpointPatch(
            url="https://other.example/", types=(EventType.TICKET_CREATED,), enabled=False
        ),
    )
    assert (patched.url, patched.types, patched.enabled) == (
        "https://other.example/",
        (EventType.TICKET_CREATED,),
        False,
    )
    await endpoints.remove(ROOT, endpoint.id)
    assert await endpoints.list(ROOT) == ()
    with pytest.raises(NotFoundError):
        await endpoints.test(ROOT, endpoint.id)


async def test_webhooks_are_for_administrators_only(desk: Desk) -> None:
    webhooks = desk.services.webhooks
    ben = actor(BEN)

    for call in (
        webhooks.sources.list(ben),
        webhooks.sources.deliveries(ben, "any"),
        webhooks.sources.rotate(ben, "any"),
        webhooks.sources.remove(ben, "any"),
        webhooks.sources.retry(ben, "any", "any"),
        webhooks.endpoints.list(ben),
        webhooks.endpoints.test(ben, "any"),
        webhooks.endpoints.rotate(ben, "any"),
        webhooks.endpoints.remove(ben, "any"),
        webhooks.endpoints.create(ben, NewWebhookEndpoint(url=URL, room=ROOM)),
    ):
        with pytest.raises(PermissionDeniedError):
            await call

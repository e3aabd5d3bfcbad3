import asyncio

from common.errors import ErrorCode
from common.ids import AnnouncementId, EventId, TeamId
from common.notifications import NotificationKind
from common.rest import MAX_BATCH, Announcement, Person
from common.vocabulary import Priority
from desktop.core.errors import ClientCode, ConnectionLostError, ServerRefusedError
from desktop.core.state import Facts
from desktop.core.tickets.resolver import MAX_TICKETS, REST_S, Resolver
from tests.fakes.fake_api import FakeApi
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.builders import BEN, NOON
from tests.unit.desktop.notifications import make_item, make_ticket

EVENT = EventId("event-1")


def make_resolver(api: FakeApi, time: VirtualTime | None = None) -> Resolver:
    async def token() -> str:
        return "access"

    monotonic = (time or VirtualTime()).monotonic
    return Resolver(api=api, token=token, monotonic=monotonic)


def make_api(*tickets: str) -> FakeApi:
    api = FakeApi()
    api.known_people[BEN] = Person(id=BEN, name="Ben Sato")
    for ticket in tickets:
        api.known_tickets[make_ticket(ticket).id] = make_ticket(ticket)
    return api


async def test_facts_say_who_what_and_where() -> None:
    facts = (await make_resolver(make_api("ticket-1")).facts([make_item()]))[EVENT]

    assert facts == Facts(
        ticket_number=1042,
        ticket_title="Printer on fire",
        ticket_priority=Priority.HIGH,
        queue_name="Printers",
        actor_name="Ben Sato",
    )


async def test_many_tickets_are_asked_for_in_batches() -> None:
    names = [f"ticket-{n}" for n in range(MAX_BATCH + 1)]
    api = make_api(*names)

    facts = await make_resolver(api).facts([make_item(f"event-{n}") for n in range(len(names))])

    assert len(facts) == MAX_BATCH + 1
    assert api.count("tickets") == 2


async def test_known_ticket_is_not_asked_for_again() -> None:
    api = make_api("ticket-1")
    resolver = make_resolver(api)
    await resolver.facts([make_item()])

    await resolver.facts([make_item()])

    assert api.count("tickets") == 1
    assert api.count("people") == 1


async def test_newer_version_of_a_ticket_is_asked_for() -> None:
    api = make_api("ticket-1")
    resolver = make_resolver(api)
    await resolver.facts([make_item()])
    api.known_tickets[make_ticket().id] = make_ticket(title="Printer under water", version=3)

    facts = await resolver.facts([make_item(ticket_version=3)])

    assert facts[EVENT].ticket_title == "Printer under water"


async def test_two_who_ask_at_once_share_one_question() -> None:
    api = make_api("ticket-1")
    resolver = make_resolver(api)

    both = await asyncio.gather(resolver.facts([make_item()]), resolver.facts([make_item()]))

    assert both[0] == both[1]
    assert api.count("tickets") == 1


async def test_failure_leaves_only_what_is_remembered() -> None:
    api = make_api("ticket-1")
    resolver = make_resolver(api)
    await resolver.facts([make_item()])
    api.failure = ConnectionLostError(ClientCode.TIMED_OUT)

    facts = await resolver.facts([make_item(), make_item("event-2")])

    assert list(facts) == [EVENT]


async def test_after_a_failure_the_server_is_left_alone_for_a_while() -> None:
    time, api = VirtualTime(), make_api("ticket-1")
    resolver = make_resolver(api, time)
    api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    await resolver.facts([make_item()])
    api.failure = None

    assert await resolver.facts([make_item()]) == {}
    await time.advance(REST_S)
    assert list(await resolver.facts([make_item()])) == [EVENT]


async def test_line_that_is_back_ends_the_rest() -> None:
    api = make_api("ticket-1")
    resolver = make_resolver(api)
    api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    await resolver.facts([make_item()])
    api.failure = None

    resolver.retry()

    assert list(await resolver.facts([make_item()])) == [EVENT]


async def test_of_a_ticket_that_may_not_be_read_only_who_did_it_is_known() -> None:
    facts = (await make_resolver(make_api()).facts([make_item()]))[EVENT]

    assert facts == Facts(actor_name="Ben Sato")


async def test_names_that_are_refused_cost_the_name_only() -> None:
    api = make_api("ticket-1")
    api.people_failure = ServerRefusedError(ErrorCode.PERMISSION_DENIED)

    facts = (await make_resolver(api).facts([make_item()]))[EVENT]

    assert (facts.ticket_number, facts.actor_name) == (1042, "")


async def test_memory_is_bounded() -> None:
    names = [f"ticket-{n}" for n in range(MAX_TICKETS + 5)]
    resolver = make_resolver(make_api(*names))

    await resolver.facts([make_item(f"event-{n}") for n in range(len(names))])

    assert len(resolver._tickets._values) == MAX_TICKETS


def announcement(text: str) -> Announcement:
    return Announcement(
        id=AnnouncementId("announcement-1"),
        team_id=TeamId("field"),
        author_id=BEN,
        text=text,
        created_at=NOON,
    )


SAID = make_item(
    kind=NotificationKind.ANNOUNCEMENT,
    ticket_id=None,
    team_id=TeamId("field"),
    announcement_id=AnnouncementId("announcement-1"),
)


async def test_announcement_says_its_text_and_is_asked_for_once() -> None:
    api = make_api()
    api.known_announcements[AnnouncementId("announcement-1")] = announcement("Lunch at noon")
    resolver = make_resolver(api)

    first = (await resolver.facts([SAID]))[EVENT]
    again = (await resolver.facts([SAID]))[EVENT]

    assert first == again == Facts(text="Lunch at noon", actor_name="Ben Sato")
    assert api.count("announcement") == 1


async def test_announcement_that_the_person_may_not_read_has_no_text() -> None:
    facts = (await make_resolver(make_api()).facts([SAID]))[EVENT]

    assert facts == Facts(actor_name="Ben Sato")


async def test_announcement_that_cannot_be_had_now_is_asked_for_again() -> None:
    api, time = make_api(), VirtualTime()
    resolver = make_resolver(api, time)
    api.failure = ConnectionLostError(ClientCode.TIMED_OUT)
    assert await resolver.facts([SAID]) == {}

    api.failure = None
    api.known_announcements[AnnouncementId("announcement-1")] = announcement("Lunch at noon")
    await time.advance(REST_S)

    assert (await resolver.facts([SAID]))[EVENT].text == "Lunch at noon"

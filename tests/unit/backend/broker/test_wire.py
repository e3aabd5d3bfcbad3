import msgspec
import pytest

from backend.broker.wire import MAX_BYTES, MAX_NEWS, Message, messages, read_message, read_news
from backend.services.peers import (
    News,
    Offline,
    Online,
    ProcessId,
    WhoIsOnline,
    published_of,
    rung,
)
from common.errors import ContractError
from common.ids import UserId
from common.rooms import Room
from tests.unit.backend.realtime.builders import announcement

ME = ProcessId("p1")


def sent(news: list[News]) -> list[News | None]:
    return [item for body, _ in messages(ME, news) for item in read_news(read_message(body))]


def test_news_arrive_as_they_were_told() -> None:
    news: list[News] = [
        WhoIsOnline(),
        Online(sockets={UserId("ana"): 2}),
        Offline(people=(UserId("ben"),)),
    ]

    assert sent(news) == news


def test_an_event_arrives_with_its_numbers_and_its_bytes() -> None:
    event = announcement(7, {Room("team:t1"): 3})

    (news,) = sent([rung(event)])

    assert news is not None
    assert published_of(news) == event  # type: ignore[arg-type] # it was rung


def test_many_news_are_told_in_messages_of_bounded_size() -> None:
    news: list[News] = [rung(announcement(n, {Room("team:t1"): n})) for n in range(1, 1000)]

    told = list(messages(ME, news))

    assert sum(contained for _, contained in told) == len(news)
    assert all(len(body) <= MAX_BYTES and contained <= MAX_NEWS for body, contained in told)


def test_news_of_a_later_version_are_passed_over_and_the_others_heard() -> None:
    later = msgspec.Raw(b'{"type":"later","x":1}')
    known = msgspec.Raw(msgspec.json.encode(WhoIsOnline()))

    read = list(read_news(Message(process=ME, news=(later, known))))

    assert read == [None, WhoIsOnline()]


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b'{"process": 1}', b" " * (MAX_BYTES + 1)])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(ContractError):
        read_message(data)


def test_news_with_an_impossible_id_are_not_heard() -> None:
    made_up = msgspec.Raw(b'{"type":"offline","people":["../ana"]}')

    assert list(read_news(Message(process=ME, news=(made_up,)))) == [None]

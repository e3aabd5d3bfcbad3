from backend.services.trace import MAX_NAMED, Trace
from common.ids import EventId


def test_all_events_are_counted_and_the_first_are_named() -> None:
    act = Trace()

    act.add(EventId(f"e{number}") for number in range(MAX_NAMED + 5))

    assert act.count == MAX_NAMED + 5
    assert act.event_ids == [f"e{number}" for number in range(MAX_NAMED)]

"""What is kept up at each change equals what would be counted anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from common.ids import EventId
from common.notifications import NotificationPriority
from desktop.core.notifications.items import Items, is_listed, is_suppressed, is_unread
from desktop.core.reasons import Rule
from desktop.core.state import Facts, Item, Mark
from tests.unit.desktop.notifications import at, make_item
from tests.unit.desktop.wording import ENGLISH

STATES = st.builds(
    make_item,
    st.sampled_from(("event-1", "event-2", "event-3")),
    read=st.booleans(),
    cleared=st.booleans(),
    held=st.booleans(),
    priority=st.sampled_from((NotificationPriority.HIGH, NotificationPriority.MEDIUM)),
    rule=st.sampled_from((None, Rule.DIGEST, Rule.MUTED_QUEUE, Rule.QUIET_HOURS)),
    facts=st.sampled_from((None, Facts(ticket_number=7))),
    unconfirmed=st.sampled_from((None, Mark.READ)),
)


def with_a_fixed_time(item: Item) -> Item:
    return make_item(
        item.event_id,
        **{name: getattr(item, name) for name in Item.__slots__ if name not in {"event_id", "at"}},
        at=at(float(item.event_id[-1])),
    )


@settings(max_examples=150, deadline=None)
@given(
    stored=st.lists(STATES, max_size=3, unique_by=lambda item: item.event_id),
    changes=st.lists(st.one_of(STATES, st.sampled_from(("event-1", "event-2")))),
)
def test_everything_kept_up_equals_everything_counted(
    stored: list[Item], changes: list[Item | str]
) -> None:
    items = Items(map(with_a_fixed_time, stored))
    expected = {item.event_id: with_a_fixed_time(item) for item in stored}
    for change in changes:
        items.shown(ENGLISH, 10)
        if isinstance(change, Item):
            expected[change.event_id] = items.put(with_a_fixed_time(change))
        elif EventId(change) in items:
            items.drop([EventId(change)])
            del expected[EventId(change)]

    found = sorted(expected.values(), key=lambda item: item.at, reverse=True)
    listed = [item for item in found if is_listed(item)]
    unread = {item.event_id: item for item in listed if is_unread(item)}
    assert {item.event_id: item for item in items} == expected
    assert list(items.listed()) == listed
    assert items.oldest_listed() == (listed[-1] if listed else None)
    assert [line.event_id for line in items.shown(ENGLISH, 10)] == [i.event_id for i in listed]
    assert [line.read for line in items.shown(ENGLISH, 10)] == [i.read for i in listed]
    suppressed = [i.event_id for i in found if is_suppressed(i)]
    assert [line.item.event_id for line in items.suppressed(ENGLISH)] == suppressed
    assert items.unread == unread
    high = NotificationPriority.HIGH
    assert items.unread_high == sum(item.priority is high for item in unread.values())
    assert items.unread_on_server == sum(map(is_unread, found))
    assert items.undecided == {i.event_id: i for i in found if i.rule is None}
    assert items.held == {i.event_id: i for i in found if i.held}
    assert items.unconfirmed == {i.event_id: i for i in found if i.unconfirmed}
    bare = [item for item in found if item.facts is None and not item.cleared]
    assert list(items.without_facts(10)) == bare
    assert len(items) == len(expected)


def test_lines_are_made_anew_in_another_language() -> None:
    items = Items([make_item(), make_item("event-2", rule=Rule.QUIET_HOURS)])
    before, kept_back = items.shown(ENGLISH, 9), items.suppressed(ENGLISH)

    items.reworded()

    assert items.shown(ENGLISH, 9) is not before
    assert items.suppressed(ENGLISH) is not kept_back
    assert items.shown(ENGLISH, 9) == before

from dataclasses import replace

from backend.services.hearing import Hearing
from tests.fakes.desk import ANA, Desk
from tests.fakes.tables import Tables


async def test_event_of_a_later_version_is_no_notification(desk: Desk, tables: Tables) -> None:
    await desk.ticket()
    later = b'{"type":"ticket:teleported","id":"e1","at":"2026-11-22T12:00:00Z"}'
    tables.published[0] = replace(tables.published[0], encoded=later)
    standing = await desk.readers.people.standing(ANA.id)
    assert standing is not None
    hearing = Hearing(
        notifications=desk.readers.notifications, tickets=desk.readers.tickets, now=desk.clock
    )

    items = [item async for item in hearing.items(standing, below=None, unread_only=False)]

    assert items == []

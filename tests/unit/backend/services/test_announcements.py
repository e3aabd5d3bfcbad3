import pytest

from backend.domain.errors import NotFoundError, PermissionDeniedError
from backend.services.announcements import Announcements
from common.ids import AnnouncementId, TeamId
from common.rooms import team_room
from tests.fakes.desk import ANA, BEN, CLEO, EVE, FIELD, OFFICE, Desk, actor
from tests.fakes.tables import Tables


@pytest.fixture
def announcements(desk: Desk) -> Announcements:
    return desk.services.announcements


async def test_team_hears_its_lead(
    announcements: Announcements, desk: Desk, tables: Tables
) -> None:
    created = await announcements.post(actor(BEN), FIELD.id, "Cake at four")

    assert set(tables.published[-1].positions) == {team_room(FIELD.id)}
    page = await desk.services.notifications.page(actor(ANA))
    (item,) = page.items
    assert (item.title, item.body) == ("Announcement to Field service", "Cake at four · by Ben")
    found = await announcements.get(actor(ANA), FIELD.id, AnnouncementId(created.id))
    assert (found.text, found.author_id) == ("Cake at four", BEN.id)


async def test_only_who_manages_the_team(announcements: Announcements) -> None:
    with pytest.raises(PermissionDeniedError):
        await announcements.post(actor(ANA), FIELD.id, "x")
    with pytest.raises(NotFoundError):
        await announcements.post(actor(BEN), OFFICE.id, "x")
    with pytest.raises(NotFoundError):
        await announcements.post(actor(EVE), TeamId("nowhere"), "x")


async def test_words_are_for_the_team(announcements: Announcements) -> None:
    created = await announcements.post(actor(BEN), FIELD.id, "Cake at four")
    said = AnnouncementId(created.id)

    for refused in (
        announcements.get(actor(CLEO), FIELD.id, said),
        announcements.get(actor(CLEO), OFFICE.id, said),
        announcements.get(actor(ANA), FIELD.id, AnnouncementId("nothing")),
    ):
        with pytest.raises(NotFoundError):
            await refused

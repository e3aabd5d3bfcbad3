import pytest

from backend.domain.errors import (
    AccountDisabledError,
    AlreadyExistsError,
    NotFoundError,
    PermissionDeniedError,
    TokenRevokedError,
)
from backend.services.administration import SYSTEM, Administration
from backend.services.sessions import MAX_CHECK_AGE
from common import rest
from common.errors import ContractError
from common.events import UserQueueUpdated
from common.ids import TeamId, UserId
from common.vocabulary import Role
from tests.fakes.desk import ANA, BEN, EVE, FIELD, PASSWORD, PRINTERS, Desk, actor
from tests.fakes.tables import Tables

NEW = rest.NewUser(email="Fay@Example.com", name="Fay", role=Role.EMPLOYEE, password="long enough")


@pytest.fixture
def administration(desk: Desk) -> Administration:
    return desk.services.administration


async def test_new_person_signs_in(administration: Administration, desk: Desk) -> None:
    created = await administration.create_user(SYSTEM, NEW)

    tokens = await desk.services.sessions.login("fay@example.com", NEW.password, None)
    assert tokens.user.id == created.id


async def test_address_is_taken_in_any_case(administration: Administration) -> None:
    await administration.create_user(actor(EVE), NEW)

    with pytest.raises(AlreadyExistsError):
        await administration.create_user(actor(EVE), NEW)


async def test_people_are_listed_and_found(administration: Administration) -> None:
    assert [user.name for user in await administration.users(actor(EVE))] == [
        "Ana",
        "Ben",
        "Cleo",
        "Dan",
        "Eve",
    ]
    assert (await administration.find_user(SYSTEM, "ANA@example.com")).id == ANA.id
    with pytest.raises(NotFoundError):
        await administration.find_user(SYSTEM, "nobody@example.com")


async def test_disabled_person_is_signed_out(administration: Administration, desk: Desk) -> None:
    sessions = desk.services.sessions
    tokens = await sessions.login(ANA.email, PASSWORD, None)

    user = await administration.patch_user(actor(EVE), ANA.id, rest.UserPatch(disabled=True))

    assert user.disabled
    desk.clock.advance(MAX_CHECK_AGE)
    with pytest.raises(AccountDisabledError):
        await sessions.verify(tokens.access_token)
    with pytest.raises(AccountDisabledError):
        await sessions.refresh(tokens.refresh_token)
    enabled = await administration.patch_user(actor(EVE), ANA.id, rest.UserPatch(disabled=False))
    assert not enabled.disabled
    # What was ended stays ended.
    with pytest.raises(TokenRevokedError):
        await sessions.refresh(tokens.refresh_token)


async def test_name_and_role_change(administration: Administration) -> None:
    patch = rest.UserPatch(name="Anna", role=Role.TEAM_LEAD)

    user = await administration.patch_user(actor(EVE), ANA.id, patch)

    assert (user.name, user.role) == ("Anna", Role.TEAM_LEAD)
    with pytest.raises(NotFoundError):
        await administration.patch_user(actor(EVE), UserId("nobody"), patch)


async def test_new_password_replaces_the_old_and_ends_sessions(
    administration: Administration, desk: Desk
) -> None:
    sessions = desk.services.sessions
    tokens = await sessions.login(ANA.email, PASSWORD, None)

    await administration.reset_password(SYSTEM, ANA.id, "another one")

    await sessions.login(ANA.email, "another one", None)
    with pytest.raises(TokenRevokedError):
        await sessions.refresh(tokens.refresh_token)
    with pytest.raises(NotFoundError):
        await administration.reset_password(SYSTEM, UserId("nobody"), "another one")


async def test_new_password_and_disabling_at_once_undo_nothing_of_each_other(
    administration: Administration, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def disable_meanwhile(password: str) -> str:
        await administration.patch_user(SYSTEM, ANA.id, rest.UserPatch(disabled=True))
        return f"digest:{password}"

    monkeypatch.setattr(desk.hasher, "hash", disable_meanwhile)

    await administration.reset_password(SYSTEM, ANA.id, "another one")

    with pytest.raises(AccountDisabledError):
        await desk.services.sessions.login(ANA.email, "another one", None)


@pytest.mark.parametrize("password", ["", "7 chars", "x" * 1025], ids=["none", "short", "long"])
async def test_password_that_nobody_may_choose_is_refused(
    administration: Administration, desk: Desk, password: str
) -> None:
    with pytest.raises(ContractError):
        await administration.reset_password(SYSTEM, ANA.id, password)

    await desk.services.sessions.login(ANA.email, PASSWORD, None)


async def test_teams_and_queues_are_made(administration: Administration, desk: Desk) -> None:
    eve = actor(EVE)
    team = await administration.create_team(eve, rest.NewTeam(name="Night shift"))
    wanted = rest.NewQueue(name="Alarms", team_id=TeamId(team.id))
    await administration.create_queue(eve, wanted)

    assert {found.name for found in await desk.services.membership.teams(eve)} >= {"Night shift"}
    assert {found.name for found in await desk.services.membership.queues(eve)} >= {"Alarms"}


async def test_members_hear_of_a_new_queue(administration: Administration, tables: Tables) -> None:
    queue = await administration.create_queue(
        actor(EVE), rest.NewQueue(name="Alarms", team_id=FIELD.id)
    )

    events = [one.event for one in tables.published]
    assert all(isinstance(event, UserQueueUpdated) for event in events)
    assert [
        (event.user_id, event.queue_id, event.access)
        for event in events
        if isinstance(event, UserQueueUpdated)
    ] == [(ANA.id, queue.id, "added"), (BEN.id, queue.id, "added")]


async def test_one_person_is_found_by_id(administration: Administration) -> None:
    assert (await administration.user(actor(EVE), ANA.id)).email == ANA.email
    with pytest.raises(NotFoundError):
        await administration.user(actor(EVE), UserId("nobody"))


async def test_names_are_taken_once(administration: Administration) -> None:
    eve = actor(EVE)
    wanted = rest.NewQueue(name=PRINTERS.name, team_id=FIELD.id)

    with pytest.raises(AlreadyExistsError):
        await administration.create_team(eve, rest.NewTeam(name=FIELD.name))
    with pytest.raises(AlreadyExistsError):
        await administration.create_queue(eve, wanted)


async def test_queue_needs_a_team(administration: Administration) -> None:
    with pytest.raises(NotFoundError):
        await administration.create_queue(
            actor(EVE), rest.NewQueue(name="x", team_id=TeamId("nowhere"))
        )


async def test_everything_is_for_administrators_only(administration: Administration) -> None:
    ben = actor(BEN)

    for refused in (
        administration.create_user(ben, NEW),
        administration.users(ben),
        administration.find_user(ben, ANA.email),
        administration.patch_user(ben, ANA.id, rest.UserPatch(disabled=True)),
        administration.reset_password(ben, ANA.id, "another one"),
        administration.create_team(ben, rest.NewTeam(name="x")),
        administration.user(ben, ANA.id),
        administration.create_queue(ben, rest.NewQueue(name="x", team_id=FIELD.id)),
    ):
        with pytest.raises(PermissionDeniedError):
            await refused

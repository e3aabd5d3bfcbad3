from datetime import timedelta

import pytest

from backend.domain.errors import NotFoundError, PermissionDeniedError, TokenRevokedError
from backend.domain.people import Person
from backend.services.devices import Devices
from backend.services.sessions import REFRESH_LIFETIME
from common import rest
from common.ids import DeviceId, UserId
from tests.fakes.desk import ANA, BEN, DAN, EVE, PASSWORD, Desk, actor

LAPTOP, PHONE = DeviceId("laptop"), DeviceId("phone")


@pytest.fixture
def devices(desk: Desk) -> Devices:
    return desk.services.devices


async def sign_in(desk: Desk, device: DeviceId = LAPTOP, who: Person = ANA) -> rest.Tokens:
    return await desk.services.sessions.login(who.email, PASSWORD, device)


async def session_of(desk: Desk, tokens: rest.Tokens) -> str:
    return (await desk.services.sessions.verify(tokens.access_token)).session_id


async def test_own_sessions_are_shown_with_the_one_that_asks(desk: Desk, devices: Devices) -> None:
    first = await session_of(desk, await sign_in(desk))
    desk.clock.advance(timedelta(minutes=1))
    second = await session_of(desk, await sign_in(desk, PHONE))
    await sign_in(desk, who=BEN)

    shown = await devices.of(actor(ANA), ANA.id, asking=second)

    began = desk.clock() - timedelta(minutes=1)
    assert shown.items == (
        rest.Session(
            id=first,
            device_id=LAPTOP,
            created_at=began,
            expires_at=began + REFRESH_LIFETIME,
            current=False,
        ),
        rest.Session(
            id=second,
            device_id=PHONE,
            created_at=desk.clock(),
            expires_at=desk.clock() + REFRESH_LIFETIME,
            current=True,
        ),
    )


async def test_one_device_is_signed_out_and_the_others_go_on(desk: Desk, devices: Devices) -> None:
    here, there = await sign_in(desk), await sign_in(desk, PHONE)

    await devices.end(actor(ANA), ANA.id, await session_of(desk, there))

    with pytest.raises(TokenRevokedError):
        await desk.services.sessions.refresh(there.refresh_token)
    await desk.services.sessions.refresh(here.refresh_token)
    left = await devices.of(actor(ANA), ANA.id, asking="")
    assert [session.device_id for session in left.items] == [LAPTOP]


async def test_everywhere_is_all_devices_of_one_person(desk: Desk, devices: Devices) -> None:
    mine = [await sign_in(desk), await sign_in(desk, PHONE)]
    other = await sign_in(desk, who=BEN)

    await devices.end_all(actor(ANA), ANA.id)

    for tokens in mine:
        with pytest.raises(TokenRevokedError):
            await desk.services.sessions.refresh(tokens.refresh_token)
    await desk.services.sessions.refresh(other.refresh_token)


async def test_administrator_may_end_the_sessions_of_others(desk: Desk, devices: Devices) -> None:
    tokens = await sign_in(desk)

    (shown,) = (await devices.of(actor(EVE), ANA.id, asking="")).items
    await devices.end(actor(EVE), ANA.id, shown.id)

    with pytest.raises(TokenRevokedError):
        await desk.services.sessions.refresh(tokens.refresh_token)


@pytest.mark.parametrize("other", [BEN, DAN])
async def test_nobody_else_may(desk: Desk, devices: Devices, other: Person) -> None:
    session_id = await session_of(desk, await sign_in(desk))

    with pytest.raises(PermissionDeniedError):
        await devices.of(actor(other), ANA.id, asking="")
    with pytest.raises(PermissionDeniedError):
        await devices.end(actor(other), ANA.id, session_id)
    with pytest.raises(PermissionDeniedError):
        await devices.end_all(actor(other), ANA.id)


async def test_session_of_somebody_else_looks_like_none(desk: Desk, devices: Devices) -> None:
    theirs = await session_of(desk, await sign_in(desk, who=BEN))

    for session_id in (theirs, "no-such-session"):
        with pytest.raises(NotFoundError):
            await devices.end(actor(ANA), ANA.id, session_id)
    with pytest.raises(NotFoundError):
        await devices.end_all(actor(EVE), UserId("nobody"))

"""Tokens and rights: who may hear does, who may not any more does not."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import jwt

from tests.integration.backend.clients import SocketClient, signed_in, socket_client
from tests.integration.backend.server import PASSWORD, Person
from tests.stress.machine import crowding
from tests.stress.site import SECRET
from tests.stress.stage import BOUND_S, Stage

_HEADER = {"typ": "at+jwt"}
_OTHER_KEY = "y" * 32
_ALREADY_S = 10
"""How long an expired token has been so."""
RENEWED_EVERY_S = 1.6
EXPIRES_AFTER_S = 4
"""Longer than a sign-in takes, shorter than a client of the tests waits for an event."""

Claims = dict[str, Any]


def _signed(
    claims: Claims, key: str = SECRET, algorithm: str = "HS256", **header: str | None
) -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers={**_HEADER, **header})


def _expired(claims: Claims) -> Claims:
    age = claims["exp"] - claims["iat"]
    now = int(datetime.now(UTC).timestamp())
    return claims | {"iat": now - age, "exp": now - _ALREADY_S}


TOKENS: Mapping[str, tuple[str | None, Callable[[Claims], str]]] = {
    "good": (None, _signed),
    "expired": ("token_expired", lambda claims: _signed(_expired(claims))),
    "other audience": ("token_invalid", lambda claims: _signed(claims | {"aud": "other"})),
    "other issuer": ("token_invalid", lambda claims: _signed(claims | {"iss": "other"})),
    "no algorithm": ("token_invalid", lambda claims: _signed(claims, "", "none")),
    "other algorithm": ("token_invalid", lambda claims: _signed(claims, SECRET * 2, "HS512")),
    "other key": ("token_invalid", lambda claims: _signed(claims, _OTHER_KEY)),
    "other type": ("token_invalid", lambda claims: _signed(claims, typ="JWT")),
    "too long": ("token_invalid", lambda claims: _signed(claims | {"exp": claims["exp"] + 60})),
    "no session": ("token_revoked", lambda claims: _signed(claims | {"sid": "nobodys"})),
    "no token": ("token_invalid", lambda _: "not.a.token"),
}
"""Kinds of tokens: the code with which each is refused, None for none, and how it is made."""


async def auth_mix(stage: Stage) -> None:
    """A good token opens everything, any other nothing, and the code says why."""
    desk = await stage.new_desk(2)
    speaker, person = desk.members
    async for _ in stage.turns(0.6):
        code, make = TOKENS[stage.chance.choice(sorted(TOKENS))]
        process = stage.process()
        shown = replace(person, token=make(_claims(person)))
        answer = await stage.ask(shown, "GET", "/me", at=process)
        stage.check(answer.code == code, code, answer)
        async with socket_client(process.url) as client:
            reply = await client.sign_in(shown)
            if code is None:
                stage.check(f"team:{desk.team}" in reply["rooms"], reply)
                said = await stage.announce(desk, by=speaker)
                await stage.until(client, partial(_hears, client, said))
            else:
                stage.check(reply["error"]["code"] == code, code, reply)
                await _gone(stage, client)
                await stage.announce(desk, by=speaker)
                stage.check(not client.durable(), "heard with a bad token")


async def refresh_live(stage: Stage) -> None:
    """A line that renews its short session in time never breaks."""
    desk = await stage.new_desk(2)
    speaker, person = desk.members
    lifetime_s = round(RENEWED_EVERY_S * stage.site.pace) + 3
    async with socket_client(stage.process().url) as client:
        async for _ in stage.turns(RENEWED_EVERY_S):
            reply = await client.sign_in(_short_lived(person, lifetime_s))
            stage.check(reply["success"], reply)
            said = await stage.announce(desk, by=speaker)
            await stage.until(client, partial(_hears, client, said))
            stage.check(not client.gone.is_set(), "the line broke", client.reason)


async def expire_live(stage: Stage) -> None:
    """A line ends when its token does: not before, and hardly after."""
    desk = await stage.new_desk(2)
    speaker, person = desk.members
    async for _ in stage.turns(3.0):
        shown = _short_lived(person, EXPIRES_AFTER_S)
        expires_at = _claims(shown)["exp"]
        async with signed_in(stage.process().url, shown) as client:
            await client.wait_for("auth:expiring")
            await client.wait_for("auth:expired")
            late_s = datetime.now(UTC).timestamp() - expires_at
            stage.check(late_s >= -0.01, "too early by", -late_s)
            stage.timed(late_s)
            await _gone(stage, client)
            heard = len(client.durable())
            await stage.announce(desk, by=speaker)
            stage.check(len(client.durable()) == heard, "heard with an expired token")


async def revoke_live(stage: Stage) -> None:
    """A session that is ended in one process is of no use in any, soon; others go on."""
    desk = await stage.new_desk(2)
    speaker, person = desk.members
    credentials = {"email": person.email, "password": PASSWORD}
    async with signed_in(stage.process().url, person) as other:
        async for _ in stage.turns(2.0):
            answer = await stage.ask(None, "POST", "/auth/login", credentials)
            shown = replace(person, token=answer.json["accessToken"])
            session = _claims(shown)["sid"]
            async with signed_in(stage.process().url, shown) as client:
                began = asyncio.get_running_loop().time()
                await stage.do(person, "DELETE", f"/me/sessions/{session}")
                await _gone(stage, client)
                for process in stage.site.processes:
                    await _refused(stage, shown, process.url)
                stage.timed(asyncio.get_running_loop().time() - began, BOUND_S + 0.2)
                heard = len(client.durable())
                said = await stage.announce(desk, by=speaker)
                await stage.until(other, partial(_hears, other, said))
                stage.check(len(client.durable()) == heard, "heard after the end")


async def membership_revoke(stage: Stage) -> None:
    """Who is taken out of a team hears and reads no more of it; the fence comes after it."""
    desk, own = await stage.new_desk(1), await stage.new_desk(1)
    (person,) = own.members
    room, root = f"team:{desk.team}", stage.site.root
    path = f"/teams/{desk.team}/members/{person.id}"
    async with signed_in(stage.process().url, person) as client:
        async for turn in stage.turns(2.0):
            await stage.do(root, "PUT", path)
            joined = await client.ask("join_team", desk.team)
            stage.check(joined["ok"], joined)
            said = await stage.announce(desk)
            await stage.until(client, partial(_hears, client, said))
            began = asyncio.get_running_loop().time()
            await stage.do(root, "DELETE", path)
            await stage.until(client, partial(_has_left, client, turn + 1))
            stage.timed(asyncio.get_running_loop().time() - began)
            unheard = await stage.announce(desk)
            fence = await stage.announce(own)
            await stage.until(client, partial(_hears, client, fence))
            stage.check(not _hears(client, unheard), "heard after the removal")
            page = await stage.do(person, "POST", "/sync", {"rooms": {room: {"after": 0}}})
            stage.check(room not in page["rooms"], "read after the removal")


def _claims(person: Person) -> Claims:
    claims: Claims = jwt.decode(person.token, options={"verify_signature": False})
    return claims


def _short_lived(person: Person, seconds: int) -> Person:
    """Return the person with a token that ends after so many seconds, or up to one earlier."""
    now = int(datetime.now(UTC).timestamp())
    claims = _claims(person) | {"iat": now, "exp": now + seconds}
    return replace(person, token=_signed(claims))


def _hears(client: SocketClient, announcement_id: str) -> bool:
    return any(event.get("announcementId") == announcement_id for event in client.durable())


def _has_left(client: SocketClient, times: int) -> bool:
    return len(client.named("room:left")) >= times


async def _gone(stage: Stage, client: SocketClient) -> None:
    async with asyncio.timeout(BOUND_S * crowding()):
        await client.gone.wait()
    stage.tally.checks += 1


async def _refused(stage: Stage, person: Person, url: str) -> None:
    """Wait until a token of an ended session is refused."""
    (process,) = [process for process in stage.site.processes if process.url == url]
    async with asyncio.timeout(BOUND_S * crowding()):
        while True:
            answer = await stage.ask(person, "GET", "/me", at=process)
            if answer.code == "token_revoked":
                return
            await asyncio.sleep(0.05)

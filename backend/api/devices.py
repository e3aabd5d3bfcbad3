"""Where people are signed in: their own sessions, and for administrators everybody's."""

from backend.api.routing import Call
from common import rest
from common.ids import UserId


async def mine(call: Call) -> rest.Sessions:
    """Return where the person who asks is signed in."""
    return await call.services.devices.of(
        call.actor, call.actor.user_id, asking=call.known.session_id
    )


async def end_mine(call: Call, session_id: str) -> None:
    """Sign the person who asks out on one device."""
    await call.services.devices.end(call.actor, call.actor.user_id, session_id)


async def end_all_mine(call: Call) -> None:
    """Sign the person who asks out everywhere, here too."""
    await call.services.devices.end_all(call.actor, call.actor.user_id)


async def theirs(call: Call, user_id: UserId) -> rest.Sessions:
    """Return where a person is signed in; for administrators."""
    return await call.services.devices.of(call.actor, user_id, asking=call.known.session_id)


async def end_theirs(call: Call, user_id: UserId, session_id: str) -> None:
    """Sign a person out on one device; for administrators."""
    await call.services.devices.end(call.actor, user_id, session_id)


async def end_all_theirs(call: Call, user_id: UserId) -> None:
    """Sign a person out everywhere; for administrators."""
    await call.services.devices.end_all(call.actor, user_id)

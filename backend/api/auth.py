"""Signing in and out, and what belongs to the person who asks."""

import logging

from msgspec import Raw

from backend.api.routing import Call
from common import rest
from common.envelope import encode
from common.errors import BomizzelError

logger = logging.getLogger(__name__)


async def login(call: Call, *, body: rest.Login) -> rest.Tokens:
    """Sign in with e-mail address and password."""
    sign_ins = call.sources.metrics.sign_ins
    try:
        tokens = await call.services.sessions.login(
            body.email, body.password, body.device, address=call.address
        )
    except BomizzelError as exc:
        # Whose address it was is not said: who mistypes it may have typed the password there.
        sign_ins.labels(exc.code.value).inc()
        logger.info("sign-in refused", extra={"code": exc.code.value})
        raise
    sign_ins.labels("ok").inc()
    logger.info("signed in", extra={"user_id": tokens.user.id, "device_id": body.device})
    return tokens


async def refresh(call: Call, *, body: rest.Refresh) -> rest.Tokens:
    """Exchange a refresh token for new tokens; the old one is used up."""
    return await call.services.sessions.refresh(body.refresh_token)


async def logout(call: Call, *, body: rest.Refresh) -> None:
    """End the session of a refresh token."""
    await call.services.sessions.logout(body.refresh_token)


async def me(call: Call) -> rest.Profile:
    """Return the person who asks, with teams, queues, rooms and preferences."""
    return await call.services.membership.profile(call.actor)


async def put_preferences(call: Call, *, body: dict[str, object]) -> None:
    """Replace the preferences of the person who asks; only clients know what they mean."""
    await call.services.membership.put_preferences(call.actor, Raw(encode(body)))

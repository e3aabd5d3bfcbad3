"""People: their names for colleagues, their accounts for administrators."""

from backend.api.routing import Call
from backend.api.shapes import People, PeopleQuery, Presence, Users, split_ids
from common import rest
from common.ids import UserId


async def names(call: Call, *, query: PeopleQuery) -> People:
    """Return the names of people by their ids."""
    ids = [UserId(user_id) for user_id in split_ids(query.ids)]
    return People(items=await call.services.membership.people(call.actor, ids))


async def presence(call: Call) -> Presence:
    """Return who is online of those who share a team with the caller; all for administrators."""
    online = call.sources.online()
    return Presence(online=await call.services.membership.colleagues(call.actor, online))


async def users(call: Call) -> Users:
    """Return all accounts; for administrators."""
    return Users(items=await call.services.administration.users(call.actor))


async def create_user(call: Call, *, body: rest.NewUser) -> rest.Created:
    """Make an account; for administrators."""
    return await call.services.administration.create_user(call.actor, body)


async def user(call: Call, user_id: UserId) -> rest.User:
    """Return an account; for administrators."""
    return await call.services.administration.user(call.actor, user_id)


async def patch_user(call: Call, user_id: UserId, *, body: rest.UserPatch) -> rest.User:
    """Change or disable an account; for administrators."""
    return await call.services.administration.patch_user(call.actor, user_id, body)

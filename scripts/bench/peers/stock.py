"""A peer: python-socketio on aiohttp as its documentation has it, like ``node/server.js``."""

import asyncio
import json
import os
from itertools import count
from typing import Any

import jwt
import socketio
from aiohttp import web

SECRET, TEAM, QUEUE = (os.environ[name] for name in ("JWT_SECRET", "TEAM", "QUEUE"))
EVENT: dict[str, Any] = json.loads(os.environ["EVENT"])

sio = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins=[])
said = count(1)


@sio.on("authenticate")
async def authenticate(sid: str, asked: dict[str, str]) -> None:
    """Let somebody in, and into the same rooms as the product."""
    person = jwt.decode(
        asked["token"], SECRET, ["HS256"], audience="bomizzel-api", issuer="bomizzel"
    )
    if person["sub"] != asked["userId"]:
        raise PermissionError
    for room in (f"user:{person['sub']}", f"team:{TEAM}", f"queue:{QUEUE}"):
        await sio.enter_room(sid, room)
    await sio.emit("authenticated", {"success": True, "userId": person["sub"]}, to=sid)


async def emit(request: web.Request) -> web.Response:
    """Tell the queue's room as many events as are asked for."""
    room = f"queue:{QUEUE}"
    for _ in range(int(request.query["count"])):
        await sio.emit(EVENT["type"], {**EVENT, "pos": {room: next(said)}}, room=room)
    return web.Response(text="ok")


async def live(_request: web.Request) -> web.Response:
    """Answer a probe."""
    return web.Response(text="ok")


async def main() -> None:
    """Serve until told to stop; the address is the first line."""
    app = web.Application()
    app.add_routes([web.get("/emit", emit), web.get("/livez", live)])
    sio.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print("http://{}:{}".format(*runner.addresses[0]), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

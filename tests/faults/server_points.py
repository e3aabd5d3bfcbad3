"""Where the server is made to end: at each step of a command, of its delivery and of a session."""

from tests.faults.crash_points import CrashPoint, Side

_DISPATCHER = "backend.realtime.dispatcher:Dispatcher"
_SESSIONS = "backend.services.sessions:Sessions"


def points_of(database: str) -> tuple[CrashPoint, ...]:
    """Return the points of a server on ``sqlite`` or ``postgres``."""
    gateway = f"backend.storage.{database}.gateway"
    writing = f"backend.storage.{database}.writing"
    return (
        CrashPoint("nothing written", f"{gateway}:write_batch", Side.BEFORE),
        CrashPoint("numbers reserved, no event written", f"{writing}:number_events", Side.AFTER),
        CrashPoint("event written without its entries", f"{writing}:entry_rows", Side.BEFORE),
        CrashPoint("answer not remembered", f"{writing}:request_rows", Side.BEFORE),
        CrashPoint("all written, not committed", f"{gateway}:write_batch", Side.AFTER),
        CrashPoint(
            "committed, nobody knows",
            "backend.storage.gateway:BatchingGateway._answer",
            Side.BEFORE,
        ),
        CrashPoint(
            "committed, doorbell not rung", "backend.realtime.doorbell:Doorbell.ring", Side.BEFORE
        ),
        CrashPoint("doorbell rung", "backend.realtime.doorbell:Doorbell.ring", Side.AFTER),
        CrashPoint("command done, not answered", "backend.api.routing:encode", Side.BEFORE, nth=4),
        CrashPoint("dispatch begun", f"{_DISPATCHER}._dispatch", Side.BEFORE),
        CrashPoint("some told, others not", "backend.realtime.fanout:Fanout.tell", Side.AFTER),
        CrashPoint("all told", f"{_DISPATCHER}._note_delivery", Side.BEFORE),
        CrashPoint("looked for what was not rung", f"{_DISPATCHER}._look", Side.AFTER, nth=1),
        CrashPoint("page read, not sent", "backend.services.sync:Sync.page", Side.AFTER, nth=2),
        CrashPoint("session renewed, not answered", f"{_SESSIONS}.refresh", Side.AFTER, nth=2),
    )

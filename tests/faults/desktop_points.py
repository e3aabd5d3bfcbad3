"""Where the agent is made to end: at its start, from a frame to a toast, and after a wish."""

from tests.faults.crash_points import CrashPoint, Side

_STORE = "desktop.adapters.store:SqliteStore"
_TOASTER = "desktop.core.toasts.toaster:Toaster"
_API = "desktop.adapters.rest:RestApi"


def _first(name: str, function: str, side: Side) -> CrashPoint:
    return CrashPoint(name, function, side, nth=1, is_armed=True)


AT_FIRST_CONTACT = (
    _first("store made, nothing asked", f"{_STORE}._open", Side.AFTER),
    _first(
        "let in, list not asked for", "desktop.adapters.socket:SioSocket.authenticate", Side.AFTER
    ),
    _first("list read, not stored", "desktop.core.line.live:read_listing", Side.AFTER),
    _first("list written, not committed", "desktop.adapters.rows:write", Side.AFTER),
    _first("list stored, not followed", f"{_STORE}._commit", Side.AFTER),
)
WHILE_RENEWING = (
    _first("session renewed, not kept", f"{_API}.refresh", Side.AFTER),
    _first("renewed session used", f"{_API}.profile", Side.AFTER),
)
WHILE_LIVE = (
    CrashPoint("frame heard, not stored", f"{_STORE}._commit", Side.BEFORE),
    CrashPoint("event written, not committed", "desktop.adapters.rows:write", Side.AFTER),
    CrashPoint("event stored, not described", f"{_STORE}._commit", Side.AFTER),
    CrashPoint(
        "described, not decided",
        "desktop.core.notifications.presenter:Presenter._let_through",
        Side.BEFORE,
    ),
    CrashPoint("decision stored, not shown", f"{_TOASTER}.show", Side.BEFORE, nth=2),
    CrashPoint("shown", f"{_TOASTER}.show", Side.AFTER, nth=2),
)
WHILE_CATCHING_UP = (
    _first("page read, not stored", "desktop.core.line.live:fetch", Side.AFTER),
    _first("digest decided, not shown", f"{_TOASTER}.show", Side.BEFORE),
    _first("digest shown", f"{_TOASTER}.show", Side.AFTER),
)
WITH_MARKS = (
    _first("mark not sent", f"{_API}.mark_read", Side.BEFORE),
    _first("mark sent, not confirmed", f"{_API}.mark_read", Side.AFTER),
    _first("clearing not sent", f"{_API}.mark_cleared", Side.BEFORE),
    _first("clearing sent, not confirmed", f"{_API}.mark_cleared", Side.AFTER),
)
WITH_A_CLAIM = (
    _first("claim not sent", f"{_API}.claim", Side.BEFORE),
    _first("claim sent, not answered", f"{_API}.claim", Side.AFTER),
)
POINTS = (
    *AT_FIRST_CONTACT,
    *WHILE_RENEWING,
    *WHILE_LIVE,
    *WHILE_CATCHING_UP,
    *WITH_MARKS,
    *WITH_A_CLAIM,
)

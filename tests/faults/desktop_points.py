"""Where the agent is made to end: at each step from a frame to a toast."""

from tests.faults.crash_points import CrashPoint, Side

_STORE = "desktop.adapters.store:SqliteStore"
_TOASTER = "desktop.core.toasts.toaster:Toaster"

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
    CrashPoint(
        "page read, not stored", "desktop.core.line.live:fetch", Side.AFTER, nth=1, is_armed=True
    ),
    CrashPoint("digest decided, not shown", f"{_TOASTER}.show", Side.BEFORE, nth=1, is_armed=True),
    CrashPoint("digest shown", f"{_TOASTER}.show", Side.AFTER, nth=1, is_armed=True),
)
POINTS = (*WHILE_LIVE, *WHILE_CATCHING_UP)

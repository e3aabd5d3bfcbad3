"""How many toasts may come, and which events each of them stands for. Pure."""

from collections import OrderedDict, deque

from common.ids import EventId
from desktop.core.toasts.toast import Toast

MAX_TOASTS = 3
WINDOW_S = 10.0
MAX_TAGS = 256


class FloodGate:
    """Lets at most ``MAX_TOASTS`` through in any ``WINDOW_S``, on a monotonic clock."""

    def __init__(self) -> None:
        """Start with no toast shown."""
        self._shown_at: deque[float] = deque(maxlen=MAX_TOASTS)

    def opens_in_s(self, now_s: float) -> float:
        """Return after how many seconds the next toast may be shown; 0 for now."""
        if len(self._shown_at) < MAX_TOASTS:
            return 0.0
        return max(0.0, self._shown_at[0] + WINDOW_S - now_s)

    def shown(self, now_s: float) -> None:
        """Count one toast."""
        self._shown_at.append(now_s)

    def summed_up(self, now_s: float) -> None:
        """Count a summary, after which nothing is shown for a whole window.

        A flood that goes on would else alternate between summaries and single toasts.
        """
        self._shown_at.extend([now_s] * MAX_TOASTS)


class ToastBook:
    """Remembers which events the newest toast of each tag stands for."""

    def __init__(self) -> None:
        """Start empty; toasts of an earlier run are not known."""
        self._events: OrderedDict[str, tuple[EventId, ...]] = OrderedDict()

    def shown(self, toast: Toast) -> None:
        """Remember ``toast`` in place of an earlier one of its tag."""
        self._events[toast.tag] = toast.event_ids
        self._events.move_to_end(toast.tag)
        if len(self._events) > MAX_TAGS:
            self._events.popitem(last=False)

    def events_of(self, tag: str) -> tuple[EventId, ...]:
        """Return the events of a tag; none for a tag that is not known."""
        return self._events.get(tag, ())

    def tags(self) -> tuple[str, ...]:
        """Return the tags of the toasts that may still be on the screen."""
        return tuple(self._events)

    def gone(self, tag: str) -> None:
        """Forget a toast."""
        self._events.pop(tag, None)

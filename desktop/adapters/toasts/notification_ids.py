"""Which notification of the daemon stands for which tag; pure bookkeeping, bounded."""

from collections import OrderedDict

MAX_IDS = 256
"""Clicks on older notifications, out of the daemon's history, are not understood any more."""


class NotificationIds:
    """Remembers the ids that the daemon gave to our toasts.

    A closed notification keeps its tag: Plasma and others keep expired toasts in a list where
    they can still be clicked, hours later.
    """

    def __init__(self) -> None:
        """Start with nothing shown."""
        self._tags: OrderedDict[int, str] = OrderedDict()
        self._on_screen: dict[str, int] = {}
        self._newest: dict[str, int] = {}

    def shown(self, notification_id: int, tag: str) -> None:
        """Note that the daemon shows ``tag`` as ``notification_id``."""
        self._tags[notification_id] = tag
        self._tags.move_to_end(notification_id)
        self._on_screen[tag] = self._newest[tag] = notification_id
        while len(self._tags) > MAX_IDS:
            oldest, its_tag = self._tags.popitem(last=False)
            if self._on_screen.get(its_tag) == oldest:
                del self._on_screen[its_tag]
            if self._newest.get(its_tag) == oldest:
                del self._newest[its_tag]

    def closed(self, notification_id: int) -> None:
        """Note that ``notification_id`` is not on screen any more; ids of others are ignored."""
        tag = self._tags.get(notification_id)
        if tag is not None and self._on_screen.get(tag) == notification_id:
            del self._on_screen[tag]

    def on_screen(self, tag: str) -> int | None:
        """Return the id of the toast of ``tag`` that can be replaced or closed."""
        return self._on_screen.get(tag)

    def tags_on_screen(self) -> tuple[str, ...]:
        """Return the tags of the toasts that can be replaced or closed."""
        return tuple(self._on_screen)

    def newest(self, tag: str) -> int | None:
        """Return the id of the newest toast of ``tag``, also when it is off the screen."""
        return self._newest.get(tag)

    def tag_of(self, notification_id: int) -> str | None:
        """Return what ``notification_id`` stands for; None when it is not ours."""
        return self._tags.get(notification_id)

    def forget(self) -> None:
        """Forget all: the daemon that gave the ids is gone."""
        self._tags.clear()
        self._on_screen.clear()
        self._newest.clear()

"""Whether the person may be interrupted now: what they set, the time of day, and the system."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from desktop.core.ports import Clock
from desktop.core.settings.values import Settings
from desktop.core.state import Commit, Pause
from desktop.core.toasts.quiet import Zone, quiet_until
from desktop.core.toasts.rules import Moment


class Attention:
    """One person's attention.

    Args:
        pause: Do-not-disturb as it was when the last run ended.
        settings: Returns the settings that hold now.
        clock: Tells the time.
        zone: Where the machine is.
        is_silenced: Asks the system whether its own do-not-disturb is on.
        told: Called with the end of do-not-disturb when that changes, None when it is over.
    """

    def __init__(
        self,
        pause: Pause,
        *,
        settings: Callable[[], Settings],
        clock: Clock,
        zone: Zone,
        is_silenced: Callable[[], Awaitable[bool]],
        told: Callable[[datetime | None], None],
    ) -> None:
        """Go on from ``pause``."""
        self._until = pause.until
        self._settings = settings
        self._clock = clock
        self._zone = zone
        self._is_silenced = is_silenced
        self._told = told
        self._silenced = False
        told(pause.until)

    def moment(self) -> Moment:
        """Return what holds now; what the system says is as old as the last ``look``."""
        now = self._clock.now()
        if self._until is not None and self._until <= now:
            self._until = None
            self._told(None)
        settings = self._settings()
        return Moment(
            at=now,
            settings=settings,
            quiet_until=quiet_until(settings, now, self._zone),
            do_not_disturb_until=self._until,
            is_silenced=self._silenced,
        )

    async def look(self) -> Moment:
        """Ask the system, and return what holds now."""
        self._silenced = await self._is_silenced()
        return self.moment()

    def set_do_not_disturb(self, until: datetime | None) -> Commit:
        """Interrupt nobody before ``until``, aware UTC; None or what is over ends it."""
        self._until = until if until is not None and until > self._clock.now() else None
        self._told(self._until)
        return Commit(pause=Pause(self._until))

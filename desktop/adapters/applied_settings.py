"""Settings that are carried out by the system, or by the log, rather than by the core."""

import logging

from desktop.adapters.autostart.system import Autostart
from desktop.core.settings.values import Settings

logger = logging.getLogger(__name__)


class AppliedSettings:
    """Carries settings out when they change.

    Args:
        autostart: The program among those that start with the session; None for a profile that
            is not the person's own, which starts by hand.
    """

    def __init__(self, autostart: Autostart | None) -> None:
        """Carry nothing out yet."""
        self._autostart = autostart
        self._before: tuple[bool, bool] | None = None

    def take(self, settings: Settings) -> None:
        """Carry ``settings`` out as far as they differ from the last; never raises."""
        now = settings.autostart, settings.detailed_log
        if now == self._before:
            return
        self._before = now
        logging.getLogger().setLevel(logging.DEBUG if settings.detailed_log else logging.INFO)
        if self._autostart is None:
            return
        try:
            self._autostart.apply(is_on=settings.autostart)
        except OSError as exc:
            logger.warning("autostart not set", extra={"reason": type(exc).__name__})

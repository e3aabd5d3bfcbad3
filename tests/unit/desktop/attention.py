"""A person's attention and their screen, with boring defaults."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from desktop.core.settings.values import Settings
from desktop.core.state import Pause
from desktop.core.toasts.attention import Attention
from desktop.core.toasts.toaster import Toaster
from tests.fakes.toasts import RecordedToasts
from tests.fakes.virtual_time import VirtualTime
from tests.fakes.zone import Place


async def not_silenced() -> bool:
    """Return that the system lets toasts through."""
    return False


def nobody(_: datetime | None) -> None:
    """Tell nobody when do-not-disturb ends."""


def make_attention(
    time: VirtualTime,
    *,
    pause: Pause | None = None,
    settings: Callable[[], Settings] = Settings,
    is_silenced: Callable[[], Awaitable[bool]] = not_silenced,
    told: Callable[[datetime | None], None] = nobody,
) -> Attention:
    """Return the attention of somebody in a place where it is what UTC says."""
    return Attention(
        pause or Pause(),
        settings=settings,
        clock=time,
        zone=Place(),
        is_silenced=is_silenced,
        told=told,
    )


def make_toaster(
    time: VirtualTime, toasts: RecordedToasts, settings: Callable[[], Settings] = Settings
) -> Toaster:
    """Return the way to the screen ``toasts``."""
    return Toaster(toasts, clock=time, settings=settings)

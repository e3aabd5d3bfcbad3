"""What production leaves alone and tests choose, the clock among it."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from backend.bootstrap.ids import new_id
from backend.realtime.dispatcher import LOOK_EVERY_S
from backend.realtime.heartbeat import HEARTBEAT_S
from backend.realtime.limits import Limits
from backend.realtime.presence import PresenceTimes
from backend.retention.worker import FIRST_AFTER_S
from backend.services.ports import NewId, Now
from backend.webhooks.workers import LOOK_EVERY_S as WEBHOOKS_LOOK_EVERY_S


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tuning:
    """What production leaves alone and tests choose.

    Attributes:
        webhooks_look_every_s: How often the workers look for what other processes left behind.
        recount_every_s: Instead of ``METRICS_UPDATE_INTERVAL``, which is in minutes.
        remove_after_s: From the start until what is old is removed for the first time.
        spread: Returns a factor by which intervals are shortened, so that clients spread.
        local_webhooks: Whether webhooks may be sent to this machine, and without https.
    """

    limits: Limits = field(default_factory=Limits)
    heartbeat_s: float = HEARTBEAT_S
    look_every_s: float = LOOK_EVERY_S
    webhooks_look_every_s: float = WEBHOOKS_LOOK_EVERY_S
    presence: PresenceTimes = field(default_factory=PresenceTimes)
    recount_every_s: float | None = None
    remove_after_s: float = FIRST_AFTER_S
    now: Now = utc_now
    new_id: NewId = new_id
    monotonic: Callable[[], float] = time.monotonic
    spread: Callable[[], float] = lambda: random.uniform(0.8, 1.0)  # noqa: S311 - no secret
    local_webhooks: bool = False

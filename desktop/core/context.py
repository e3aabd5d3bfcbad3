"""What the parts that follow the server for one person share."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from common.ids import DeviceId
from common.rest import Profile
from desktop.core.connection import Link
from desktop.core.figures.feed import Feed
from desktop.core.follower import Follower
from desktop.core.notifications.presenter import Presenter
from desktop.core.ports import Api, Clock, MachineEvent, Sleep, SocketFactory
from desktop.core.session.credentials import Credentials
from desktop.core.settings.current import CurrentSettings
from desktop.core.status import Status
from desktop.core.tickets.resolver import Resolver
from desktop.core.toasts.attention import Attention

logger = logging.getLogger(__name__)

AWAY_S = 60.0
"""A line that was down for longer than this means that the person may have missed something."""


@dataclass(frozen=True, slots=True)
class Device:
    """What the agent says of the machine it runs on."""

    device_id: DeviceId
    version: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """One person's side of the line."""

    api: Api
    sockets: SocketFactory
    credentials: Credentials
    follower: Follower
    presenter: Presenter
    attention: Attention
    resolver: Resolver
    figures: Feed
    status: Status
    settings: CurrentSettings
    clock: Clock
    sleep: Sleep
    device: Device
    is_back: asyncio.Event = field(default_factory=asyncio.Event)
    """Set each time everything was delivered: what waited for the line may be sent."""

    has_reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Likewise, for what is asked about tickets."""

    knows_profile: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it is known where the tickets' pages are."""

    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when something happened to the machine: the line is worth a look now."""

    def close_connections(self) -> None:
        """Keep no connection that may be as dead as the line was: nobody would be told."""
        self.api.close()
        self.credentials.close_connections()

    def machine_changed(self, event: MachineEvent) -> None:
        """Take no connection for alive that was made before."""
        logger.info("machine changed", extra={"machine_event": event.value})
        self.close_connections()
        if event is MachineEvent.AWAKE:
            self.status.slept()
        self.nudge.set()

    async def profile(self) -> Profile:
        """Read who the person is and judge events by it from now on."""
        session = await self.credentials.fresh()
        profile = await self.api.profile(session.access_token)
        self.follower.know(profile)
        self.knows_profile.set()
        self.status.set_queues(profile.queues)
        self.figures.know(profile)
        return profile

    def begin(self) -> None:
        """Begin to catch up: nobody is interrupted before it is done."""
        verified_at = self.status.verified_at
        if verified_at is not None:
            gap = self.clock.now() - verified_at
            self.follower.is_late |= gap > timedelta(seconds=AWAY_S)
        self.presenter.hold()

    def reached(self, link: Link) -> None:
        """Note that everything was delivered, and go on with what comes."""
        logger.info("caught up", extra={"link": link.value, "was_away": self.follower.is_late})
        self.follower.is_late = False
        self.status.set_link(link)
        self.resolver.retry()
        self.presenter.release()
        self.figures.wake()
        self.is_back.set()
        self.has_reached.set()

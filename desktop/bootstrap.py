"""Put the agent together: the core, and real adapters behind its ports.

Network libraries are imported when the agent runs, not before: the tray comes first (ADR-0007).
"""

import os
import random
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from common.ids import DeviceId, is_id
from desktop.adapters.instance.reception import Program
from desktop.adapters.policy.reader import policies_of
from desktop.adapters.profile_settings import ProfileSettings
from desktop.adapters.summary import CountedToasts
from desktop.config import Config
from desktop.core.language import Translate, in_english
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.toasts.toast import ShowCenter, ToastFactory, ToastPort
from desktop.core.view import Notice, Snapshot

if TYPE_CHECKING:  # Imported by who builds an agent: the tray comes first.
    from desktop.core.agent import Agent
    from desktop.core.world import World


def build_agent(
    config: Config,
    *,
    on_snapshot: Callable[[Snapshot], None],
    on_show_center: ShowCenter,
    on_show_dashboard: Callable[[], None] = lambda: None,
    toasts: ToastFactory,
    translate: Translate = in_english,
    notice: Notice | None = None,
) -> "Agent":
    """Return the agent, ready for ``run``; nothing is opened or imported before that.

    Args:
        config: Where its data is, and the server to start from.
        on_snapshot: Called on the agent's loop whenever something changed, with all of it.
        on_show_center: Called on the agent's loop when the person clicked something that the
            notification center answers (a digest, a summary), with the events concerned.
        on_show_dashboard: Likewise, for what the dashboard answers (a figure at its limit).
        toasts: Makes the toast adapter, called on the agent's loop.
        translate: Looks sentences up; called on the agent's loop.
        notice: What the person is to be told first.
    """
    from desktop.core.agent import Agent  # noqa: PLC0415

    agent = Agent(
        lambda: _world(config, translate),
        server=config.server,
        toasts=lambda *listeners: _counted(config, agent, toasts(*listeners)),
        on_snapshot=on_snapshot,
        on_show_center=on_show_center,
        notice=notice,
        on_show_dashboard=on_show_dashboard,
    )
    return agent


def _counted(config: Config, agent: "Agent", toasts: ToastPort) -> ToastPort:
    if config.summary is None:
        return toasts
    return CountedToasts(toasts, config.summary, lambda: (agent.events_received, agent.unread))


def _world(config: Config, translate: Translate) -> "World":
    # Half a second of imports, which nobody has to wait for before there is a tray.
    import asyncio  # noqa: PLC0415
    from importlib.metadata import version  # noqa: PLC0415

    from desktop.adapters.browser import SystemBrowser  # noqa: PLC0415
    from desktop.adapters.certificates import TlsCertificates  # noqa: PLC0415
    from desktop.adapters.clock import SystemClock, SystemZone  # noqa: PLC0415
    from desktop.adapters.lean_imports import prepare_lean_imports  # noqa: PLC0415

    prepare_lean_imports()
    from desktop.adapters.rest import RestApi  # noqa: PLC0415
    from desktop.adapters.socket import SioSocket  # noqa: PLC0415
    from desktop.adapters.store import SqliteStore  # noqa: PLC0415
    from desktop.adapters.surroundings.machine_watch import MachineWatch  # noqa: PLC0415
    from desktop.adapters.trust import Trust  # noqa: PLC0415
    from desktop.adapters.vault_child import ChildVault  # noqa: PLC0415
    from desktop.core.context import Device  # noqa: PLC0415
    from desktop.core.world import World  # noqa: PLC0415

    trust, clock = Trust(), SystemClock()
    return World(
        sockets=partial(SioSocket, trust=trust.context),
        apis=partial(RestApi, trust=trust.context),
        certificates=TlsCertificates(trust, clock.now),
        vault=ChildVault([*own_command(), "keyring"], config.keyring_service),
        store=SqliteStore(config.database),
        settings=settings_files(config),
        browser=SystemBrowser(),
        machine=MachineWatch(sys.platform),
        clock=clock,
        zone=SystemZone(),
        sleep=asyncio.sleep,
        jitter=random.random,
        new_key=lambda: uuid.uuid4().hex,
        device=Device(
            device_id=device_id(config.device_file),
            version=version("bomizzel"),
            platform=sys.platform,
        ),
        translate=translate,
    )


def load_settings(config: Config) -> EffectiveSettings:
    """Return the settings for what cannot wait for the agent: a few small files are read."""
    return settings_files(config).effective()


def settings_files(config: Config) -> ProfileSettings:
    """Return where the settings of this profile are kept."""
    return ProfileSettings(config.profile, policies_of(sys.platform))


def own_command() -> tuple[str, ...]:
    """Return what starts this program, frozen or not."""
    return (
        (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "desktop")
    )


def this_program() -> Program:
    """Return which program this is, as of now."""
    from importlib.metadata import version  # noqa: PLC0415

    return Program(version("bomizzel"), os.getpid(), datetime.now(UTC))


def device_id(path: Path) -> DeviceId:
    """Return the name of this device, the same in every run; it is made in the first."""
    try:
        known = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        known = ""
    if is_id(known):
        return DeviceId(known)
    made = uuid.uuid4().hex
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(made, encoding="ascii")
    return DeviceId(made)

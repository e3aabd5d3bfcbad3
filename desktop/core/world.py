"""Everything outside of the core, behind its ports."""

from dataclasses import dataclass

from desktop.core.context import Device
from desktop.core.language import Translate
from desktop.core.ports import (
    ApiFactory,
    Browser,
    Certificates,
    Clock,
    Jitter,
    Machine,
    NewKey,
    Sleep,
    SocketFactory,
    Store,
    Vault,
)
from desktop.core.settings.current import SettingsFiles
from desktop.core.toasts.quiet import Zone


@dataclass(frozen=True, slots=True)
class World:
    """The adapters of one agent."""

    sockets: SocketFactory
    apis: ApiFactory
    vault: Vault
    store: Store
    settings: SettingsFiles
    certificates: Certificates
    browser: Browser
    machine: Machine
    clock: Clock
    zone: Zone
    sleep: Sleep
    jitter: Jitter
    new_key: NewKey
    device: Device
    translate: Translate

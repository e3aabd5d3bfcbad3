"""What happens to the machine, from whoever tells it here.

On Linux logind tells of sleep and the kernel of the network. Windows and macOS have no such word
for us yet: there the core notices a sleep by its clocks, and a dead line by its silence.
"""

import asyncio
import os
from collections.abc import Callable, Mapping

from desktop.core.ports import MachineEvent

_SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"


class MachineWatch:
    """Reports what happens to the machine.

    Args:
        platform: One of ``sys.platform``'s words.
        environ: Where the system bus is found.
    """

    def __init__(self, platform: str, environ: Mapping[str, str] = os.environ) -> None:
        """Watch nothing yet."""
        self._platform = platform
        self._address = environ.get("DBUS_SYSTEM_BUS_ADDRESS", _SYSTEM_BUS)

    async def watch(self, on_event: Callable[[MachineEvent], None]) -> None:
        """Call ``on_event`` with what happens; ends when nobody tells anything here."""
        if self._platform != "linux":
            return
        from desktop.adapters.surroundings.logind import SleepWatch  # noqa: PLC0415 - Linux
        from desktop.adapters.surroundings.netlink import NetworkWatch  # noqa: PLC0415

        async with asyncio.TaskGroup() as watches:
            watches.create_task(
                SleepWatch(self._address).watch(lambda: on_event(MachineEvent.AWAKE))
            )
            watches.create_task(
                NetworkWatch().watch(lambda: on_event(MachineEvent.NETWORK_CHANGED))
            )

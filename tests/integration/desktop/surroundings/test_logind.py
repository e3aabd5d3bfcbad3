"""Sleep and resume on a system bus of the test's own, with a logind that sleeps on demand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, message_bus, new_signal
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from desktop.adapters.surroundings.logind import SleepWatch

CONFIG = Path("tests/e2e/session_config/bus.conf")
MANAGER = DBusAddress(
    "/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager"
)


class SystemBus:
    """A bus at a fixed address, started as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder}/bus"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            "dbus-daemon",
            f"--config-file={CONFIG}",
            "--nofork",
            f"--address={self.address}",
            "--print-address",
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        await self._process.stdout.readline()

    async def stop(self) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def logind(self) -> DBusConnection:
        connection = open_dbus_connection(self.address)
        connection.send_and_get_reply(message_bus.RequestName(MANAGER.bus_name))
        return connection


def say(connection: DBusConnection, *, asleep: bool) -> None:
    connection.send(new_signal(MANAGER, "PrepareForSleep", "b", (asleep,)))


@pytest.fixture
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SystemBus]:
    bus = SystemBus(tmp_path_factory.mktemp("bus"))
    await bus.start()
    yield bus
    await bus.stop()


@pytest.fixture
async def awake(bus: SystemBus) -> AsyncIterator[asyncio.Queue[None]]:
    """What the watch reported; it is running."""
    reports: asyncio.Queue[None] = asyncio.Queue()
    watch = SleepWatch(bus.address, retry_s=0.05)
    running = asyncio.ensure_future(watch.watch(lambda: reports.put_nowait(None)))
    yield reports
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def report(bus: SystemBus, reports: asyncio.Queue[None]) -> None:
    """Sleep and wake up until the watch has heard of it: it may not listen yet."""
    with bus.logind() as logind:
        async with asyncio.timeout(5):
            while reports.empty():
                say(logind, asleep=True)
                say(logind, asleep=False)
                await asyncio.sleep(0.05)


async def test_end_of_a_sleep_is_reported_and_its_begin_is_not(
    bus: SystemBus, awake: asyncio.Queue[None]
) -> None:
    await report(bus, awake)
    while not awake.empty():
        awake.get_nowait()

    with bus.logind() as logind:
        say(logind, asleep=True)
        say(logind, asleep=False)
        async with asyncio.timeout(5):
            await awake.get()

    assert awake.empty()


async def test_signal_of_somebody_else_means_nothing(
    bus: SystemBus, awake: asyncio.Queue[None]
) -> None:
    await report(bus, awake)
    while not awake.empty():
        awake.get_nowait()

    with open_dbus_connection(bus.address) as stranger, bus.logind() as logind:
        say(stranger, asleep=False)
        for number in range(16):  # One of these is the watch.
            signal = new_signal(MANAGER, "PrepareForSleep", "b", (False,))
            signal.header.fields[HeaderFields.destination] = f":1.{number}"
            stranger.send(signal)
        say(logind, asleep=False)
        async with asyncio.timeout(5):
            await awake.get()

    assert awake.empty()


async def test_bus_that_is_restarted_is_found_again(
    bus: SystemBus, awake: asyncio.Queue[None]
) -> None:
    await report(bus, awake)
    await bus.stop()
    await bus.start()
    while not awake.empty():
        awake.get_nowait()

    await report(bus, awake)


async def test_machine_without_a_system_bus_is_left_alone(tmp_path: Path) -> None:
    async with asyncio.timeout(2):
        await SleepWatch(f"unix:path={tmp_path}/none").watch(lambda: None)

"""What all rules share: one server, five devices, and how a command is run."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from typing_extensions import override

from backend.services.desk import Services
from common.envelope import decode_event
from common.errors import BomizzelError
from common.events import EventType
from common.ids import TicketId
from common.rooms import RoomKind, parse_room, user_room
from tests.fakes.desk import ANA, BEN, CLEO, DAN, EVE, INVOICES, LAPTOPS, PRINTERS
from tests.model.device import Device
from tests.model.server import PROCESSES, ModelServer

STAFF = st.sampled_from([ANA, BEN, CLEO])
ANYBODY = st.sampled_from([ANA, BEN, CLEO, DAN, EVE])
QUEUES = st.sampled_from([PRINTERS, LAPTOPS, INVOICES])
PICK = st.integers(0, 99)
PROCESS = st.integers(0, PROCESSES - 1)
OWNERS = (ANA, ANA, BEN, CLEO, DAN)
DEVICE = st.integers(0, len(OWNERS) - 1)
SPINS = 40
"""Turns of the loop in which a command comes to its commit, or to its end."""
_T = TypeVar("_T")


class Machine(RuleBasedStateMachine):
    """One server of two processes; two devices of Ana, one of Ben, of Cleo and of Dan.

    Attributes:
        pending: Commands that wait for a slow storage.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.server = ModelServer()
        self.devices: list[Device] = []
        self.tickets: list[TicketId] = []
        self.pending: list[asyncio.Task[Any]] = []
        self.keys = 0

    @initialize()
    def begin(self) -> None:
        """Let everybody come for the first time."""
        self.do(self.server.start())
        for number, person in enumerate(OWNERS):
            device = Device(self.server, person)
            self.do(device.start())
            self.do(device.connect(number % PROCESSES))
            self.do(device.settle())
            self.devices.append(device)

    @override
    def teardown(self) -> None:
        try:
            if self.devices:
                self.at_the_end()
        finally:
            self.do(self.abandon())
            self.loop.close()

    async def abandon(self) -> None:
        """Cancel what waits still, which is nothing unless a check failed."""
        for task in self.pending:
            task.cancel()
        await asyncio.gather(*self.pending, return_exceptions=True)

    def at_the_end(self) -> None:
        """Compare the accounts; a part of the machine says how."""

    def do(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run ``work`` to its end; nothing else happens meanwhile."""
        return self.loop.run_until_complete(work)

    def via(self, process: int) -> Services:
        """Return the services of one process; with a slow storage its commands wait."""
        return self.server.processes[process].services

    def attempt(self, work: Coroutine[Any, Any, _T]) -> _T | None:
        """Run a command until it ends or waits; a refusal leaves no trace (I6)."""
        before = dict(self.server.tables.heads)
        task = self.loop.create_task(work)
        self.spin()
        if not task.done():
            self.pending.append(task)
            return None
        try:
            return task.result()
        except BomizzelError:
            assert self.server.tables.heads == before
            return None

    def spin(self) -> None:
        """Let commands go on that were answered, and forget those that ended."""

        async def turns() -> None:
            for _ in range(SPINS):
                await asyncio.sleep(0)

        self.do(turns())
        for task in [task for task in self.pending if task.done()]:
            self.pending.remove(task)
            error = task.exception()
            assert error is None or isinstance(error, BomizzelError), error

    def ticket(self, pick: int) -> TicketId:
        """Return one of the tickets that were filed."""
        return self.tickets[pick % len(self.tickets)]

    def send(self) -> None:
        """Put on the way what the server sent; nobody is sent what they may not hear (I11)."""
        for device in self.devices:
            line = device.line
            for name, body in device.fetch_frames():
                assert line is not None
                if name in set(EventType):
                    number = self.server.processes.index(line.process)
                    self.may_hear(device, number, body)

    def look_at(self, process: int) -> None:
        """Let a second pass for a process; from then on it knows the rights of now."""
        self.do(self.server.look(process))
        self.send()
        self.do(self.server.know_rights(process))

    def look_everywhere(self) -> None:
        """Let a second pass for all."""
        for process in range(PROCESSES):
            self.look_at(process)

    def may_hear(self, device: Device, process: int, body: bytes) -> None:
        """Check that a person may hear an event now, or might at the process's last look."""
        rooms = decode_event(body).pos.keys()
        own = {room for room in rooms if parse_room(room)[0] is RoomKind.USER}
        assert own <= {user_room(device.person.id)}
        known = self.server.known_rights[process, device.person.id]
        assert known & rooms or self.do(self.server.audible(device.person.id, rooms))

    def settle(self) -> None:
        """Let everything arrive that is on its way."""
        self.send()
        for device in self.devices:
            self.do(device.settle())

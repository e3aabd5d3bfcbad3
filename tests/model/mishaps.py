"""What happens to machines and to lines."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.machine import DEVICE, PROCESS, Machine


class Mishaps(Machine):
    """Crashes, absences, and ended sessions."""

    @rule(device=DEVICE)
    def line_breaks(self, device: int) -> None:
        self.devices[device].disconnect()

    @rule(device=DEVICE, process=PROCESS)
    def comes_back(self, device: int, process: int) -> None:
        self.do(self.devices[device].connect(process))

    @rule(device=DEVICE)
    def device_is_killed(self, device: int) -> None:
        self.devices[device].disconnect()
        self.do(self.devices[device].start())

    @rule(device=DEVICE, process=PROCESS, answers=st.integers(0, 3))
    def device_is_killed_while_it_catches_up(
        self, device: int, process: int, answers: int
    ) -> None:
        to = self.devices[device]
        self.do(to.connect(process))
        for _ in range(answers):
            self.do(to.read_answer())
            self.do(to.take_answer())
        self.device_is_killed(device)

    @rule(process=PROCESS)
    def process_is_killed(self, process: int) -> None:
        for device in self.devices:
            if device.line is not None and device.line.process is self.server.processes[process]:
                device.disconnect()
        self.do(self.server.kill(process))

    @rule()
    def server_is_killed(self) -> None:
        """Kill all processes: what is not visible is lost, and its callers get no answer."""
        for device in self.devices:
            device.disconnect()
        self.do(self.server.crash())
        self.spin()

    @rule(device=DEVICE)
    def session_is_revoked(self, device: int) -> None:
        """End a session: after the next look nothing reaches its line (I11)."""
        to = self.devices[device]
        if to.session_id is not None:
            self.do(self.server.services.sessions.end(to.session_id))
            self.look_everywhere()
            assert to.line is None

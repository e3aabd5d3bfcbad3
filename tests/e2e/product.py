"""The real server and the real agent, as programs of their own."""

import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.demo.helpdesk import HelpDesk
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.processes import SessionProcess, wait_until

PASSWORD = "correct horse battery staple"
LEAD = "lead@example.org"
ANA = "ana@example.org"
_FROM_SOURCE = (sys.executable, "-m", "desktop")


class Product:
    """A server with one team, one queue and two people, and Ana's agent beside it.

    Args:
        session: The desktop that the agent runs in.
        root: An empty folder for the server's data and Ana's profile.
        program: What starts the agent.

    Attributes:
        url: Where the server listens.
        lead: The administrator, who hands out tickets.
        ana: The employee whose agent is watched.
        queue_id: The only queue.
    """

    lead: HelpDesk
    ana: HelpDesk
    queue_id: str

    def __init__(
        self,
        session: DesktopSession,
        root: Path,
        *,
        program: Sequence[str | Path] = _FROM_SOURCE,
    ) -> None:
        self._session = session
        self._program = program
        self._root = root
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.opened_pages = root / "opened-pages"
        self._browser = root / "browser"
        self._browser.write_text(f'#!/bin/sh\necho "$1" >> "{self.opened_pages}"\n')
        self._browser.chmod(0o700)
        self.profile = root / "profile"

    def start_server(self) -> SessionProcess:
        """Start the server and return when it is ready."""
        port = self.url.rpartition(":")[2]
        server = self._session.start(
            "backend",
            [sys.executable, "-m", "backend", "serve", "--host", "127.0.0.1", "--port", port],
            env=self._server_environment,
        )
        wait_until(lambda: self.url in server.log(), "ready line", process=server, timeout_s=20)
        return server

    def fill(self) -> None:
        """Make the people, the team and the queue, as an administrator would."""
        self._backend("user", "add", LEAD, "--name", "Lea Lead", "--role", "admin")
        self.start_server()
        self.lead = HelpDesk(self.url, LEAD, PASSWORD)
        ana_id = self.lead.post(
            "users", email=ANA, name="Ana Ruiz", role="employee", password=PASSWORD
        )["id"]
        team_id = self.lead.post("teams", name="Field service")["id"]
        self.queue_id = self.lead.post("queues", name="Printers", teamId=team_id)["id"]
        self.lead.put(f"teams/{team_id}/members/{ana_id}")
        self.lead.put(f"queues/{self.queue_id}/watchers/{ana_id}")
        self.ana = HelpDesk(self.url, ANA, PASSWORD)

    def file_ticket(self, title: str, *, priority: str = "normal") -> str:
        """Return the id of a new ticket that nobody is assigned to."""
        ticket = self.lead.post("tickets", title=title, queueId=self.queue_id, priority=priority)
        return str(ticket["id"])

    def assign_to_ana(self, ticket_id: str) -> None:
        """Let the lead give the ticket to Ana."""
        self.lead.post(f"tickets/{ticket_id}/assign", assigneeId=self.ana.user_id)

    def start_agent(self, *arguments: str, said: str = "") -> SessionProcess:
        """Start Ana's agent in the desktop session."""
        return self._session.start(
            "agent",
            [*self._program, *arguments, "--profile", self.profile],
            stdin=said.encode(),
            env={"BROWSER": str(self._browser), "PYTHONPATH": str(Path.cwd())},
        )

    def unread(self) -> int:
        """Return how many notifications of Ana the server counts as unread."""
        return int(self.ana.get("notifications/unread")["count"])

    def agent_has_compared_counts(self) -> bool:
        """Return whether the agent asked for the server's count, which it does when caught up."""
        return "route=/api/v1/notifications/unread" in self._session.processes["backend"].log()

    def times_caught_up(self) -> int:
        """Return how often an agent of this profile has caught up since the first."""
        log = self.profile / "agent.log"
        return log.read_text().count("caught up") if log.exists() else 0

    def notifications(self) -> list[dict[str, Any]]:
        """Return Ana's notifications as the server sees them, newest first."""
        items: list[dict[str, Any]] = self.ana.get("notifications")["items"]
        return items

    def pages_opened(self) -> list[str]:
        """Return the addresses that the agent opened in the browser, oldest first."""
        return self.opened_pages.read_text().split() if self.opened_pages.exists() else []

    def _backend(self, *arguments: str) -> None:
        command = self._session.start(
            "backend-command",
            [sys.executable, "-m", "backend", *arguments, "--password-stdin"],
            stdin=PASSWORD.encode(),
            env=self._server_environment,
        )
        assert command.wait(30) == 0, command.log()

    @property
    def _server_environment(self) -> Mapping[str, str]:
        return {
            "BOMIZZEL_DATABASE_URL": f"sqlite:///{self._root}/bomizzel.db",
            "FRONTEND_URL": "http://help.example.org",
            "PYTHONPATH": str(Path.cwd()),
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

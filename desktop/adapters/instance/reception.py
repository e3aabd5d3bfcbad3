"""Carries out what other starts of the program ask for."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from desktop.adapters.address import server_address
from desktop.adapters.instance.messages import Command, Refusal, Reply, Request
from desktop.core.diagnostics.report import StatusReport, status_report
from desktop.core.errors import ConnectionLostError
from desktop.core.intents import Intent, OpenTicket, ProposeServer
from desktop.core.links import ticket_of
from desktop.core.view import Snapshot

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Program:
    """Which program answers.

    Attributes:
        version: Of the program.
        process_id: Of the program.
        started_at: When it started, aware UTC.
    """

    version: str
    process_id: int
    started_at: datetime


class Reception:
    """Stands between other starts and the agent; ``answer`` may be called in any thread.

    Args:
        program: Which program this is.
        submit: Passes an intent to the agent, from any thread.
        show: Brings the windows to the front; returns whether they did that in time.
        now: The wall clock, aware UTC.
    """

    def __init__(
        self,
        program: Program,
        *,
        submit: Callable[[Intent], None],
        show: Callable[[], bool],
        now: Callable[[], datetime],
    ) -> None:
        """Know nothing of the agent yet."""
        self._program = program
        self._submit = submit
        self._show = show
        self._now = now
        self._newest: Snapshot | None = None

    def note(self, snapshot: Snapshot) -> None:
        """Remember the newest state of the agent."""
        self._newest = snapshot

    def answer(self, request: Request) -> Reply:
        """Do what ``request`` asks for; takes as long as the windows need."""
        match request.command:
            case Command.ACTIVATE:
                return self._activate(request)
            case Command.STATUS:
                return Reply(status=self._status())
            case _:
                assert_never(request.command)

    def _activate(self, request: Request) -> Reply:
        for intent in intents_of(link=request.link, server=request.server):
            self._submit(intent)
            if isinstance(intent, OpenTicket):
                return Reply()  # The ticket is what the person wants to see.
        return Reply() if self._show() else Reply(refusal=Refusal.BUSY)

    def _status(self) -> StatusReport | None:
        if self._newest is None:
            return None
        return status_report(
            self._newest,
            now=self._now(),
            version=self._program.version,
            process_id=self._program.process_id,
            started_at=self._program.started_at,
        )


def intents_of(*, link: str, server: str) -> list[Intent]:
    """Return what a start with these arguments wants of the agent; nonsense is left out."""
    intents: list[Intent] = []
    if server:
        try:
            intents.append(ProposeServer(server_address(server)))
        except ConnectionLostError:
            logger.info("address of a start left out")
    if link:
        ticket_id = ticket_of(link)
        if ticket_id is None:
            logger.info("link of a start left out")
        else:
            intents.append(OpenTicket(ticket_id))
    return intents

"""A person's device: the real program without windows, in front of the real server.

What was shown is counted over all runs of the program, from what it printed.
"""

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from common.rest import Ticket
from desktop.adapters.vault import KeyringVault
from desktop.config import Config
from desktop.core.ports import Kept
from desktop.core.session.session import Session, begun, secret_of
from tests.fakes.file_keyring import FILE_VARIABLE, FileKeyring
from tests.faults.crash_points import CrashPoint
from tests.integration.backend.server import PASSWORD, Person, Server
from tests.integration.desktop.agent.program import Program


@dataclass
class Device:
    """Somebody's device.

    Attributes:
        url: Where the server is for this device.
        person: Whose it is.
        earlier: What former runs printed.
    """

    program: Program
    server: Server
    url: str
    person: Person
    earlier: list[str] = field(default_factory=list)

    async def sign_in(self) -> None:
        """Sign in by the command, which makes the first contact as well."""
        assert await self.program.log_in(self.url, self.person.email, PASSWORD) == 0

    async def new_session(self) -> Session:
        """Return a session as the server opens it; this device has not heard of it yet."""
        tokens = await self.server.backend.services.sessions.login(
            self.person.email, PASSWORD, None
        )
        return begun(self.url, tokens, datetime.now(UTC))

    async def start(self, point: CrashPoint | None = None) -> None:
        """Start the program; with ``point`` it ends there."""
        self.earlier += self.program.lines
        self.program.way = (
            Program(self.program.folder).way
            if point is None
            else ("-m", "tests.faults.crashing", "desktop", point.name)
        )
        await self.program.start_headless()

    async def killed(self) -> None:
        """Wait until it has ended by its point."""
        assert await self.program.ended() == -signal.SIGKILL

    async def level(self, *, after: int = 0) -> None:
        """Wait until it is live and counts what the server counts."""
        await self.program.until_line("link live", after=after)
        unread = await self.unread()
        if self._said_unread() != unread:
            await self.program.until_line(f"unread {unread}", after=after)

    async def assign(self) -> Ticket:
        """Give a new ticket to the person."""
        ticket = await self.server.ticket()
        tickets = self.server.backend.services.tickets
        return await tickets.assign(self.server.root.actor, ticket.id, self.person.id)

    async def fenced(self) -> int:
        """Return how many tickets were shown before one that is assigned now, and end it."""
        last = await self.assign()
        await self.program.until(lambda line: f'"#{last.number} ' in line)
        await self.level()
        assert await self.program.terminate() == 0
        return tickets_in([*self.earlier, *self.program.lines]) - 1

    async def unread(self) -> int:
        """Return how many notifications of the person the server counts as unread."""
        return (await self.server.backend.services.notifications.unread(self.person.actor)).count

    def _said_unread(self) -> int:
        said = [line for line in self.program.lines if line.startswith("unread ")]
        return int(said[-1].split()[1]) if said else 0


def ended(session: Session) -> Session:
    """Return ``session`` with an access token whose time is over."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    return structs.replace(session, expires_at=past, renew_at=past)


def vault_of(program: Program, monkeypatch: pytest.MonkeyPatch) -> KeyringVault:
    """Return the keyring of a program, for the test itself."""
    monkeypatch.setenv(FILE_VARIABLE, str(program.folder / "keyring.json"))
    monkeypatch.setattr("keyring.core._keyring_backend", FileKeyring())  # type: ignore[no-untyped-call]
    return KeyringVault(Config(profile=program.profile).keyring_service)


async def keep(vault: KeyringVault, session: Session) -> None:
    """Put a session into a keyring, as if the program had."""
    assert await vault.save(secret_of(session)) == Kept()


def tickets_in(lines: Sequence[str]) -> int:
    """Return for how many tickets a program interrupted, alone or in a digest, none twice."""
    toasts = [line for line in lines if line.startswith("toast ")]
    numbers = [re.findall(r'"#(\d+) ', line) for line in toasts]
    assert len({tuple(number) for number in numbers}) == len(toasts), "a ticket was shown twice"
    digests = [line for line in lines if line.startswith("digest ")]
    return len(toasts) + sum(
        int(count) for line in digests for count in re.findall(r"(\d+) assigned", line)
    )

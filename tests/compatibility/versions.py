"""Two versions of the product side by side: what is here, and what was delivered before."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.servers.ports import free_port

TODAY = Path(__file__).parents[2]
BEFORE = "784233fdefab10a6fae3b18324144dffe641c17a"
"""The commit of the last delivery. Moved by whoever releases (docs/rollout/README.md)."""
_TIMEOUT_S = 20


def check_out_before(to: Path) -> Path:
    """Put the last delivery into the folder ``to``, out of the history of this repository."""
    archive = subprocess.run(
        ("git", "archive", BEFORE, "backend", "common", "desktop", "tests", "pyproject.toml"),
        cwd=TODAY,
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    assert archive.returncode == 0, f"no commit {BEFORE}: this needs a clone with its history"
    subprocess.run(("tar", "-x", "-C", to), input=archive.stdout, timeout=_TIMEOUT_S, check=True)
    return to


@dataclass(frozen=True)
class Place:
    """Where a server is, whichever version it has.

    Attributes:
        folder: Of its database.
    """

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def new_place(folder: Path) -> Place:
    """Return a place where no server was before."""
    return Place(folder, free_port())


@contextmanager
def server_of(version: Path, place: Place) -> Iterator[None]:
    """Run the server of a version, with a database that a server of the other may have left."""
    with subprocess.Popen(
        _backend("serve", "--port", str(place.port)),
        cwd=version,
        env=_environment(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == place.url, "the server did not start"
            yield
        finally:
            process.terminate()
            process.wait(_TIMEOUT_S)


def add_person(version: Path, place: Place, name: str, role: str, password: str) -> str:
    """Make an account by the command of a version; returns its address."""
    email = f"{name.lower()}@example.org"
    arguments = (email, "--name", name, "--role", role, "--password-stdin")
    subprocess.run(
        _backend("user", "add", *arguments),
        cwd=version,
        env=_environment(place),
        input=password,
        text=True,
        timeout=_TIMEOUT_S,
        check=True,
        capture_output=True,
    )
    return email


class Admin:
    """Somebody who builds a small help desk and gives out work, by HTTP as any integrator."""

    def __init__(self, place: Place, email: str, password: str) -> None:
        self._url = f"{place.url}/api/v1"
        self._headers: dict[str, str] = {}
        tokens = self._post("auth/login", {"email": email, "password": password})
        self._headers["Authorization"] = f"Bearer {tokens['accessToken']}"

    def open_queue(self, worker: str) -> str:
        """Make a team with the person of this address in it, and a queue; returns its id."""
        team = self._post("teams", {"name": "Field"})["id"]
        person = self.id_of(worker)
        self._ask("PUT", f"teams/{team}/members/{person}")
        return str(self._post("queues", {"name": "Printers", "teamId": team})["id"])

    def assign(self, queue: str, worker: str) -> int:
        """Give a new ticket to the person of this address; returns its number."""
        ticket = self._post("tickets", {"title": "It smokes", "queueId": queue})
        self._post(f"tickets/{ticket['id']}/assign", {"assigneeId": self.id_of(worker)})
        return int(ticket["number"])

    def id_of(self, email: str) -> str:
        """Return the id of a person."""
        people = self._ask("GET", "users")["items"]
        return next(str(person["id"]) for person in people if person["email"] == email)

    def _post(self, path: str, body: object) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        answer = requests.request(
            method, f"{self._url}/{path}", json=body, headers=self._headers, timeout=_TIMEOUT_S
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None


def _backend(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "backend", *arguments)


def _environment(place: Place) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "BOMIZZEL_DATABASE_URL": f"sqlite:///{place.folder / 'bomizzel.db'}",
        "BOMIZZEL_JWT_SECRET": "x" * 32,
    }

"""A PostgreSQL of the tests' own, on loopback, with a database for whoever asks."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.servers.ports import free_port

SERVER_USER = "postgres"
_START_TIMEOUT_S = 30
_STOP_TIMEOUT_S = 20


@dataclass
class Postgres:
    """A running server; whoever reaches the port is its superuser.

    Attributes:
        folder: Its data.
        port: Where it listens on 127.0.0.1.
        is_flushing: Whether a commit waits for the disk.
        addresses: Where else it listens, for whoever gets there.
        environ: What its processes find in their environment besides.
    """

    folder: Path
    port: int
    is_flushing: bool = False
    addresses: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    _databases: Iterator[int] = field(default_factory=lambda: count(1))

    def new_database(self, template: str = "template1") -> str:
        """Make a database, empty or a copy of ``template``, and return its URL."""
        name = f"bomizzel_{next(self._databases)}"
        self.run_sql(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    def url(self, database: str) -> str:
        """Return the address of a database as the server's configuration takes it."""
        return f"postgresql://{SERVER_USER}@127.0.0.1:{self.port}/{database}"

    def run_sql(self, sql: str, database: str = "postgres") -> str:
        """Run one statement and return what it printed."""
        command = ("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql)
        done = subprocess.run(
            (*command, self.url(database)), check=True, capture_output=True, text=True, timeout=30
        )
        return done.stdout.strip()

    def dump(self, url: str, file: Path) -> None:
        """Write a backup of a database that may be in use."""
        _run((_binary("pg_dump"), "-Fc", "-f", str(file), url))

    def restore(self, file: Path, url: str) -> None:
        """Replace a database, which nobody uses, by a backup of it."""
        name = url.rpartition("/")[2]
        self.run_sql(f"DROP DATABASE {name}")
        self.run_sql(f"CREATE DATABASE {name}")
        _run((_binary("pg_restore"), "--exit-on-error", "-d", url, str(file)))

    def start(self) -> None:
        """Start it and wait until it answers."""
        # Flushing is for the operating system's crashes, which no test makes.
        fsync = "on" if self.is_flushing else "off"
        addresses = ",".join(("127.0.0.1", *self.addresses))
        options = f"-p {self.port} -c listen_addresses={addresses} -k '' -c fsync={fsync}"
        self._control("start", "-w", "-o", options, "-l", str(self.folder / "server.log"))

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is a crash."""
        self._control("stop", "-w", "-m", mode)

    def freeze(self) -> None:
        """Let it hang, with all its processes: connections are accepted, nothing is answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        first = int((self.folder / "postmaster.pid").read_text().split()[0])
        # The first process goes first, so that it makes no new ones meanwhile.
        os.kill(first, number)
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for pid in map(int, children):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _control(self, *arguments: str) -> None:
        program = _binary("pg_ctl")
        limit = str(_START_TIMEOUT_S if arguments[0] == "start" else _STOP_TIMEOUT_S)
        settings = [f"{name}={value}" for name, value in self.environ.items()]
        command = (program, "-D", str(self.folder), "-t", limit, *arguments)
        _as_server_user(("env", *settings, *command))


@contextmanager
def running_postgres(
    folder: Path,
    *,
    is_flushing: bool = False,
    addresses: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> Iterator[Postgres]:
    """Make a server with its data in ``folder``, and run it until the block ends."""
    data = folder / "data"
    data.mkdir(parents=True)
    if os.geteuid() == 0:
        shutil.chown(data, SERVER_USER)
        for parent in (data, *data.parents):
            if parent.stat().st_mode & 0o055 != 0o055 and parent != data:
                parent.chmod(parent.stat().st_mode | 0o055)
    _as_server_user((
        _binary("initdb"), "-D", str(data), "-U", SERVER_USER, "-A", "trust", "-N",
        "--encoding=UTF8", "--locale=C",
    ))  # fmt: skip
    with (data / "pg_hba.conf").open("a") as rules:
        rules.writelines(f"host all all {address}/24 trust\n" for address in addresses)
    server = Postgres(data, free_port(), is_flushing, addresses, environ or {})
    server.start()
    try:
        yield server
    finally:
        server.stop("immediate")


def _binary(name: str) -> str:
    """Return a server program, which Debian keeps out of PATH."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(kept[-1]) if kept else shutil.which(name)
    assert found, f"{name} is not installed"
    return found


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)


def _as_server_user(command: Sequence[str]) -> None:
    """Run a program as somebody who may: PostgreSQL refuses to be root's."""
    prefix = ("runuser", "-u", SERVER_USER, "--") if os.geteuid() == 0 else ()
    subprocess.run((*prefix, *command), check=True, stdout=subprocess.DEVNULL, timeout=60, cwd="/")

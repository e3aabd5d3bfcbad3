"""The server's package on this machine: installed for a test, and gone after it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_port

SETTINGS = Path("/etc/bomizzel-server/environment")
DATA = Path("/var/lib/bomizzel")
_POLICY = Path("/usr/sbin/policy-rc.d")
_TIMEOUT_S = 120


@contextmanager
def preseeded_machine() -> Iterator[str]:
    """Put the settings there before the package, as a roll-out does; yields the server's URL.

    Whatever happens, the package, its settings, its data and its account are gone afterwards.
    """
    port = free_port()
    SETTINGS.parent.mkdir()
    SETTINGS.write_text(f"SOCKET_IO_PORT={port}\n")
    # In containers it forbids that packages start and stop their services.
    aside = _POLICY.rename(_POLICY.with_suffix(".aside")) if _POLICY.exists() else None
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        service("stop", may_fail=True)
        if aside is not None:
            aside.rename(_POLICY)
        run("dpkg", "--purge", "--force-remove-reinstreq", "bomizzel-server", may_fail=True)
        run("rm", "-rf", str(SETTINGS.parent), str(DATA))
        run("deluser", "--quiet", "--system", "bomizzel", may_fail=True)


def install(package: Path) -> None:
    """Install or upgrade; settings that are there stay. What it depends on must be there."""
    run("dpkg", "--install", "--force-confold", str(package))


def service(action: str, *, may_fail: bool = False) -> str:
    """Ask the service manager, as an administrator does."""
    return run("service", "bomizzel-server", action, may_fail=may_fail)


def run(*command: str, said: str = "", may_fail: bool = False, at: str | Path = "/root") -> str:
    """Run a command as root in the folder ``at``, and return what it printed."""
    done = subprocess.run(
        command,
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
        cwd=at,
    )
    assert may_fail or done.returncode == 0, (command, done.returncode, done.stdout)
    return done.stdout

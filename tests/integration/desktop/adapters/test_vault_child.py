import asyncio
import os
import sys
from pathlib import Path

import pytest

from desktop.adapters.vault_child import ChildVault
from desktop.bootstrap import own_command
from desktop.core.ports import Kept, Loaded, Missing, NotReady, Unavailable
from tests.e2e.processes import wait_until
from tests.fakes.file_keyring import FILE_VARIABLE, FileKeyring

WAIT_S = 10.0
SECRET = "a-secret-that-nobody-may-see"


def program(text: str, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", text, *map(str, arguments)]


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def shows(pid: int, secret: str) -> bool:
    """Return whether other programs can read ``secret`` off the process."""
    public = (Path(f"/proc/{pid}/{name}") for name in ("cmdline", "environ"))
    return any(secret.encode() in path.read_bytes() for path in public)


HANGS = """
import os, sys
from pathlib import Path
sys.stdin.readline()
Path(sys.argv[1] + ".part").write_text(str(os.getpid()))
os.rename(sys.argv[1] + ".part", sys.argv[1])
os.read(0, 1)
"""


DEAF = HANGS.replace("os.read(0, 1)", "import time; time.sleep(60)")


@pytest.mark.parametrize("text", [HANGS, DEAF], ids=["hangs", "hangs-and-is-deaf"])
@pytest.mark.expected_logs("keyring does not answer")
async def test_program_that_does_not_answer_in_time_is_ended(text: str, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    vault = ChildVault(program(text, pid_file), "test", timeout_s=1)

    assert await vault.load() == NotReady()
    assert is_gone(int(pid_file.read_text()))


async def test_question_that_nobody_waits_for_ends_its_program_and_shows_no_secret(
    tmp_path: Path,
) -> None:
    pid_file = tmp_path / "pid"
    vault = ChildVault(program(HANGS, pid_file), "test")
    saving = asyncio.create_task(vault.save(SECRET))
    await asyncio.to_thread(wait_until, pid_file.exists, "question")
    pid = int(pid_file.read_text())

    assert not shows(pid, SECRET)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving

    assert is_gone(pid)


@pytest.mark.parametrize(
    "text",
    ["", "print('hello')", 'print(\'{"outcome":"other"}\')', "print('x' * 1_000_000)"],
    ids=["silent", "no-json", "unknown-outcome", "endless"],
)
@pytest.mark.expected_logs("keyring program failed")
async def test_program_that_fails_says_nothing_about_the_secret(text: str) -> None:
    vault = ChildVault(program(text), "test", timeout_s=WAIT_S)

    assert await vault.save(SECRET) == NotReady()


@pytest.mark.expected_logs("keyring program failed")
async def test_program_that_does_not_exist_says_nothing_about_the_secret() -> None:
    assert await ChildVault(["/no/such/program"], "test").load() == NotReady()


async def test_calls_are_answered_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "PYTHON_KEYRING_BACKEND", f"{FileKeyring.__module__}.{FileKeyring.__name__}"
    )
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "keyring.json"))
    vault = ChildVault([*own_command(), "keyring"], "test")

    saved = await asyncio.gather(vault.save("one"), vault.save("two"))

    assert all(outcome == Kept() for outcome in saved)
    assert await vault.load() == Loaded("two")


async def test_machine_without_a_keyring_is_told_apart_and_one_that_starts_late_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = ChildVault([*own_command(), "keyring"], "test")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    assert await vault.load() == Unavailable()

    monkeypatch.setenv(
        "PYTHON_KEYRING_BACKEND", f"{FileKeyring.__module__}.{FileKeyring.__name__}"
    )
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "keyring.json"))

    assert await vault.load() == Missing()


@pytest.mark.expected_logs("keyring not ready")
async def test_reason_of_the_keyring_reaches_the_log_of_the_agent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "PYTHON_KEYRING_BACKEND", f"{FileKeyring.__module__}.{FileKeyring.__name__}"
    )
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path))  # A folder: reading it fails.

    assert await ChildVault([*own_command(), "keyring"], "test").load() == NotReady()


async def test_program_ends_when_its_asker_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo = tmp_path / "keyring.json"
    os.mkfifo(fifo)  # Reading it blocks, as a keyring does that waits for its password.
    monkeypatch.setenv(
        "PYTHON_KEYRING_BACKEND", f"{FileKeyring.__module__}.{FileKeyring.__name__}"
    )
    monkeypatch.setenv(FILE_VARIABLE, str(fifo))
    child = await asyncio.create_subprocess_exec(
        *own_command(), "keyring", stdin=asyncio.subprocess.PIPE
    )
    assert child.stdin is not None
    child.stdin.write(b'{"call":"load","service":"test"}\n')
    await child.stdin.drain()
    # Held open, so that the reader waits for more.
    writer = await asyncio.to_thread(wait_until, lambda: reached(fifo), "reader")

    child.stdin.close()

    async with asyncio.timeout(WAIT_S):
        assert await child.wait() == 1
    os.close(writer)


def reached(fifo: Path) -> int | None:
    """Return a descriptor that writes to whoever reads the fifo; None while nobody does."""
    try:
        return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None

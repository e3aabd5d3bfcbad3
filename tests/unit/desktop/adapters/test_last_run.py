"""How the last run ended is found out at the next start, and told as it was."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.adapters.last_run import REPORT, Run, Surroundings, surroundings_of
from desktop.core.view import Notice

HERE = Surroundings("boot-1", "session-1")

PROGRAM = """
import faulthandler, os, signal, sys
from pathlib import Path
from desktop.adapters.last_run import Run, Surroundings

with Run(Path(sys.argv[1]), Surroundings("boot-1", "session-1")):
    if sys.argv[2] == "crash":
        os.abort()
    if sys.argv[2] == "exception":
        raise LookupError("About ticket 4711")
    os.kill(os.getpid(), getattr(signal, sys.argv[2]))
"""


def ended_by(folder: Path, cause: str) -> int:
    """Run a program in ``folder`` that ends by ``cause``; return its status."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), cause],
        capture_output=True,
        check=False,
        cwd=Path.cwd(),
    )
    return result.returncode


def notice(folder: Path, where: Surroundings = HERE) -> Notice | None:
    with Run(folder, where) as run:
        return run.notice


def test_run_that_ended_well_is_not_spoken_of(tmp_path: Path) -> None:
    assert notice(tmp_path) is None
    assert notice(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_crash_is_told_once_and_its_report_is_kept(tmp_path: Path) -> None:
    assert ended_by(tmp_path, "crash") == -signal.SIGABRT

    assert notice(tmp_path) is Notice.CRASHED
    assert "Fatal Python error: Aborted" in (tmp_path / REPORT).read_text()
    assert notice(tmp_path) is None
    assert (tmp_path / REPORT).exists()


def test_exception_that_ends_the_program_is_a_crash_and_its_words_are_not_kept(
    tmp_path: Path,
) -> None:
    assert ended_by(tmp_path, "exception") == 1

    assert notice(tmp_path) is Notice.CRASHED
    assert (tmp_path / REPORT).read_text() == "LookupError; its traceback is in the log\n"


def test_kill_is_told_as_what_it_looks_like(tmp_path: Path) -> None:
    ended_by(tmp_path, "SIGKILL")

    assert notice(tmp_path) is Notice.ENDED_UNASKED
    assert notice(tmp_path) is None


@pytest.mark.parametrize(
    "now", [Surroundings("boot-2", "session-1"), Surroundings("boot-1", "session-2")]
)
def test_end_of_the_machine_or_the_session_is_no_crash(tmp_path: Path, now: Surroundings) -> None:
    ended_by(tmp_path, "SIGKILL")

    assert notice(tmp_path, now) is None


def test_system_that_ends_the_session_may_kill_what_has_stored_all(tmp_path: Path) -> None:
    run = Run(tmp_path, HERE)
    with run:
        run.ended()
        assert not (tmp_path / "running.json").exists()


def test_marker_that_cannot_be_read_is_a_marker(tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text("{")

    assert notice(tmp_path) is Notice.ENDED_UNASKED


@pytest.mark.expected_logs("run not marked", "run not ended")
def test_folder_that_takes_no_files_does_not_keep_the_program_from_running(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "file"
    folder.write_text("")

    with Run(folder, HERE) as run:
        assert run.notice is None


def test_surroundings_are_those_of_the_system(tmp_path: Path) -> None:
    boot_id = tmp_path / "boot_id"
    boot_id.write_text("b-1\n")

    assert surroundings_of({"XDG_SESSION_ID": "7"}, boot_id) == Surroundings("b-1", "7")
    assert surroundings_of({}, tmp_path / "none") == Surroundings("", "")

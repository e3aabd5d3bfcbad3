"""Programs of a desktop session: started, waited for by looking, and ended by their id."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_POLL_S = 0.02
_STOP_S = 3.0
_LOG_TAIL_CHARS = 3000


class SessionProgramError(AssertionError):
    """A program of the session did not do what a test needs; the text quotes its log."""


class SessionProcess:
    """One running program, its output and its end.

    Args:
        name: How tests and messages call it.
        argv: The command line; its output goes to ``log_path``.
        env: Its whole environment.
        log_path: File for standard output and standard error.
        stdin: Bytes it reads at start; then its input is closed.
        pass_fds: File descriptors it keeps under the same numbers.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        log_path: Path,
        stdin: bytes = b"",
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.log_path = log_path
        with log_path.open("wb") as log:
            self._popen = subprocess.Popen(
                argv,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        assert self._popen.stdin is not None
        # A program that dies before it reads is reported with its log by whoever waits for it.
        with suppress(BrokenPipeError):
            self._popen.stdin.write(stdin)
            self._popen.stdin.close()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._popen.poll()

    def log(self) -> str:
        """Return the end of what it printed, at most 3,000 characters."""
        return self.log_path.read_text(errors="replace")[-_LOG_TAIL_CHARS:]

    def wait(self, timeout_s: float = 10) -> int:
        """Return the exit status once it ended by itself."""
        try:
            return self._popen.wait(timeout_s)
        except subprocess.TimeoutExpired:
            problem = f"{self.name} still runs after {timeout_s} s; its log:\n{self.log()}"
            raise SessionProgramError(problem) from None

    def kill(self) -> None:
        """End it without a chance to tidy up, as a crash would."""
        self._popen.kill()
        self._popen.wait(_STOP_S)

    def stop(self) -> None:
        """End it politely, or by force after 3 seconds. Harmless when it has ended."""
        self._popen.terminate()
        try:
            self._popen.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()


def wait_until(
    look: Callable[[], T | None],
    what: str,
    *,
    timeout_s: float = 10,
    process: SessionProcess | None = None,
) -> T:
    """Return the first answer of ``look`` that is neither None nor false.

    Args:
        look: Asked about fifty times a second.
        what: What is waited for, for the message.
        timeout_s: When to give up.
        process: Whose death ends the waiting and whose log is quoted.

    Raises:
        SessionProgramError: It did not come in time, or ``process`` ended.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        if answer := look():
            return answer
        ended = process is not None and process.returncode is not None
        if ended or time.monotonic() > deadline:
            break
        time.sleep(_POLL_S)
    problem = f"no {what} within {timeout_s} s"
    if process is not None:
        state = f"ended with {process.returncode}" if ended else "is running"
        problem += f"; {process.name} {state}, its log:\n{process.log()}"
    raise SessionProgramError(problem)

"""Start and end the product's programs, as a person in a terminal would."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 15


@contextmanager
def program(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    said: str = "",
    output: int | None = None,
    log: Path | None = None,
) -> Iterator["subprocess.Popen[str]"]:
    """Run ``python -m …`` until the block ends, then end it with SIGTERM.

    Args:
        arguments: What follows ``python -m``.
        environment: All of its environment.
        said: Written to its standard input, a password for instance; never a command line.
        output: Where its standard output goes; None for this terminal.
        log: File for its standard error; None for this terminal.
    """
    with ExitStack() as stack:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=None if log is None else stack.enter_context(log.open("w")),
            text=True,
        )
    try:
        if process.stdin is not None:
            process.stdin.write(said)
            process.stdin.close()
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def first_line(process: "subprocess.Popen[str]") -> str:
    """Return the first line that ``process`` prints, and keep its pipe empty afterwards.

    Raises:
        TimeoutError: It printed nothing in time, or ended.
    """
    lines: queue.Queue[str] = queue.Queue(maxsize=1)

    def read() -> None:
        if process.stdout is None:
            return
        lines.put(process.stdout.readline())
        for line in process.stdout:
            sys.stdout.write(line)

    threading.Thread(target=read, daemon=True).start()
    try:
        line = lines.get(timeout=START_TIMEOUT_S).strip()
    except queue.Empty:
        line = ""
    if not line:
        message = f"{process.args!r} did not say that it is ready within {START_TIMEOUT_S} s"
        raise TimeoutError(message)
    return line


def has_display() -> bool:
    """Return whether windows can be shown here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

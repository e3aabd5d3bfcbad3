"""How the last run of the program ended: as it should, by a crash, or nobody knows how.

A marker stands while the program runs. Found at a start, it means that nobody took it away. Where
the interpreter itself died it left a report, which holds names of functions and nothing else.
"""

import faulthandler
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from desktop.core.view import Notice

REPORT = "crash-report.txt"
"""The report of the last crash; one is kept."""
MAX_MARKER_BYTES = 4096

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

logger = logging.getLogger(__name__)


class Surroundings(msgspec.Struct, frozen=True):
    """What the program ran in: when it is gone, so are its programs, and nobody crashed.

    Attributes:
        boot: Names the start of the machine; empty where that is not known.
        session: Names the person's session; empty where that is not known.
    """

    boot: str
    session: str


def surroundings_of(environ: Mapping[str, str], boot_id: Path = _BOOT_ID) -> Surroundings:
    """Return what this process runs in."""
    try:
        boot = boot_id.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        boot = ""
    return Surroundings(boot, environ.get("XDG_SESSION_ID", ""))


class Run:
    """This run of the program, from ``with`` to the end of its block.

    A block that is left by an exception counts as a crash.

    Args:
        folder: Where the marker and the reports are.
        surroundings: What this process runs in.

    Attributes:
        notice: What the person is to be told of the last run; None when all was well.
    """

    def __init__(self, folder: Path, surroundings: Surroundings) -> None:
        """Touch nothing yet."""
        self.notice: Notice | None = None
        self._marker = folder / "running.json"
        self._trace = folder / "crash.txt"
        self._report = folder / REPORT
        self._surroundings = surroundings
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Find out how the last run ended, and mark this one."""
        try:
            self.notice = self._last_end()
            self._marker.write_bytes(msgspec.json.encode(self._surroundings))
            self._marker.chmod(0o600)
            self._file = self._trace.open("w", encoding="utf-8")
            self._trace.chmod(0o600)
            faulthandler.enable(self._file)
        except OSError as exc:
            logger.warning("run not marked", extra={"reason": type(exc).__name__})
        if self.notice is not None:
            logger.info("last run did not end well", extra={"notice": self.notice.value})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the marker away, unless this is a crash."""
        faulthandler.disable()
        if self._file is not None:
            self._file.close()
        if kind is None or not issubclass(kind, Exception):
            self.ended()
        else:
            logger.critical("program failed", exc_info=(kind, exc or kind(), traceback))
            with self._trace.open("a", encoding="utf-8") as file:
                file.write(f"{kind.__name__}; its traceback is in the log\n")

    def ended(self) -> None:
        """Note that all is stored, and that the system may end the program as it likes."""
        try:
            self._marker.unlink(missing_ok=True)
            if self._trace.exists() and not self._trace.stat().st_size:
                self._trace.unlink()
        except OSError as exc:
            logger.warning("run not ended", extra={"reason": type(exc).__name__})

    def _last_end(self) -> Notice | None:
        if self._trace.exists() and self._trace.stat().st_size:
            self._trace.replace(self._report)
            return Notice.CRASHED
        try:
            with self._marker.open("rb") as file:
                before = msgspec.json.decode(file.read(MAX_MARKER_BYTES), type=Surroundings)
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Notice.ENDED_UNASKED
        return Notice.ENDED_UNASKED if before == self._surroundings else None


def this_run(folder: Path) -> Run:
    """Return this run of the program, which is not marked yet."""
    return Run(folder, surroundings_of(os.environ))

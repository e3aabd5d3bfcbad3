"""Logging of the desktop: a text file in the profile folder, for its owner only, without secrets.

A message is the stable name of what happened; facts go into ``extra``. What looks like a token or
a password is replaced in the finished line, whoever wrote it, tracebacks included.
"""

import io
import logging
import os
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from desktop.core.diagnostics.secrets import redacted

SERVICE = "bomizzel-desktop"
MAX_BYTES = 1024 * 1024
BACKUPS = 3

_LIBRARIES = (
    "aiohttp",
    "asyncio",
    "engineio",
    "keyring",
    "plyer",
    "requests",
    "secretstorage",
    "socketio",
    "urllib3",
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure_logging(path: Path) -> None:
    """Send all records of INFO and above to ``path``; those of libraries from WARNING on.

    The file is replaced by a new one at ``MAX_BYTES``; ``BACKUPS`` old ones are kept.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = PrivateFile(path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8")
    handler.setFormatter(Lines())
    root = logging.getLogger()
    for former in root.handlers[:]:
        root.removeHandler(former)
        former.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)


class PrivateFile(RotatingFileHandler):
    """A file that only its owner may read."""

    @override
    def _open(self) -> io.TextIOWrapper:
        # Private from its first moment; one that was there before becomes so.
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY, 0o600))
        Path(self.baseFilename).chmod(0o600)
        return super()._open()


class Lines(logging.Formatter):
    """One readable line a record, with a traceback below where there is one."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        facts = {"service": SERVICE, "logger": record.name, **_facts(record)}
        shown = " ".join(f"{name}={value}" for name, value in facts.items())
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{time} {record.levelname:<8} {record.getMessage()}  {shown}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return redacted(line)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}

"""Logging of the server: one line a record, for people or for machines, without secrets.

A message is the stable name of what happened; facts go into ``extra``. Which request or connection
was being handled comes from context variables. What looks like a token or a password is replaced
in the finished line, whoever wrote it, tracebacks included.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

from typing_extensions import override

from backend.api.context import request_id
from backend.realtime.context import connection_id

SERVICE = "bomizzel-backend"

_LIBRARIES = ("aiohttp", "alembic", "asyncio", "engineio", "socketio", "sqlalchemy")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUOTED = r"""(?:"[^"]*"|'[^']*')"""
_SECRETS = re.compile(
    r"eyJ[\w-]{4,}\.[\w-]+\.[\w-]*"  # a JWT, wherever it stands
    r"|whsec_[\w+/-]+=*"
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"  # name and password in an address
    r"|(?i:(?<=bearer )[\w.~+/-]+=*)"
    rf"""|(?i:(?<=token=)|(?<=password=)|(?<=secret=))(?:{_QUOTED}|[^&\s"',]+)"""
    r"""|(?i:(?<=token["']: )|(?<=token["']:)|(?<=password["']: )|(?<=password["']:)"""
    rf"""|(?<=secret["']: )|(?<=secret["']:)){_QUOTED}"""
)
_MARKS = ("eyj", "whsec_", "://", "bearer ", "token", "password", "secret")
"""In small letters: what stands in or before every secret. Nearly all lines have none of them,
and to see that costs a twentieth of the search."""
_HIDDEN = "***"
_JSON = json.JSONEncoder(default=str)
_ESCAPES = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - one byte
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
}
"""Control characters and ends of lines, which could forge a record or move a terminal's cursor."""


def configure_logging(*, as_json: bool, stream: TextIO = sys.stderr) -> None:
    """Send all records of INFO and above to ``stream``; those of libraries from WARNING on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if as_json else ConsoleLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)


def redacted(text: str) -> str:
    """Return ``text`` with what looks like a secret replaced by stars."""
    folded = text.casefold()  # As the expression folds: "\u017f", too, is an s.
    if not any(mark in folded for mark in _MARKS):
        return text
    return _SECRETS.sub(_HIDDEN, text)


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line: dict[str, object] = {
            "time": _time_of(record).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": record.getMessage(),
            "service": SERVICE,
            "logger": record.name,
            **_context(),
            **_facts(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        # Secrets are looked for before JSON puts marks around their quotes, and in the whole.
        line |= {name: redacted(text) for name, text in line.items() if isinstance(text, str)}
        # JSON escapes whatever could end the line.
        return redacted(_JSON.encode(line))


class ConsoleLines(logging.Formatter):
    """One readable line a record, with a traceback below where there is one."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        facts = {"service": SERVICE, **_context(), **_facts(record)}
        shown = " ".join(f"{name}={value}" for name, value in facts.items())
        time = f"{_time_of(record):%H:%M:%S}"
        text = f"{record.getMessage()}  {shown}".translate(_ESCAPES)
        line = f"{time} {record.levelname:<7} {text}"
        if record.exc_info:
            # Indented, so that no line of a stranger's text looks like a record.
            for traced in self.formatException(record.exc_info).splitlines():
                line += f"\n    {traced.translate(_ESCAPES)}"
        return redacted(line)


def _time_of(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _context() -> dict[str, object]:
    names = {"request_id": request_id.get(), "connection_id": connection_id.get()}
    return {name: value for name, value in names.items() if value}


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}

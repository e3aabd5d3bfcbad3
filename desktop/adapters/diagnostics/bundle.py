"""The file that people send to their IT: versions, settings, findings, counts and clean logs."""

import locale
import os
import platform
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from desktop.adapters.diagnostics.redaction import clean, clean_log, records_of
from desktop.adapters.last_run import REPORT
from desktop.core.diagnostics.doctor import Finding
from desktop.core.diagnostics.report import StatusReport
from desktop.core.settings.explanation import Explanation

MAX_RECORDS = 200
"""Records of the connection, and of toasts, that stand in files of their own."""
MAX_OLDER_LOGS = 9
MAX_LOG_CHARS = 2 * 1024 * 1024
"""Of each log file; the program begins a new one long before."""

_PACKAGES = ("bomizzel", "PySide6-Essentials", "python-socketio", "keyring", "jeepney")
_SESSION = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "DESKTOP_SESSION", "LANG")
_CONNECTION = frozenset({"line ended", "caught up", "polling ended", "machine changed"})
_TOASTS = frozenset({"toast member skipped", "toast member works again", "toast member raised"})
_TABLES = ("item", "cursor", "early_mark")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bundle tells of.

    Attributes:
        profile: Folder of the profile.
        log: The newest log file; older ones end in ``.1`` and so on.
        database: The agent's memory, of which only the counts are told.
        home: The person's home folder, whose name may be theirs.
        settings: Those that hold, and who set them.
        findings: What ``doctor`` found.
        status: Of the program that runs; None when none does.
        made_at: When the bundle is made, aware UTC.
    """

    profile: Path
    log: Path
    database: Path
    home: Path
    settings: Explanation
    findings: Sequence[Finding]
    status: StatusReport | None
    made_at: datetime


def write_bundle(path: Path, subject: Subject, environ: Mapping[str, str]) -> None:
    """Write the bundle to ``path``, for its owner only, in place of what is there.

    Raises:
        OSError: It cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in _files(subject, environ):
                bundle.writestr(name, text)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _files(subject: Subject, environ: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    home = subject.home
    logs = _logs(subject.log)
    whole = "".join(reversed([text for _, text in logs]))
    connection = records_of(whole, _CONNECTION, limit=MAX_RECORDS)
    toasts = records_of(whole, _TOASTS, limit=MAX_RECORDS)
    return [
        ("about.json", clean(_json(_about(subject, environ)), home)),
        ("settings.json", clean(_json(subject.settings), home)),
        ("doctor.json", clean(_json(subject.findings), home)),
        ("status.json", clean(_json(subject.status), home)),
        ("counts.json", _json(_counts(subject.database))),
        ("connection.txt", clean_log(connection, home)),
        ("toasts.txt", clean_log(toasts, home)),
        (REPORT, clean(_text(subject.profile / REPORT), home)),
        *((f"logs/{name}", clean_log(text, home)) for name, text in logs),
    ]


def _about(subject: Subject, environ: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "madeAt": subject.made_at,
        "packages": {name: _version(name) for name in _PACKAGES},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "encoding": locale.getpreferredencoding(do_setlocale=False),
        "session": {name: environ.get(name, "") for name in _SESSION},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _logs(newest: Path) -> Sequence[tuple[str, str]]:
    """Return the log files by name, the newest first."""
    older = sorted(newest.parent.glob(f"{newest.name}.*"))[:MAX_OLDER_LOGS]
    return [(path.name, _text(path)) for path in (newest, *older) if path.exists()]


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(MAX_LOG_CHARS)
    except OSError:
        return ""


def _counts(database: Path) -> Mapping[str, object]:
    """Return how many rows each table has, and how large the file is; nothing of what is in it."""
    try:
        size = database.stat().st_size
        address = f"{database.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as connection:
            return {"bytes": size} | {table: _rows(connection, table) for table in _TABLES}
    except (OSError, sqlite3.Error) as exc:
        return {"unreadable": type(exc).__name__}


def _rows(connection: sqlite3.Connection, table: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - of our own list
    return int(count)


def _json(what: object) -> str:
    return msgspec.json.format(msgspec.json.encode(what), indent=2).decode()

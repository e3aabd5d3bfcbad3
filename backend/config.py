"""Settings of the server, read from the environment once, with every problem named at once.

Nothing here connects anywhere. The one thing that is written is the signing secret of an embedded
installation, by ``signing_secret``, which only ``serve`` calls.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from typing_extensions import override

from common.errors import BomizzelError

DEFAULT_PORT = 5000
DEFAULT_POSTGRES_PORT = 5432
DEFAULT_METRICS_MINUTES = 5
MIN_RETENTION_DAYS = 90
"""As long as notifications are shown: none is removed while it may be unread."""
MAX_RETENTION_DAYS = 3650
MIN_SECRET_BYTES = 32
SECRET_REQUIRED = "must be set with PostgreSQL, for all processes"  # noqa: S105 - a sentence
SECRET_FILE_NAME = "jwt-secret"  # noqa: S105 - the name of a file

Network = IPv4Network | IPv6Network

_T = TypeVar("_T")
_Choice = TypeVar("_Choice", bound=StrEnum)


class Secret:
    """Text that never shows itself by accident: not in a repr, a log or a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one place that needs it."""
        return self._text

    @override
    def __repr__(self) -> str:
        """Return three stars."""
        return "***"

    @override
    def __eq__(self, other: object) -> bool:
        """Return whether ``other`` is a secret with the same text."""
        return isinstance(other, Secret) and secrets.compare_digest(
            self._text.encode(), other.reveal().encode()
        )

    __hash__ = None  # type: ignore[assignment] # A secret is no key of a dict.


class LogFormat(StrEnum):
    """How records are written."""

    CONSOLE = "console"
    JSON = "json"


class WebSockets(StrEnum):
    """Who serves a WebSocket after its handshake (ADR-0035)."""

    DIRECT = "direct"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Problem:
    """One variable that cannot be used, and why; never its value."""

    variable: str
    reason: str


class ConfigurationError(BomizzelError):
    """The environment does not make a configuration.

    Attributes:
        problems: All of them, in the order of the documentation.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    @override
    def __str__(self) -> str:
        """Return one line per problem."""
        return "\n".join(f"{problem.variable}: {problem.reason}" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """A database on a server.

    Attributes:
        url: ``postgresql://user:password@host:port/name``.
        place: Host, port and name, as people may see them.
    """

    url: Secret
    place: str

    @override
    def __str__(self) -> str:
        """Return where it is, without user and password."""
        return f"PostgreSQL {self.place}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations.

    Attributes:
        origins: Origins of web pages that may call, exact, as browsers send them.
        port: Where HTTP and Socket.IO listen.
        metrics_interval_s: Seconds between two full comparisons of the queue metrics.
        database: The file of the embedded database, or a database on a server.
        jwt_secret: None until an embedded installation has made its own.
        jwt_previous_secret: Still accepted while a new secret is rolled out.
        trusted_proxies: Whose ``X-Forwarded-For`` is believed.
        log_format: For people or for machines.
        redis_url: Joins several processes; None for one process alone. May hold a password.
        websockets: Who serves them; one of the two ways is as complete as the other.
        retention_days: How long entries of rooms are kept.
    """

    origins: tuple[str, ...]
    port: int
    metrics_interval_s: int
    database: Path | PostgresDatabase
    jwt_secret: Secret | None
    jwt_previous_secret: Secret | None
    trusted_proxies: tuple[Network, ...]
    log_format: LogFormat
    redis_url: Secret | None
    websockets: WebSockets
    retention_days: int

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings in ``environ``; variables that are not set have safe defaults.

        Raises:
            ConfigurationError: Names every variable that cannot be used.
        """
        reader = _Reader(environ)
        embedded: Path | PostgresDatabase = default_database(environ)
        settings = cls(
            origins=reader.read("FRONTEND_URL", _origins, default=()),
            port=reader.read("SOCKET_IO_PORT", _port, default=DEFAULT_PORT),
            metrics_interval_s=60
            * reader.read("METRICS_UPDATE_INTERVAL", _minutes, default=DEFAULT_METRICS_MINUTES),
            database=reader.read("BOMIZZEL_DATABASE_URL", _database, default=embedded),
            jwt_secret=reader.read_secret("BOMIZZEL_JWT_SECRET"),
            jwt_previous_secret=reader.read_secret("BOMIZZEL_JWT_PREVIOUS_SECRET"),
            trusted_proxies=reader.read("BOMIZZEL_TRUSTED_PROXIES", _networks, default=()),
            log_format=reader.read(
                "BOMIZZEL_LOG_FORMAT", _one_of(LogFormat), default=LogFormat.CONSOLE
            ),
            redis_url=reader.read("BOMIZZEL_REDIS_URL", _redis_url, default=None),
            websockets=reader.read(
                "BOMIZZEL_WEBSOCKETS", _one_of(WebSockets), default=WebSockets.DIRECT
            ),
            retention_days=reader.read(
                "BOMIZZEL_RETENTION_DAYS", _retention_days, default=MIN_RETENTION_DAYS
            ),
        )
        if isinstance(settings.database, PostgresDatabase) and settings.jwt_secret is None:
            reader.require("BOMIZZEL_JWT_SECRET", SECRET_REQUIRED)
        if reader.problems:
            raise ConfigurationError(tuple(reader.problems))
        return settings


def default_database(environ: Mapping[str, str]) -> Path:
    """Return where an embedded installation keeps its data.

    Source:
        XDG Base Directory Specification, ``XDG_STATE_HOME``.
    """
    state = environ.get("XDG_STATE_HOME", "")
    base = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    return base / "bomizzel" / "bomizzel.db"


def signing_secret(settings: Settings) -> Secret:
    """Return the secret that signs tokens; an embedded installation makes its own, once.

    Raises:
        ConfigurationError: The file beside the database is open to others, or unusable.
    """
    if settings.jwt_secret is not None:
        return settings.jwt_secret
    if isinstance(settings.database, PostgresDatabase):
        raise _secret_problem(SECRET_REQUIRED)
    path = settings.database.with_name(SECRET_FILE_NAME)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _existing_secret(path) if path.exists() else _create_secret(path)
    except OSError as exc:
        raise _secret_problem(f"{path} cannot be written: {exc.strerror}") from exc


def _create_secret(path: Path) -> Secret:
    text = secrets.token_urlsafe(MIN_SECRET_BYTES)
    # Written in full under another name first: a crash leaves no short secret behind, and of two
    # servers that start together only one can link its file.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return _existing_secret(path)
    finally:
        draft.unlink(missing_ok=True)
    return Secret(text)


def _existing_secret(path: Path) -> Secret:
    if path.stat().st_mode & 0o077:
        raise _secret_problem(f"{path} can be read by others; it must have mode 0600")
    try:
        return _secret(path.read_text(encoding="utf-8").strip())
    except ValueError as exc:
        raise _secret_problem(f"{path}: {exc}") from exc


def _secret_problem(reason: str) -> ConfigurationError:
    return ConfigurationError((Problem("BOMIZZEL_JWT_SECRET", reason),))


class _Reader:
    """Reads variables one by one and remembers what was wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[Problem] = []

    def read(self, name: str, parse: Callable[[str], _T], *, default: _T) -> _T:
        """Return the parsed variable, or ``default`` when it is not set or of no use."""
        text = self._environ.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as exc:
            self.problems.append(Problem(name, str(exc)))
            return default

    def require(self, name: str, reason: str) -> None:
        """Note that ``name`` must be set, unless it was set to something of no use."""
        if not any(problem.variable.startswith(name) for problem in self.problems):
            self.problems.append(Problem(name, reason))

    def read_secret(self, name: str) -> Secret | None:
        """Return the secret in ``name`` or in the file that ``name_FILE`` points to."""
        file_name = f"{name}_FILE"
        if self._environ.get(name, "").strip() and self._environ.get(file_name, "").strip():
            self.problems.append(Problem(file_name, f"set together with {name}; choose one"))
            return None
        direct = self.read(name, _secret, default=None)
        return self.read(file_name, _secret_in_file, default=direct)


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip() for part in text.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if f"{parts.scheme}://{parts.netloc}" != origin or parts.scheme not in {"http", "https"}:
            message = "must be exact origins such as https://desk.example.org, without a path"
            raise ValueError(message)
    return origins


def _port(text: str) -> int:
    highest = 65535
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        message = f"must be a whole number from 1 to {highest}"
        raise ValueError(message)
    return int(text)


def _minutes(text: str) -> int:
    day = 24 * 60
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= day:
        message = f"must be a whole number of minutes from 1 to {day}"
        raise ValueError(message)
    return int(text)


def _retention_days(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_RETENTION_DAYS))
    if not is_number or not MIN_RETENTION_DAYS <= int(text) <= MAX_RETENTION_DAYS:
        message = (
            f"must be a whole number of days from {MIN_RETENTION_DAYS} to {MAX_RETENTION_DAYS}"
        )
        raise ValueError(message)
    return int(text)


def _database(text: str) -> Path | PostgresDatabase:
    if text.startswith("postgresql"):
        return _postgres_database(text)
    prefix = "sqlite:///"
    path = text.removeprefix(prefix)
    if not text.startswith(prefix) or not path or path.startswith(":memory:") or "?" in path:
        message = "must be sqlite:///path to a file, or postgresql://user:password@host:port/name"
        raise ValueError(message)
    return Path(path).expanduser().absolute()


def _postgres_database(text: str) -> PostgresDatabase:
    try:
        parts = urlsplit(text)
        place = f"{parts.hostname}:{parts.port or DEFAULT_POSTGRES_PORT}{parts.path}"
        # An @ in the path is what follows a password with a slash, which would be shown.
        is_named = len(parts.path) > 1 and "@" not in parts.path
        is_whole = parts.scheme == "postgresql" and parts.hostname and is_named
    except ValueError:  # Its text would show the password.
        is_whole, place = False, ""
    if not is_whole:
        message = (
            "must be postgresql://user:password@host:port/name,"
            " with %XX for any of :/?#[]@ in the password"
        )
        raise ValueError(message) from None
    return PostgresDatabase(Secret(text), place)


def _secret(text: str) -> Secret:
    if len(text.encode()) < MIN_SECRET_BYTES:
        message = f"must have at least {MIN_SECRET_BYTES} bytes"
        raise ValueError(message)
    return Secret(text)


def _secret_in_file(text: str) -> Secret:
    try:
        return _secret(Path(text).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as exc:
        message = f"the file cannot be read: {type(exc).__name__}"
        raise ValueError(message) from exc


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(","))
    except ValueError as exc:
        message = "must be addresses or networks such as 10.0.0.0/8, separated by commas"
        raise ValueError(message) from exc


def _one_of(kind: type[_Choice]) -> Callable[[str], _Choice]:
    def parse(text: str) -> _Choice:
        try:
            return kind(text)
        except ValueError as exc:
            message = f"must be one of {', '.join(kind)}"
            raise ValueError(message) from exc

    return parse


_REDIS_OPTION = re.compile(r"unix\?db=[0-9]+|rediss\?ssl_ca_certs=[^&=]+")
"""What an address may say after its question mark."""


def _redis_url(text: str) -> Secret:
    message = "must be redis://host:port/number, rediss://… or unix:///path"
    try:
        parts = urlsplit(text)
        is_path = parts.scheme == "unix" and parts.path.startswith("/")
        is_host = parts.scheme in {"redis", "rediss"} and bool(parts.hostname)
        # Another option could undo a timeout, or fail long after the start.
        is_bare = not parts.query or _REDIS_OPTION.fullmatch(f"{parts.scheme}?{parts.query}")
        is_sound = (is_path or is_host) and parts.port != 0 and is_bare
    except ValueError:  # Its text would show the password.
        raise ValueError(message) from None
    if not is_sound or (
        is_host and not parts.path.removeprefix("/").isdecimal() and parts.path not in {"", "/"}
    ):
        raise ValueError(message)
    return Secret(text)

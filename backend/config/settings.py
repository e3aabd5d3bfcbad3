"""Settings of the server, read from the environment once, with every problem named at once.

Nothing here connects anywhere or writes anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.config.problems import ConfigurationError
from backend.config.reader import Reader
from backend.config.secret import Secret
from backend.config.values import (
    MIN_RETENTION_DAYS,
    LogFormat,
    Network,
    PostgresDatabase,
    WebSockets,
    parse_database,
    parse_minutes,
    parse_networks,
    parse_origins,
    parse_port,
    parse_redis_url,
    parse_retention_days,
    parser_of,
)

DEFAULT_PORT = 5000
DEFAULT_METRICS_MINUTES = 5
SECRET_REQUIRED = "must be set with PostgreSQL, for all processes"  # noqa: S105 - a sentence


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
        reader = Reader(environ)
        embedded: Path | PostgresDatabase = default_database(environ)
        settings = cls(
            origins=reader.read("FRONTEND_URL", parse_origins, default=()),
            port=reader.read("SOCKET_IO_PORT", parse_port, default=DEFAULT_PORT),
            metrics_interval_s=60
            * reader.read(
                "METRICS_UPDATE_INTERVAL", parse_minutes, default=DEFAULT_METRICS_MINUTES
            ),
            database=reader.read("BOMIZZEL_DATABASE_URL", parse_database, default=embedded),
            jwt_secret=reader.read_secret("BOMIZZEL_JWT_SECRET"),
            jwt_previous_secret=reader.read_secret("BOMIZZEL_JWT_PREVIOUS_SECRET"),
            trusted_proxies=reader.read("BOMIZZEL_TRUSTED_PROXIES", parse_networks, default=()),
            log_format=reader.read(
                "BOMIZZEL_LOG_FORMAT", parser_of(LogFormat), default=LogFormat.CONSOLE
            ),
            redis_url=reader.read("BOMIZZEL_REDIS_URL", parse_redis_url, default=None),
            websockets=reader.read(
                "BOMIZZEL_WEBSOCKETS", parser_of(WebSockets), default=WebSockets.DIRECT
            ),
            retention_days=reader.read(
                "BOMIZZEL_RETENTION_DAYS", parse_retention_days, default=MIN_RETENTION_DAYS
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

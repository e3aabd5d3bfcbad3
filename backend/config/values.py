"""The values of settings, and how each is written in the environment.

Each function that parses raises ValueError, whose text says what may be written and never what
was.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from typing_extensions import override

from backend.config.secret import Secret

DEFAULT_POSTGRES_PORT = 5432
MIN_RETENTION_DAYS = 90
"""As long as notifications are shown: none is removed while it may be unread."""
MAX_RETENTION_DAYS = 3650

Network = IPv4Network | IPv6Network

_Choice = TypeVar("_Choice", bound=StrEnum)

_REDIS_OPTION = re.compile(r"unix\?db=[0-9]+|rediss\?ssl_ca_certs=[^&=]+")
"""What an address may say after its question mark."""


class LogFormat(StrEnum):
    """How records are written."""

    CONSOLE = "console"
    JSON = "json"


class WebSockets(StrEnum):
    """Who serves a WebSocket after its handshake (ADR-0035)."""

    DIRECT = "direct"
    LIBRARY = "library"


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


def parse_origins(text: str) -> tuple[str, ...]:
    """Return origins of web pages, separated by commas, exact as browsers send them."""
    origins = tuple(part.strip() for part in text.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if f"{parts.scheme}://{parts.netloc}" != origin or parts.scheme not in {"http", "https"}:
            message = "must be exact origins such as https://desk.example.org, without a path"
            raise ValueError(message)
    return origins


def parse_port(text: str) -> int:
    """Return where to listen."""
    highest = 65535
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        message = f"must be a whole number from 1 to {highest}"
        raise ValueError(message)
    return int(text)


def parse_minutes(text: str) -> int:
    """Return a number of minutes, a day at most."""
    day = 24 * 60
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= day:
        message = f"must be a whole number of minutes from 1 to {day}"
        raise ValueError(message)
    return int(text)


def parse_retention_days(text: str) -> int:
    """Return for how many days entries of rooms are kept."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_RETENTION_DAYS))
    if not is_number or not MIN_RETENTION_DAYS <= int(text) <= MAX_RETENTION_DAYS:
        message = (
            f"must be a whole number of days from {MIN_RETENTION_DAYS} to {MAX_RETENTION_DAYS}"
        )
        raise ValueError(message)
    return int(text)


def parse_database(text: str) -> Path | PostgresDatabase:
    """Return the file of an embedded database, or a database on a server."""
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


def parse_networks(text: str) -> tuple[Network, ...]:
    """Return addresses and networks, separated by commas."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(","))
    except ValueError as exc:
        message = "must be addresses or networks such as 10.0.0.0/8, separated by commas"
        raise ValueError(message) from exc


def parser_of(kind: type[_Choice]) -> Callable[[str], _Choice]:
    """Return what parses one of the words of ``kind``."""

    def parse(text: str) -> _Choice:
        try:
            return kind(text)
        except ValueError as exc:
            message = f"must be one of {', '.join(kind)}"
            raise ValueError(message) from exc

    return parse


def parse_redis_url(text: str) -> Secret:
    """Return the address of a Redis, which may hold a password."""
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

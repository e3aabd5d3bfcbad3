"""The secret that signs tokens; an embedded installation makes its own."""

import os
import secrets
from pathlib import Path

from backend.config.problems import ConfigurationError, Problem
from backend.config.secret import MIN_SECRET_BYTES, Secret, parse_secret
from backend.config.settings import SECRET_REQUIRED, Settings
from backend.config.values import PostgresDatabase

SECRET_FILE_NAME = "jwt-secret"  # noqa: S105 - the name of a file


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
        return parse_secret(path.read_text(encoding="utf-8").strip())
    except ValueError as exc:
        raise _secret_problem(f"{path}: {exc}") from exc


def _secret_problem(reason: str) -> ConfigurationError:
    return ConfigurationError((Problem("BOMIZZEL_JWT_SECRET", reason),))

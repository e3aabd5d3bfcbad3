"""Reads variables of the environment."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from backend.config.problems import Problem
from backend.config.secret import Secret, parse_secret

_T = TypeVar("_T")


class Reader:
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
        direct = self.read(name, parse_secret, default=None)
        return self.read(file_name, _secret_in_file, default=direct)


def _secret_in_file(text: str) -> Secret:
    try:
        return parse_secret(Path(text).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as exc:
        message = f"the file cannot be read: {type(exc).__name__}"
        raise ValueError(message) from exc

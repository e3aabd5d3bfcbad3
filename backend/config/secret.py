"""Secrets as settings hold them."""

import secrets

from typing_extensions import override

MIN_SECRET_BYTES = 32


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


def parse_secret(text: str) -> Secret:
    """Return ``text`` as a secret.

    Raises:
        ValueError: It is too short to sign with.
    """
    if len(text.encode()) < MIN_SECRET_BYTES:
        message = f"must have at least {MIN_SECRET_BYTES} bytes"
        raise ValueError(message)
    return Secret(text)

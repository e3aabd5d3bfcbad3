"""Ids and secrets that nobody has yet."""

import os
import secrets
from collections import deque

_ID_BYTES = 16
_IDS_AT_ONCE = 256
_ids: deque[str] = deque()


def new_id() -> str:
    """Return an id that nobody has, 32 hexadecimal digits; any thread may ask."""
    try:
        return _ids.popleft()
    except IndexError:
        # Each question to the system lets the other threads run, and waits for its turn again.
        digits = os.urandom(_ID_BYTES * _IDS_AT_ONCE).hex()
        first, *others = (digits[at : at + 32] for at in range(0, len(digits), 32))
        _ids.extend(others)
        return first


def new_secret() -> str:
    """Return 32 random bytes as URL-safe text."""
    return secrets.token_urlsafe(32)

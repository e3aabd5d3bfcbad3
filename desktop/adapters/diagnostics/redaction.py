"""What of a log may leave the machine.

Our own records hold no token, title, name or text (a test keeps them so). What other libraries
say in an exception is not in our hands: of a traceback the places stay, and the words go.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from desktop.core.diagnostics.secrets import redacted

HIDDEN = "***"

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*")
_RECORD = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 [A-Z]+ +(?P<message>.*?)  service=")
_PLACE = re.compile(r'\s*(?:[|+ -]*)File "[^"]*", line \d+, in ')
_ERROR = re.compile(r"(?P<before>[\s|+-]*)(?P<name>[A-Za-z_][\w.]*)(?::.*)?")
_HEADINGS = ("Traceback (most recent call last):", "During handling of", "The above exception")


def clean(text: str, home: Path) -> str:
    """Return ``text`` without secrets and e-mail addresses, and with ``~`` for ``home``."""
    return _EMAIL.sub(HIDDEN, redacted(text)).replace(str(home), "~")


def clean_log(text: str, home: Path) -> str:
    """Return a log as it may leave the machine."""
    return "".join(f"{line}\n" for line in _lines(clean(text, home)))


def records_of(text: str, messages: frozenset[str], *, limit: int) -> str:
    """Return the newest records of a log whose message is one of ``messages``."""
    found = [
        line
        for line in text.splitlines()
        if (record := _RECORD.match(line)) is not None and record["message"] in messages
    ]
    return "".join(f"{line}\n" for line in found[-limit:])


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if _RECORD.match(line) or _PLACE.match(line) or line.lstrip(" |").startswith(_HEADINGS):
            yield line
        elif not line.startswith(" ") and (error := _ERROR.fullmatch(line)) is not None:
            yield f"{error['before']}{error['name']}"

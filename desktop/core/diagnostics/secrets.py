"""What looks like a secret in a text, wherever it came from."""

import re

_VALUE = r"""(?:b?\\*"[^"\n]*(?:"|$)|b?\\*'[^'\n]*(?:'|$)|[^&\s"',;)\]}]+)"""
"""Quoted, in whatever way and though the end was cut off; or one word."""
_SECRETS = re.compile(
    r"eyJ[\w-]{4,}\.[\w-]+\.[\w-]*"  # a JWT, wherever it stands
    r"|(?i:(?<=bearer )[\w.~+/-]+=*)"
    r"|(?<=://)[^\s/@:]*:[^\s/@]*(?=@)"  # name and password in the address of a proxy, say
    r"|(?P<name>(?i:token|password|secret|authorization|cookie)"
    r"""\\*["']?[ \t]*[:=][ \t]*(?i:(?:basic|bearer|digest)[ \t]+)?)"""
    rf"{_VALUE}",
    re.MULTILINE,
)
_HIDDEN = "***"


def redacted(text: str) -> str:
    """Return ``text`` with what looks like a secret replaced by stars."""
    return _SECRETS.sub(lambda found: (found["name"] or "") + _HIDDEN, text)

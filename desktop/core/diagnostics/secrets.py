"""What looks like a secret in a text, wherever it came from."""

import re

_QUOTED = r"""(?:"[^"]*"|'[^']*')"""
_SECRETS = re.compile(
    r"eyJ[\w-]{4,}\.[\w-]+\.[\w-]*"  # a JWT, wherever it stands
    r"|(?i:(?<=bearer )[\w.~+/-]+=*)"
    rf"""|(?i:(?<=token=)|(?<=password=)|(?<=secret=))(?:{_QUOTED}|[^&\s"',]+)"""
    r"""|(?i:(?<=token["']: )|(?<=token["']:)|(?<=password["']: )|(?<=password["']:))"""
    rf"{_QUOTED}"
)
_HIDDEN = "***"


def redacted(text: str) -> str:
    """Return ``text`` with what looks like a secret replaced by stars."""
    return _SECRETS.sub(_HIDDEN, text)

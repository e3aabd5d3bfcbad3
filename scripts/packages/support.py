"""Where people find help with the program: whoever builds knows, and tells the installers."""

import os
import re

VARIABLE = "BOMIZZEL_SUPPORT_URL"
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/%-]*)?")
"""Nothing that would have to be quoted anywhere that it is written to."""


def support_url() -> str | None:
    """Return the address that installers show; None, and they show none, when nobody gave one.

    Raises:
        ValueError: It is no plain https address.
    """
    url = os.environ.get(VARIABLE)
    if url and not _ADDRESS.fullmatch(url):
        message = f"{VARIABLE} must be an https address of letters, digits and ._~/%-"
        raise ValueError(message)
    return url or None

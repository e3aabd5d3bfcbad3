"""Where each system keeps what an organisation decided, behind one port."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from desktop.core.settings.sources import Reading, Source

APP_NAME = "bomizzel-desktop"


class PolicyReader(Protocol):
    """Reads what the organisation set: machine policy, user policy, the installer's preset."""

    @property
    def places(self) -> Mapping[Source, str]:
        """Where each source is looked for, as an administrator writes it."""
        ...

    def read(self) -> Mapping[Source, Reading]:
        """Return what is there now; blocks for as long as a local disk does, never raises."""
        ...


def policies_of(platform: str) -> PolicyReader:
    """Return the reader of a system; ``platform`` as ``sys.platform`` has it."""
    if platform == "win32":
        from desktop.adapters.policy.registry import read_key  # noqa: PLC0415 - Windows only
        from desktop.adapters.policy.windows import WindowsPolicies  # noqa: PLC0415 - likewise

        return WindowsPolicies(read_key)
    if platform == "darwin":
        from desktop.adapters.policy.macos import MacPolicies  # noqa: PLC0415 - macOS only

        return MacPolicies(Path("/Library"), user=_login_name())
    from desktop.adapters.policy.linux import LinuxPolicies  # noqa: PLC0415 - Linux only

    return LinuxPolicies(Path("/etc") / APP_NAME, user=_login_name())


def _login_name() -> str:
    if sys.platform == "win32":
        return ""  # Its registry knows the person by itself.
    import pwd  # noqa: PLC0415 - not on Windows

    return pwd.getpwuid(os.getuid()).pw_name

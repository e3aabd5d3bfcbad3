"""Whether the folder of the profile takes files."""

import shutil
import tempfile
from pathlib import Path

from desktop.core.diagnostics.doctor import Code, Finding, found

ENOUGH_MB = 50
"""What the database and the logs of a busy desk may need in a day, and some."""
_MB = 1024 * 1024


def check_profile(folder: Path) -> Finding:
    """Return whether ``folder`` can be written to; it is made when it is missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"doctor")
            file.flush()
        free_mb = shutil.disk_usage(folder).free // _MB
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        return found(Code.PROFILE_NOT_WRITABLE, folder=folder, reason=reason)
    if free_mb < ENOUGH_MB:
        return found(Code.DISK_FULL, folder=folder, free_mb=free_mb)
    return found(Code.PROFILE_FINE, free_mb=free_mb)

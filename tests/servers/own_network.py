"""Programs in a network of their own."""

import os
import subprocess
import sys
from pathlib import Path

TIMEOUT_S = 50.0

# A user namespace of its own lets anybody but root have a network of their own.
_UNSHARE = ["unshare", "--net", *([] if os.getuid() == 0 else ["--user", "--map-root-user"])]


def in_own_network(*arguments: str) -> str:
    """Return what Python prints with these arguments, in a network without anybody else."""
    result = subprocess.run(
        [*_UNSHARE, sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        cwd=Path.cwd(),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout

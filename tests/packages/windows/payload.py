"""A stand-in for the frozen program, which only a Windows can build."""

import subprocess
from pathlib import Path

FILES = ("bomizzel-desktop.exe", "_internal/base_library.zip", "_internal/PySide6/Qt 6.dll")
SUPPORT_URL = "https://help.example.org/agent"
"""The address of help that installers of the tests are given."""
_TIMEOUT_S = 60
_PROGRAM = """
Target amd64-unicode
Name "stand-in"
OutFile "{}"
SilentInstall silent
RequestExecutionLevel user
Section
SectionEnd
"""


def stage(folder: Path, *, version: str) -> Path:
    """Put a program that ends at once, and some files, into ``folder``, and return it."""
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(version)
    # The smallest true program of Windows that can be built here.
    subprocess.run(
        ("makensis", "-V1", "-"),
        input=_PROGRAM.format(folder / FILES[0]),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=_TIMEOUT_S,
    )
    return folder

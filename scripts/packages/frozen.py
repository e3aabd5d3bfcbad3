"""The desktop with its own Python, in one folder: frozen on the system that it shall run on."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.packages.bill import write_bill
from scripts.packages.frozen_parts import frozen_parts
from scripts.packages.licenses import write_licenses
from scripts.packages.version import ROOT, project_version, reproducible_environment
from scripts.packages.wheel import build_wheel

SPECIFICATION = ROOT / "packaging" / "desktop" / "bomizzel-desktop.spec"
NAME = "bomizzel-desktop"
LICENSES, BILL = "licenses.txt", "bill.cdx.json"
"""Beside the program: the texts that go with what others made, and what that is."""
BUILD_TIMEOUT_S = 600


def build_frozen(to: Path) -> Path:
    """Freeze the desktop into a folder in ``to`` and return the program, which is at its top.

    What it is made from is installed into an environment that holds nothing else.

    Raises:
        subprocess.CalledProcessError: A step failed; the reason is on standard error.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        environment = folder / "environment"
        windows = sys.platform == "win32"
        python = environment / ("Scripts/python.exe" if windows else "bin/python")
        uv = (sys.executable, "-m", "uv")
        install = (*uv, "pip", "install", "--quiet", "--python", python)
        _run(*uv, "venv", "--quiet", "--python", sys.executable, environment)
        _run(*install, "--require-hashes", "-r", ROOT / "requirements" / "freeze.lock")
        _run(*install, "--no-deps", build_wheel(folder))
        _run(
            python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
            "--distpath", to.absolute(), "--workpath", folder / "work", SPECIFICATION,
        )  # fmt: skip
        libraries = environment / ("Lib" if windows else "lib/python3.11") / "site-packages"
        parts = frozen_parts(to / NAME, libraries)
    write_licenses(parts, to / NAME / LICENSES)
    write_bill(parts, to / NAME / BILL, product=NAME, version=project_version())
    return to / NAME / (f"{NAME}.exe" if windows else NAME)


def _run(*command: str | Path) -> None:
    # Hashes of sets decide the order in which PyInstaller meets modules.
    environment = {**reproducible_environment(), "PYTHONHASHSEED": "1"}
    environment.pop("PYTHONPATH", None)
    # Away from the sources: what is frozen is what was installed.
    subprocess.run(
        command, check=True, cwd=os.fspath(SPECIFICATION.parent), env=environment,
        timeout=BUILD_TIMEOUT_S,
    )  # fmt: skip

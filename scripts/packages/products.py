"""What can be built, by name."""

from collections.abc import Callable
from pathlib import Path

from scripts.packages.deb import SMALL
from scripts.packages.desktop_deb import build_desktop_deb
from scripts.packages.desktop_rpm import build_desktop_rpm
from scripts.packages.frozen import build_frozen
from scripts.packages.macos import build_pkg
from scripts.packages.msi import build_msi
from scripts.packages.nsis import build_nsis
from scripts.packages.portable import build_portable
from scripts.packages.server_deb import build_server_deb
from scripts.packages.version import project_version
from scripts.packages.wheel import build_wheel

PRODUCTS: dict[str, Callable[[Path], Path]] = {
    "wheel": build_wheel,
    "server-deb": lambda to: build_server_deb(to, version=project_version(), packed=SMALL),
}
"""Each takes the folder for what it builds, and returns the file."""
FROZEN: dict[str, Callable[[Path], Path]] = {"frozen": build_frozen}
"""A folder for installers to wrap, nothing that is passed on; each returns the program in it."""
WRAPPED: dict[str, Callable[[Path, Path], Path]] = {
    "deb": lambda payload, to: build_desktop_deb(
        payload, to, version=project_version(), packed=SMALL
    ),
    "rpm": lambda payload, to: build_desktop_rpm(
        payload, to, version=project_version(), packed=SMALL
    ),
    "msi": lambda payload, to: build_msi(payload, to, version=project_version()),
    "portable": lambda payload, to: build_portable(
        payload, to, version=project_version(), packed=SMALL
    ),
    "pkg": lambda payload, to: build_pkg(payload, to, version=project_version()),
    "nsis": lambda payload, to: build_nsis(payload, to, version=project_version()),
}
"""Installers around a program that was frozen on its own system, whose folder each takes first."""
INSTALLERS = {"linux": ("deb", "rpm", "portable"), "win32": ("msi", "nsis"), "darwin": ("pkg",)}
"""Which of them are for each system."""

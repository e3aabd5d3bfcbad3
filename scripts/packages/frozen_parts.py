"""What others made and a frozen program brings along: Python, its libraries, and the system's."""

import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

from scripts.packages.parts import NoLicenseError, Part, parts_in

_BUILDERS = {"bomizzel", "altgraph", "packaging", "pyinstaller-hooks-contrib", "setuptools"}
"""In the environment, but not in the program: ours, and what only freezes."""
_TIMEOUT_S = 60


def frozen_parts(program: Path, environment: Path) -> tuple[Part, ...]:
    """Return what is in a frozen program that others made.

    Args:
        program: Its folder.
        environment: The folder of libraries that it was frozen from.

    Raises:
        NoLicenseError: One of the parts cannot be passed on.
    """
    found = distributions(path=[str(environment)])
    libraries = parts_in(one for one in found if one.name.lower() not in _BUILDERS)
    return (_python(), *libraries, *_of_debian(program))


def _python() -> Part:
    stdlib = Path(sysconfig.get_path("stdlib"))
    # Where Python is built from its sources, and where Windows and Debian have it.
    for text in (stdlib / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt",
                 Path("/usr/share/doc/python3.11/copyright")):  # fmt: skip
        if text.is_file():
            texts = ((text.name, text.read_text()),)
            return Part("python", platform.python_version(), "PSF-2.0", texts, "generic")
    raise NoLicenseError("this Python has no text of its license")


def _of_debian(program: Path) -> tuple[Part, ...]:
    """Return the packages of Debian that shared libraries in the program were copied from."""
    if shutil.which("dpkg-query") is None:
        return ()
    names = [path.name for path in (program / "_internal").glob("lib*.so*")]
    patterns = [f"*/{name}" for name in names if not name.startswith("libpython")]
    # Fails because of those that are of no package: they are of the libraries of Python.
    told = subprocess.run(
        ("dpkg-query", "--search", *patterns),
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    ).stdout
    owners = re.findall(r"^([^:,\s]+)(?::[^:,\s]+)?: /(?:usr/)?lib/\S+$", told, re.MULTILINE)
    return tuple(_package(name) for name in sorted(set(owners)))


def _package(name: str) -> Part:
    version = subprocess.check_output(
        ("dpkg-query", "--show", "--showformat=${Version}", name), text=True, timeout=_TIMEOUT_S
    )
    text = Path("/usr/share/doc") / name / "copyright"
    if not text.is_file():
        raise NoLicenseError(f"{name} has no text of its license")
    said = "see the text"
    texts = (("copyright", text.read_text(errors="replace")),)
    return Part(name, version, said, texts, "deb/debian")

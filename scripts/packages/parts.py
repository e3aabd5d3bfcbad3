"""What others made and a package brings along, read from where a lock installs it."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from scripts.packages.version import ROOT

LICENSES = ROOT / "packaging" / "licenses"
INSTALL_TIMEOUT_S = 300
_CLASSIFIER = "License :: OSI Approved :: "
_TEXT_NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")
_OWN_TEXTS = {
    "PySide6_Essentials": ("qt", "LGPL-3.0-only", "GPL-3.0-only"),
    "shiboken6": ("LGPL-3.0-only", "GPL-3.0-only"),
}
"""Parts whose wheels hold no text of the license that we use them under."""


class NoLicenseError(Exception):
    """A part says nothing of its license, or brings no text of it: it cannot be passed on."""


@dataclass(frozen=True, slots=True)
class Part:
    """A library of somebody else.

    Attributes:
        license: As the part says it, an expression of SPDX where it is one.
        texts: Name and content of each text that must be passed on with it.
        source: Where names like this one are given out, in the words of package URLs.
    """

    name: str
    version: str
    license: str
    texts: tuple[tuple[str, str], ...]
    source: str = "pypi"


def parts_of(lock: Path, *, python: str) -> tuple[Part, ...]:
    """Return what a lock installs on this system, by name.

    Args:
        lock: One of ``requirements/``.
        python: The version of Python that it is installed for.

    Raises:
        NoLicenseError: One of them cannot be passed on.
        subprocess.CalledProcessError: The lock cannot be installed.
    """
    with tempfile.TemporaryDirectory() as temporary:
        command = (
            sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", temporary,
            "--python", sys.executable, "--python-version", python, "--require-hashes", "-r", lock,
        )  # fmt: skip
        subprocess.run(command, check=True, timeout=INSTALL_TIMEOUT_S)
        return parts_in(distributions(path=[temporary]))


def parts_in(found: Iterable[Distribution]) -> tuple[Part, ...]:
    """Return the parts that were found, by name.

    Raises:
        NoLicenseError: One of them cannot be passed on.
    """
    return tuple(sorted(map(_part, found), key=lambda part: part.name.lower()))


def _part(found: Distribution) -> Part:
    metadata = found.metadata
    said = [metadata[field] for field in ("License-Expression", "License") if field in metadata]
    classifiers = metadata.get_all("Classifier") or []
    said += [c.removeprefix(_CLASSIFIER) for c in classifiers if c.startswith(_CLASSIFIER)]
    texts = tuple(_texts(found))
    if not said or not texts:
        raise NoLicenseError(f"{found.name} {found.version} has no license, or no text of it")
    return Part(found.name, found.version, said[0].splitlines()[0], texts)


def _texts(found: Distribution) -> Iterable[tuple[str, str]]:
    for own in _OWN_TEXTS.get(found.name, ()):
        yield f"{own}.txt", (LICENSES / f"{own}.txt").read_text()
    for file in sorted(found.files or []):
        is_text = file.name.upper().startswith(_TEXT_NAMES) and file.suffix != ".py"
        if is_text and any(part.endswith(".dist-info") for part in file.parts):
            yield file.name, file.read_text()

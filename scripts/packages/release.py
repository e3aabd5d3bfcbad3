"""Everything that this system can build, of one version: ``python -m scripts.packages.release``.

Beside the packages lie what they consist of, the licenses of it, and the sums of all files.
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.packages.bill import write_bill
from scripts.packages.licenses import write_licenses
from scripts.packages.parts import parts_of
from scripts.packages.products import PRODUCTS
from scripts.packages.server_deb import DEBIAN_PYTHON
from scripts.packages.sums import sign, write_sums
from scripts.packages.version import ROOT, project_version

KEY_VARIABLE = "BOMIZZEL_SIGNING_KEY"
_LOCKS = {
    "bomizzel-server": ("backend", DEBIAN_PYTHON),
    "bomizzel-desktop": ("desktop", platform.python_version()),
}
"""For each of the two programs the lock that it is built with, and for which Python."""


def build_release(
    to: Path, *, key: str | None, products: Mapping[str, Callable[[Path], Path]] = PRODUCTS
) -> Path:
    """Build into the folder ``to``, which is emptied before, and return the sums.

    Args:
        to: What was in it is deleted.
        key: Whom GnuPG signs the sums for; None leaves them unsigned.
        products: What is built.
    """
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for build in products.values():
        build(to)
    version = project_version()
    for product, (lock, python) in _LOCKS.items():
        parts = parts_of(ROOT / "requirements" / f"{lock}.lock", python=python)
        name = f"{product}_{version}_{sys.platform}"
        write_bill(parts, to / f"{name}.cdx.json", product=product, version=version)
        write_licenses(parts, to / f"{name}.licenses.txt")
    sums = write_sums(to)
    if key is not None:
        sign(sums, key)
    return sums


def main() -> None:
    """Build a release, and print what it holds."""
    version, key = project_version(), os.environ.get(KEY_VARIABLE)
    sums = build_release(ROOT / "dist" / version, key=key)
    for path in sorted(sums.parent.iterdir()):
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.relative_to(ROOT)}")
    if key is None:
        print(f"not signed: {KEY_VARIABLE} names no key of GnuPG's")


if __name__ == "__main__":
    main()

"""Everything that this system can build, of one version: ``python -m scripts.packages.release``.

Beside the packages lie what they consist of, the licenses of it, and the sums of all files.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.packages.bill import write_bill
from scripts.packages.frozen import BILL, LICENSES, NAME
from scripts.packages.licenses import write_licenses
from scripts.packages.parts import parts_of
from scripts.packages.products import FROZEN, INSTALLERS, PRODUCTS, WRAPPED
from scripts.packages.server_deb import DEBIAN_PYTHON
from scripts.packages.sums import sign, write_sums
from scripts.packages.version import ROOT, project_version

KEY_VARIABLE = "BOMIZZEL_SIGNING_KEY"
SERVER = "bomizzel-server"


def build_release(
    to: Path,
    *,
    key: str | None,
    products: Mapping[str, Callable[[Path], Path]],
    freeze: Callable[[Path], Path],
    installers: Mapping[str, Callable[[Path, Path], Path]],
) -> Path:
    """Build into the folder ``to``, which is emptied before, and return the sums.

    Args:
        to: What was in it is deleted.
        key: Whom GnuPG signs the sums for; None leaves them unsigned.
        products: What is built beside the agent and its installers.
        freeze: Freezes the agent, which is wrapped and not passed on as it is.
        installers: What wraps it.
    """
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for build in products.values():
        build(to)
    version = project_version()
    with tempfile.TemporaryDirectory() as temporary:
        frozen = freeze(Path(temporary)).parent
        for wrap in installers.values():
            wrap(frozen, to)
        shutil.copyfile(frozen / BILL, to / _named(NAME, version, "cdx.json"))
        shutil.copyfile(frozen / LICENSES, to / _named(NAME, version, "licenses.txt"))
    parts = parts_of(ROOT / "requirements" / "backend.lock", python=DEBIAN_PYTHON)
    write_bill(parts, to / _named(SERVER, version, "cdx.json"), product=SERVER, version=version)
    write_licenses(parts, to / _named(SERVER, version, "licenses.txt"))
    sums = write_sums(to)
    if key is not None:
        sign(sums, key)
    return sums


def main() -> None:
    """Build a release, and print what it holds."""
    to, key = ROOT / "dist" / project_version(), os.environ.get(KEY_VARIABLE)
    installers = {name: WRAPPED[name] for name in INSTALLERS[sys.platform]}
    build_release(to, key=key, products=PRODUCTS, freeze=FROZEN["frozen"], installers=installers)
    for path in sorted(to.iterdir()):
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.relative_to(ROOT)}")
    if key is None:
        print(f"not signed: {KEY_VARIABLE} names no key of GnuPG's")


def _named(product: str, version: str, ending: str) -> str:
    return f"{product}_{version}_{sys.platform}.{ending}"


if __name__ == "__main__":
    main()

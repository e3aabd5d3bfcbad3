"""Builds what is rolled out: ``python -m scripts.packages NAME...``, into ``dist/``."""

import argparse
from collections.abc import Callable
from pathlib import Path

from scripts.packages.deb import SMALL
from scripts.packages.server_deb import build_server_deb
from scripts.packages.version import ROOT, project_version
from scripts.packages.wheel import build_wheel

PRODUCTS: dict[str, Callable[[Path], Path]] = {
    "wheel": build_wheel,
    "server-deb": lambda to: build_server_deb(to, version=project_version(), packed=SMALL),
}


def main() -> None:
    """Build the products that were named, and print where each one is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.packages", description=__doc__)
    parser.add_argument("name", nargs="+", choices=sorted(PRODUCTS))
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="default: dist/")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    for name in asked.name:
        built = PRODUCTS[name](asked.to)
        print(f"{built}  {built.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

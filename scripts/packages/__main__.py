"""Builds what is rolled out: ``python -m scripts.packages NAME...``, into ``dist/``."""

import argparse
from pathlib import Path

from scripts.packages.products import FROZEN, PRODUCTS, WRAPPED
from scripts.packages.version import ROOT


def main() -> None:
    """Build the products that were named, and print where each one is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.packages", description=__doc__)
    parser.add_argument("name", nargs="+", choices=sorted(PRODUCTS | FROZEN | WRAPPED))
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="default: dist/")
    parser.add_argument("--payload", type=Path, help="the frozen program that is wrapped")
    asked = parser.parse_args()
    if asked.payload is None and WRAPPED.keys() & set(asked.name):
        parser.error("--payload is needed: the folder of the frozen program")
    asked.to.mkdir(parents=True, exist_ok=True)
    for name in asked.name:
        if name in WRAPPED:
            built = WRAPPED[name](asked.payload, asked.to)
        else:
            built = (PRODUCTS | FROZEN)[name](asked.to)
        print(f"{built}  {built.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

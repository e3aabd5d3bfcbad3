"""Writes what administrators need of the settings: page, templates, profile and schema.

``python -m scripts.generate_policy`` writes, with ``--check`` it only says what is out of date.
"""

import sys
from pathlib import Path

from desktop.core.language import in_english
from scripts.policy.admx import adml, admx
from scripts.policy.example import linux_policy, mac_profile
from scripts.policy.german import in_german
from scripts.policy.json_schema import json_schema
from scripts.policy.table import settings_page

ROOT = Path(__file__).parents[1]


def documents() -> dict[str, str]:
    """Return every generated file by its path below the root."""
    policy = "packaging/policy"
    return {
        "docs/settings.md": settings_page(),
        f"{policy}/settings.schema.json": json_schema(),
        f"{policy}/linux/50-example.json": linux_policy(),
        f"{policy}/macos/bomizzel-desktop.mobileconfig": mac_profile(),
        f"{policy}/windows/BomizzelDesktop.admx": admx(),
        f"{policy}/windows/en-US/BomizzelDesktop.adml": adml(in_english),
        f"{policy}/windows/de-DE/BomizzelDesktop.adml": adml(in_german()),
    }


def main(arguments: list[str]) -> int:
    """Write the files, or name those that differ."""
    stale = [name for name, text in documents().items() if _text_of(ROOT / name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"{name} is out of date: python -m scripts.generate_policy")
        return 1 if stale else 0
    for name, text in documents().items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8")
    return 0


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

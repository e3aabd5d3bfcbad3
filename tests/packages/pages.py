"""The administrators' guide, as what it tells to type."""

import re
from collections.abc import Sequence

from scripts.packages.version import ROOT

ROLLOUT = ROOT / "docs" / "rollout"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, kind: str) -> Sequence[str]:
    """Return what stands in the blocks of one kind of ``page``, in their order."""
    found = _BLOCK.findall((ROLLOUT / page).read_text())
    return [text for is_kind, text in found if is_kind == kind]


def kinds(page: str) -> set[str]:
    """Return of which kinds the blocks of ``page`` are."""
    return {kind for kind, _ in _BLOCK.findall((ROLLOUT / page).read_text())}

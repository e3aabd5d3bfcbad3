"""Who wins over whom, the same on all three systems, each with a reader and places of its own."""

import json
import os
import plistlib
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest

from desktop.adapters.policy.linux import LinuxPolicies
from desktop.adapters.policy.macos import BUNDLE_ID, MacPolicies
from desktop.adapters.policy.reader import PolicyReader
from desktop.adapters.policy.windows import POLICY_KEY, PRESET_KEY, Hive, WindowsPolicies
from desktop.core.settings.merge import EffectiveSettings, merge
from desktop.core.settings.sources import Document, Reading, Source

ORDER = [Source.MACHINE_POLICY, Source.USER_POLICY, Source.PRESET, Source.CHOICE, Source.DEFAULT]
SECONDS = dict(zip(ORDER, (11, 12, 13, 14, 5), strict=True))
"""What each source says of ``toastSeconds``."""
_KEYS = {
    Source.MACHINE_POLICY: (Hive.MACHINE, POLICY_KEY),
    Source.USER_POLICY: (Hive.USER, POLICY_KEY),
    Source.PRESET: (Hive.MACHINE, PRESET_KEY),
}


class System(Protocol):
    """Where an administrator of a system writes, and the reader of the program for it."""

    reader: PolicyReader

    def write(self, source: Source, values: Mapping[str, object]) -> None:
        """Let ``source`` say ``values``."""
        ...

    def remove(self, source: Source) -> None:
        """Let ``source`` say nothing any more."""
        ...


class Files:
    """Systems that keep policies in files."""

    def __init__(self, reader: PolicyReader, paths: Mapping[Source, Path]) -> None:
        self.reader = reader
        self._paths = paths

    def write(self, source: Source, values: Mapping[str, object]) -> None:
        path = self._paths[source]
        path.parent.mkdir(parents=True, exist_ok=True)
        is_list = path.suffix == ".plist"
        path.write_bytes(plistlib.dumps(values) if is_list else json.dumps(values).encode())

    def remove(self, source: Source) -> None:
        self._paths[source].unlink()


class Registry:
    """Windows."""

    def __init__(self) -> None:
        self._values: dict[tuple[Hive, str], Mapping[str, object]] = {}
        self.reader: PolicyReader = WindowsPolicies(self._read_key)

    def write(self, source: Source, values: Mapping[str, object]) -> None:
        self._values[_KEYS[source]] = values

    def remove(self, source: Source) -> None:
        del self._values[_KEYS[source]]

    def _read_key(self, hive: Hive, path: str) -> Mapping[str, object]:
        if (hive, path) not in self._values:
            raise FileNotFoundError(path)
        return self._values[hive, path]


@pytest.fixture(params=["linux", "windows", "macos"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> System:
    if request.param == "windows":
        return Registry()
    if request.param == "macos":
        name = f"{BUNDLE_ID}.plist"
        return Files(
            MacPolicies(tmp_path, user="ana", owner=os.getuid()),
            {
                Source.MACHINE_POLICY: tmp_path / "Managed Preferences" / name,
                Source.USER_POLICY: tmp_path / "Managed Preferences" / "ana" / name,
                Source.PRESET: tmp_path / "Preferences" / name,
            },
        )
    return Files(
        LinuxPolicies(tmp_path, user="ana", owner=os.getuid()),
        {
            Source.MACHINE_POLICY: tmp_path / "policy.d" / "50-desk.json",
            Source.USER_POLICY: tmp_path / "users.d" / "ana" / "50-desk.json",
            Source.PRESET: tmp_path / "preset.json",
        },
    )


def test_each_source_wins_over_all_that_follow_and_gives_way_to_them(system: System) -> None:
    *sources, _ = ORDER
    chosen = {Source.CHOICE: says(Source.CHOICE)}
    for source in sources[:-1]:
        system.write(source, {"toastSeconds": SECONDS[source]})

    for winner in sources[:-1]:
        assert holds(merge({**system.reader.read(), **chosen})) == (SECONDS[winner], winner)
        system.remove(winner)

    assert holds(merge({**system.reader.read(), **chosen})) == (14, Source.CHOICE)
    assert holds(merge(system.reader.read())) == (5, Source.DEFAULT)


def says(source: Source) -> Reading:
    return Reading((Document("a place", {"toastSeconds": SECONDS[source]}),))


def holds(settings: EffectiveSettings) -> tuple[object, Source]:
    return settings.value_of("toastSeconds"), settings.source_of("toastSeconds")

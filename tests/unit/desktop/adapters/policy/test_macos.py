"""Policies of macOS, with a library of the test's own; nothing here ran on macOS."""

import os
import plistlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.adapters.policy.macos import BUNDLE_ID, MacPolicies
from desktop.adapters.policy.reader import policies_of
from desktop.core.settings.merge import merge
from desktop.core.settings.sources import Fault, Source
from desktop.core.settings.values import ThemeChoice


@pytest.fixture
def policies(tmp_path: Path) -> MacPolicies:
    return MacPolicies(tmp_path, user="ana", owner=os.getuid())


def put(folder: Path, **values: object) -> Path:
    path = folder / f"{BUNDLE_ID}.plist"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(plistlib.dumps(values, fmt=plistlib.FMT_BINARY))
    path.chmod(0o644)
    return path


def test_machine_wins_over_user_wins_over_preset(policies: MacPolicies, tmp_path: Path) -> None:
    managed = tmp_path / "Managed Preferences"
    put(managed, theme="dark", PayloadUUID="0-1")
    put(managed / "ana", theme="light", language="de")
    put(tmp_path / "Preferences", language="en", toastSeconds=9, autostart=False)

    settings = merge(policies.read())

    assert settings.problems == ()
    assert settings.values.theme is ThemeChoice.DARK
    assert settings.source_of("language") is Source.USER_POLICY
    assert settings.source_of("autostart") is Source.PRESET
    assert settings.places["theme"] == policies.places[Source.MACHINE_POLICY]


def test_values_that_json_does_not_know_are_reported(
    policies: MacPolicies, tmp_path: Path
) -> None:
    date = datetime(2026, 11, 20, tzinfo=UTC).replace(tzinfo=None)
    put(tmp_path / "Preferences", theme=b"dark", serverAddress=date, toastSeconds=plistlib.UID(5))

    assert {p.fault for p in merge(policies.read()).problems} == {Fault.BAD_VALUE}


@pytest.mark.parametrize("content", [b"", b"bplist00", plistlib.dumps([1])])
def test_damaged_file_is_told(policies: MacPolicies, tmp_path: Path, content: bytes) -> None:
    put(tmp_path / "Preferences").write_bytes(content)

    assert policies.read()[Source.PRESET].problems[0].fault is Fault.MALFORMED


def test_file_that_others_may_write_is_not_obeyed(policies: MacPolicies, tmp_path: Path) -> None:
    put(tmp_path / "Preferences", theme="dark").chmod(0o666)

    assert policies.read()[Source.PRESET].problems[0].fault is Fault.NOT_PROTECTED


@pytest.mark.parametrize(("platform", "place"), [("darwin", "/Library/"), ("linux", "/etc/")])
def test_each_system_has_its_places(platform: str, place: str) -> None:
    places = policies_of(platform).places

    assert [where.startswith(place) for where in places.values()] == [True] * 3

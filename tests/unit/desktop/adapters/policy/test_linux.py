"""Policies below ``/etc``: which files count, in which order, and which are refused."""

import json
import os
from pathlib import Path

import pytest

from desktop.adapters.policy.linux import LinuxPolicies
from desktop.core.settings.merge import merge
from desktop.core.settings.sources import Fault, Source
from desktop.core.settings.values import ThemeChoice


@pytest.fixture
def policies(tmp_path: Path) -> LinuxPolicies:
    return LinuxPolicies(tmp_path, user="ana", owner=os.getuid())


def put(path: Path, **values: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))
    path.chmod(0o644)
    return path


def test_nothing_there_is_nothing_said(policies: LinuxPolicies) -> None:
    assert {s: r.documents + r.problems for s, r in policies.read().items()} == {
        Source.MACHINE_POLICY: (),
        Source.USER_POLICY: (),
        Source.PRESET: (),
    }


def test_every_source_has_its_place(policies: LinuxPolicies, tmp_path: Path) -> None:
    put(tmp_path / "policy.d" / "10.json", theme="dark")
    put(tmp_path / "users.d" / "ana" / "10.json", language="de", theme="light")
    put(tmp_path / "users.d" / "ben" / "10.json", detailedLog=True)
    put(tmp_path / "preset.json", serverAddress="https://desk.example", language="en")

    settings = merge(policies.read())

    assert settings.values.theme is ThemeChoice.DARK
    assert settings.source_of("language") is Source.USER_POLICY
    assert settings.source_of("serverAddress") is Source.PRESET
    assert settings.places["theme"] == str(tmp_path / "policy.d" / "10.json")
    assert settings.source_of("detailedLog") is Source.DEFAULT
    assert set(policies.places) == {Source.MACHINE_POLICY, Source.USER_POLICY, Source.PRESET}


def test_files_count_in_the_order_of_their_names(policies: LinuxPolicies, tmp_path: Path) -> None:
    put(tmp_path / "policy.d" / "20-late.json", theme="dark")
    put(tmp_path / "policy.d" / "10-early.json", theme="light", toastSeconds=9)

    settings = merge(policies.read())

    assert settings.values.theme is ThemeChoice.DARK
    assert settings.values.toast_seconds == 9


@pytest.mark.parametrize("name", [".10.json.swp", ".hidden.json", "10.json.dpkg-new", "readme"])
def test_what_editors_and_packages_leave_behind_is_left_alone(
    policies: LinuxPolicies, tmp_path: Path, name: str
) -> None:
    put(tmp_path / "policy.d" / name, theme="dark")

    assert policies.read()[Source.MACHINE_POLICY].documents == ()


def test_unprotected_file_is_refused_and_named(policies: LinuxPolicies, tmp_path: Path) -> None:
    path = put(tmp_path / "policy.d" / "10.json", theme="dark")
    path.chmod(0o666)

    (problem,) = policies.read()[Source.MACHINE_POLICY].problems

    assert (problem.place, problem.fault) == (str(path), Fault.NOT_PROTECTED)


def test_folder_that_others_may_write_is_refused(policies: LinuxPolicies, tmp_path: Path) -> None:
    put(tmp_path / "policy.d" / "10.json", theme="dark").parent.chmod(0o777)

    reading = policies.read()[Source.MACHINE_POLICY]

    assert reading.documents == ()
    assert reading.problems[0].fault is Fault.NOT_PROTECTED


def test_file_in_place_of_the_folder_is_told(policies: LinuxPolicies, tmp_path: Path) -> None:
    put(tmp_path / "policy.d", theme="dark")

    assert policies.read()[Source.MACHINE_POLICY].problems[0].fault is Fault.UNREADABLE


def test_files_of_anybody_but_root_are_refused_by_default(tmp_path: Path) -> None:
    path = put(tmp_path / "policy.d" / "10.json", theme="dark")
    if os.getuid() == 0:
        os.chown(path, 12_345, -1)

    (problem,) = LinuxPolicies(tmp_path, user="ana").read()[Source.MACHINE_POLICY].problems

    assert problem.fault is Fault.NOT_PROTECTED

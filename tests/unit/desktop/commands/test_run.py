"""Starts that the system makes at sign-in, for everybody who uses the machine."""

import json
import os
import sys
from pathlib import Path

import pytest

from desktop import bootstrap
from desktop.adapters.policy.linux import LinuxPolicies
from desktop.commands import run
from desktop.commands.errors import ProfileBusyError
from desktop.commands.exit_codes import ExitCode
from desktop.commands.program import main
from desktop.config import Config


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profile on a machine without policies."""
    policies = LinuxPolicies(tmp_path / "etc", user="ana", owner=os.getuid())
    monkeypatch.setattr(bootstrap, "policies_of", lambda _: policies)
    folder = tmp_path / "profile"
    folder.mkdir()
    return folder


def starts(profile: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> bool:
    """Return whether the program goes on to take the profile."""
    taken: list[Config] = []
    monkeypatch.setattr(run, "take", lambda config, _: taken.append(config))
    assert main(["run", "--profile", str(profile), *options]) == ExitCode.FINE
    return bool(taken)


@pytest.mark.parametrize("is_on", [True, False])
def test_start_at_sign_in_goes_on_where_the_setting_says_so(
    profile: Path, monkeypatch: pytest.MonkeyPatch, *, is_on: bool
) -> None:
    (profile / "settings.json").write_text(json.dumps({"autostart": is_on}))

    assert starts(profile, monkeypatch, "--at-sign-in") is is_on
    assert starts(profile, monkeypatch)


def test_program_without_a_console_says_in_a_window_that_another_one_hangs(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ProfileBusyError("Bomizzel is running already, but does not answer.", 42)

    shown: list[Exception] = []
    monkeypatch.setattr(run, "take", refuse)
    monkeypatch.setattr(run, "_show", lambda _, error: shown.append(error))
    # What Windows gives a program that has no console.
    monkeypatch.setattr(sys, "stderr", None)

    assert main(["run", "--profile", str(profile)]) == ExitCode.FAILED
    assert len(shown) == 1

"""What can be known of the package of macOS without a Mac: property lists and scripts."""

import plistlib
import subprocess
from pathlib import Path
from typing import Any

import pytest

from desktop.adapters.autostart.macos import FILE_NAME, LABEL
from desktop.adapters.policy.macos import BUNDLE_ID
from scripts.packages import macos
from scripts.packages.macos import MACOS, info_plist

SCRIPTS = [MACOS / "pkg" / "preinstall", MACOS / "pkg" / "postinstall", MACOS / "uninstall.sh"]


def plist(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = plistlib.loads(path.read_bytes())
    return content


def test_bundle_is_what_the_program_takes_itself_for() -> None:
    content = info_plist("1.2.3")

    assert content["CFBundleIdentifier"] == BUNDLE_ID == macos.BUNDLE_ID
    assert (content["CFBundleShortVersionString"], content["CFBundleVersion"]) == ("1.2.3",) * 2
    assert content["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["bomizzel"]


def test_bundle_lives_in_the_menu_bar_only() -> None:
    assert info_plist("1.2.3")["LSUIElement"] is True


def test_launch_agent_is_the_one_that_the_program_knows() -> None:
    agent = plist(MACOS / macos.AGENT)
    program, option = agent["ProgramArguments"]

    assert macos.AGENT == FILE_NAME
    assert agent["Label"] == LABEL
    assert agent["RunAtLoad"] is True
    assert agent["AssociatedBundleIdentifiers"] == BUNDLE_ID
    executable = info_plist("1.2.3")["CFBundleExecutable"]
    assert program == f"/Applications/{macos.BUNDLE}/Contents/MacOS/{executable}"
    assert option == "--at-sign-in"


def test_hardened_program_may_do_one_thing_more_and_no_other() -> None:
    assert plist(MACOS / "entitlements.plist") == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True
    }


def test_profile_lets_the_launch_agent_start() -> None:
    profile = plist(MACOS.parent / "policy" / "macos" / "bomizzel-desktop.mobileconfig")
    rules = [
        rule
        for payload in profile["PayloadContent"]
        if payload["PayloadType"] == "com.apple.servicemanagement"
        for rule in payload["Rules"]
    ]

    assert [(rule["RuleType"], rule["RuleValue"]) for rule in rules] == [("Label", LABEL)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_one_that_a_shell_runs(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    subprocess.run(("shellcheck", script), check=True, timeout=30)

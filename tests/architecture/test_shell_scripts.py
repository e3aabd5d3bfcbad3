"""Every shell script of the project, those in packages included, as shellcheck reads it."""

import subprocess

import pytest

from scripts.packages.version import ROOT

_SHELLS = (b"#!/bin/sh", b"#!/usr/bin/env bash", b"#!/bin/bash")


def _scripts() -> list[str]:
    names = subprocess.check_output(("git", "ls-files"), cwd=ROOT, text=True).splitlines()
    files = [name for name in names if (ROOT / name).is_file()]
    return [name for name in files if (ROOT / name).read_bytes().startswith(_SHELLS)]


@pytest.mark.parametrize("name", _scripts())
def test_shell_script_is_clean(name: str) -> None:
    # Files of the system and of administrators that a script reads are not the project's.
    command = ("shellcheck", "--exclude=SC1091", name)
    checked = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )

    assert checked.stdout == ""

"""Signing as the administrator's page says, with a certificate of the test's own."""

import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.packages.version import ROOT
from tests.packages.windows.wine import Wine

Installer = Callable[[str], Path]

PAGE = ROOT / "docs" / "rollout" / "windows.md"
_TIMEOUT_S = 60


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a certificate and its key."""
    run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "2",
        "-subj", "/CN=Example", "-addext", "extendedKeyUsage=codeSigning",
        "-keyout", "key.pem", "-out", "chain.pem",
        folder=tmp_path,
    )  # fmt: skip
    return tmp_path


def run(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_TIMEOUT_S)


def test_signed_installer_is_believed_and_installs(wine: Wine, msi: Installer, desk: Path) -> None:
    (line,) = [text for text in PAGE.read_text().splitlines() if text.startswith("osslsigncode")]
    shutil.copy(msi("0.1.0"), desk)
    run(*shlex.split(line), folder=desk)
    signed = desk / "signed.msi"

    run("osslsigncode", "verify", "-CAfile", "chain.pem", "-in", "signed.msi", folder=desk)
    try:
        assert wine.run("msiexec", "/i", signed, "/qn") == 0
    finally:
        assert wine.run("msiexec", "/x", signed, "/qn") == 0

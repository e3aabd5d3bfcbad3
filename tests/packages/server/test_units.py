"""The units of systemd: what systemd itself says of them."""

import subprocess
from pathlib import Path

import pytest

from scripts.packages.server_deb import template_of

UNIT = Path(__file__).parents[3] / "packaging" / "server" / "bomizzel-server.service"
HIGHEST_EXPOSURE = 20
"""Tenths; systemd calls everything below 20 "OK" or better, an unprotected service has 96."""


@pytest.fixture(params=["bomizzel-server.service", "bomizzel-server@.service"])
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One of the two units, with a program that exists in place of the one to be installed."""
    name = str(request.param)
    text = UNIT.read_text()
    if "@" in name:
        text = template_of(text)
    path = tmp_path / name
    path.write_text(text.replace("/usr/bin/bomizzel-server", "/bin/true"))
    return path


def _analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_systemd_understands_every_line(unit: Path) -> None:
    result = _analyze("verify", "--man=no", unit)

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_process_that_was_taken_over_can_do_little(unit: Path) -> None:
    result = _analyze("security", "--offline=yes", f"--threshold={HIGHEST_EXPOSURE}", unit)

    assert result.returncode == 0, result.stdout


def test_template_serves_on_the_port_that_is_its_instance() -> None:
    assert "ExecStart=/usr/bin/bomizzel-server serve --port %i\n" in template_of(UNIT.read_text())

"""The desktop's package for rpm, installed into a root of the test's own, upgraded and removed."""

import json
import subprocess
from pathlib import Path

import pytest

from scripts.packages.deb import QUICK
from scripts.packages.desktop_rpm import build_desktop_rpm

NAME = "bomizzel-desktop"
OLD, NEW = "0.0.1", "0.0.2"
_TIMEOUT_S = 120


@pytest.fixture(scope="module")
def packages(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The package of each version."""
    to = tmp_path_factory.mktemp("rpm")
    return {
        version: build_desktop_rpm(frozen.parent, to, version=version, packed=QUICK)
        for version in (OLD, NEW)
    }


def run(*command: str | Path) -> str:
    return subprocess.check_output(
        command, stderr=subprocess.STDOUT, text=True, timeout=_TIMEOUT_S
    )


class Machine:
    """A root with a database of packages, and nothing else: what is required is not looked at."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rpm("--initdb")

    def rpm(self, *words: str | Path) -> str:
        return run("rpm", "--root", self.root, *words)

    def files(self) -> set[str]:
        found = (path for path in self.root.rglob("*") if not path.is_dir() or path.is_symlink())
        names = {str(path.relative_to(self.root)) for path in found}
        return {name for name in names if NAME in name}


def test_it_is_installed_upgraded_and_removed(packages: dict[str, Path], tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.rpm("--install", "--nodeps", packages[OLD])
    program = tmp_path / "opt" / NAME / NAME
    assert json.loads(run(program, "policy", "--explain", "--json", "--profile", tmp_path / "p"))
    entry = tmp_path / "etc/xdg/autostart" / f"{NAME}.desktop"
    entry.write_text(f"{entry.read_text()}Hidden=true\n")

    machine.rpm("--upgrade", "--nodeps", packages[NEW])

    assert machine.rpm("--query", NAME).strip() == f"{NAME}-{NEW}-1.x86_64"
    assert "Hidden=true" in entry.read_text()
    assert (tmp_path / "usr/bin" / NAME).readlink() == Path(f"/opt/{NAME}/{NAME}")
    assert (tmp_path / "etc" / NAME / "policy.d").is_dir()

    machine.rpm("--erase", "--nodeps", NAME)

    # As rpm does with every file of settings that somebody changed.
    assert machine.files() == {f"etc/xdg/autostart/{NAME}.desktop.rpmsave"}


def test_what_was_installed_is_what_is_in_it(packages: dict[str, Path], tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.rpm("--install", "--nodeps", packages[OLD])

    assert machine.rpm("--verify", "--nodeps", NAME) == ""


def test_package_says_what_it_needs(packages: dict[str, Path]) -> None:
    required = run("rpm", "--query", "--requires", "--package", packages[OLD])

    assert {"glibc >= 2.36", "libxkbcommon-x11", "xcb-util-cursor"} <= set(required.splitlines())
    described = run("rpm", "--query", "--info", "--package", packages[OLD])
    assert "Build Host  : bomizzel" in described


def test_same_program_makes_the_same_bytes(
    packages: dict[str, Path], frozen: Path, tmp_path: Path
) -> None:
    again = build_desktop_rpm(frozen.parent, tmp_path, version=OLD, packed=QUICK)

    assert again.read_bytes() == packages[OLD].read_bytes()

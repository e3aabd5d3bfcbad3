"""The commands of the administrator's page, in their order."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.packages.msi import product_code
from tests.packages.pages import blocks
from tests.packages.windows.wine import Wine

Installer = Callable[[str], Path]

VERSIONS = ("0.1.0", "0.1.1")


@pytest.fixture
def downloads(wine: Wine, msi: Installer, nsis: Installer) -> Iterator[Path]:
    """The folder that an administrator works in; what is installed from it goes with it."""
    folder = wine.disk / "downloads"
    folder.mkdir()
    for version in VERSIONS:
        shutil.copy(msi(version), folder)
        shutil.copy(nsis(version), folder)
    yield folder
    shutil.rmtree(folder)
    for version in VERSIONS:
        wine.run("msiexec", "/x", f"{{{product_code(version)}}}", "/qn")


def test_each_command_works_after_those_before_it(wine: Wine, downloads: Path) -> None:
    commands = [line for block in blocks("windows.md", "bat") for line in block.splitlines()]
    before = wine.files()

    failed = [line for line in commands if wine.run_line(line, folder=downloads) != 0]

    assert len(commands) > 10
    assert failed == []
    wine.wait()
    assert wine.files() - before == {"ProgramData/bomizzel.log", "downloads/line.bat"}

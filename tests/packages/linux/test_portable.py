"""The archive for one person: installed into a home of the test's own, upgraded, and removed."""

import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.packages.deb import QUICK
from scripts.packages.portable import build_portable

NAME = "bomizzel-desktop"
OLD, NEW = "0.0.1", "0.0.2"
_TIMEOUT_S = 120


@pytest.fixture(scope="module")
def archives(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The unpacked archive of each version."""
    to = tmp_path_factory.mktemp("portable")
    for version in (OLD, NEW):
        built = build_portable(frozen.parent, to, version=version, packed=QUICK)
        with tarfile.open(built) as archive:
            archive.extractall(to, filter="data")
    return {version: to / f"{NAME}_{version}_linux-x86_64" for version in (OLD, NEW)}


class Home:
    """Somebody's home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.launcher = folder / ".local/bin" / NAME
        self.entry = folder / f".local/share/applications/{NAME}.desktop"
        self.autostart = folder / f".config/autostart/{NAME}.desktop"
        self.opt = folder / ".local/opt" / NAME
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(folder)}

    def run(self, *command: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            command,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def versions(self) -> list[str]:
        return sorted(path.name for path in self.opt.iterdir())

    def files(self) -> list[str]:
        found = (path for path in self.folder.rglob("*") if not path.is_dir())
        return sorted(str(path.relative_to(self.folder)) for path in found)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "ana"
    folder.mkdir()
    return Home(folder)


@contextmanager
def program_that_runs(home: Home, version: str) -> Iterator[None]:
    """Let the installed program run: it waits for a password."""
    words = ("login", "--server", "https://help.example", "--email", "ana@example.org")
    with subprocess.Popen(
        (home.opt / version / NAME, *words, "--password-stdin"),
        env=home.environ,
        stdin=subprocess.PIPE,
    ) as process:
        try:
            yield
        finally:
            process.kill()


def test_person_installs_upgrades_and_removes_it(home: Home, archives: dict[str, Path]) -> None:
    home.run(archives[OLD] / "install.sh")
    assert f"Exec={home.opt / OLD / NAME} run %u" in home.entry.read_text()
    assert home.run("desktop-file-validate", home.entry) == ""
    assert json.loads(home.run(home.launcher, "policy", "--explain", "--json"))
    home.autostart.parent.mkdir(parents=True)
    home.autostart.write_text(f"[Desktop Entry]\nExec={home.opt / OLD / NAME} run\n")

    home.run(archives[NEW] / "install.sh")

    assert home.versions() == [NEW]
    assert home.launcher.resolve() == home.opt / NEW / NAME
    assert f"Exec={home.opt / NEW / NAME} run\n" in home.autostart.read_text()

    home.run(archives[NEW] / "uninstall.sh")

    assert [name for name in home.files() if NAME in name] == []


def test_program_that_runs_keeps_its_files_until_the_next_installation(
    home: Home, archives: dict[str, Path]
) -> None:
    home.run(archives[OLD] / "install.sh")
    with program_that_runs(home, OLD):
        home.run(archives[NEW] / "install.sh")
        assert home.versions() == [OLD, NEW]
        assert "End it first" in home.run(archives[OLD] / "install.sh", code=1)
        assert "End it first" in home.run(archives[NEW] / "uninstall.sh", code=1)
        assert home.versions() == [OLD, NEW]

    home.run(archives[NEW] / "install.sh")

    assert home.versions() == [NEW]


@pytest.mark.parametrize(("words", "is_kept"), [((), True), (("--with-data",), False)])
def test_data_goes_only_when_the_person_says_so(
    home: Home, archives: dict[str, Path], words: tuple[str, ...], *, is_kept: bool
) -> None:
    home.run(archives[OLD] / "install.sh")
    data = home.folder / ".local/share" / NAME / "kept.txt"
    data.parent.mkdir(parents=True)
    data.write_text("Mine.")

    home.run(archives[OLD] / "uninstall.sh", *words)

    assert data.exists() is is_kept
    assert not home.opt.exists()


def test_path_that_menus_cannot_use_is_refused(tmp_path: Path, archives: dict[str, Path]) -> None:
    folder = tmp_path / "ana ruiz"
    folder.mkdir()
    home = Home(folder)

    assert "characters" in home.run(archives[OLD] / "install.sh", code=1)
    assert home.files() == []

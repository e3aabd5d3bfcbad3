"""The wheel with the backend's extra and nothing else: a server, and no agent."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.packages.version import ROOT, project_version
from scripts.packages.wheel import build_wheel

_TIMEOUT_S = 120


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a clean environment with the wheel and the backend's lock."""
    folder = tmp_path_factory.mktemp("wheel")
    environment = folder / "environment"
    uv = (sys.executable, "-m", "uv")
    found = environment / "bin" / "python"
    lock = ROOT / "requirements" / "backend.lock"
    _run(*uv, "venv", "--quiet", "--python", sys.executable, environment)
    install = (*uv, "pip", "install", "--quiet", "--python", found)
    _run(*install, "--require-hashes", "-r", lock)
    _run(*install, "--offline", f"{build_wheel(folder)}[backend]")
    return found


def _run(*command: str | Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, timeout=_TIMEOUT_S, cwd="/",
        env=environment,
    ).stdout  # fmt: skip


def test_server_makes_its_database_and_is_well(python: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bomizzel.db'}"
    checked = subprocess.run(
        [python, "-m", "backend", "check"],
        env={"BOMIZZEL_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
        cwd="/",
    )

    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("configuration: ok\ndatabase: ok")


def test_version_is_the_projects(python: Path) -> None:
    ask = "from importlib.metadata import version; print(version('bomizzel'))"

    assert _run(python, "-c", ask).strip() == project_version()


@pytest.mark.parametrize("name", ["PySide6", "keyring", "plyer", "requests"])
def test_what_only_the_agent_needs_is_not_there(python: Path, name: str) -> None:
    ask = f"import importlib.util; print(importlib.util.find_spec('{name}'))"

    assert _run(python, "-c", ask).strip() == "None"

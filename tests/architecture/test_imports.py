"""Who may import whom, at rest and at run time."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

WITHOUT_QT = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(f"{name} is refused here")

sys.meta_path.insert(0, NoQt())
package = importlib.import_module(sys.argv[1])
found = [module.name for module in pkgutil.walk_packages(package.__path__, sys.argv[1] + ".")]
for name in found:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(found))
"""


def test_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("package", ["backend", "common", "desktop.adapters", "desktop.core"])
def test_every_module_can_be_imported_without_qt(package: str) -> None:
    # Static contracts cannot see what an empty-looking package imports when it is loaded.
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, package],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 0


def test_tray_can_appear_before_the_network_libraries_and_the_agent_are_imported() -> None:
    late = {"aiohttp", "desktop.core.agent", "keyring", "requests", "socketio"}
    program = f"import sys, desktop.app; print(sorted({late!r} & sys.modules.keys()))"

    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=30,
    )

    assert run.stdout.strip() == "[]"

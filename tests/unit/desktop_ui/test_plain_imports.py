import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
START = """
import builtins, linecache, sys, types
import_of_python = builtins.__import__
"""
END = """
print(builtins.__import__ is import_of_python, sorted(linecache.cache))
"""


def told_by(program: str) -> str:
    """Return what a new interpreter prints: nobody can import Qt for the first time here."""
    run = subprocess.run(
        [sys.executable, "-c", START + program + END],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_no_module_that_is_imported_after_qt_has_its_source_read_and_kept() -> None:
    said = told_by("""
from desktop.ui.plain_imports import load_qt
load_qt()
import desktop.app, desktop.adapters.toasts.silence, desktop.ui.center.window
from PySide6 import QtDBus, QtGui, QtWidgets
QtWidgets.QApplication
""")

    assert said == "True []", "PySide6 replaces `import` in a way that load_qt does not undo"


def test_program_loads_qt_so(tmp_path: Path) -> None:
    said = told_by(f"""
from desktop.commands.program import main
sys.modules["desktop.app"] = types.SimpleNamespace(run=lambda *_: 0, RESTART=-1)
assert main(["run", "--profile", {str(tmp_path)!r}]) == 0
assert "PySide6.QtCore" in sys.modules
""")

    assert said == "True []"

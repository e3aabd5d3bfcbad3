"""The workflow that builds and tries the real program names only what there is."""

import re
from itertools import chain
from pathlib import PureWindowsPath

import yaml  # type: ignore[import-untyped] # comes without types

from scripts.packages.products import INSTALLERS, PRODUCTS, WRAPPED
from scripts.packages.version import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "windows.yml"
_BUILD = re.compile(r"scripts\.packages ((?:\w+ )+)--payload")
_FILE = re.compile(r"(?:requirements|packaging|scripts)[\\/][\w.\\/-]+\.(?:lock|ps1|sh)")


def commands() -> str:
    """Return everything that the workflow runs."""
    jobs = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    return "\n".join(step.get("run", "") for job in jobs.values() for step in job["steps"])


def test_installers_that_it_builds_are_all_that_are_built_around_a_program_of_windows() -> None:
    (names,) = _BUILD.findall(commands())

    assert names.split() == list(INSTALLERS["win32"])


def test_each_installer_is_for_one_system_and_no_product_has_its_name() -> None:
    assert sorted(chain(*INSTALLERS.values())) == sorted(WRAPPED)
    assert not PRODUCTS.keys() & WRAPPED.keys()


def test_files_that_it_names_are_there() -> None:
    named = [PureWindowsPath(name).as_posix() for name in _FILE.findall(commands())]

    assert len(named) == 3
    assert [name for name in named if not (ROOT / name).is_file()] == []

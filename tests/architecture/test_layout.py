"""Where files lie, and what must not be among them."""

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name_of, project_files

MAX_LINES = 500
PACKAGES = ["backend", "common", "desktop"]


def test_no_python_file_is_longer_than_500_lines() -> None:
    long = [
        f"{name_of(path)}: {lines}"
        for path in project_files(".py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > MAX_LINES
    ]

    assert long == []


def test_packaging_folder_cannot_shadow_the_library_of_that_name() -> None:
    assert [name_of(p) for p in (ROOT / "packaging").rglob("__init__.py")] == []


def test_every_folder_with_tests_is_a_package() -> None:
    # With a gap in the chain pytest takes tests/unit/backend for the package `backend`.
    files = project_files(".py")
    folders = {path.parent for path in files if "tests" in path.relative_to(ROOT).parts}

    assert [name_of(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_init_files_are_empty() -> None:
    full = [p for p in project_files(".py") if p.name == "__init__.py" and p.read_text().strip()]

    assert [name_of(path) for path in full] == []


@pytest.mark.parametrize("name", [*PACKAGES, "scripts", "tests"])
def test_import_name_belongs_to_nobody_else(name: str) -> None:
    # A library with a top-level `common` would win over the editable install.
    assert set(packages_distributions().get(name, [])) <= {"bomizzel"}


def test_project_is_private_and_names_its_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert "Private :: Do Not Upload" in project["project"]["classifiers"]
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"] == {"packages": PACKAGES}


def test_relative_imports_are_banned_by_ruff() -> None:
    # TID252 forbids siblings only where this setting is not "all"; ruff itself runs elsewhere.
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]

    assert ruff["flake8-tidy-imports"]["ban-relative-imports"] == "all"
    assert not [rules for rules in ruff["per-file-ignores"].values() if "TID252" in rules]


@pytest.mark.parametrize("package", ["backend", "desktop"])
def test_log_records_carry_the_name_of_the_service(package: str) -> None:
    # Logger names are generic (`backend.api`), so a shared log must tell the services apart.
    module = ROOT / package / "logs.py"
    files = [module] if module.exists() else sorted((ROOT / package / "logs").glob("*.py"))

    assert any(f'"bomizzel-{package}"' in file.read_text() for file in files)


def test_exported_tree_lists_the_same_source_files(monkeypatch: pytest.MonkeyPatch) -> None:
    with_git = set(project_files(".py"))
    monkeypatch.setenv("PATH", "/nonexistent")

    without_git = set(project_files(".py"))

    assert with_git <= without_git
    assert not any(Path(".venv") in path.relative_to(ROOT).parents for path in without_git)

"""Every mutation still fits the code, and a mistake that nobody notices is told."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from scripts.mutations import report, trial
from scripts.mutations.catalogue.all import MUTATIONS
from scripts.mutations.mutation import MisfitError, Mutation
from scripts.mutations.report import Verdict
from scripts.mutations.tree import ROOT, copied, mutated
from scripts.mutations.trial import NoTrialError, Trial

ADDED = Mutation(
    name="added",
    breaks="sums are differences",
    file="sums.py",
    old="a + b",
    new="a - b",
    tests=("tests/test_sums.py::test_two_and_two",),
)


def missing(test: str) -> list[str]:
    """Return what of a test's id is not there."""
    file, *names = test.split("::")
    if not (ROOT / file).is_file():
        return [file]
    text = (ROOT / file).read_text(encoding="utf-8")
    return [
        name
        for name in names
        if not re.search(rf"(?:(?:class|def) |^){name}\b", text, re.MULTILINE)
    ]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_mutation_fits_the_code_and_names_tests_that_exist(mutation: Mutation) -> None:
    text = mutation.of(ROOT)

    assert ast.dump(ast.parse(text)) != ast.dump(ast.parse((ROOT / mutation.file).read_text()))
    assert [name for test in mutation.tests for name in missing(test)] == []
    assert mutation.tests


def test_no_two_mutations_have_one_name() -> None:
    assert [name for name, n in Counter(one.name for one in MUTATIONS).items() if n > 1] == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "tests").mkdir(parents=True)
    (root / "sums.py").write_text("def add(a: int, b: int) -> int:\n    return a + b\n")
    (root / "tests" / "test_sums.py").write_text(
        "from sums import add\n\n\n"
        "def test_nothing():\n    assert add(2, 0) == 2\n\n\n"
        "def test_two_and_two():\n    assert add(2, 2) == 4\n"
    )
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def test_copy_has_the_mistake_and_the_tree_has_not(project: Path) -> None:
    with copied(project) as copy:
        with mutated(copy, ADDED):
            assert (copy / "sums.py").read_text().endswith("return a - b\n")
            assert (project / "sums.py").read_text().endswith("return a + b\n")
        assert (copy / "sums.py").read_bytes() == (project / "sums.py").read_bytes()
        assert (copy / "sums.py").stat().st_mtime == (project / "sums.py").stat().st_mtime


def test_mutation_of_other_code_is_refused(project: Path) -> None:
    (project / "sums.py").write_text("add = sum\n")

    with copied(project) as copy, pytest.raises(MisfitError), mutated(copy, ADDED):
        pass


def test_red_test_is_named_and_green_ones_are_not(project: Path) -> None:
    with copied(project) as copy, mutated(copy, ADDED):
        assert trial.run(copy, ADDED.tests).red == "tests/test_sums.py::test_two_and_two"
        assert trial.run(copy, ("tests/test_sums.py::test_nothing",)).red == ""
        with pytest.raises(NoTrialError):
            trial.run(copy, ("tests/test_sums.py::test_of_nobody",))


def test_table_is_in_the_order_of_the_mutations_and_keeps_what_was_not_tried(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mutations.md"
    verdicts = [
        Verdict(ADDED, Trial("tests/test_sums.py::test_two_and_two[3-4]", 1.25)),
        Verdict(MUTATIONS[0], Trial("", 2.0)),
        Verdict(MUTATIONS[1], Trial("tests/x.py::test_x", 3.0)),
    ]
    names = [MUTATIONS[1].name, MUTATIONS[0].name, "added"]

    report.save(verdicts[1:], [*names, "forgotten"], path)
    report.save(verdicts[:1], names[1:], path)

    assert list(report.rows_of(path.read_text())) == names[1:]
    assert (
        "| `added` | sums are differences | `tests/test_sums.py::test_two_and_two` | 1.2 |"
        in path.read_text()
    )
    assert "| **none** |" in path.read_text()

"""What the documents promise is there, and what no file may name."""

import ast
import re

import pytest

from tests.architecture.tree import ROOT, name_of, project_files

README_MAX_LINES = 60
# Each is written so that this file does not match itself.
FORBIDDEN = {
    # Where packages come from is the machine's affair; a file that says so names an option.
    "registry": re.compile(r"--(?:extra-)?index(?:-)url[ =]"),
    "folder beside the project": re.compile(r"[.][.]/sha(?:)red\b|/work/sha(?:)red\b"),
}
DIAGRAM = re.compile(
    r"(flowchart|graph|sequenceDiagram|stateDiagram-v2|stateDiagram|classDiagram|erDiagram"
    r"|C4Context|C4Container|C4Component|gantt|timeline|mindmap|xychart-beta)\b"
)
# Words that open a block which `end` closes, in flowcharts and in sequence diagrams.
OPENS_BLOCK = re.compile(r"(subgraph|loop|alt|opt|par|critical|break|rect|box)\b")
MERMAID = re.compile(r"^\s*```mermaid\s*\n(.*?)^\s*```", re.DOTALL | re.MULTILINE)
TEST_NAME = re.compile(r"(tests/[\w/]+\.py)::((?:\w+::)*\w+)")


def diagrams() -> list[tuple[str, str]]:
    """Return (place, text) of every mermaid block in the documents."""
    return [
        (f"{name_of(path)}#{number}", text)
        for path in project_files(".md")
        for number, text in enumerate(MERMAID.findall(path.read_text()), 1)
    ]


def problem_of(diagram: str) -> str | None:
    """Return what is wrong with the text of a mermaid block, or None."""
    lines = [line.strip() for line in diagram.splitlines()]
    lines = [line for line in lines if line and not line.startswith("%%")]
    if not lines or not DIAGRAM.match(lines[0]):
        return f"starts with {lines[:1]}"
    opened = sum(1 for line in lines if OPENS_BLOCK.match(line))
    closed = lines.count("end")
    return None if opened == closed else f"{opened} blocks opened, {closed} closed"


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CHANGELOG.md", "README.md"])
def test_document_exists(name: str) -> None:
    assert (ROOT / name).read_text().strip()


def test_readme_fits_on_a_page() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= README_MAX_LINES


def test_every_diagram_is_well_formed() -> None:
    assert [f"{place}: {bad}" for place, text in diagrams() if (bad := problem_of(text))] == []


@pytest.mark.parametrize(
    "diagram",
    [
        pytest.param("flowcart LR\n a --> b", id="unknown keyword"),
        pytest.param("flowchart LR\n subgraph x\n a --> b", id="open subgraph"),
        pytest.param("sequenceDiagram\n a->>b: hello\n end", id="stray end"),
        pytest.param("", id="empty"),
    ],
)
def test_malformed_diagram_is_found(diagram: str) -> None:
    assert problem_of(diagram)


def test_every_invariant_names_a_test_that_exists() -> None:
    named = set(TEST_NAME.findall((ROOT / "ARCHITECTURE.md").read_text()))
    missing = [f"{file}::{test}" for file, test in sorted(named) if not has_test(file, test)]

    assert missing == []


def has_test(file: str, test: str) -> bool:
    """Return whether ``file`` holds ``test``, a path of names like ``TestA::test_b``."""
    path = ROOT / file
    if not path.exists():
        return False
    body = ast.parse(path.read_text()).body
    for name in test.split("::"):
        found = [
            node
            for node in body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.name == name
        ]
        # A Hypothesis state machine becomes a test by assignment: TestX = Machine.TestCase.
        if not found:
            return any(
                isinstance(target, ast.Name) and target.id == name
                for node in body
                if isinstance(node, ast.Assign)
                for target in node.targets
            )
        body = found[0].body
    return True


def test_names_of_tests_are_looked_up() -> None:
    here = "tests/architecture/test_documents.py"

    assert has_test(here, "test_names_of_tests_are_looked_up")
    assert not has_test(here, "test_of_the_moon")
    assert not has_test("tests/moon.py", "test_it")


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_names(kind: str) -> None:
    named = [
        f"{name_of(path)}: {match.group()}"
        for path in project_files()
        if (match := FORBIDDEN[kind].search(path.read_text(errors="replace")))
    ]

    assert named == []


def test_locks_hold_no_address() -> None:
    locks = project_files(".lock")

    assert {path.stem for path in locks} >= {"backend", "desktop", "dev"}
    assert [name_of(path) for path in locks if "://" in path.read_text()] == []

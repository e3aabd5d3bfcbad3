"""Rights are decided in one module."""

import ast

from tests.architecture.tree import ROOT, name_of, project_files

POLICY = ROOT / "backend" / "domain" / "access.py"


def test_roles_are_compared_in_the_policy_module_only() -> None:
    strays = [
        f"{name_of(path)}:{node.lineno}"
        for path in project_files(".py")
        if (ROOT / "backend") in path.parents and path != POLICY
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare) and _names_a_role(node)
    ]

    assert strays == [], "decide by a function of backend/domain/access.py"


def _names_a_role(comparison: ast.Compare) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Role"
        for node in ast.walk(comparison)
    )

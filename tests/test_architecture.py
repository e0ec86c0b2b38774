"""The floors hold, and no module outgrows one sitting."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [
    ROOT / "cli.py",
    *(ROOT / "workflow").rglob("*.py"),
    *(ROOT / "notifiers").rglob("*.py"),
    *(ROOT / "benchmarks").rglob("*.py"),
]
MAX_LINES = 350
MAX_FUNCTION_LINES = 50
BEHIND_A_DOOR = {
    "alembic",
    "apscheduler",
    "jinja2",
    "prometheus_client",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "sqlite3",
    "transitions",
    "yaml",
}


def test_the_floors_hold() -> None:
    # In a process of its own: in this one it would switch off every logger.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_the_command_line_uses_no_library_behind_a_door() -> None:
    # import-linter reads packages only, so the one module at the root is read here.
    tree = ast.parse((ROOT / "cli.py").read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names}
    names |= {node.module for node in froms if node.module}

    assert not {name.partition(".")[0] for name in names} & BEHIND_A_DOOR


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_fits_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_fits_on_one_screen(path: Path) -> None:
    if path.parent.name == "versions":
        return  # A migration is one long list of what it creates.
    tree = ast.parse(path.read_text())
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    too_long = [
        node.name
        for node in functions
        if (node.end_lineno or node.lineno) - node.lineno >= MAX_FUNCTION_LINES
    ]

    assert too_long == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path.name}:{inner.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []

"""What a command imports: names, help and checks need no database library."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = "from cli import main; main()"


def run(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run gridcase in a process of its own, which tells what it imports."""
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-c", PROGRAM, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The modules that a process imported."""
    lines = done.stderr.splitlines()
    mark = "import time:"
    return {each.rpartition("|")[2].strip() for each in lines if each.startswith(mark)}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["definition", "--help"],
        ["clock", "--help"],
        ["dispute", "patterns", "--help"],
        ["definition", "check"],
        ["definition", "schema"],
        ["definition", "schema", "workflow"],
        ["definition", "show", "city-case"],
        ["calendar", "due", "2026-06-09 16:00", "4 work hours"],
    ],
    ids=" ".join,
)
def test_no_database_library_is_imported(arguments: list[str], tmp_path: Path) -> None:
    found = imported(run(tmp_path, *arguments))

    assert "cli" in found
    assert not {"sqlalchemy", "alembic", "psycopg", "sqlite3"} & found


def test_counting_over_a_log_imports_no_database_library(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("case,who,when\n1,A,2026-06-01\n")
    columns = ("--case", "case", "--group", "who", "--time", "when")

    done = run(tmp_path, "dispute", "patterns", "--log", "log.csv", *columns)

    assert "workflow.engine.event_logs" in imported(done)
    assert not {"sqlalchemy", "alembic", "psycopg", "sqlite3"} & imported(done)


@pytest.mark.parametrize("words", ["gridcase ", "gridcase de"])
def test_completing_a_name_imports_no_command(words: str, tmp_path: Path) -> None:
    asked = {"COMP_WORDS": words, "COMP_CWORD": "1"}

    done = run(tmp_path, _GRIDCASE_COMPLETE="bash_complete", **asked)

    ours = {each for each in imported(done) if each.startswith("workflow.commands.")}
    assert "plain,definition" in done.stdout
    assert ours == {"workflow.commands.lazy", "workflow.commands.shared"}

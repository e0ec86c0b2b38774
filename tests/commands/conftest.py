"""The shipped city on a database, and a person who types commands at it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from tests.engine.fixtures import city_content, sqlite_hall
from tests.engine.hall import GRID, Content, fill
from workflow.now import now

__all__ = ["city_content", "sqlite_hall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Somebody who types commands at one database, in one language."""

    database: str
    language: str = "en"

    def types(self, *words: str) -> Result:
        """One line, and what came of it."""
        environment = {
            "GRIDCASE_DATABASE": self.database,
            "GRIDCASE_LANGUAGE": self.language,
            "GRIDCASE_AS": None,
        }
        return CliRunner().invoke(cli, words, env=environment)

    def asks(self, *words: str) -> Any:
        """One line that must be done, answered in JSON."""
        answer = self.types(*words, "--json")
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.stdout)

    def reports(self, *words: str) -> str:
        """A report; the number of the case."""
        told = ("--place", GRID, "--with", "description=井盖缺失")
        return str(self.asks("case", "report", *told, *words)["case"])


@pytest.fixture
def terminal(sqlite_url: str, city_content: Content) -> Terminal:
    """A terminal at the shipped city on a fresh database."""
    fill(sqlite_url, city_content)
    return Terminal(database=sqlite_url)


@pytest.fixture
def nowhere(tmp_path: Path) -> Terminal:
    """A terminal where no database has been made yet."""
    return Terminal(database=str(tmp_path / "none.db"))


def publish_the_years_to_come(terminal: Terminal, folder: Path) -> None:
    """The shipped calendar ends one day, and the doctor says so two months before."""
    path = folder / "schedule.json"
    for year in range(2027, now().year + 2):
        day = {"name": "元旦", "date": f"{year}-01-01", "isOffDay": True}
        path.write_text(json.dumps({"year": year, "papers": ["x"], "days": [day]}))
        terminal.asks("calendar", "import", str(path), "--as", "邹明远", "--yes")

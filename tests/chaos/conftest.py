"""A nursery for the whole run, and the city to be tormented."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.fixtures import city_content, hall, postgresql_hall, sqlite_hall
from tests.engine.hall import Hall
from workflow.domain.effects import instant_text

__all__ = ["city_content", "hall", "postgresql_hall", "sqlite_hall"]

ROOT = Path(__file__).parents[2]


class Nursery:
    """Sends out children that are killed, and tells what became of each."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def send(self, hall: Hall, *orders: dict[str, Any]) -> list[str]:
        """The fate of each child: `killed`, `done` or `failed`.

        They start together, and meet no other process at the database.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        hall.runtime.database.close()
        given = {
            "database": hall.address,
            "files": str(hall.folder / "files"),
            "sent": str(hall.folder / "sent"),
            "told": str(hall.folder / "told"),
            "now": instant_text(hall.clock()),
        }
        documents = [{**given, **order} for order in orders]
        self._process.stdin.write(json.dumps(documents) + "\n")
        self._process.stdin.flush()
        fates = json.loads(self._process.stdout.readline())
        assert isinstance(fates, list)
        return fates


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.chaos.nursery"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "warm\n"
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()


def told(hall: Hall) -> list[dict[str, Any]]:
    """Everything that children wrote down, in order."""
    path = hall.folder / "told"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def sent(hall: Hall) -> "Counter[str]":
    """How often each message left."""
    path = hall.folder / "sent"
    return Counter(path.read_text().split() if path.exists() else ())

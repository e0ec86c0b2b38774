"""A nursery for the whole run, and the city to be tormented."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.fixtures import city_content, hall
from tests.engine.hall import Hall
from workflow.domain.effects import instant_text

__all__ = ["city_content", "hall"]

ROOT = Path(__file__).parents[2]


class Nursery:
    """Sends out children that are killed, and tells what became of each."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def send(self, hall: Hall, job: str, **order: Any) -> str:
        """`killed`, `done` or `failed`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        document = {
            "job": job,
            "database": hall.address,
            "files": str(hall.folder / "files"),
            "sent": str(hall.folder / "sent"),
            "now": instant_text(hall.clock()),
            **order,
        }
        self._process.stdin.write(json.dumps(document) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


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

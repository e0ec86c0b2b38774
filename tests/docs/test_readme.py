"""The tour of the README can be typed as it stands, in either language."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks

BASH = shutil.which("bash") or "/bin/bash"
ENGLISH = ROOT / "README.md"
CHINESE = ROOT / "README.zh.md"

_COMMENT = re.compile(r"\s+# .*$")
_CODE = re.compile(r"# .*(?:exit code|退出码) (\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the tour, and the exit code that the page promises for it."""

    text: str
    code: int


def the_tour(page: Path) -> list[Command]:
    """The commands of the blocks that are marked for the tour, in their order.

    A line that ends in `|` goes on in the next one.
    """
    commands: list[Command] = []
    begun = ""
    for block in blocks(page):
        if (block.language, block.mark) != ("sh", "tour"):
            continue
        for line in block.text.splitlines():
            promised = _CODE.search(line)
            begun += _COMMENT.sub("", line)
            if begun.endswith("|"):
                begun += "\n"
                continue
            commands.append(
                Command(text=begun, code=int(promised[1]) if promised else 0)
            )
            begun = ""
    return commands


def walk(tour: list[Command], folder: Path) -> subprocess.CompletedProcess[str]:
    """Type the commands into one shell; it leaves their exit codes in a file."""
    codes = folder / "codes"
    script = "".join(f'{each.text}\necho $? >> "{codes}"\n' for each in tour)
    ours = ("GRIDCASE_", "COVERAGE_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    programs = Path(sys.executable).parent
    return subprocess.run(
        [BASH, "-c", script],
        cwd=folder,
        env={
            **kept,
            "PATH": f"{programs}{os.pathsep}{kept['PATH']}",
            "TMPDIR": str(folder),
        },
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("page", "closed"),
    [(ENGLISH, "Closed, open for rating"), (CHINESE, "已结案，待评价")],
    ids=["English", "Chinese"],
)
def test_the_tour_goes_as_the_page_says(
    page: Path, closed: str, tmp_path: Path
) -> None:
    tour = the_tour(page)

    walked = walk(tour, tmp_path)

    codes = (tmp_path / "codes").read_text().split()
    told = [(each.text, int(code)) for each, code in zip(tour, codes, strict=True)]
    assert told == [(each.text, each.code) for each in tour], walked.stderr
    assert closed in walked.stdout


def test_both_languages_walk_the_same_tour() -> None:
    # The first command says in which language the program speaks.
    assert the_tour(CHINESE)[1:] == the_tour(ENGLISH)[1:]

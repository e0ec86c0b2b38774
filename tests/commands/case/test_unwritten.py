"""What is due and not written yet is told by every command that shows a case."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import Hall
from workflow.commands.session import calendar_of
from workflow.domain.case import number_text
from workflow.engine.beat import say_alive
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock, now
from workflow.settings import Settings
from workflow.store.workers import Worker

NEVER = {
    "en": "1 due rung is not written yet; no worker is up.\n",
    "zh": "另有 1 个到期的梯级尚未写入；没有工作进程在运行。\n",
}


@pytest.fixture
def number(terminal: Terminal, tmp_path: Path) -> str:
    """A report that should have been registered one minute ago."""
    clock = VirtualClock(now() - timedelta(minutes=31))
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        return number_text(hall.report())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [["show"], ["actions", "--as", "周敏"], ["history"], ["why"]],
    ids=lambda words: words[0],
)
def test_one_line_beside_the_answer_says_so(
    words: list[str], language: str, terminal: Terminal, number: str
) -> None:
    command, *rest = words

    answer = terminal.types("case", command, number, *rest, "--language", language)

    assert answer.exit_code == 0
    assert answer.stderr == NEVER[language]


@pytest.mark.parametrize("words", [["list"], ["inbox", "--as", "周敏"]])
def test_lists_say_it_for_the_cases_they_show(
    words: list[str], terminal: Terminal, number: str
) -> None:
    answer = terminal.types("case", *words)

    assert answer.stderr == NEVER["en"]
    (row,) = terminal.asks("case", *words)
    assert (row["case"], row["unwritten"]) == (number, 1)
    assert row["desk_clock"]["light"] == "red"
    assert row["desk"] == "acceptor@supervision_centre"


def test_the_line_names_the_last_sweep(terminal: Terminal, number: str) -> None:
    last = now() - timedelta(hours=2)
    with open_runtime(Settings(database=terminal.database)) as runtime:
        seen = Worker(id="w", host="h", pid=1, started_at=last, swept_at=last)
        say_alive(runtime, seen)
        calendar = calendar_of(runtime)

    answer = terminal.types("case", "show", number)

    when = calendar.local(last).strftime("%Y-%m-%d %H:%M:%S")
    assert answer.stderr.endswith(f"no worker has swept since {when}.\n")


def test_pending_entries_are_marked_as_such(terminal: Terminal, number: str) -> None:
    shown = terminal.types("case", "history", number)
    entries = terminal.asks("case", "history", number)

    assert shown.stdout.splitlines()[-1].endswith("(not written yet)")
    assert [each["written"] for each in entries] == [True, False]
    assert entries[1]["action"] == "stage:reported.due"


def test_looking_writes_nothing(terminal: Terminal, number: str) -> None:
    for command in ("show", "why", "history"):
        terminal.types("case", command, number)

    assert terminal.asks("case", "show", number)["version"] == 1
    assert terminal.asks("sweep", "--keep")["rungs"] == 1
    assert terminal.types("case", "show", number).stderr == ""


def test_a_case_that_cannot_be_decided_is_still_shown(
    terminal: Terminal, number: str, tmp_path: Path
) -> None:
    with open_runtime(Settings(database=terminal.database)) as runtime:
        hall = Hall(runtime, VirtualClock(now()), tmp_path)
        hall.tamper("UPDATE clock SET next_rung = 'gone'")

    answer = terminal.types("case", "show", number)

    assert answer.exit_code == 0
    assert answer.stderr.startswith("What is due cannot be decided, so the case is")

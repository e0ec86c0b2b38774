"""`gridcase clock list`, as somebody types it."""

from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import OPENING, Hall
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings


@pytest.fixture
def number(terminal: Terminal) -> str:
    """A case that the water supply has to accept."""
    reported = terminal.reports()
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", reported, "register", "--as", "周敏", *values)
    return reported


def labels(terminal: Terminal, *words: str) -> list[str]:
    found: list[dict[str, Any]] = terminal.asks("clock", "list", *words)
    return [each["clock"] for each in found]


@pytest.mark.parametrize(
    ("language", "head", "title"),
    [
        pytest.param("zh", "编号\t时限\t责任部门", "承诺时限\t市供水管理处", id="zh"),
        pytest.param(
            "en", "Case\tClock\tOwner", "Promise to the reporter\tWater supply", id="en"
        ),
    ],
)
def test_a_line_for_each_limit(
    language: str, head: str, title: str, terminal: Terminal, number: str
) -> None:
    answer = terminal.types("clock", "list", "--language", language)

    lines = answer.stdout.splitlines()
    assert lines[0].startswith(head)
    assert any(line.startswith(f"{number}\t{title}") for line in lines[1:])


def test_in_json_it_has_the_facts(terminal: Terminal, number: str) -> None:
    found = terminal.asks("clock", "list", "--owner", "water")

    promise = next(each for each in found if each["clock"] == "promise")
    assert (promise["case"], promise["owner"]) == (number, "water")
    assert (promise["light"], promise["outcome"]) == ("green", "running")
    assert 7100 < promise["left_seconds"] <= 7200


def test_owners_and_instants_narrow_the_list(terminal: Terminal, number: str) -> None:
    assert number
    assert len(labels(terminal)) == 3
    assert labels(terminal, "--owner", "roads") == []
    assert labels(terminal, "--late") == []
    assert labels(terminal, "--due-before", "2001-01-01 10:00") == []
    assert len(labels(terminal, "--due-before", "2901-01-01T10:00:00+08:00")) == 3


def test_a_full_page_says_how_the_next_begins(terminal: Terminal, number: str) -> None:
    every = labels(terminal)

    answer = terminal.types("clock", "list", "--size", "2")

    last = f"{number}/{every[1]}"
    assert answer.stderr == f"… --after {last}\n"
    assert labels(terminal, "--after", last) == every[2:]


def test_an_empty_list_says_so(terminal: Terminal) -> None:
    answer = terminal.types("clock", "list", "--language", "zh")

    assert (answer.exit_code, answer.stderr) == (0, "没有走动的时限。\n")


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        pytest.param(
            ["--owner", "waters"],
            """there is no 'waters'; did you mean "water"?""",
            "没有“waters”；是否指“water”？",
            id="owner",
        ),
        pytest.param(
            ["--due-before", "soon"],
            "'soon' is no instant such as 2026-06-09 16:00.",
            "“soon”不是时刻，时刻形如 2026-06-09 16:00。",
            id="instant",
        ),
        pytest.param(
            ["--after", "promise"],
            "'promise' is not CASE/CLOCK such as 20260609-000017/promise.",
            "“promise”应写作 编号/时限",
            id="no key",
        ),
        pytest.param(
            ["--after", "20260609-000017/promise"],
            "that clock is no longer in the list; begin it anew.",
            "这个时限已不在列表中，请从头再列。",
            id="gone",
        ),
    ],
)
def test_what_means_nothing_is_told(
    words: list[str], en: str, zh: str, terminal: Terminal
) -> None:
    english = terminal.types("clock", "list", *words)
    chinese = terminal.types("clock", "list", *words, "--language", "zh")

    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert en in english.stderr
    assert zh in chinese.stderr


def test_a_request_that_time_has_answered_is_told_as_ended(
    terminal: Terminal, tmp_path: Path
) -> None:
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.register("2")
        hall.does("于洋", "accept")
        hall.does("韩雪", "cancel", reason="误报")

    english = terminal.types("clock", "list").stdout.splitlines()
    chinese = terminal.types("clock", "list", "--language", "zh").stdout
    found = terminal.asks("clock", "list")

    (line,) = (each for each in english if "Request · " in each)
    # Four work hours from 08:30, over the noon break.
    assert line.endswith(
        "\tnobody decided in time, so it was refused at 2026-06-08 13:30 "
        "(not written yet)"
    )
    assert "期限内无人审批，于 2026-06-08 13:30 视为不同意(尚未写入)" in chinese
    ended = {each["clock"]: each["ended"] for each in found}
    assert ended["application:cancel"]["zh"].startswith("期限内无人审批")
    assert ended["promise"] is None

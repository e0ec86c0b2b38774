"""`gridcase case bulletin`, and marks and priorities in lists."""

from datetime import date
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import OPENING, Hall
from workflow.commands.case.bulletin import week_of
from workflow.domain.case import number_text
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings


@pytest.fixture
def late(terminal: Terminal, tmp_path: Path) -> str:
    """A case of June that its department never finished; listed in week 25."""
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.at("06-08 09:00")
        hall.report()
        hall.register("2")
        hall.does("于洋", "accept")
        for day in ("06-08 17:00", "06-12 17:00", "06-15 17:00"):
            hall.at(day)
            hall.sweep()
        return number_text(hall.number)


def test_a_week_is_told_by_owner(terminal: Terminal, late: str) -> None:
    answer = terminal.types("case", "bulletin", "--week", "2026-W25")

    head, line = answer.stdout.splitlines()
    assert head.startswith("Owner\tCase\tCategory")
    assert line.startswith(f"Water supply\t{late}\tWater")
    assert line.endswith(
        "06-15 17:00\tdepartment:water.bulletin\turgent\tBeing handled"
    )


def test_a_week_is_told_in_chinese(terminal: Terminal, late: str) -> None:
    answer = terminal.types(
        "case", "bulletin", "--week", "2026-w25", "--language", "zh"
    )

    assert f"市供水管理处\t{late}\t" in answer.stdout
    assert answer.stdout.splitlines()[1].endswith("特急\t处理中")


def test_a_week_is_told_to_programs(terminal: Terminal, late: str) -> None:
    found = terminal.asks("case", "bulletin", "--week", "2026-W24", "--mark", "orange")

    (owner,) = found["owners"]
    (case,) = owner.pop("cases")
    assert (found["week"], found["mark"]) == ("2026-W24", "orange")
    assert owner["owner"] == "water"
    assert (case["case"], case["rungs"]) == (late, ["department:water.supervise"])
    assert case["listed_at"] == "2026-06-12T09:00:00.000000Z"
    assert (case["open"], case["priority"]) == (True, "urgent")


def test_a_week_without_any_says_so(terminal: Terminal) -> None:
    answer = terminal.types("case", "bulletin")

    assert answer.exit_code == 0
    assert answer.stderr.startswith("None in 20")
    assert terminal.asks("case", "bulletin", "--week", "2026-W23")["owners"] == []


@pytest.mark.parametrize("week", ["2026-W54", "2026-06-09", "W24", "2026-W0", "x"])
def test_what_is_no_week_is_told(terminal: Terminal, week: str) -> None:
    answer = terminal.types("case", "bulletin", "--week", week)

    assert answer.exit_code == 2
    assert f"'{week}' is no week such as 2026-W23" in answer.stderr


@pytest.mark.parametrize("words", [["bulletin"], ["list"]])
def test_an_unknown_mark_is_told(terminal: Terminal, words: list[str]) -> None:
    answer = terminal.types("case", *words, "--mark", "yelow")

    assert answer.exit_code == 2
    assert """no 'yelow'; did you mean "yellow"?""" in answer.stderr


def test_the_week_of_a_day_begins_on_its_monday() -> None:
    week = week_of(date(2027, 1, 2))

    assert (week.name, week.monday) == ("2026-W53", date(2026, 12, 28))


def test_marks_are_looked_for(terminal: Terminal, late: str) -> None:
    terminal.reports()

    def found(*marks: str) -> list[str]:
        words = [word for mark in marks for word in ("--mark", mark)]
        return [row["case"] for row in terminal.asks("case", "list", *words)]

    assert found("listed_for_supervision") == [late]
    assert found("yellow", "orange") == [late]
    assert len(found()) == 2


def test_an_urgent_case_stands_first(terminal: Terminal, late: str) -> None:
    newer = terminal.reports()

    rows = terminal.asks("case", "list")
    text = terminal.types("case", "list").stdout

    assert [(row["case"], row["priority"]) for row in rows] == [
        (late, "urgent"),
        (newer, "normal"),
    ]
    assert text.splitlines()[1].split("\t")[5] == "urgent"
    assert text.splitlines()[2].split("\t")[5] == ""


def test_pages_of_urgent_cases_follow_each_other(terminal: Terminal, late: str) -> None:
    newer = terminal.reports()

    rows = terminal.asks("case", "list", "--size", "1", "--below", late)

    assert [row["case"] for row in rows] == [newer]


def test_a_sheet_tells_the_priority_and_the_marks(
    terminal: Terminal, late: str
) -> None:
    shown = terminal.types("case", "show", late).stdout

    assert "Priority\turgent\n" in shown
    assert "Orange card · Red card · Listed for supervision\n" in shown
    assert terminal.asks("case", "show", late)["priority"] == "urgent"


def test_a_story_tells_what_was_raised(terminal: Terminal, late: str) -> None:
    told = terminal.types("case", "history", late).stdout

    assert "supervision → Orange card · high" in told
    assert "red card → Red card · urgent" in told

"""`gridcase calendar`: working time counted without a database."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from workflow.settings import SHIPPED


def run(*arguments: str, language: str = "en") -> Result:
    words = ["calendar", *arguments, "--language", language]
    return CliRunner().invoke(cli, words)


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        pytest.param("2026-06-09 16:00", "4 work hours", "2026-06-10 11:00:00", id="h"),
        pytest.param("2026-06-09T08:00:00Z", "4工作时", "2026-06-10 11:00:00", id="zh"),
        pytest.param("2026-06-12 16:00", "2 days", "2026-06-14 16:00:00", id="days"),
    ],
)
def test_due_is_told_on_the_wall_clock(start: str, limit: str, expected: str) -> None:
    answer = run("due", start, limit)

    assert (answer.exit_code, answer.stdout) == (0, f"{expected}\n")
    assert answer.stderr == ""


def test_due_in_json_carries_the_offset() -> None:
    answer = run("due", "2026-06-09 16:00", "4 work hours", "--json")

    assert json.loads(answer.stdout) == {
        "due": "2026-06-10T11:00:00+08:00",
        "provisional": False,
        "calendars": "folder",
    }


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        pytest.param(
            "en",
            "Calendar changchun: the holidays of 2031 are not published yet; "
            "the result is provisional.",
            id="en",
        ),
        pytest.param(
            "zh", "日历 changchun：2031 年的节假日安排尚未公布，结果为暂定。", id="zh"
        ),
    ],
)
def test_a_year_not_published_is_told_beside(language: str, sentence: str) -> None:
    due = run("due", "2031-06-09 16:00", "4 work hours", language=language)
    elapsed = run("elapsed", "2031-06-09", "2031-06-10", language=language)
    check = run("check", "--year", "2031", language=language)

    assert [each.exit_code for each in (due, elapsed, check)] == [0, 0, 1]
    assert due.stdout == "2031-06-10 11:00:00\n"
    assert due.stderr == elapsed.stderr == f"{sentence}\n"
    assert check.stderr.splitlines()[-1] == sentence


def test_elapsed_counts_work_hours() -> None:
    asked = ("elapsed", "2026-06-09 16:00", "2026-06-10 11:00")

    assert run(*asked).stdout == "4.00 work hours\n"
    assert run(*asked, language="zh").stdout == "4.00 工作时\n"
    assert json.loads(run(*asked, "--json").stdout) == {
        "working_seconds": 14400.0,
        "calendars": "folder",
    }


def test_check_lists_the_published_years() -> None:
    answer = run("check")
    heads, *papers = answer.stdout.splitlines()

    assert (answer.exit_code, heads) == (0, "changchun: 2024, 2025, 2026")
    assert [each.partition(": ")[0] for each in papers] == ["2024", "2025", "2026"]
    assert answer.stderr.startswith("warning: calendars/changchun.yaml:9:46")


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        pytest.param(
            ("due", "2026-06-09 16:00", "2 banana"),
            'for LIMIT: "2 banana" has the unknown unit "banana"; write minutes',
            "for LIMIT: “2 banana”不是时限；请写数字和单位，例如 4工作时。",
            id="an unreadable limit",
        ),
        pytest.param(
            ("due", "yesterday", "2 days"),
            "for START: 'yesterday' is no instant such as 2026-06-09 16:00.",
            "for START: “yesterday”不是时刻，时刻形如 2026-06-09 16:00。",
            id="no instant",
        ),
        pytest.param(
            ("due", "0001-01-01 00:00", "2 days"),
            "for START: '0001-01-01 00:00' is no instant",
            "for START: “0001-01-01 00:00”不是时刻",
            id="before all time",
        ),
        pytest.param(
            ("elapsed", "2026-06-10", "2026-06-09"),
            "for END: END is before START.",
            "for END: END 早于 START。",
            id="backwards",
        ),
    ],
)
def test_a_wrong_argument_is_told_as_usage(
    arguments: tuple[str, ...], en: str, zh: str
) -> None:
    english, chinese = run(*arguments), run(*arguments, language="zh")

    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert en in english.stderr
    assert zh in chinese.stderr


def test_an_unknown_calendar_is_told_with_those_known() -> None:
    for command in (("due", "2026-06-09", "1 day"), ("check",)):
        english = run(*command, "--calendar", "mars")
        chinese = run(*command, "--calendar", "mars", language="zh")

        assert (english.exit_code, chinese.exit_code) == (1, 1)
        assert "There is no calendar mars; there are: changchun." in english.stderr
        assert "没有日历 mars；现有：changchun。" in chinese.stderr


def test_a_broken_calendar_is_told_with_its_lines(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "calendars", tmp_path / "calendars")
    (tmp_path / "calendars" / "changchun.yaml").write_text("calendar: changchun\n")
    folder = ("--definitions", str(tmp_path))

    due = run("due", "2026-06-09", "1 day", *folder, language="zh")
    check = run("check", *folder)

    assert (due.exit_code, check.exit_code) == (1, 1)
    assert f"{tmp_path} 中的日历有误:\ncalendars/changchun.yaml:1:1" in due.stderr
    assert "error: calendars/changchun.yaml:1:1" in check.stderr

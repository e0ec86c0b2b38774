"""`gridcase dispute patterns`, as somebody types it."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.commands.conftest import Terminal
from workflow.now import now

COLUMNS = ("--case", "case", "--group", "who", "--time", "when")


@pytest.fixture
def log(tmp_path: Path) -> str:
    """Three cases: one to and fro, one there and back, one that stays."""
    routes = {"1": "ABAB", "2": "ACA", "3": "A-A"}
    rows = [
        f"{case},{who},2026-06-01T10:{minute:02}:00+08:00\n"
        for case, route in routes.items()
        for minute, who in enumerate(route)
    ]
    path = tmp_path / "log.csv"
    path.write_text("case,who,when\n" + "".join(rows))
    return str(path)


def figures(found: dict[str, Any]) -> tuple[int, ...]:
    keys = ("cases", "hand_overs", "cases_aba", "cases_abab", "max_hand_overs")
    return tuple(found[key] for key in keys)


def test_a_log_needs_no_database(nowhere: Terminal, log: str) -> None:
    found = nowhere.asks(
        *("dispute", "patterns", "--log", log, *COLUMNS, "--ignore", "-")
    )

    assert figures(found) == (3, 5, 2, 1, 3)
    assert found["source"] == "log.csv"
    assert found["pairs"] == [
        {"between": ["A", "B"], "returns": 2, "cases": ["1"]},
        {"between": ["A", "C"], "returns": 1, "cases": ["2"]},
    ]
    assert [(each["case"], each["abab"]) for each in found["aba"]] == [
        ("1", True),
        ("2", False),
    ]
    assert [each["route"] for each in found["most"]] == [["A", "B", "A", "B"]]


def test_several_values_can_be_ignored(nowhere: Terminal, log: str) -> None:
    ignored = ("--ignore", "-", "--ignore", "B")

    found = nowhere.asks("dispute", "patterns", "--log", log, *COLUMNS, *ignored)

    assert figures(found) == (3, 2, 1, 0, 2)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        pytest.param(
            "zh",
            ["移交次数\t5", "来回最多的双方 (2)", "A\tB\t2\t1", "1\t2\tA → B → A → B"],
            id="zh",
        ),
        pytest.param(
            "en",
            ["Hand-overs\t5", "Pairs that hand back most (2)", "One\tOther\tReturns"],
            id="en",
        ),
    ],
)
def test_people_get_tables(
    language: str, lines: list[str], nowhere: Terminal, log: str
) -> None:
    answer = nowhere.types(
        *("dispute", "patterns", "--log", log, *COLUMNS, "--ignore", "-"),
        *("--language", language),
    )

    assert answer.exit_code == 0
    assert [each for each in lines if each not in answer.stdout] == []


def test_the_tables_are_as_long_as_asked(nowhere: Terminal, log: str) -> None:
    answer = nowhere.types(
        *("dispute", "patterns", "--log", log, *COLUMNS, "--ignore", "-", "--top", "1")
    )

    assert "A\tB\t2\t1" in answer.stdout
    assert "A\tC\t1\t2" not in answer.stdout
    assert answer.stderr == "… and 1 more lines\n" * 2


@pytest.mark.parametrize(
    ("words", "code", "en", "zh"),
    [
        pytest.param(
            ("--log", "none.csv", *COLUMNS),
            1,
            "The log none.csv cannot be used: there is no such file.",
            "日志 none.csv 不能使用：没有这个文件。",
            id="no-file",
        ),
        pytest.param(
            ("--log", "LOG", *COLUMNS[:2], "--group", "unit", *COLUMNS[4:]),
            1,
            "it has no column unit; its columns are case, who, when.",
            "缺少列：unit；现有的列：case, who, when。",
            id="no-column",
        ),
        pytest.param(
            ("--log", "LOG", *COLUMNS[:4], "--time", "who"),
            1,
            "line 2: 'A' is no time in ISO 8601.",
            "第 2 行：“A”不是 ISO 8601 时间。",
            id="no-time",
        ),
        pytest.param(
            ("--log", "LOG", *COLUMNS, "--encoding", "klingon"),
            1,
            "there is no encoding 'klingon'",
            "没有“klingon”这种编码",
            id="no-encoding",
        ),
        pytest.param(
            ("--log", "LOG", "--case", "case"),
            2,
            "--log needs --group, --time as well.",
            "--log 还需要 --group, --time。",
            id="too-few-columns",
        ),
        pytest.param(
            ("--log", "LOG", *COLUMNS, "--share", "5", "--from", "2026-06-01"),
            2,
            "--from, --share: not with --log.",
            "--from, --share 只用于数据库。",
            id="of-the-store",
        ),
        pytest.param(
            ("--ignore", "-", "--encoding", "gbk"),
            2,
            "--ignore, --encoding: only with --log.",
            "--ignore, --encoding 只与 --log 一起使用。",
            id="of-a-log",
        ),
        pytest.param(
            ("--from", "2026-06-02", "--until", "2026-06-01"),
            2,
            "--from lies after --until.",
            "--from 晚于 --until。",
            id="backwards",
        ),
        pytest.param(
            ("--until", "9999-12-31"),
            2,
            "A date lies outside all time.",
            "日期超出范围。",
            id="for-ever",
        ),
    ],
)
def test_what_cannot_be_counted_is_told(  # noqa: PLR0917 - a case of four
    words: tuple[str, ...], code: int, en: str, zh: str, terminal: Terminal, log: str
) -> None:
    typed = [log if word == "LOG" else word for word in words]

    answers = {
        language: terminal.types("dispute", "patterns", *typed, "--language", language)
        for language in ("en", "zh")
    }

    assert {each.exit_code for each in answers.values()} == {code}
    assert en in answers["en"].stderr
    assert zh in answers["zh"].stderr
    assert {each.stdout for each in answers.values()} == {""}


@pytest.fixture
def passed(terminal: Terminal) -> str:
    """A case that water and roads have returned, so that it is with water again."""
    number = terminal.reports()
    values = ("--with", "category=C0101", "--with", "condition=2")
    terminal.asks("case", "act", number, "register", "--as", "周敏", *values)
    returned = ("--with", "ground=claim_conflict", "--with", "reason=不是我们的")
    for who, other in (("于洋", "roads"), ("孙磊", "water")):
        terminal.asks("case", "request", number, "return", "--as", who, *returned)
        terminal.asks("case", "decide", number, "return", "grant", "--as", "韩雪")
        dispatched = ("--with", f"owner={other}", "--as", "韩雪")
        terminal.asks("case", "act", number, "dispatch", *dispatched)
    return number


def test_the_store_answers_with_signs(terminal: Terminal, passed: str) -> None:
    found = terminal.asks("dispute", "patterns")

    (back,) = found["signs"]["came_back"]
    (feud,) = found["quarrels"]
    assert figures(found) == (1, 2, 1, 0, 2)
    assert (back["case"], back["departments"]) == (passed, ["water", "roads"])
    assert len(back["entries"]) == 3
    assert feud["between"] == ["roads", "water"]
    assert [each["case"] for each in feud["quarrels"]] == [passed, passed]
    assert found["signs"]["late_return"] == []
    assert (found["share"], found["from"], found["until"]) == (10, None, None)


def test_a_share_of_all_makes_every_return_late(
    terminal: Terminal, passed: str
) -> None:
    found = terminal.asks("dispute", "patterns", "--share", "100")

    late = found["signs"]["late_return"]
    assert [(each["case"], each["departments"]) for each in late] == [
        (passed, ["water"]),
        (passed, ["roads"]),
    ]
    assert {each["percent"] for each in late} == {0}


def test_a_period_is_of_whole_days(terminal: Terminal, passed: str) -> None:
    last = now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    days = ("--from", "2026-01-01", "--until", f"{last + timedelta(days=1)}")

    then = terminal.asks("dispute", "patterns", *days)
    before = terminal.asks("dispute", "patterns", "--until", "2026-01-01")

    assert [each["case"] for each in then["aba"]] == [passed]
    assert then["from"] == "2025-12-31T16:00:00.000000Z"
    assert (before["cases"], before["until"]) == (0, "2026-01-01T16:00:00.000000Z")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        pytest.param(
            "zh",
            [
                "移交次数\t2",
                "市供水管理处 → ",
                "回到原部门 (A-B-A) (1)",
                "再次争执的双方 (1)",
            ],
            id="zh",
        ),
        pytest.param(
            "en",
            [
                "Hand-overs\t2",
                "Water supply → ",
                "Came back (A-B-A) (1)",
                "Quarrelled again (1)",
            ],
            id="en",
        ),
    ],
)
def test_people_read_departments_by_their_titles(
    language: str, lines: list[str], terminal: Terminal, passed: str
) -> None:
    answer = terminal.types("dispute", "patterns", "--language", language)

    assert answer.exit_code == 0
    assert [each for each in (*lines, passed) if each not in answer.stdout] == []


def test_a_store_without_cases_has_no_signs(terminal: Terminal) -> None:
    found = terminal.asks("dispute", "patterns")

    assert figures(found) == (0, 0, 0, 0, 0)
    assert set(map(len, found["signs"].values())) == {0}

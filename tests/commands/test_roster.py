"""`gridcase roster`, as somebody types it."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tests.commands.conftest import Terminal
from workflow.now import now

HERE = ZoneInfo("Asia/Shanghai")
POST = ("shift_leader", "command_centre")


def test_each_day_has_whoever_is_on_duty(terminal: Terminal) -> None:
    answer = terminal.types(
        "roster", "show", *POST, "--from", "2026-06-13", "--days", "3"
    )

    assert answer.stdout == (
        "Date\tDay\tOn duty\tTurn of\tWhy\n"
        "2026-06-13\tSat\t郑凯\t郑凯\tturn\n"
        "2026-06-14\tSun\t郑凯\t郑凯\tturn\n"
        "2026-06-15\tMon\t陆建平\t陆建平\tturn\n"
    )


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ("2026-10-01", "四\t郑凯\t郑凯\t换班"),
        ("2026-08-17", "一\t高悦\t陆建平\t顺延"),
    ],
    ids=["a swap", "somebody away"],
)
def test_a_day_says_why(terminal: Terminal, day: str, line: str) -> None:
    words = ("--from", day, "--days", "1", "--language", "zh")

    answer = terminal.types("roster", "show", *POST, *words)

    assert answer.stdout.splitlines()[1] == f"{day}\t{line}"


def test_programs_get_keys(terminal: Terminal) -> None:
    shown = terminal.asks(
        "roster", "show", *POST, "--from", "2026-08-21", "--days", "1"
    )

    assert shown == [
        {
            "date": "2026-08-21",
            "on_duty": ["gao_yue"],
            "turn_of": "lu_jianping",
            "by": "next",
        }
    ]


def test_a_post_without_roster_has_its_holders(terminal: Terminal) -> None:
    shown = terminal.asks(
        "roster", "show", "acceptor", "supervision_centre", "--from", "2026-07-21"
    )

    assert len(shown) == 7
    assert shown[0] == {
        "date": "2026-07-21",
        "on_duty": ["du_wenbo"],
        "turn_of": None,
        "by": None,
    }
    assert shown[-1]["on_duty"] == ["du_wenbo", "zhou_min"]


def test_it_begins_today(terminal: Terminal) -> None:
    before = now().astimezone(HERE).date()
    (first,) = terminal.asks("roster", "show", *POST, "--days", "1")
    after = now().astimezone(HERE).date()

    assert before <= date.fromisoformat(first["date"]) <= after


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["shift_leder", "command_centre"], """did you mean "shift_leader"?"""),
        (["shift_leader", "comand_centre"], """did you mean "command_centre"?"""),
        ([*POST, "--from", "yesterday"], "'yesterday' does not match"),
        ([*POST, "--days", "0"], "0 is not in the range"),
        ([*POST, "--from", "9999-12-30"], "those days lie beyond the calendar"),
    ],
)
def test_what_means_nothing_is_told(
    words: list[str], sentence: str, terminal: Terminal
) -> None:
    answer = terminal.types("roster", "show", *words)

    assert answer.exit_code == 2
    assert sentence in answer.stderr

"""`gridcase ledger totals` and `cases`, as somebody types them."""

import pytest

from tests.commands.conftest import Terminal
from workflow.commands.ledger.words import ROLES, reason_title
from workflow.domain.ledger import Ground, Role, Span
from workflow.now import now


@pytest.fixture
def number(terminal: Terminal) -> str:
    """A case that the water supply has to accept."""
    reported = terminal.reports()
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", reported, "register", "--as", "周敏", *values)
    return reported


@pytest.mark.parametrize(
    ("language", "line", "said"),
    [
        pytest.param(
            "en", ("Unit\tAs\tCases", "Water supply\towner\t1\t"), ", 1 case.", id="en"
        ),
        pytest.param(
            "zh",
            ("单位\t身份\t件数", "市供水管理处\t责任部门\t1\t"),
            "，案件 1 件。",
            id="zh",
        ),
    ],
)
def test_each_unit_has_its_totals(
    language: str, line: tuple[str, str], said: str, terminal: Terminal, number: str
) -> None:
    assert number
    answer = terminal.types("ledger", "totals", "--language", language)

    lines = answer.stdout.splitlines()
    assert lines[0].startswith(line[0])
    assert any(each.startswith(line[1]) for each in lines)
    assert answer.stderr.endswith(f"{said}\n")


def test_a_total_names_its_cases(terminal: Terminal, number: str) -> None:
    found = terminal.asks("ledger", "totals", "--department", "water")
    cases = terminal.asks("ledger", "cases", "--department", "water")

    (total,) = found["units"]
    (case,) = cases
    assert (total["unit"], total["role"], total["cases"]) == ("water", "owner", 1)
    assert (case["case"], case["unit"], case["role"]) == (number, "water", "owner")
    # Time went by between the two questions.
    assert 0 < total["wall_seconds"] <= case["wall_seconds"]


def test_a_full_page_says_how_the_next_begins(terminal: Terminal, number: str) -> None:
    second = terminal.reports()

    answer = terminal.types("ledger", "cases", "--size", "1")

    assert answer.stderr == f"… --after {number}\n"
    rest = terminal.asks("ledger", "cases", "--after", number)
    assert [each["case"] for each in rest] == [second]


def test_an_empty_period_says_so(terminal: Terminal, number: str) -> None:
    assert number
    days = ("--from", "2001-01-01", "--until", "2001-01-31")

    found = terminal.asks("ledger", "totals", *days)
    answer = terminal.types("ledger", "cases", *days, "--language", "zh")

    assert (found["cases"], found["units"]) == (0, [])
    assert found["since"].startswith("2000-12-31T16:00:00")
    assert answer.stderr == "没有案件。\n"


def test_the_period_ends_with_its_last_day(terminal: Terminal, number: str) -> None:
    assert number
    day = ("--from", "2026-06-09", "--until", "2026-06-09")

    found = terminal.asks("ledger", "totals", *day)

    assert found["since"] == "2026-06-08T16:00:00.000000Z"
    assert found["until"] == "2026-06-09T16:00:00.000000Z"


@pytest.mark.parametrize("command", ["totals", "cases"])
@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        pytest.param(
            ["--department", "waters"],
            """there is no 'waters'; did you mean "water"?""",
            "没有单位“waters”",
            id="unit",
        ),
        pytest.param(
            ["--from", "2026-06-02", "--until", "2026-06-01"],
            "--from lies after --until.",
            "--from 晚于 --until。",
            id="period",
        ),
        pytest.param(["--from", "soon"], "'soon'", "'soon'", id="day"),
    ],
)
def test_what_means_nothing_is_told(
    command: str, words: list[str], en: str, zh: str, terminal: Terminal
) -> None:
    english = terminal.types("ledger", command, *words)
    chinese = terminal.types("ledger", command, *words, "--language", "zh")

    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert en in english.stderr
    assert zh in chinese.stderr


def test_every_role_and_reason_has_its_words() -> None:
    assert set(ROLES) == set(Role)
    for ground in Ground:
        span = Span(
            start=now(),
            end=now(),
            unit="water",
            role=Role.DISPUTE,
            state="handling",
            reason=ground,
            entry=1,
            dispute=7,
        )
        said = reason_title(span)
        assert said.zh
        assert said.en
        assert ("7" in said.en) is (
            ground in (Ground.LOST, Ground.OPEN, Ground.SETTLED)
        )

"""`gridcase case ledger`, as somebody types it."""

import pytest

from tests.commands.conftest import Terminal


@pytest.fixture
def number(terminal: Terminal) -> str:
    """A case that the water supply has to accept."""
    reported = terminal.reports()
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", reported, "register", "--as", "周敏", *values)
    return reported


@pytest.mark.parametrize(
    ("language", "head", "owned"),
    [
        pytest.param(
            "en",
            "From\tTo\tLength",
            ("Water supply\towner", "the owner has to act"),
            id="en",
        ),
        pytest.param(
            "zh",
            "起\t止\t时长",
            ("市供水管理处\t责任部门", "由责任部门办理"),
            id="zh",
        ),
    ],
)
def test_spans_and_sums_are_shown(
    language: str, head: str, owned: tuple[str, str], terminal: Terminal, number: str
) -> None:
    answer = terminal.types("case", "ledger", number, "--language", language)

    unit, why = owned
    first, second, *rest = answer.stdout.splitlines()
    assert answer.exit_code == 0
    assert first.startswith(number)
    assert second.startswith(head)
    assert any(unit in line and line.endswith(why) for line in rest)
    assert any(line.startswith(unit) for line in rest)


def test_in_json_the_spans_add_up(terminal: Terminal, number: str) -> None:
    found = terminal.asks("case", "ledger", number)

    spans, units = found["spans"], found["units"]
    assert (found["case"], found["open"]) == (number, True)
    assert [each["unit"] for each in spans] == ["supervision_centre", "water"]
    assert spans[0]["end"] == spans[1]["start"]
    assert spans[1]["reason"] == "own_desk"
    assert spans[1]["reason_title"]["en"] == "the owner has to act"
    for each in (spans, units):
        summed = sum(one["wall_seconds"] for one in each)
        assert summed == pytest.approx(found["wall_seconds"])


def test_an_unknown_case_is_refused(terminal: Terminal) -> None:
    answer = terminal.types("case", "ledger", "20260101-000001")

    assert answer.exit_code == 3
    assert "20260101-000001" in answer.stderr

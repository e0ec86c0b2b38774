"""Joint work at the terminal: who takes part, who comes, who goes."""

import pytest

from tests.commands.conftest import Terminal


@pytest.fixture
def called(terminal: Terminal) -> str:
    """A cover is missing, and the street calls drainage and roads."""
    number = terminal.reports()
    given = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", number, "register", "--as", "周敏", *given)
    given = ("--with", "trigger=emergency", "--with", "members=drainage, roads")
    terminal.asks("case", "act", number, "whistle", "--as", "胡学军", *given)
    return number


def test_show_lists_every_member_with_its_case(terminal: Terminal, called: str) -> None:
    found = terminal.asks("joint", "show", called)

    assert (found["lead"], found["done_when"]) == ("water", "lead and all of others")
    assert (found["open"], found["is_done"]) == (True, False)
    told = [(each["department"], each["status"]) for each in found["members"]]
    assert told == [("water", "open"), ("drainage", "open"), ("roads", "open")]
    printed = terminal.types("joint", "show", called).output
    assert "Called, to arrive" in printed
    assert found["members"][2]["case"] in printed


def test_members_are_added_excused_and_replaced(
    terminal: Terminal, called: str
) -> None:
    why = ("--as", "韩雪", "--reason", "现场需要")
    terminal.asks("joint", "add", called, "fire", *why)
    terminal.asks("joint", "excuse", called, "drainage", *why)
    terminal.asks("joint", "replace", called, "roads", "--by", "housing", *why)

    members = terminal.asks("joint", "show", called)["members"]
    assert {each["department"]: each["status"] for each in members} == {
        "water": "open",
        "drainage": "excused",
        "roads": "excused",
        "fire": "open",
        "housing": "open",
    }
    shown = terminal.types("case", "show", called, "--as", "韩雪").output
    assert "Member replaced: Roads and bridges → Housing and construction" in shown


def test_a_stranger_is_not_excused(terminal: Terminal, called: str) -> None:
    refused = terminal.types(
        "joint", "excuse", called, "fire", "--as", "韩雪", "--reason", "未参加"
    )

    assert refused.exit_code == 3
    assert "fire takes no part" in refused.output


def test_parent_and_member_name_each_other(terminal: Terminal, called: str) -> None:
    parent = terminal.asks("case", "show", called)
    member = parent["joint"]["members"][1]
    number = str(member["case"])

    child = terminal.asks("case", "show", number)
    assert (child["parent"], child["owner"]) == (called, "drainage")
    assert "Task of" in terminal.types("case", "show", number).output
    assert "Drainage · open" in terminal.types("case", "show", called).output


def test_a_case_without_joint_work_says_so(terminal: Terminal) -> None:
    number = terminal.reports()

    assert terminal.asks("joint", "show", number)["members"] == []
    assert "No departments" in terminal.types("joint", "show", number).output

"""What a shell offers behind the tabulator, as a shell asks for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from cli import cli
from tests.commands.conftest import Terminal

PROGRAM = "from cli import main; main()"


def offers(terminal: Terminal, *words: str, begun: str = "") -> list[str]:
    """The words that complete the line; `begun` is the one that is being typed."""
    asked = BashComplete(cli, {}, "gridcase", "_GRIDCASE_COMPLETE")
    given = ["--database", terminal.database, *words]
    return [each.value for each in asked.get_completions(given, begun)]


@pytest.mark.parametrize("command", ["act", "show", "why", "history"])
def test_open_cases_are_offered_the_newest_first(
    command: str, terminal: Terminal
) -> None:
    older, newer = terminal.reports(), terminal.reports()

    assert offers(terminal, "case", command) == [newer, older]
    assert offers(terminal, "case", command, begun=newer[:-1]) == [newer, older]
    assert offers(terminal, "case", command, begun=newer) == [newer]
    assert offers(terminal, "case", command, begun="1999") == []


def test_an_ended_case_is_not_offered_to_act_on(terminal: Terminal) -> None:
    number = terminal.reports()
    reason = ("--with", "reason=不属受理范围")
    terminal.asks("case", "act", number, "decline", "--as", "周敏", *reason)

    assert offers(terminal, "case", "act") == []


def test_actions_are_those_that_the_state_offers(terminal: Terminal) -> None:
    number = terminal.reports()

    found = offers(terminal, "case", "act", number)

    state = terminal.asks("case", "show", number)
    assert set(found) == {each["action"] for each in state["actions"]}
    assert offers(terminal, "case", "act", number, begun="reg") == ["register"]
    assert offers(terminal, "case", "act", "20260609-000099") == []


def test_fields_are_those_that_the_action_takes(terminal: Terminal) -> None:
    number = terminal.reports()
    line = ("case", "act", number, "register", "--with")

    assert offers(terminal, *line) == ["category=", "condition=", "place="]
    assert offers(terminal, *line, begun="con") == ["condition="]
    assert offers(terminal, "case", "act", number, "sing", "--with") == []


def test_why_also_offers_owner_and_clocks(terminal: Terminal) -> None:
    number = terminal.reports()

    found = offers(terminal, "case", "why", number)

    # Clocks have a name before they begin, and a label from then on.
    names = ["application", "department", "promise", "stage", "stage:reported"]
    assert found[:2] == ["owner", "due"]
    assert sorted(found[2 : 2 + len(names)]) == names
    assert "register" in found


def test_people_are_offered_by_key_and_by_name(terminal: Terminal) -> None:
    assert offers(terminal, "--as", begun="zhou_m") == ["zhou_min"]
    assert offers(terminal, "case", "inbox", "--as", begun="周") == ["周敏"]


@pytest.mark.parametrize(
    "words",
    [
        ("case", "act"),
        ("case", "act", "20260609-000001"),
        ("case", "why", "20260609-000001"),
        ("case", "act", "nonsense"),
        ("--as",),
    ],
    ids=" ".join,
)
def test_without_a_database_nothing_is_offered(
    words: tuple[str, ...], nowhere: Terminal
) -> None:
    assert offers(nowhere, *words) == []
    assert not Path(nowhere.database).exists()


def test_a_shell_gets_plain_lines_and_no_noise(terminal: Terminal) -> None:
    number = terminal.reports()
    asked = {
        "_GRIDCASE_COMPLETE": "bash_complete",
        "COMP_WORDS": "gridcase case show ",
        "COMP_CWORD": "3",
        "GRIDCASE_DATABASE": terminal.database,
    }

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **asked},
        check=True,
        capture_output=True,
        text=True,
    )

    assert (done.stdout, done.stderr) == (f"plain,{number}\n", "")

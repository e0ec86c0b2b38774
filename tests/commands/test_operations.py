"""`doctor`, `verify`, `sweep` and `outbox`, as an operator runs them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.commands.conftest import Terminal, publish_the_years_to_come


def _spoil(terminal: Terminal, statement: str) -> None:
    path = terminal.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as driver, driver:
        driver.execute(statement)


def _registered(terminal: Terminal) -> str:
    """A case that water has to handle, so that its coordinator is told."""
    number = terminal.reports()
    given = ("--with", "category=C0101", "--with", "condition=2")
    terminal.asks("case", "act", number, "register", "--as", "周敏", *given)
    return number


def test_a_healthy_installation_has_no_complaint(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.reports()
    publish_the_years_to_come(terminal, tmp_path)

    answer = terminal.types("doctor")

    assert answer.exit_code == 0
    checks = answer.stdout.partition("\n\n")[0].splitlines()
    assert checks[0] == "Check\tResult\tWhat was found"
    assert {line.split("\t")[1] for line in checks[1:]} == {"ok"}
    assert terminal.asks("doctor")["counts"]["cases"] == 1


def test_a_message_given_up_makes_the_doctor_complain(terminal: Terminal) -> None:
    _registered(terminal)
    _spoil(terminal, "UPDATE message SET status = 'failed', next_try_at = NULL")

    english = terminal.types("doctor")
    chinese = replace(terminal, language="zh").types("doctor")

    assert (english.exit_code, chinese.exit_code) == (1, 1)
    assert "outbox\twrong\t" in english.stdout
    assert "outbox\t异常\t" in chinese.stdout


def test_a_message_given_up_can_be_tried_again(terminal: Terminal) -> None:
    _registered(terminal)
    _spoil(terminal, "UPDATE message SET status = 'failed', next_try_at = NULL")
    message = terminal.asks("outbox", "list", "--status", "failed")[0]["id"]

    answer = terminal.types("outbox", "retry", message)

    assert answer.exit_code == 0
    assert answer.stderr == f"{message} waits to be sent again.\n"
    waiting = terminal.asks("outbox", "list", "--status", "waiting")
    assert [each["id"] for each in waiting] == [message]


def test_messages_are_listed_in_both_languages(terminal: Terminal) -> None:
    _registered(terminal)

    english = terminal.types("outbox", "list").stdout.splitlines()
    chinese = replace(terminal, language="zh").types("outbox", "list").stdout

    assert english[0] == "Message\tSince\tTemplate\tTo\tStatus\tTries\tReason"
    assert "\twaiting\t0\t" in english[1]
    assert "\t待发送\t0\t" in chinese


def test_verify_tells_how_much_it_compared(terminal: Terminal) -> None:
    _registered(terminal)

    english = terminal.types("verify")
    chinese = replace(terminal, language="zh").types("verify")

    assert english.exit_code == 0
    assert english.stdout.startswith("Cases 1, history entries ")
    assert english.stdout.endswith("differences 0.\n")
    assert "不一致 0 处。" in chinese.stdout
    assert english.stderr == ""


def test_verify_finds_a_case_that_was_tampered_with(terminal: Terminal) -> None:
    number = _registered(terminal)
    _spoil(terminal, "UPDATE cases SET owner = 'roads'")

    answer = terminal.types("verify")

    assert answer.exit_code == 1
    assert answer.stdout.startswith(f"{number} #")
    assert "differences 1." in answer.stdout


def test_an_anchor_is_one_digest_over_all_heads(terminal: Terminal) -> None:
    first = terminal.types("verify", "--anchor").stdout
    terminal.reports()

    second = terminal.types("verify", "--anchor").stdout

    assert len(second.strip()) == 64
    assert first != second


def test_a_sweep_sends_what_waits_unless_told(terminal: Terminal) -> None:
    _registered(terminal)
    waiting = len(terminal.asks("outbox", "list", "--status", "waiting"))

    kept = terminal.asks("sweep", "--keep")
    sent = terminal.asks("sweep")

    assert waiting > 0
    assert (kept["sent"], sent["sent"]) == (0, waiting)
    assert terminal.asks("outbox", "list", "--status", "waiting") == []


def test_a_doctor_tells_times_by_the_citys_clock(terminal: Terminal) -> None:
    _registered(terminal)
    _spoil(
        terminal,
        "UPDATE clock SET look_at = '2026-06-08T00:00:00.000000Z'"
        " WHERE look_at IS NOT NULL",
    )

    answer = terminal.types("doctor")

    assert answer.exit_code == 1
    assert "sweeping\twrong\tThe first due instant is 2026-06-08 08:00:00" in (
        answer.stdout
    )

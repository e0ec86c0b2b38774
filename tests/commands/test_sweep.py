"""`gridcase sweep`, as somebody types it."""

from datetime import timedelta
from pathlib import Path

from tests.commands.conftest import Terminal
from tests.engine.hall import Hall
from workflow.domain.effects import instant_text
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock, now
from workflow.settings import Settings


def a_late_report(terminal: Terminal, folder: Path) -> Hall:
    """A report that should have been registered one minute ago."""
    clock = VirtualClock(now() - timedelta(minutes=31))
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, folder)
        hall.report()
    return hall


def test_a_sweep_fires_and_delivers(terminal: Terminal, tmp_path: Path) -> None:
    a_late_report(terminal, tmp_path)
    duty = ("shift_leader", "command_centre", "--days", "1")
    on_duty = terminal.types("roster", "show", *duty).stdout.split("\t")[-3]

    answer = terminal.types("sweep")

    assert answer.stdout == (
        "Fired 1 on 1 cases; sent 1, put off 0, gave up 0, had nobody for 0.\n"
    )
    assert on_duty in answer.stderr


def test_a_sweep_by_hand_counts_as_sweeping(terminal: Terminal, tmp_path: Path) -> None:
    before = now()
    hall = a_late_report(terminal, tmp_path)

    terminal.types("sweep", "--keep")

    with open_runtime(Settings(database=terminal.database)) as runtime:
        hall.runtime = runtime
        ((swept, ended),) = hall.asked("SELECT swept_at, ended_at FROM worker")
    assert instant_text(before) <= swept <= ended
    assert "workers up: 0." in terminal.types("doctor").stdout
    assert "last swept never" not in terminal.types("doctor").stdout


def test_a_sweep_may_keep_the_messages(terminal: Terminal, tmp_path: Path) -> None:
    a_late_report(terminal, tmp_path)

    swept = terminal.asks("sweep", "--keep")

    assert (swept["rungs"], swept["sent"]) == (1, 0)
    assert terminal.asks("sweep")["sent"] == 1


def test_a_sweep_that_took_its_limit_says_so(
    terminal: Terminal, tmp_path: Path
) -> None:
    a_late_report(terminal, tmp_path)
    a_late_report(terminal, tmp_path)

    answer = terminal.types("sweep", "--limit", "1", "--language", "zh")

    assert answer.stdout.endswith("还有到期未处理的，请再次运行。\n")
    assert terminal.asks("sweep")["rungs"] == 1


def test_a_case_that_fails_ends_a_sweep_with_one(
    terminal: Terminal, tmp_path: Path
) -> None:
    clock = VirtualClock(now() - timedelta(minutes=31))
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        forged = hall.forge('"calendar":"changchun"', '"calendar":"gone"')
        hall.tamper("UPDATE cases SET definition = :forged", forged=forged)

    answer = terminal.types("sweep")

    assert answer.exit_code == 1
    assert "There is no calendar gone" in answer.stderr

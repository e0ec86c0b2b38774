"""`incident`: what an operator types when something could not be done."""

import re
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal, publish_the_years_to_come
from tests.commands.test_bad_input import DONE, ERROR, REFUSED, USAGE, heard
from tests.engine.hall import OPENING, Hall
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings

LONG_AGO = "2026-01-05T00:00:00.000000Z"


POSTS = "shift_leader of command_centre, section_head of command_centre"
BREAK = "UPDATE clock SET next_rung = 'odd', next_at = :at, look_at = :at"
PROCESS = (
    "INSERT INTO worker (id, host, pid, started_at, sweeps, truncated)"
    " VALUES ('h:1', 'h', 1, :at, 7, 2)"
)


def spoil(terminal: Terminal, statement: str) -> None:
    path = terminal.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as driver, driver:
        driver.execute(statement, {"at": LONG_AGO})


@pytest.fixture
def broken(terminal: Terminal) -> Terminal:
    """A case whose rung was due long ago and cannot fire, as a sweep has found."""
    terminal.reports()
    spoil(terminal, BREAK)
    answer = terminal.types("sweep", "--keep")
    assert answer.exit_code == ERROR
    return terminal


def test_a_sweep_says_what_could_not_fire(terminal: Terminal) -> None:
    number = terminal.reports()
    spoil(terminal, BREAK)

    answer = replace(terminal, language="zh").types("sweep", "--keep")

    assert answer.exit_code == ERROR
    assert answer.stderr == (
        f"{number} stage:reported.odd: 城市数据和案件的流程中都没有 'odd'。\n"
    )


def test_open_incidents_are_listed_in_both_languages(broken: Terminal) -> None:
    english = broken.types("incident", "list").stdout.splitlines()
    chinese = replace(broken, language="zh").types("incident", "list").stdout

    assert english[0].split("\t") == [
        *("Incident", "Case", "Kind", "About", "Since", "Tries", "Next try"),
        *("Status", "Reason"),
    ]
    cells = english[1].split("\t")
    assert (cells[0], cells[2], cells[3]) == ("1", "rung", "stage:reported.odd")
    assert (cells[5], cells[7]) == ("1", "retrying")
    assert "梯级" in chinese
    assert "将自动重试" in chinese
    assert "都没有 'odd'" in chinese


def test_programs_get_everything_about_an_incident(broken: Terminal) -> None:
    (listed,) = broken.asks("incident", "list")

    shown = broken.asks("incident", "show", "1")

    assert shown == listed
    assert (shown["kind"], shown["clock"], shown["rung"]) == (
        "rung",
        "stage:reported",
        "odd",
    )
    assert (shown["due_at"], shown["attempts"]) == (LONG_AGO, 1)
    assert shown["next_try_at"] is not None
    assert shown["closed_at"] is None


def test_people_see_everything_about_an_incident(broken: Terminal) -> None:
    english = broken.types("incident", "show", "1").stdout.splitlines()
    chinese = replace(broken, language="zh").types("incident", "show", "1").stdout

    assert (
        "What is wrong\t'odd' is neither in the city nor in the workflow"
        in (english[10])
    )
    assert len(english) == 14
    assert "下次重试\t" in chinese


def test_a_dismissed_incident_is_kept_with_its_reason(broken: Terminal) -> None:
    words = ("dismiss", "1", "--reason", "梯级已取消", "--as", "郑凯")
    answer = broken.types("incident", *words)

    assert answer.exit_code == DONE
    assert answer.stderr == "1 is dismissed.\n"
    assert broken.asks("incident", "list") == []
    (kept,) = broken.asks("incident", "list", "--status", "dismissed")
    assert (kept["closed_by"], kept["reason"]) == ("zheng_kai", "梯级已取消")
    history = broken.asks("case", "history", kept["case"])
    assert history[-1]["actor"] == "zheng_kai"


def test_a_retried_incident_is_due_at_once(broken: Terminal) -> None:
    answer = replace(broken, language="zh").types(
        "incident", "retry", "1", "--as", "于洋"
    )

    assert answer.exit_code == DONE
    assert answer.stderr == "异常 1 将自动重试。\n"
    assert broken.types("sweep", "--keep").exit_code == ERROR
    assert broken.asks("incident", "show", "1")["attempts"] == 2


def test_a_dismissal_says_who_dismisses(broken: Terminal) -> None:
    code, english, chinese = heard(broken, "incident", "dismiss", "1", "--reason", "-")

    assert code == USAGE
    assert "Say who acts: --as PERSON" in english
    assert "请用 --as 说明由谁办理。" in chinese


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (
            ("dismiss", "1", "--reason", "?", "--as", "于洋"),
            f"于洋 has no power to dismiss; the posts that have it: {POSTS}.\n",
            "于洋 没有“dismiss”的权限；",
        ),
        (
            ("dismiss", "1", "--reason", " ", "--as", "郑凯"),
            "The field reason is missing.\n",
            "缺少必填项“理由”(reason)。\n",
        ),
        (
            ("retry", "9", "--as", "于洋"),
            "There is no incident 9.\n",
            "没有编号为 9 的异常。\n",
        ),
        (
            ("show", "9"),
            "There is no incident 9.\n",
            "没有编号为 9 的异常。\n",
        ),
    ],
    ids=["without the power", "without a reason", "an unknown one", "shown"],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    broken: Terminal, words: tuple[str, ...], en: str, zh: str
) -> None:
    code, english, chinese = heard(broken, "incident", *words)

    assert (code, english) == (REFUSED, en)
    assert chinese.startswith(zh)
    assert broken.asks("incident", "show", "1")["status"] == "retrying"


def test_programs_get_the_reasons_against_it(broken: Terminal) -> None:
    words = ("dismiss", "1", "--reason", "?", "--as", "于洋", "--json")
    answer = broken.types("incident", *words)

    assert answer.exit_code == REFUSED
    assert '"code": "power_not_held"' in answer.stdout


def test_a_step_is_told_what_stands_in_its_way(broken: Terminal) -> None:
    number = broken.asks("incident", "show", "1")["case"]
    words = ("case", "act", number, "note", "--as", "周敏", "--with", "reason=?")

    code, english, chinese = heard(broken, *words)

    assert code == ERROR
    assert f"In case {number} stage:reported.odd is due and cannot fire" in english
    assert f"案件 {number} 的“stage:reported.odd”已到期，却无法触发" in chinese
    assert "gridcase incident list" in english
    assert "gridcase incident list" in chinese


def test_an_open_incident_makes_the_doctor_complain(broken: Terminal) -> None:
    code, english, chinese = (
        broken.types("doctor").exit_code,
        broken.types("doctor").stdout,
        replace(broken, language="zh").types("doctor").stdout,
    )

    assert code == ERROR
    assert "incidents\twrong\t1 incidents are open, 1 of them rungs" in english
    assert "incidents\t异常\t1 个未了结的异常，其中梯级 1 个" in chinese


def test_the_doctor_tells_figures_below_its_checks(terminal: Terminal) -> None:
    terminal.reports()

    english = terminal.types("doctor").stdout.splitlines()
    chinese = replace(terminal, language="zh").types("doctor").stdout.splitlines()

    # Above them stand the checks, a line each and their remedies.
    assert english[english.index("Figures") - 1] == ""
    assert "  within 0.5 s\t0" in english
    assert "Late, p99\t-" in english
    assert "Sweeps truncated/all\t0/0" in english
    assert "延迟 p99\t-" in chinese


def test_the_doctor_tells_lengths_as_people_read_them(
    terminal: Terminal, tmp_path: Path
) -> None:
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.later(minutes=30)
        hall.sweep()

    english = terminal.types("doctor").stdout
    chinese = replace(terminal, language="zh").types("doctor").stdout

    assert re.search(r"Oldest has waited\t\d+ d", english)
    assert re.search(r"the first overdue for \d+ d", english)
    assert re.search(r"最久已等\t\d+ 天", chinese)
    assert re.search(r"最久已超时 \d+ 天", chinese)


def test_programs_get_the_doctors_figures(terminal: Terminal, tmp_path: Path) -> None:
    terminal.reports()
    publish_the_years_to_come(terminal, tmp_path)
    spoil(terminal, PROCESS)

    told = terminal.asks("doctor", "--since", "7 days")

    assert told["lateness"]["fired"] == 0
    assert [each["up_to_seconds"] for each in told["lateness"]["buckets"]] == [
        *(0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0),
        None,
    ]
    assert (told["sweeps"], told["sweeps_truncated"], told["workers_up"]) == (7, 2, 0)
    assert told["workers"][0]["id"] == "h:1"
    assert told["open_incidents"] == {"rung": 0, "message": 0, "vacancy": 0}
    assert told["oldest_due"] is None
    assert told["outbox"]["waiting"] == 0


@pytest.mark.parametrize(
    ("since", "en", "zh"),
    [
        ("2 work days", "Plain time is meant here", "这里按自然时间计算"),
        ("soon", "soon", "“soon”不是时间长度"),
    ],
)
def test_a_window_that_is_no_time_is_a_usage_error(
    terminal: Terminal, since: str, en: str, zh: str
) -> None:
    code, english, chinese = heard(terminal, "doctor", "--since", since)

    assert code == USAGE
    assert en in english
    assert zh in chinese


@pytest.mark.parametrize("address", ["nine", "1.2.3.4:", "65536", ":9464", "a b:1"])
def test_a_worker_needs_an_address_to_serve_at(
    terminal: Terminal, address: str
) -> None:
    code, english, chinese = heard(terminal, "worker", "--metrics", address)

    assert code == USAGE
    assert "is not [HOST:]PORT, such as 9464 or 0.0.0.0:9464." in english
    assert f"“{address}”应写作 9464 或 0.0.0.0:9464。" in chinese


def test_an_address_that_is_taken_is_told(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        english = terminal.types("worker", "--metrics", f"127.0.0.1:{port}")

    assert english.exit_code == ERROR
    assert english.stderr.startswith(
        f"The metrics cannot be served at 127.0.0.1:{port}: "
    )

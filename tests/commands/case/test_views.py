"""`gridcase case show`, `actions`, `history` and `why`, as somebody types them."""

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import OPENING, Hall
from workflow.domain.case import number_text
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings


@pytest.fixture
def number(terminal: Terminal) -> str:
    """A case that the water supply has to accept."""
    reported = terminal.reports("--with", "reporter=王女士")
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", reported, "register", "--as", "周敏", *values)
    return reported


def lines(terminal: Terminal, *words: str) -> dict[str, list[str]]:
    """The lines of an answer, each by its first cell."""
    answer = terminal.types("case", *words)
    assert answer.exit_code == 0, answer.output
    cells = [line.split("\t") for line in answer.stdout.splitlines()]
    return {first: rest for first, *rest in cells}


def test_a_case_shows_its_head(terminal: Terminal, number: str) -> None:
    shown = lines(terminal, "show", number, "--as", "于洋")

    assert f"{number} · Dispatched, to be accepted · Water supply" in shown
    assert shown["Place"][0].startswith("Hudong Grid 2, Hudong Community")
    assert shown["Category"][0].endswith("(C0101/1)")
    assert shown["Waits for"] == ["Coordinator · Water supply · 于洋"]
    assert shown["Version"] == ["3"]


def test_a_case_shows_its_clocks_with_their_light(
    terminal: Terminal, number: str
) -> None:
    shown = lines(terminal, "show", number, "--language", "zh")

    assert shown["时限"] == ["灯", "状态", "截止", "剩余", "依据"]
    light, runs, _, left, limit = shown["承诺时限"]
    assert (light, runs, limit) == ("● 绿", "计时中", "2 小时")
    assert left.startswith(("1 小时 59", "2 小时"))
    assert "部门处理时限 · 市供水管理处" in shown
    assert "已派遣，待接收" in shown
    # A state that was left in good time is no news.
    assert "已上报，待立案" not in shown


def test_personal_values_are_shown_to_staff_only(
    terminal: Terminal, number: str
) -> None:
    to_staff = lines(terminal, "show", number, "--as", "于洋")
    to_anyone = lines(terminal, "show", number)

    assert to_staff["Description"] == ["井盖缺失"]
    assert to_staff["Reporter"] == ["王女士"]
    assert not {"Description", "Reporter"} & to_anyone.keys()
    assert terminal.asks("case", "show", number)["told"] == {}


def test_a_reporter_cannot_steer_a_terminal(terminal: Terminal) -> None:
    written = "description=a\x1b[2Jb\tc\nd"
    told = terminal.asks(
        "case", "report", "--place", "220104003001002", "--with", written
    )

    shown = lines(terminal, "show", told["case"], "--as", "周敏")

    assert shown["Description"] == ["a [2Jb c d"]


def test_free_actions_come_with_what_they_need(terminal: Terminal, number: str) -> None:
    shown = lines(terminal, "actions", number, "--as", "于洋")

    assert list(shown)[:3] == ["Action", "accept", "dispute"]
    assert shown["accept"] == ["Accept", ""]
    assert shown["return"][1].startswith("ground (claim_conflict / standard_conflict")
    assert shown["note"] == ["Add a note", "reason [photos]"]


def test_other_actions_come_with_every_reason(terminal: Terminal, number: str) -> None:
    shown = lines(terminal, "show", number, "--as", "于洋")

    assert shown["cancel"] == [
        "Cancel",
        "于洋 holds none of the posts that may do this: dispatcher of command_centre.",
    ]


def test_without_a_person_no_actions_are_shown(terminal: Terminal, number: str) -> None:
    assert "accept" not in lines(terminal, "show", number)


def test_a_case_in_json_carries_all_of_it(terminal: Terminal, number: str) -> None:
    shown = terminal.asks("case", "show", number, "--as", "于洋")

    assert shown["case"] == number
    assert (shown["state"], shown["owner"], shown["version"]) == (
        "assigned",
        "water",
        3,
    )
    assert {clock["label"]: clock["light"] for clock in shown["clocks"]} == {
        "stage:reported": "green",
        "promise": "green",
        "stage:registered": "green",
        "department:water": "green",
        "stage:assigned": "green",
    }
    assert [entry["number"] for entry in shown["entries"]] == [1, 2, 3]
    assert shown["told"] == {"description": "井盖缺失", "reporter": "王女士"}
    free = [each["action"] for each in shown["actions"] if not each["blockers"]]
    assert free == ["accept", "dispute", "return", "note"]


def test_history_numbers_every_entry(terminal: Terminal, number: str) -> None:
    told = lines(terminal, "history", number)

    assert list(told) == ["#", "1", "2", "3"]
    assert told["2"][1:] == [
        "周敏",
        (
            "Register → Registered, to be dispatched: Water supply manhole cover"
            "  ✉ the reporter"
        ),
    ]


def test_history_in_json_has_requests_and_effects(
    terminal: Terminal, number: str
) -> None:
    _, registered, _ = terminal.asks("case", "history", number)

    assert registered["request"]["fields"] == {"category": "C0101", "condition": "1"}
    assert registered["effects"]["case"]["state"] == "registered"


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        pytest.param("owner", "names Water supply as the lead", id="owner"),
        pytest.param("due", "“Promise to the reporter” began at", id="due"),
        pytest.param("promise", "Its limit is 2 hours", id="clock"),
        pytest.param("accept", "can accept now", id="action"),
        pytest.param("cancel", "holds none of the posts", id="greyed action"),
        pytest.param("department", "The department's own time", id="clock's name"),
        pytest.param("reopen", "offers no reopen", id="of another state"),
    ],
)
def test_why_explains(
    what: str, sentence: str, terminal: Terminal, number: str
) -> None:
    answer = terminal.types("case", "why", number, what, "--as", "于洋")

    assert answer.exit_code == 0
    assert sentence in answer.stdout


def test_why_in_json_has_sentences_and_facts(terminal: Terminal, number: str) -> None:
    first, *_ = terminal.asks("case", "why", number)

    assert first.keys() == {"step", "zh", "en", "details"}
    assert first["details"]["owner"] == "water"


def test_why_stands_beside_case_as_well(terminal: Terminal, number: str) -> None:
    alone = terminal.types("why", number, "due", "--language", "zh")
    grouped = terminal.types("case", "why", number, "due", "--language", "zh")

    assert alone.exit_code == 0
    assert alone.stdout.splitlines()[0] == grouped.stdout.splitlines()[0]
    assert "“承诺时限”自 " in alone.stdout


@pytest.mark.parametrize("command", ["show", "actions", "history", "why", "inbox"])
def test_a_stranger_is_refused_everywhere_alike(
    command: str, terminal: Terminal, number: str
) -> None:
    words = [] if command == "inbox" else [number]

    answer = terminal.types("case", command, *words, "--as", "nobody")

    assert (answer.exit_code, answer.stdout) == (3, "")
    assert answer.stderr == (
        "Nobody is called nobody, or several people are; give the person's key.\n"
    )


@pytest.mark.parametrize(
    ("what", "en", "zh"),
    [
        pytest.param("promise", "has not begun: it begins when", "尚未起算", id="rule"),
        pytest.param(
            "department",
            "“The department's own time” has not begun",
            "尚未起算",
            id="own",
        ),
        pytest.param(
            "application", "Nothing was applied for", "没有有期限的申请", id="request"
        ),
        pytest.param("stage", "“Reported, to be registered”", "“已上报", id="stage"),
    ],
)
def test_why_knows_clocks_by_name_before_they_begin(
    what: str, en: str, zh: str, terminal: Terminal
) -> None:
    reported = terminal.reports()

    english = terminal.types("why", reported, what)
    chinese = terminal.types("why", reported, what, "--language", "zh")

    assert (english.exit_code, chinese.exit_code) == (0, 0)
    assert en in english.stdout
    assert zh in chinese.stdout


def test_why_refuses_a_word_that_means_nothing(terminal: Terminal, number: str) -> None:
    answer = terminal.types("why", number, "sing")
    chinese = terminal.types("why", number, "sing", "--language", "zh", "--json")

    assert (answer.exit_code, answer.stdout, chinese.exit_code) == (3, "", 3)
    assert answer.stderr.startswith("There is no sing to ask about. Ask about: ")
    for word in ("application", "department:water", "due", "owner", "promise"):
        assert f"{word}" in answer.stderr
    assert "no_such_question" in chinese.stdout
    assert chinese.stderr.startswith("案件没有“sing”可问。可以问：")


def test_why_names_the_rules_behind_the_time_to_decide(
    terminal: Terminal, tmp_path: Path
) -> None:
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.register("2")
        hall.does("于洋", "accept")
        hall.does("韩雪", "cancel", reason="误报")
        hall.does("于洋", "extend", reason="配件")
        asked = number_text(hall.number)

    told = terminal.types("why", asked, "application:cancel").stdout
    cut = terminal.types("why", asked, "application:extend").stdout
    chinese = terminal.types("why", asked, "application", "--language", "zh").stdout

    assert "Its limit is 4 work hours, by the rules of approval “Cancellation”." in told
    assert (
        "by the rules of approval “Extension”, but what it would extend is due before"
    ) in cut
    assert "依据“作废审批”的规定" in chinese
    assert "依据“延期审批”的规定，但所延时限届时已到期" in chinese


def test_a_clock_that_ended_while_paused_keeps_its_due(
    terminal: Terminal, tmp_path: Path
) -> None:
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.register("2")
        hall.does("于洋", "accept")
        hall.later(hours=1)
        hall.finish()
        hall.does("宋佳", "pass", finding="already_solved")
        closed = number_text(hall.number)

    shown = terminal.types("case", "show", closed).stdout

    (line,) = (
        each
        for each in shown.splitlines()
        if each.startswith("The department's own time")
    )
    assert line.split("\t")[3] == "06-08 13:30"

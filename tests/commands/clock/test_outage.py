"""`gridcase clock outage`, as somebody types it."""

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import OPENING, Hall
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings

JUNE = ("--since", "2026-06-01", "--until", "2026-06-30")


@pytest.fixture
def down(terminal: Terminal, tmp_path: Path) -> Terminal:
    """On a Monday in June no worker was up from eight to four."""
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.report()
        hall.register("2")
        hall.at("06-08 16:00")
        hall.sweep()
    return terminal


ENGLISH = [
    "Outage from 2026-06-08 08:30:00 to 2026-06-08 16:00:00 (7 h 30 min)",
    "9 rungs of 2 cases fell due and fired afterwards, the latest 7 h 30 min late.",
    "Passed over: 2 repeats; only the last of a row fired.",
    (
        "Taken late by the system: 1 action; each counts from when it was due, so the "
        "state was left then."
    ),
    "Sent late because of it: 9 messages.",
    "Late is judged by the due instant, not by when somebody looked.",
    "Limits that ended in the catch-up: 1 on time, 0 late.",
]
CHINESE = [
    "停机 2026-06-08 08:30:00 至 2026-06-08 16:00:00(7 小时 30 分钟)",
    "2 件案件的 9 个梯级在此期间到期、事后补发，最迟的晚 7 小时 30 分钟。",
    "略过 2 次重复，只补发最后一次。",
    "系统补办 1 项操作；均视为在到期时办理，环节在那时离开。",
    "9 条消息因此晚发。",
    "是否超时按截止时间判定，与何时处理无关。",
    "补发中结束的时限：1 个按时，0 个超时。",
]


@pytest.mark.parametrize(
    ("language", "sentences"), [("en", ENGLISH), ("zh", CHINESE)], ids=["en", "zh"]
)
def test_an_outage_is_told_in_plain_words(
    language: str, sentences: list[str], down: Terminal
) -> None:
    answer = down.types("clock", "outage", *JUNE, "--language", language)

    assert answer.exit_code == 0
    assert [each for each in answer.stdout.splitlines() if each][:7] == sentences


def test_the_report_is_a_page_of_markdown(down: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "outage.md"

    answer = down.types("clock", "outage", *JUNE, "--report", str(path))

    lines = path.read_text().splitlines()
    assert answer.exit_code == 0
    assert lines[0] == "# Outage report"
    assert lines[2] == (
        "From 2026-06-01 to 2026-06-30, by what fired more than 1 minute after its "
        "time: 1 outage."
    )
    assert f"## {ENGLISH[0]}" in lines
    assert [f"- {each}" for each in ENGLISH[1:]] == lines[6:12]
    heads = "| Clock | Rung | Fired | Cases | Passed over | Resumed | Longest |"
    assert (
        lines[lines.index(heads) + 1] == "| --- | --- | --- | --- | --- | --- | --- |"
    )
    assert lines.count("### Actions taken late") == 1


def test_a_bar_in_a_title_breaks_no_table(down: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "outage.md"
    with open_runtime(Settings(database=down.database)) as runtime:
        hall = Hall(runtime, VirtualClock(OPENING), tmp_path)
        forged = hall.forge("Reported, to be registered", "Re|ported")
        hall.tamper("UPDATE cases SET definition = :forged", forged=forged)

    down.types("clock", "outage", *JUNE, "--report", str(path))

    assert "| Re\\|ported | still late |" in path.read_text()


def test_in_json_it_has_the_facts(down: Terminal) -> None:
    (outage,) = down.asks("clock", "outage", *JUNE)

    assert (outage["cases"], outage["rungs"], outage["passed_over"]) == (2, 9, 2)
    assert outage["seconds"] == 7.5 * 3600
    assert outage["taken"][0]["action_title"]["zh"] == "接收"
    assert outage["taken"][0]["due_at"] == "2026-06-08T01:18:00.000000Z"
    assert [each["rung"] for each in outage["latest"]] == ["due", "due"]


@pytest.mark.parametrize(
    ("words", "outages"),
    [
        ([*JUNE, "--longer-than", "9 hours"], 0),
        ([*JUNE, "--longer-than", "7小时"], 1),
        (["--since", "2026-06-09", "--until", "2026-06-30"], 0),
        (["--since", "2026-06-08", "--until", "2026-06-08"], 1),
        (["--until", "2026-07-05"], 1),
        (["--until", "2026-08-05"], 0),
    ],
    ids=["too short", "long", "after", "that day", "31 days back", "longer ago"],
)
def test_options_narrow_what_counts(
    words: list[str], outages: int, down: Terminal
) -> None:
    assert len(down.asks("clock", "outage", *words)) == outages


def test_no_outage_is_said_beside_nothing(terminal: Terminal) -> None:
    answer = terminal.types("clock", "outage", *JUNE)

    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr.endswith(": 0 outages.\n")


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        pytest.param(
            ["--longer-than", "4 work hours"],
            "an outage has no working hours; write minutes, hours or days.",
            "停机按连续时间计，请写分钟、小时或天。",
            id="working time",
        ),
        pytest.param(
            ["--longer-than", "long"],
            '"long" does not start with a number',
            "“long”不是时长，例如 5分钟。",
            id="no length",
        ),
        pytest.param(
            ["--since", "2026-07-01", "--until", "2026-06-01"],
            "--since lies after --until.",
            "--since 晚于 --until。",
            id="backwards",
        ),
        pytest.param(
            [*JUNE, "--report", "/nowhere/outage.md"],
            "/nowhere/outage.md cannot be written: ",
            "无法写入 /nowhere/outage.md：",
            id="no folder",
        ),
    ],
)
def test_what_cannot_be_is_told(
    words: list[str], en: str, zh: str, terminal: Terminal
) -> None:
    english = terminal.types("clock", "outage", *words)
    chinese = terminal.types("clock", "outage", *words, "--language", "zh")

    assert (english.exit_code, chinese.exit_code) == (2, 2)
    assert english.stdout == chinese.stdout == ""
    assert en in english.stderr
    assert zh in chinese.stderr


def test_an_outage_that_lasts_is_told(terminal: Terminal, tmp_path: Path) -> None:
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        Hall(runtime, clock, tmp_path).report()

    english = terminal.types("clock", "outage")
    chinese = terminal.types("clock", "outage", "--language", "zh")
    (found,) = terminal.asks("clock", "outage")

    assert english.stderr.endswith(": 1 outage.\n")
    assert "Outage since 2026-06-08 08:30:00, which still lasts (" in english.stdout
    assert "1 case with rungs that are due and not fired" in english.stdout
    assert "Last swept: never." in english.stdout
    assert "停机自 2026-06-08 08:30:00 起，仍在持续" in chinese.stdout
    assert (found["lasts"], found["cases"], found["until"]) == (True, 1, None)
    # In a period that had ended before, nothing lasted yet that anybody asked about.
    assert terminal.asks("clock", "outage", *JUNE) == []


def test_requests_that_nobody_decided_are_told_as_such(
    terminal: Terminal, tmp_path: Path
) -> None:
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.register("3")
        hall.does("于洋", "accept")
        hall.does("韩雪", "cancel", reason="误报")
        hall.at("06-08 16:00")
        hall.sweep()

    english = terminal.types("clock", "outage", *JUNE).stdout
    chinese = terminal.types("clock", "outage", *JUNE, "--language", "zh").stdout
    (found,) = terminal.asks("clock", "outage", *JUNE)

    assert "Request · Cancel\ttime is up" in english
    assert "Time ran out undecided for 1 request." in english
    assert "1 项申请期限内无人审批。" in chinese
    assert (found["undecided"], found["on_time"], found["late"]) == (1, 0, 0)

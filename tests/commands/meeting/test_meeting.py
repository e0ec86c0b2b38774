"""`gridcase meeting`: people hold a joint meeting at the command line."""

from pathlib import Path

import pytest
from click.testing import Result

from tests.commands.conftest import Terminal
from tests.engine.hall import Hall

CONVENOR = ("--as", "孟铁军")
SECRETARY = ("--as", "邹明远")


@pytest.fixture
def table(sqlite_hall: Hall) -> Terminal:
    """One cover that water and roads refuse, and on which no judge has ruled."""
    sqlite_hall.report(description="井盖破损")
    sqlite_hall.register("4")
    sqlite_hall.disputes("于洋", "roads")
    sqlite_hall.says("孙磊", "decline", ground="claim_conflict")
    sqlite_hall.at("06-30 09:00")
    sqlite_hall.sweep()
    return Terminal(database=sqlite_hall.address)


@pytest.fixture
def opened(table: Terminal) -> Terminal:
    """The same, where the meeting sits."""
    assert table.asks("meeting", "open", "city", *CONVENOR)["meeting"] == 1
    return table


@pytest.fixture
def drafted(opened: Terminal) -> Terminal:
    """The same, with its minutes drafted."""
    opened.asks("meeting", "minutes", "1", "--draft", *SECRETARY)
    return opened


def refused(terminal: Terminal, *words: str) -> str:
    """What a refused command says; nothing is answered."""
    answer = terminal.types("meeting", *words)
    assert (answer.exit_code, answer.stdout) == (3, "")
    return answer.stderr


def wrong(answer: Result) -> str:
    """What is said of a line that cannot be meant."""
    assert answer.exit_code == 2
    return answer.stderr


def test_an_agenda_is_seen_before_it_is_fixed(table: Terminal) -> None:
    seen = table.asks("meeting", "agenda")

    assert seen["name"] == "city"
    assert [(each["kind"], each["cases"]) for each in seen["agenda"]] == [
        ("dispute", ["20260608-000001"])
    ]
    assert table.asks("meeting", "agenda", "city") == seen
    assert table.asks("meeting", "list")["held"] == []
    line = table.types("meeting", "agenda").stdout.splitlines()[-1]
    assert line.startswith("1\tUnsettled dispute\tCase 20260608-000001 (")


def test_a_meeting_rules_and_its_case_tells(opened: Terminal) -> None:
    words = ("--lead", "roads", "--reason", "移交清单", "--assisting", "water")
    answer = opened.types("meeting", "resolve", "1", "1", *words, *CONVENOR)

    assert answer.stdout == "Resolution 1: roads owns the case.\n"
    case = opened.asks("case", "show", "20260608-000001")
    assert case["owner"] == "roads"
    (dispute,) = opened.asks("dispute", "show", "20260608-000001")
    assert (dispute["status"], dispute["lost_by"]) == ("ruled", "roads")
    assert dispute["ruling"]["level"] == "meeting"
    story = opened.types("case", "show", "20260608-000001").stdout
    assert "Rule: Roads and bridges; 移交清单; joint meeting 1 → Roads" in story
    assert opened.asks("meeting", "agenda")["agenda"] == []


def test_a_task_is_listed_until_it_is_done(opened: Terminal) -> None:
    task = ("--task", "划定界线", "--department", "lighting", "--due", "5 work days")
    made = opened.asks("meeting", "resolve", "1", "1", *task, *CONVENOR)
    assert (made["kind"], made["overdue"], made["case"]) == ("task", False, None)
    assert [each["text"] for each in opened.asks("meeting", "list")["tasks"]] == [
        "划定界线"
    ]

    said = refused(opened, "done", "1", "--note", "好", "--as", "于洋")
    assert "coordinator of lighting, section_head of command_centre" in said
    done = opened.asks("meeting", "done", "1", "--note", "已划定", "--as", "傅铁军")
    assert done["note"] == "已划定"
    assert opened.asks("meeting", "list")["tasks"] == []
    again = refused(opened, "done", "1", "--note", "已划定", "--as", "傅铁军")
    assert again == "It is settled already: resolution 1 is done.\n"


def test_a_list_shows_what_was_held(drafted: Terminal) -> None:
    (held,) = drafted.asks("meeting", "list")["held"]
    assert (held["stage"], held["unsigned"]) == ("drafted", held["members"])
    (rule,) = drafted.asks("meeting", "list")["meetings"]
    assert (rule["name"], rule["cadence"]) == ("city", "first week")

    shown = drafted.types("meeting", "list").stdout
    assert "minutes to be signed" in shown
    assert "in the first week of every month" in shown


def test_minutes_go_to_a_file_as_html(drafted: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "minutes.html"
    words = ("minutes", "1", "--format", "html", "--to", str(path))

    assert drafted.types("meeting", *words).exit_code == 0
    assert path.read_text().startswith('<!DOCTYPE html>\n<html lang="en">')
    nowhere = ("minutes", "1", "--to", str(tmp_path / "none" / "minutes.md"))
    answer = drafted.types("meeting", *nowhere)
    assert answer.exit_code == 1
    assert "cannot be written" in answer.stderr


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (
            ("open", "village", *CONVENOR),
            "没有联席会议“village”；已有：city。",
            "There is no joint meeting village; there are: city.",
        ),
        (
            ("open", "city", "--as", "于洋"),
            "yu_yang 不担任此操作所需的岗位",
            "yu_yang holds none of the posts",
        ),
        (
            ("open", "city", "--attends", "无名", *CONVENOR),
            "没有名为 无名 的人员",
            "Nobody is called 无名",
        ),
        (
            ("open", "city", *CONVENOR),
            "尚未形成纪要，不能再次召开。",
            "it still sits; draft its minutes.",
        ),
        (
            ("resolve", "9", "1", "--lead", "roads", "--reason", "x", *CONVENOR),
            "没有联席会议“9”",
            "There is no joint meeting 9",
        ),
        (
            ("resolve", "1", "7", "--lead", "roads", "--reason", "x", *CONVENOR),
            "第 1 号会议没有第 7 项议题。",
            "Meeting 1 has no item 7 on its agenda.",
        ),
        (
            ("resolve", "1", "1", "--lead", "moon", "--reason", "x", *CONVENOR),
            "“moon”不存在或已撤销",
            "There is no open department to take the case over: moon.",
        ),
        (
            ("resolve", "1", "1", "--lead", "roads", *CONVENOR),
            "缺少必填项“理由”",
            "The field reason is missing.",
        ),
        (
            ("resolve", "1", "1", "--task", "x", "--department", "moon", *CONVENOR),
            "“moon”不存在或已撤销",
            "no open department",
        ),
        (
            (
                *("resolve", "1", "1", "--task", "x", "--department", "water"),
                *("--due", "2026-01-05 12:00", *CONVENOR),
            ),
            "期限已经过去。",
            "that time has passed.",
        ),
        (
            ("done", "5", "--note", "x", *CONVENOR),
            "没有第 5 号决议。",
            "no resolution 5",
        ),
        (("sign", "1", "--as", "于洋"), "纪要尚未起草", "are not drafted yet"),
        (
            ("minutes", "1", "--issue", *SECRETARY),
            "纪要尚未起草",
            "are not drafted yet",
        ),
        (("minutes", "1", "--draft", *CONVENOR), "不担任", "holds none of the posts"),
        (("minutes", "8"), "没有联席会议“8”", "There is no joint meeting 8"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    opened: Terminal, words: tuple[str, ...], zh: str, en: str
) -> None:
    before = opened.asks("meeting", "list")["held"]
    chinese = Terminal(database=opened.database, language="zh")

    assert en in refused(opened, *words)
    assert zh in refused(chinese, *words)
    assert opened.asks("meeting", "list")["held"] == before


def test_a_stranger_signs_nothing(drafted: Terminal) -> None:
    said = refused(drafted, "sign", "1", "--as", "周敏")
    assert "zhou_min is coordinator of none of the members" in said

    chinese = Terminal(database=drafted.database, language="zh")
    assert "不代表任何成员单位" in refused(chinese, "sign", "1", "--as", "周敏")
    for_another = refused(drafted, "sign", "1", "--for", "roads", "--as", "于洋")
    assert "yu_yang is coordinator of none" in for_another


def test_a_member_signs_once(drafted: Terminal) -> None:
    answer = drafted.types("meeting", "sign", "1", "--as", "于洋")
    assert answer.stderr.startswith("Signed; missing: drainage, ")

    assert (
        refused(drafted, "sign", "1", "--as", "于洋") == "water has signed already.\n"
    )
    (held,) = drafted.asks("meeting", "list")["held"]
    assert [each["department"] for each in held["signatures"]] == ["water"]


def test_drafted_minutes_resolve_nothing_more(drafted: Terminal) -> None:
    words = ("resolve", "1", "1", "--lead", "roads", "--reason", "x", *CONVENOR)
    assert "resolves nothing more" in refused(drafted, *words)
    twice = refused(drafted, "minutes", "1", "--draft", *SECRETARY)
    assert twice == "Meeting 1: its minutes have been drafted already.\n"
    missing = refused(drafted, "minutes", "1", "--issue", *SECRETARY)
    assert missing.startswith("The minutes are issued once every member has signed")


def test_after_issue_nobody_signs(drafted: Terminal) -> None:
    voices = ["于洋", "陈卫东", "孙磊", "傅铁军", "方成林", "程雪松", "梁慧敏"]
    for who in voices:
        drafted.asks("meeting", "sign", "1", "--as", who)
    drafted.asks("meeting", "minutes", "1", "--issue", *SECRETARY)

    late = refused(drafted, "sign", "1", "--as", "于洋")
    assert "its minutes are issued already" in late
    again = refused(drafted, "minutes", "1", "--issue", *SECRETARY)
    assert "its minutes are issued already" in again


def test_a_ruling_needs_a_dispute(opened: Terminal) -> None:
    resolve = ("meeting", "resolve", "1", "1")
    both = wrong(opened.types(*resolve, "--lead", "roads", "--task", "x", *CONVENOR))
    assert "Give either --lead, for a ruling, or --task." in both
    assert "Give either" in wrong(opened.types(*resolve, *CONVENOR))
    late = ("--task", "x", "--department", "water", "--due", "soon", *CONVENOR)
    assert "'soon' is no time" in wrong(opened.types(*resolve, *late))
    assert "Say who acts" in wrong(opened.types(*resolve, "--task", "x"))


def test_refusals_are_json_for_programs(table: Terminal) -> None:
    answer = table.types("meeting", "open", "village", "--json", *CONVENOR)

    assert answer.exit_code == 3
    assert '"no_such_meeting"' in answer.stdout

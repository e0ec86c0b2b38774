"""`gridcase dispute list`, `show` and all that is said, as somebody types it."""

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.commands.test_completion import offers
from tests.engine.hall import OPENING, PIXEL, Hall
from workflow.domain.case import number_text
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings

UNKNOWN = "20260101-000001"


@pytest.fixture
def number(terminal: Terminal, tmp_path: Path) -> str:
    """A broken cover that water disputes: it should be roads, or else lighting."""
    reported = terminal.reports()
    values = ("--with", "category=C0101", "--with", "condition=2")
    terminal.asks("case", "act", reported, "register", "--as", "周敏", *values)
    (tmp_path / "map.png").write_bytes(PIXEL)
    claimed = ("--with", "ground=claim_conflict", "--with", "proposed=roads,lighting")
    shown = ("--file", f"evidence={tmp_path / 'map.png'}")
    told = terminal.asks(
        "case", "act", reported, "dispute", "--as", "于洋", *claimed, *shown
    )
    assert told["state"] == "disputed"
    return reported


@pytest.fixture
def judged(terminal: Terminal, number: str) -> str:
    """The same after both have declined: the dispatcher judges."""
    for who in ("孙磊", "傅铁军"):
        ground = ("--ground", "claim_conflict")
        terminal.asks("dispute", "decline", number, "--as", who, *ground)
    return number


@pytest.mark.parametrize(
    ("language", "heads", "cells"),
    [
        pytest.param(
            "en",
            "Case Place By Proposed Ground Level Turn Due Is",
            [
                "Water supply",
                "Roads and bridges, Street lighting",
                "Ownership is contested",
                "Answer",
                "Coordinator · 孙磊",
                "open",
            ],
            id="en",
        ),
        pytest.param(
            "zh",
            "编号 地点 提出 拟定 依据 级别 待谁 期限 状态",
            [
                "市供水管理处",
                "市政道路桥梁管理处、市路灯与亮化管理处",
                "权属有争议",
                "答复",
                "联络协调员 · 孙磊",
                "争议中",
            ],
            id="zh",
        ),
    ],
)
def test_a_list_tells_whose_turn_it_is(
    language: str, heads: str, cells: list[str], terminal: Terminal, number: str
) -> None:
    answer = terminal.types("dispute", "list", "--as", "孙磊", "--language", language)

    head, line = answer.stdout.splitlines()
    found = line.split("\t")
    assert head.split("\t") == heads.split()
    assert (answer.exit_code, found[0]) == (0, number)
    assert [*found[2:7], found[8]] == cells


def test_a_list_is_of_ones_own_desks(terminal: Terminal, number: str) -> None:
    own = terminal.asks("dispute", "list", "--as", "孙磊")
    others = terminal.asks("dispute", "list", "--as", "傅铁军")
    every = terminal.asks("dispute", "list", "--as", "傅铁军", "--all")

    assert [each["case"] for each in own] == [number]
    assert (own[0]["offered"], own[0]["desk"]) == (
        ["accept", "decline"],
        "coordinator@roads",
    )
    assert others == []
    assert [each["case"] for each in every] == [number]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        pytest.param("en", "Nothing is disputed.\n", id="en"),
        pytest.param("zh", "没有待处理的权属争议。\n", id="zh"),
    ],
)
def test_an_empty_list_says_so(language: str, said: str, terminal: Terminal) -> None:
    answer = terminal.types("dispute", "list", "--language", language)

    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "", said)
    assert terminal.asks("dispute", "list") == []


@pytest.mark.parametrize(
    ("language", "lines", "said"),
    [
        pytest.param(
            "en",
            [
                "Dispute 1 · open",
                "By\tWater supply",
                "Answers\tRoads and bridges declines; Street lighting declines",
                "Makes safe\tWater supply",
                "Level\tThe dispatcher",
                "Turn\tDispatcher · 韩雪",
            ],
            "You may: rule, rise\n",
            id="en",
        ),
        pytest.param(
            "zh",
            [
                "第 1 次争议 · 争议中",
                "提出\t市供水管理处",
                "答复\t市政道路桥梁管理处拒绝；市路灯与亮化管理处拒绝",
                "临时牵头\t市供水管理处",
                "级别\t派遣员裁定",
                "待谁\t派遣员 · 韩雪",
            ],
            "您可以：rule, rise\n",
            id="zh",
        ),
    ],
)
def test_a_dispute_is_shown_with_its_answers(
    language: str, lines: list[str], said: str, terminal: Terminal, judged: str
) -> None:
    answer = terminal.types(
        "dispute", "show", judged, "--as", "韩雪", "--language", language
    )

    assert answer.exit_code == 0
    assert [each for each in lines if each not in answer.stdout.splitlines()] == []
    assert answer.stderr == said


def test_a_ruling_gives_the_case_away(terminal: Terminal, judged: str) -> None:
    ruled = terminal.asks(
        *("dispute", "rule", judged, "--as", "韩雪", "--lead", "roads"),
        *("--assisting", "lighting, water", "--reason", "移交清单"),
        *("--basis", "第五条", "--scope", "below", "--at", "2201"),
        *("--expires", "2099-12-31", "--review", "2099-06-30"),
    )

    (shown,) = terminal.asks("dispute", "show", judged)
    ruling = shown["ruling"]
    assert (ruled["state"], ruled["owner"]) == ("handling", "roads")
    assert (shown["status"], shown["lost_by"]) == ("ruled", "roads")
    assert (ruling["assisting"], ruling["basis"]) == (["lighting", "water"], "第五条")
    assert (ruling["scope"], ruling["place"]) == ("below", "2201")
    assert (ruling["expires"], ruling["review"]) == ("2099-12-31", "2099-06-30")
    told = terminal.types("dispute", "show", judged).stdout.splitlines()
    for line in (
        "Owner since\tRoads and bridges",
        "Time charged to\tRoads and bridges",
        "Judge\t韩雪",
        "Assisting\tStreet lighting, Water supply",
        "Reason\t移交清单",
        "Legal basis\t第五条",
    ):
        assert line in told


def test_words_are_answered_with_the_case(terminal: Terminal, number: str) -> None:
    answer = terminal.types("dispute", "accept", number, "--as", "傅铁军")

    assert answer.exit_code == 0
    assert "Street lighting" in answer.stdout.splitlines()[0]
    (shown,) = terminal.asks("dispute", "show", number)
    assert (shown["status"], shown["owner"]) == ("accepted", "lighting")


def test_whoever_disputed_takes_it_back(terminal: Terminal, judged: str) -> None:
    told = terminal.asks(
        "dispute", "withdraw", judged, "--as", "于洋", "--reason", "查明属实"
    )

    assert (told["state"], told["owner"]) == ("assigned", "water")


def test_a_judge_hears_the_parties(terminal: Terminal, judged: str) -> None:
    rises = ("dispute", "rise", judged, "--as", "韩雪", "--reason", "难以判断")
    terminal.asks(*rises)
    (risen,) = terminal.asks("dispute", "list", "--as", "江金凤")
    terminal.asks("dispute", "ask", judged, "--as", "江金凤")
    stated = ("dispute", "state", judged, "移交清单在此")
    terminal.asks(*stated, "--as", "于洋")
    due = risen["due_at"]
    # What the judge may call for lies before the end of the level.
    late = terminal.types("dispute", "visit", judged, "--on", due, "--as", "江金凤")

    (shown,) = terminal.asks("dispute", "show", judged, "--as", "江金凤")
    assert (risen["level"], risen["offered"]) == (
        "district",
        ["ask", "visit", "rule", "rise"],
    )
    assert shown["stated"] == ["water"]
    assert "statements_by" in shown
    assert late.exit_code == 3
    assert "on" in late.stderr


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        pytest.param(
            ("accept", "--as", "周敏"),
            "周敏 speaks for none of the parties: Roads and bridges, Street lighting.",
            "周敏 不代表争议的当事部门：市政道路桥梁管理处、市路灯与亮化管理处。",
            id="no-party",
        ),
        pytest.param(
            ("accept", "--as", "孙磊", "--for", "lighting"),
            "孙磊 speaks for none of the parties: Roads and bridges, Street lighting.",
            "孙磊 不代表争议的当事部门：市政道路桥梁管理处、市路灯与亮化管理处。",
            id="for-another-party",
        ),
        pytest.param(
            ("decline", "--as", "孙磊", "--ground", "mood"),
            "there is no mood, only claim_conflict, standard_conflict",
            "没有 mood，只有：claim_conflict, standard_conflict",
            id="unknown-ground",
        ),
        pytest.param(
            ("withdraw", "--as", "于洋"),
            "The field reason is missing.",
            "缺少必填项“理由”(reason)。",
            id="no-reason",
        ),
        pytest.param(
            ("rule", "--as", "韩雪", "--lead", "roads", "--reason", "x"),
            "to answer; no judge has it yet.",
            "前答复，之后才由裁决人处理。",
            id="before-the-answer",
        ),
        pytest.param(
            ("lead", "roads", "--as", "韩雪"),
            "This ladder names no provisional lead, or the time for it is over.",
            "本裁决程序不指定临时牵头部门，或时间已过。",
            id="nobody-names-a-lead",
        ),
        pytest.param(
            ("state", "我们的意见", "--as", "于洋"),
            "This level has no statement, or its time is over.",
            "本级裁决不安排“书面陈述”，或时间已过。",
            id="statement-that-nobody-asked-for",
        ),
        pytest.param(
            ("accept", "--as", "nobody"),
            "Nobody is called nobody, or several people are; give the person's key.",
            "没有名为 nobody 的人员，或有多人同名；请使用人员代码。",
            id="unknown-person",
        ),
    ],
)
def test_what_may_not_be_said_is_refused(
    words: tuple[str, ...], en: str, zh: str, terminal: Terminal, number: str
) -> None:
    word, *rest = words
    before = terminal.asks("case", "show", number)["version"]

    english = terminal.types("dispute", word, number, *rest)
    chinese = terminal.types("dispute", word, number, *rest, "--language", "zh")

    assert (english.exit_code, chinese.exit_code) == (3, 3)
    assert (english.stdout, chinese.stdout) == ("", "")
    assert en in english.stderr
    assert zh in chinese.stderr
    assert english.stderr != chinese.stderr
    assert terminal.asks("case", "show", number)["version"] == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("--lead", "moon"), "There is no", id="unknown-department"),
        pytest.param(
            ("--lead", "kiosk_office"), "kiosk_office", id="closed-department"
        ),
        pytest.param(
            ("--lead", "roads", "--assisting", "roads"),
            "roads cannot both lead and assist.",
            id="lead-that-assists",
        ),
        pytest.param(
            ("--lead", "roads", "--scope", "below", "--at", "220102"),
            "the case does not lie in 220102.",
            id="elsewhere",
        ),
        pytest.param(
            ("--lead", "roads", "--scope", "below", "--expires", "tomorrow"),
            "expires is no date: tomorrow.",
            id="no-date",
        ),
        pytest.param(
            ("--lead", "roads", "--scope", "below", "--review", "2020-01-01"),
            "review has passed: 2020-01-01.",
            id="date-that-has-passed",
        ),
        pytest.param(
            ("--lead", "roads", "--scope", "place", "--condition", "99"),
            "has no condition 99.",
            id="unknown-condition",
        ),
    ],
)
def test_a_ruling_that_cannot_be_followed_is_refused(
    words: tuple[str, ...], said: str, terminal: Terminal, judged: str
) -> None:
    typed = ("dispute", "rule", judged, "--as", "韩雪", "--reason", "x", *words)

    answer = terminal.types(*typed)
    in_json = terminal.types(*typed, "--json")

    assert (answer.exit_code, answer.stdout, in_json.exit_code) == (3, "", 3)
    assert said in answer.stderr
    assert '"refused"' in in_json.stdout
    assert terminal.asks("case", "show", judged)["state"] == "disputed"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("show", UNKNOWN), id="show"),
        pytest.param(("accept", UNKNOWN, "--as", "孙磊"), id="accept"),
        pytest.param(
            ("rule", UNKNOWN, "--as", "韩雪", "--lead", "roads", "--reason", "x"),
            id="rule",
        ),
    ],
)
def test_an_unknown_case_is_refused(words: tuple[str, ...], terminal: Terminal) -> None:
    english = terminal.types("dispute", *words)
    chinese = terminal.types("dispute", *words, "--language", "zh")

    assert (english.exit_code, chinese.exit_code) == (3, 3)
    assert english.stderr == f"There is no case {UNKNOWN}.\n"
    assert chinese.stderr == f"没有案件 {UNKNOWN}。\n"


@pytest.mark.parametrize("words", [("list",), ("show", "NUMBER")], ids=["list", "show"])
def test_a_stranger_is_shown_no_dispute(
    words: tuple[str, ...], terminal: Terminal, number: str
) -> None:
    typed = [number if word == "NUMBER" else word for word in words]

    answer = terminal.types("dispute", *typed, "--as", "nobody")

    assert (answer.exit_code, answer.stdout) == (3, "")
    assert answer.stderr.startswith("Nobody is called nobody, ")


def test_a_case_that_nobody_disputes_says_so(terminal: Terminal) -> None:
    quiet = terminal.reports()

    shown = terminal.types("dispute", "show", quiet)
    refused = terminal.types("dispute", "accept", quiet, "--as", "孙磊")
    chinese = terminal.types("dispute", "show", quiet, "--language", "zh")

    assert (shown.exit_code, shown.stdout) == (0, "")
    assert shown.stderr == "The case was never disputed.\n"
    assert chinese.stderr == "案件没有权属争议。\n"
    assert terminal.asks("dispute", "show", quiet) == []
    assert refused.exit_code == 3


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("accept", "20260101-000001"), id="nobody-acts"),
        pytest.param(("decline", "20260101-000001", "--as", "孙磊"), id="no-ground"),
        pytest.param(("rule", "20260101-000001", "--as", "韩雪"), id="no-lead"),
        pytest.param(("visit", "20260101-000001", "--as", "韩雪"), id="no-instant"),
        pytest.param(("show", "x"), id="no-number"),
    ],
)
def test_a_line_that_lacks_something_is_a_usage_error(
    words: tuple[str, ...], terminal: Terminal
) -> None:
    answer = terminal.types("dispute", *words)

    assert (answer.exit_code, answer.stdout) == (2, "")


def test_keys_complete_cases_and_departments(terminal: Terminal, number: str) -> None:
    for word in ("accept", "rule", "show"):
        assert offers(terminal, "dispute", word) == [number]
    assert offers(terminal, "dispute", begun="wi") == ["withdraw"]
    assert offers(terminal, "dispute", "lead", number, begun="li") == ["lighting"]
    assert offers(terminal, "dispute", "rule", number, "--lead", begun="ro") == [
        "roads"
    ]
    # A department that was closed owns nothing any more.
    assert offers(terminal, "dispute", "lead", number, begun="kiosk") == []


def test_time_that_nobody_wrote_is_reckoned(terminal: Terminal, tmp_path: Path) -> None:
    clock = VirtualClock(OPENING)
    with open_runtime(
        Settings(database=terminal.database, files=str(tmp_path / "files")), clock
    ) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.register("2")
        hall.disputes("于洋", "roads")
        old = number_text(hall.number)

    shown = terminal.types("dispute", "show", old)
    (document,) = terminal.asks("dispute", "show", old)

    # Roads kept silent in June, which accepts; no worker has written it since.
    assert (document["status"], document["owner"]) == ("accepted", "roads")
    assert "Dispute 1 · accepted" in shown.stdout
    assert "Due" not in shown.stdout
    assert "due" in shown.stderr

"""`gridcase case request`, `requests`, `decide` and `withdraw`, as people type them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import OPENING, Hall
from workflow.domain.case import number_text
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock, now
from workflow.settings import Settings


@pytest.fixture
def number(terminal: Terminal) -> str:
    """A case that the water company handles; it has two hours."""
    number = terminal.reports()
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", number, "register", "--as", "周敏", *values)
    terminal.asks("case", "act", number, "accept", "--as", "于洋")
    return number


def asked(terminal: Terminal, number: str) -> None:
    reason = ("--with", "reason=配件需从外地调运")
    terminal.asks("case", "request", number, "extend", "--as", "于洋", *reason)


def test_asking_tells_whom_it_waits_for(terminal: Terminal, number: str) -> None:
    answer = terminal.types(
        *("case", "request", number, "extend", "--as", "于洋"),
        *("--with", "reason=配件需从外地调运"),
    )

    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[-1].endswith(
        "Asks for: Extend the limit: Reason: 配件需从外地调运  ✉ 邹明远"
    )


def test_taking_what_needs_approval_asks_for_it(
    terminal: Terminal, number: str
) -> None:
    answer = terminal.asks(
        *("case", "act", number, "extend", "--as", "于洋", "--with", "reason=配件")
    )

    assert [each["kind"] for each in answer["entries"]] == ["asked"]


def test_what_needs_no_approval_is_not_asked_for(
    terminal: Terminal, number: str
) -> None:
    answer = terminal.types(
        *("case", "request", number, "note", "--as", "于洋", "--with", "reason=x")
    )

    assert answer.exit_code == 3
    assert answer.stderr == "note needs no approval: take it.\n"


def test_an_action_shows_that_it_needs_approval(
    terminal: Terminal, number: str
) -> None:
    shown = terminal.types("case", "actions", number, "--as", "于洋").stdout

    assert "extend\tExtend the limit (needs approval: Extension)\treason" in shown
    offers = terminal.asks("case", "actions", number, "--as", "于洋")
    assert {o["action"]: o["approval"] for o in offers if o["approval"]} == {
        "cancel": "cancellation",
        "extend": "extension",
        "suspend": "suspension",
    }


def test_whoever_decides_finds_it_in_the_inbox(terminal: Terminal, number: str) -> None:
    asked(terminal, number)

    inbox = terminal.types("case", "inbox", "--as", "邹明远")
    listed = terminal.types("case", "requests", "--as", "邹明远").stdout.splitlines()

    assert "Requests that wait for your decision: 1" in inbox.stderr
    heads, line = listed
    assert heads.split("\t")[:4] == ["Case", "For", "Rule", "By"]
    cells = line.split("\t")
    assert cells[:4] == [number, "Extend the limit", "Extension", "于洋"]
    assert (cells[5], cells[7]) == ("Head of the dispatch section · 邹明远", "pending")


def test_nothing_to_decide_is_said(terminal: Terminal, number: str) -> None:
    answer = terminal.types("case", "requests", "--as", "邹明远")

    assert (answer.stdout, answer.stderr) == ("", "No requests.\n")
    assert terminal.asks("case", "requests", number) == []


def test_a_decision_is_carried_out_and_told(terminal: Terminal, number: str) -> None:
    asked(terminal, number)

    answer = terminal.types(
        *("case", "decide", number, "extend", "grant", "--as", "邹明远")
    )

    assert answer.exit_code == 0
    assert "邹明远\tExtend the limit: granted  ✉ 于洋" in answer.stdout
    (found,) = terminal.asks("case", "requests", number)
    assert (found["status"], found["agreed"]) == ("granted", ["zou_mingyuan"])
    shown = terminal.asks("case", "show", number)
    assert shown["granted"] == {"extension": 1}
    (promise,) = [each for each in shown["clocks"] if each["label"] == "promise"]
    assert promise["extended"] == promise["budget"] // 2


def test_a_refusal_needs_a_reason_in_both_languages(
    terminal: Terminal, number: str
) -> None:
    asked(terminal, number)
    words = ("case", "decide", number, "extend", "refuse", "--as", "邹明远")

    answer = terminal.types(*words)
    chinese = terminal.types(*words, "--language", "zh")

    assert (answer.exit_code, chinese.exit_code) == (3, 3)
    assert answer.stderr == "The field reason is missing.\n"
    assert chinese.stderr == "缺少必填项“理由”(reason)。\n"
    assert terminal.asks(*words, "--reason", "不必")["state"] == "handling"


def test_the_wrong_post_is_refused(terminal: Terminal, number: str) -> None:
    asked(terminal, number)

    answer = terminal.types(
        *("case", "decide", number, "extend", "grant", "--as", "韩雪", "--json")
    )

    assert answer.exit_code == 3
    assert "post_not_held" in answer.stdout
    assert "section_head of command_centre" in answer.stderr


def test_who_asked_takes_it_back(terminal: Terminal, number: str) -> None:
    asked(terminal, number)

    answer = terminal.types("case", "withdraw", number, "extend", "--as", "于洋")

    assert answer.exit_code == 0
    assert "Extend the limit: withdrawn" in answer.stdout
    (found,) = terminal.asks("case", "requests", number)
    assert found["status"] == "withdrawn"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("requests", "20260608-000999"), id="requests"),
        pytest.param(
            ("decide", "20260608-000999", "extend", "grant", "--as", "邹明远"),
            id="decide",
        ),
        pytest.param(
            ("withdraw", "20260608-000999", "extend", "--as", "于洋"), id="withdraw"
        ),
    ],
)
def test_an_unknown_case_is_said(terminal: Terminal, words: tuple[str, ...]) -> None:
    answer = terminal.types("case", *words)

    assert answer.exit_code == 3
    assert answer.stderr == "There is no case 20260608-000999.\n"


def test_nobody_decides_without_a_name(terminal: Terminal, number: str) -> None:
    answer = terminal.types("case", "decide", number, "extend", "grant")

    assert answer.exit_code == 2
    assert "Say who acts" in answer.stderr


def test_a_case_shows_its_request_and_that_clock(
    terminal: Terminal, number: str
) -> None:
    asked(terminal, number)

    shown = terminal.types("case", "show", number).stdout

    assert "Request · Extend the limit" in shown


def test_whoever_decides_sees_what_is_asked(terminal: Terminal, number: str) -> None:
    values = ("--with", "reason=待汛期", "--with", f"resume_on={in_a_month()}")
    terminal.asks("case", "request", number, "suspend", "--as", "于洋", *values)
    zh = f"理由：待汛期；恢复日期：{in_a_month()}"
    en = f"Reason: 待汛期; Resume on: {in_a_month()}"

    for words in (
        ("requests", "--as", "邹明远"),
        ("show", number),
        ("history", number),
    ):
        assert en in terminal.types("case", *words).stdout
        assert zh in terminal.types("case", *words, "--language", "zh").stdout
    (asked_for,) = terminal.asks("case", "requests", number)
    assert [each["title"]["en"] for each in asked_for["given"]] == [
        "Reason",
        "Resume on",
    ]


def test_the_list_says_who_decided_when_and_why(
    terminal: Terminal, number: str
) -> None:
    asked(terminal, number)
    words = ("case", "decide", number, "extend", "refuse", "--reason", "不必")
    terminal.asks(*words, "--as", "邹明远")

    listed = terminal.types("case", "requests", number).stdout.splitlines()[1]
    chinese = terminal.types("case", "requests", number, "--language", "zh").stdout
    (found,) = terminal.asks("case", "requests", number)

    assert "refused by 邹明远 at " in listed
    assert listed.endswith(" (不必)")
    assert re.search(r"邹明远 于 [-\d]+ [:\d]+ 不同意\(不必\)", chinese)
    assert (found["ending"]["by"], found["ending"]["silent"]) == ("zou_mingyuan", False)


def test_a_level_that_agreed_is_named(terminal: Terminal, number: str) -> None:
    values = ("--with", "reason=待汛期", "--with", f"resume_on={in_a_month()}")
    terminal.asks("case", "request", number, "suspend", "--as", "于洋", *values)
    terminal.asks("case", "decide", number, "suspend", "grant", "--as", "邹明远")

    listed = terminal.types("case", "requests", number).stdout.splitlines()[1]

    assert listed.endswith("邹明远 agreed")


@pytest.fixture
def expired(terminal: Terminal, tmp_path: Path) -> str:
    """A case for which more time was asked in June; nobody decided or swept since."""
    clock = VirtualClock(OPENING)
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.register("2")
        hall.does("于洋", "accept")
        hall.does("于洋", "extend", reason="配件")
        return number_text(hall.number)


def test_silence_is_told_as_the_answer(terminal: Terminal, expired: str) -> None:
    english = terminal.types("case", "requests", expired).stdout
    chinese = terminal.types("case", "requests", expired, "--language", "zh").stdout

    # Four work hours from 08:00 end at 13:30, and with them the time to extend them.
    assert (
        "refused\tReason: 配件\tnobody decided in time, so it was refused at "
        "2026-06-08 13:30 (not written yet)"
    ) in english
    assert (
        "不同意\t理由：配件\t期限内无人审批，于 2026-06-08 13:30 视为不同意(尚未写入)"
    ) in chinese
    assert terminal.asks("case", "requests", "--as", "邹明远") == []


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("decide", "extend", "grant", "邹明远"), id="decide"),
        pytest.param(("withdraw", "extend", "于洋"), id="withdraw"),
    ],
)
def test_what_silence_answered_is_told_to_the_late(
    words: tuple[str, ...], terminal: Terminal, expired: str
) -> None:
    verb, *rest, who = words

    answer = terminal.types("case", verb, expired, *rest, "--as", who)

    assert answer.exit_code == 3
    assert answer.stderr == (
        "The request for “Extend the limit” has ended: nobody decided in time, so it "
        "was refused at 2026-06-08 13:30.\n"
    )


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        pytest.param(
            ("decide", "grant", "邹明远"),
            r"granted by 邹明远 at [-\d]+ [:\d]+\.",
            r"邹明远 于 [-\d]+ [:\d]+ 同意。",
            id="granted",
        ),
        pytest.param(
            ("decide", "refuse", "邹明远"),
            r"refused by 邹明远 at [-\d]+ [:\d]+ \(不必\)\.",
            r"邹明远 于 [-\d]+ [:\d]+ 不同意\(不必\)。",
            id="refused",
        ),
        pytest.param(
            ("withdraw", "于洋"),
            r"withdrawn by 于洋 at [-\d]+ [:\d]+ \(不必\)\.",
            r"于洋 于 [-\d]+ [:\d]+ 撤回\(不必\)。",
            id="withdrawn",
        ),
    ],
)
def test_what_became_of_a_request_is_told(
    words: tuple[str, ...], en: str, zh: str, terminal: Terminal, number: str
) -> None:
    asked(terminal, number)
    verb, *answer, who = words
    why = () if "grant" in answer else ("--reason", "不必")
    terminal.asks("case", verb, number, "extend", *answer, *why, "--as", who)
    late = ("case", "decide", number, "extend", "grant", "--as", "邹明远")

    english, chinese = terminal.types(*late), terminal.types(*late, "--language", "zh")

    assert (english.exit_code, chinese.exit_code) == (3, 3)
    assert re.search(
        f"The request for “Extend the limit” has ended: {en}", english.stderr
    )
    assert re.search(f"“延期”的申请已了结：{zh}", chinese.stderr)


def test_what_was_never_asked_for_is_still_said(
    terminal: Terminal, number: str
) -> None:
    answer = terminal.types(
        *("case", "decide", number, "extend", "grant", "--as", "邹明远")
    )

    assert answer.exit_code == 3
    assert "Nobody has applied for " in answer.stderr


def in_a_month() -> str:
    """A day that lies ahead."""
    return (now() + timedelta(days=30)).date().isoformat()

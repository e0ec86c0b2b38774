"""`gridcase case request`, `requests`, `decide` and `withdraw`, as people type them."""

import pytest

from tests.commands.conftest import Terminal


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
        "Asks for: Extend the limit: 配件需从外地调运  ✉ 邹明远"
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

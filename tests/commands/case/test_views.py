"""`gridcase case show`, `actions`, `history` and `why`, as somebody types them."""

import pytest

from tests.commands.conftest import Terminal


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

    assert list(shown)[:3] == ["Action", "accept", "return"]
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
    assert free == ["accept", "return", "note"]


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
        pytest.param("sing", "offers no sing", id="neither"),
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

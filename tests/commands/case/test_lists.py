"""`gridcase case list` and `case inbox`, as somebody types them."""

from pathlib import Path

import pytest

from tests.builders import at
from tests.commands.conftest import Terminal
from tests.engine.hall import Hall
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings


def numbers(terminal: Terminal, *words: str) -> list[str]:
    return [row["case"] for row in terminal.asks("case", *words)]


def registered(terminal: Terminal, *words: str) -> str:
    number = terminal.reports(*words)
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", number, "register", "--as", "周敏", *values)
    return number


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_has_a_line_for_each_case(terminal: Terminal, language: str) -> None:
    number = registered(terminal)

    answer = terminal.types("case", "list", "--language", language)

    head, line = answer.stdout.splitlines()
    heads = {"zh": "编号\t状态\t类别", "en": "Case\tState\tCategory"}
    states = {
        "zh": "已派遣，待接收\t上水井盖",
        "en": "Dispatched, to be accepted\tWater",
    }
    assert head.startswith(heads[language])
    assert line.startswith(f"{number}\t{states[language]}")
    assert line.endswith({"zh": "● 绿", "en": "● green"}[language])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(["--state", "assigned"], 1, id="state"),
        pytest.param(["--state", "reported"], 1, id="other state"),
        pytest.param(["--state", "assigned", "--state", "reported"], 2, id="states"),
        pytest.param(["--owner", "water"], 1, id="owner"),
        pytest.param(["--category", "C0101"], 1, id="category"),
        pytest.param(["--place", "220104"], 2, id="district above"),
        pytest.param(["--place", "220102"], 0, id="other district"),
        pytest.param(["--open"], 2, id="open"),
        pytest.param(["--closed"], 0, id="closed"),
    ],
)
def test_a_filter_leaves_out_the_others(
    words: list[str], found: int, terminal: Terminal
) -> None:
    registered(terminal)
    terminal.reports()

    assert len(numbers(terminal, "list", *words)) == found


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--state", "handing"], """no 'handing'; did you mean "handling"?"""),
        (["--owner", "waters"], """no 'waters'; did you mean "water"?"""),
        (["--place", "220104x"], """no '220104x'; did you mean "220104"""),
        (["--category", "C01010"], """no 'C01010'; did you mean "C0"""),
    ],
)
def test_a_filter_that_means_nothing_is_told(
    words: list[str], sentence: str, terminal: Terminal
) -> None:
    answer = terminal.types("case", "list", *words)

    assert answer.exit_code == 2
    assert sentence in answer.stderr


def test_a_full_page_says_how_the_next_begins(terminal: Terminal) -> None:
    first, second, third = (terminal.reports() for _ in range(3))

    answer = terminal.types("case", "list", "--size", "2")

    assert answer.stderr == f"… --below {second}\n"
    assert numbers(terminal, "list", "--size", "2") == [third, second]
    assert numbers(terminal, "list", "--below", second) == [first]


def test_an_inbox_has_what_waits_for_somebody(terminal: Terminal) -> None:
    to_register, to_accept = terminal.reports(), registered(terminal)

    assert numbers(terminal, "inbox", "--as", "周敏") == [to_register]
    assert numbers(terminal, "inbox", "--as", "yu_yang") == [to_accept]


def test_an_empty_inbox_says_so_beside_the_table(terminal: Terminal) -> None:
    answer = terminal.types("case", "inbox", "--as", "于洋", "--language", "zh")

    assert answer.exit_code == 0
    assert answer.stderr == "没有案件。\n"


def test_the_step_is_due_by_its_own_clock(terminal: Terminal) -> None:
    """Whoever decides on a request has another deadline than whoever works."""
    number = registered(terminal)
    terminal.asks(
        *("case", "request", number, "cancel", "--as", "韩雪", "--with", "reason=误报")
    )

    (row,) = terminal.asks("case", "inbox", "--as", "于洋")

    assert row["desk_clock"]["clock"] == "stage:assigned"
    terminal.asks("case", "act", number, "accept", "--as", "于洋")
    (row,) = terminal.asks("case", "inbox", "--as", "于洋")
    assert row["desk_clock"]["clock"] == "department:water"


def test_a_provisional_due_date_is_marked_in_lists(
    terminal: Terminal, tmp_path: Path
) -> None:
    clock = VirtualClock(at("06-08 08:00").replace(year=2040))
    with open_runtime(Settings(database=terminal.database), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        hall.register("2")

    line = terminal.types("case", "list").stdout.splitlines()[1]
    clocks = terminal.types("clock", "list").stdout.splitlines()[1:]
    (row,) = terminal.asks("case", "list")

    assert line.split("\t")[6].endswith(" ?")
    assert line.split("\t")[8].endswith(" ?")
    assert all(each.split("\t")[4].endswith(" ?") for each in clocks)
    assert (row["provisional"], row["desk_clock"]["provisional"]) == (True, True)

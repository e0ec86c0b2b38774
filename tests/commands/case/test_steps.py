"""`gridcase case report` and `case act`, as somebody types them."""

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import PIXEL


def registers(terminal: Terminal, number: str) -> None:
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", number, "register", "--as", "周敏", *values)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cover.png"
    path.write_bytes(PIXEL)
    return path


def test_a_report_answers_with_its_number_and_state(terminal: Terminal) -> None:
    answer = terminal.types(
        *("case", "report", "--place", "220104003001002"),
        *("--with", "description=井盖缺失", "--channel", "app"),
    )

    head, story = answer.stdout.splitlines()
    assert answer.exit_code == 0
    assert head.endswith("-000001 · Reported, to be registered")
    assert story.endswith("the reporter\tReport → Reported, to be registered")


def test_a_photo_is_a_file_of_the_field_photos(terminal: Terminal, photo: Path) -> None:
    number = terminal.reports("--photo", str(photo), "--file", f"photos={photo}")

    shown = terminal.asks("case", "show", number)
    assert [(f["field"], f["name"]) for f in shown["attachments"]] == [
        ("photos", "cover.png"),
        ("photos", "cover.png"),
    ]


def test_a_step_tells_what_followed_by_itself(terminal: Terminal) -> None:
    number = terminal.reports()

    answer = terminal.types(
        *("case", "act", number, "register", "--as", "周敏"),
        *("--with", "category=C0101", "--with", "condition=1"),
    )

    head, registered, dispatched = answer.stdout.splitlines()
    assert head == f"{number} · Dispatched, to be accepted · Water supply"
    assert "周敏\tRegister → Registered, to be dispatched" in registered
    assert "the system\tDispatch → Dispatched, to be accepted" in dispatched
    assert dispatched.endswith("✉ 于洋")


def test_a_key_makes_a_repeat_harmless(terminal: Terminal) -> None:
    number = terminal.reports()
    words = ("case", "act", number, "note", "--as", "周敏", "--with", "reason=看过")

    first = terminal.asks(*words, "--key", "k")
    again = terminal.asks(*words, "--key", "k")
    told = terminal.types(*words, "--key", "k")

    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["entries"] == first["entries"]
    assert "Done before." in told.stdout


def test_who_saw_an_older_version_is_told_what_changed(terminal: Terminal) -> None:
    number = terminal.reports()
    registers(terminal, number)

    answer = terminal.types(
        *("case", "act", number, "accept", "--as", "于洋", "--expect", "1")
    )

    assert answer.exit_code == 3
    assert answer.stdout == ""
    assert "周敏  Register → Registered, to be dispatched" in answer.stderr
    assert "you saw version 1, it is now version 3" in answer.stderr


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--as", "周敏", "case", "act"), id="before the group"),
        pytest.param(("case", "--as", "周敏", "act"), id="behind the group"),
        pytest.param(("case", "act", "--as", "周敏"), id="behind the command"),
    ],
)
def test_options_stand_before_or_behind(
    words: tuple[str, ...], terminal: Terminal
) -> None:
    number = terminal.reports()

    done = terminal.asks(*words, number, "note", "--with", "reason=看过")

    assert done["entries"][0]["actor"] == "zhou_min"


def test_the_language_behind_a_command_holds_for_errors(terminal: Terminal) -> None:
    answer = terminal.types("case", "list", "--database", "none.db", "--language", "zh")

    assert answer.exit_code == 1
    assert answer.stderr == "none.db 没有 gridcase 数据库；请先运行 gridcase init。\n"


def test_nobody_acting_is_told_how_to_say_who(terminal: Terminal) -> None:
    number = terminal.reports()

    answer = terminal.types("case", "act", number, "accept")

    assert answer.exit_code == 2
    assert "Say who acts: --as PERSON, or GRIDCASE_AS." in answer.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            ("act", "finish", "韩雪", "--with", "result=好"),
            "韩雪 不担任此操作所需的岗位：责任部门的",
            id="posts",
        ),
        pytest.param(
            ("act", "pass", "宋佳"), "，不能“核查通过”。现在可以：", id="action"
        ),
        pytest.param(
            ("act", "finish", "于洋", "--with", "colour=red"),
            "处理结果(result)、照片(photos)",
            id="fields",
        ),
        pytest.param(
            ("decide", "cancel", "韩雪", "grant"),
            "案件没有待审批的“作废”申请",
            id="request",
        ),
    ],
)
def test_a_refusal_in_chinese_says_titles(
    words: tuple[str, ...], sentence: str, terminal: Terminal
) -> None:
    number = terminal.reports()
    values = ("--with", "category=C0101", "--with", "condition=1")
    terminal.asks("case", "act", number, "register", "--as", "周敏", *values)
    terminal.asks("case", "act", number, "accept", "--as", "于洋")
    verb, action, who, *rest = words

    answer = terminal.types(
        *("case", verb, number, action, *rest, "--as", who, "--language", "zh")
    )

    assert answer.exit_code == 3
    assert sentence in answer.stderr

"""Each bad input has one clear sentence in both languages, and changes nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import GRID
from workflow.store.database import open_database

DONE, ERROR, USAGE, REFUSED = 0, 1, 2, 3


def heard(terminal: Terminal, *words: str) -> tuple[int, str, str]:
    """The exit code, and what is said in English and in Chinese."""
    english = replace(terminal, language="en").types(*words)
    chinese = replace(terminal, language="zh").types(*words)
    assert english.exit_code == chinese.exit_code
    assert english.stdout == chinese.stdout == ""
    return english.exit_code, english.stderr, chinese.stderr


def entries(terminal: Terminal, number: str) -> int:
    return len(terminal.asks("case", "history", number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Words behind `case act NUMBER`, and the sentences that answer them."""

    words: tuple[str, ...]
    en: str
    zh: str


REFUSALS = {
    "an unknown action": Refusal(
        words=("accept", "--as", "周敏"),
        en="A case in “Reported, to be registered” has no action accept. It offers: ",
        zh="不能“接收”。现在可以：立案(register)、",
    ),
    "an unknown person": Refusal(
        words=("register", "--as", "nobody"),
        en="Nobody is called nobody, or several people are; give the person's key.",
        zh="没有名为 nobody 的人员，或有多人同名；请使用人员代码。",
    ),
    "a post not held": Refusal(
        words=("register", "--as", "于洋"),
        en="holds none of the posts that may do this: acceptor of supervision_centre.",
        zh="不担任此操作所需的岗位：",
    ),
    "a missing field": Refusal(
        words=("register", "--as", "周敏"),
        en="The field category is missing.",
        zh="缺少必填项“",
    ),
    "a field of another action": Refusal(
        words=("register", "--as", "周敏", "--with", "colour=red"),
        en="This action takes no field colour. It takes: ",
        zh="此操作不填写 colour。可填写：",
    ),
    "an older version": Refusal(
        words=("note", "--as", "周敏", "--with", "reason=x", "--expect", "7"),
        en="you saw version 7, it is now version 1, in state “Reported, ",
        zh="您看到的是第 7 版",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_step_that_cannot_be_is_refused(name: str, terminal: Terminal) -> None:
    number = terminal.reports()
    refusal = REFUSALS[name]

    code, english, chinese = heard(terminal, "case", "act", number, *refusal.words)

    assert code == REFUSED
    assert refusal.en in english
    assert refusal.zh in chinese
    assert entries(terminal, number) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("act", "20260609-000099", "accept", "--as", "周敏"),
        ("show", "20260609-000099"),
        ("history", "20260609-000099"),
        ("why", "20260609-000099", "owner"),
    ],
    ids=lambda words: words[0],
)
def test_an_unknown_case_is_told(words: tuple[str, ...], terminal: Terminal) -> None:
    code, english, chinese = heard(terminal, "case", *words)

    assert (code, english, chinese) == (
        REFUSED,
        "There is no case 20260609-000099.\n",
        "没有案件 20260609-000099。\n",
    )


def test_all_reasons_come_at_once_also_in_json(terminal: Terminal) -> None:
    number = terminal.reports()

    answer = terminal.types("case", "act", number, "register", "--as", "周敏", "--json")

    assert answer.exit_code == REFUSED
    assert '"code": "missing_field"' in answer.stdout
    assert len(answer.stderr.splitlines()) == answer.stdout.count('"code"') == 2


def test_a_key_with_other_content_is_refused(terminal: Terminal) -> None:
    number = terminal.reports("--key", "k-1")
    other = ("--place", GRID, "--with", "description=路灯不亮", "--key", "k-1")

    code, english, chinese = heard(terminal, "case", "report", *other)

    assert code == REFUSED
    assert english.startswith("The key k-1 was used before, for a request with other")
    assert chinese.startswith("请求标识 k-1 已用于内容不同的请求。")
    assert terminal.reports("--key", "k-1") == number
    assert len(terminal.asks("case", "list")) == 1


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        pytest.param(
            ("case", "act", "20260609-000001", "note"),
            "Say who acts: --as PERSON, or GRIDCASE_AS.",
            "请用 --as 说明由谁办理。",
            id="act by nobody",
        ),
        pytest.param(
            ("case", "inbox"),
            "Say who acts: --as PERSON, or GRIDCASE_AS.",
            "请用 --as 说明由谁办理。",
            id="inbox of nobody",
        ),
        pytest.param(
            ("case", "show", "17"),
            "'17' is not a case number such as 20260609-000017.",
            "“17”不是案件编号，编号形如 20260609-000017。",
            id="no case number",
        ),
        pytest.param(
            ("case", "report", "--place", GRID, "--with", "description"),
            "'description' is not FIELD=VALUE.",
            "“description”应写作 字段=值。",
            id="a value without its field",
        ),
        pytest.param(
            ("case", "report", "--place", GRID, "--with", "a=1", "--with", "a=2"),
            "a is given twice.",
            "a 给了两次。",
            id="a value twice",
        ),
        pytest.param(
            ("case", "report", "--place", GRID, "--file", "cover.png"),
            "'cover.png' is not FIELD=PATH.",
            "“cover.png”应写作 字段=路径。",
            id="a file without its field",
        ),
        pytest.param(
            ("case", "report", "--place", GRID, "--with", "a=1", "--file", "a=x"),
            "a is given as text and as a file.",
            "a 既给了文字又给了文件。",
            id="text and file",
        ),
    ],
)
def test_a_wrong_use_is_told_as_usage(
    words: tuple[str, ...], en: str, zh: str, terminal: Terminal
) -> None:
    code, english, chinese = heard(terminal, *words)

    assert code == USAGE
    assert english.startswith("Usage: ")
    assert english.endswith(f"{en}\n")
    assert chinese.endswith(f"{zh}\n")


def test_one_of_several_workflows_must_be_named(terminal: Terminal) -> None:
    with _driver(terminal) as driver, driver:
        driver.execute(
            "INSERT INTO definition (digest, name, document, status, published_at,"
            " published_by, reason) SELECT 'x', 'other', document, status,"
            " published_at, published_by, reason FROM definition"
            " WHERE name = 'city-case'"
        )

    code, english, chinese = heard(terminal, "case", "report", "--place", GRID)

    assert code == USAGE
    assert english.endswith("Say which --workflow; published are: city-case, other.\n")
    assert chinese.endswith("请用 --workflow 说明流程；已发布：city-case, other。\n")


def test_an_inbox_of_an_unknown_person_is_refused(terminal: Terminal) -> None:
    code, english, _ = heard(terminal, "case", "inbox", "--as", "nobody")

    assert code == REFUSED
    assert english.startswith("Nobody is called nobody, ")


def test_a_photo_that_is_no_photo_is_refused(
    terminal: Terminal, tmp_path: Path
) -> None:
    number = terminal.reports()
    file = tmp_path / "photo.jpg"
    file.write_text("not a photo")
    words = ("note", "--as", "周敏", "--with", "reason=x", "--photo", str(file))

    code, english, chinese = heard(terminal, "case", "act", number, *words)

    assert code == ERROR
    assert english.startswith("The file photo.jpg cannot be attached: its content is")
    assert chinese.startswith("文件 photo.jpg 不能作为附件：")
    assert entries(terminal, number) == 1


def test_a_workflow_that_is_not_published_is_told(terminal: Terminal) -> None:
    words = ("case", "report", "--place", GRID, "--workflow", "nope")

    code, english, chinese = heard(terminal, *words)

    assert code == ERROR
    assert english == "No workflow nope has been published in this database.\n"
    assert chinese == "数据库中没有已发布的流程 nope。\n"


READS = (
    ("case", "list"),
    ("case", "show", "20260609-000001"),
    ("outbox", "list"),
    ("doctor",),
    ("verify",),
    ("sweep",),
    ("worker",),
)


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_a_missing_database_is_told_and_not_made(
    words: tuple[str, ...], nowhere: Terminal
) -> None:
    code, english, chinese = heard(nowhere, *words)

    assert code == ERROR
    assert english.endswith(f"database at {nowhere.database}: run gridcase init.\n")
    assert "没有 gridcase 数据库；请先运行 gridcase init。" in chinese
    assert not Path(nowhere.database).exists()


def test_a_newer_database_is_left_alone(terminal: Terminal) -> None:
    with _driver(terminal) as driver, driver:
        driver.execute("UPDATE alembic_version SET version_num = '9999'")

    for words in (("case", "list"), ("init",)):
        code, english, chinese = heard(terminal, *words)

        assert code == ERROR
        assert "has a newer schema (9999) than this program" in english
        assert "比本程序新；请升级程序。" in chinese


def test_a_locked_database_is_told_and_unchanged(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = terminal.reports()
    defaults = open_database.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "patience", 0.05)
    note = ("case", "act", number, "note", "--as", "周敏", "--with", "reason=x")

    with _driver(terminal) as driver:
        driver.execute("BEGIN IMMEDIATE")
        code, english, chinese = heard(terminal, *note)

    assert code == ERROR
    assert english.endswith(
        "is locked by another process; nothing was changed, try again.\n"
    )
    assert "正被其他程序占用；什么都没有改动，请稍后再试。" in chinese
    assert entries(terminal, number) == 1


@pytest.mark.parametrize(
    ("variable", "value", "en"),
    [
        pytest.param("GRIDCASE_SMTP", "nope", "GRIDCASE_SMTP is a URL", id="mail"),
        pytest.param(
            "GRIDCASE_WEBHOOK_SECRET", "nope", "not whsec_ followed", id="webhook"
        ),
    ],
)
def test_a_channel_that_cannot_open_is_told(
    variable: str,
    value: str,
    en: str,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)

    code, english, chinese = heard(terminal, "sweep")

    assert code == ERROR
    assert english.startswith("A channel cannot be opened: ")
    assert en in english
    assert chinese.startswith("消息渠道的设置无法使用：")


def test_a_message_not_given_up_cannot_be_retried(terminal: Terminal) -> None:
    code, english, chinese = heard(terminal, "outbox", "retry", "nope")

    assert code == ERROR
    assert english == "No message nope was given up.\n"
    assert chinese == "没有编号为 nope 的已放弃消息。\n"


@contextmanager
def _driver(terminal: Terminal) -> Iterator[sqlite3.Connection]:
    path = terminal.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        yield driver


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            ("case", "list", "--owner", "waters"),
            "没有“waters”；是否指“water”？",
            id="list",
        ),
        pytest.param(
            ("case", "bulletin", "--mark", "blu"), "没有“blu”；可用：", id="bulletin"
        ),
        pytest.param(
            ("roster", "show", "heed", "water"), "没有“heed”；是否指“head”？", id="post"
        ),
        pytest.param(
            ("roster", "show", "head", "water", "--from", "9999-12-30"),
            "这些日子超出了日历的范围。",
            id="days",
        ),
        pytest.param(
            ("calendar", "due", "2026-06-09", "soon"),
            "请写数字和单位，例如 4工作时。\n",
            id="limit",
        ),
    ],
)
def test_usage_errors_speak_chinese_where_asked(
    words: tuple[str, ...], sentence: str, terminal: Terminal
) -> None:
    answer = terminal.types(*words, "--language", "zh")

    assert answer.exit_code == 2
    assert sentence in answer.stderr

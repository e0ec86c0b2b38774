"""`gridcase calendar import`, `recount`, `show` and `export`, as people type them."""

import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from tests.commands.conftest import Terminal
from tests.engine.hall import Hall, changed_city
from tests.engine.schedules import SCHEDULES, local, written
from workflow.authoring.city.folder import read_calendars
from workflow.domain.case import number_text
from workflow.domain.decision import EntryKind
from workflow.settings import SHIPPED

GRIDCASE = Path(sys.executable).parent / "gridcase"
AS = ("--as", "邹明远")
ERROR, NOT_CONFIRMED = 1, 4
OFF = [
    {"name": "元旦", "date": f"2098-01-0{day}", "isOffDay": day != 4}
    for day in (1, 2, 4)
]
EVERY_YEAR = ", ".join(str(year) for year in range(2024, 2098))


@pytest.fixture
def city(sqlite_hall: Hall, tmp_path: Path) -> Hall:
    """Two cases whose limits reach from 2097 into 2098, which nobody knows yet.

    It lies so far ahead because a command looks at the real clock.
    """
    years = {"calendars/changchun.yaml": ("2024, 2025, 2026", EVERY_YEAR)}
    sqlite_hall.initialise(changed_city(tmp_path / "city", years))
    sqlite_hall.clock.set(local("2097-12-30 08:30"))
    for _ in range(2):
        sqlite_hall.report()
        sqlite_hall.register("3")
    return sqlite_hall


@pytest.fixture
def desk(city: Hall) -> Terminal:
    return Terminal(database=city.address)


@pytest.fixture
def year(tmp_path: Path) -> str:
    """The schedule of 2098."""
    return str(written(tmp_path / "2098.json", year=2098, days=OFF))


def imports(desk: Terminal, file: str, *words: str) -> Result:
    return desk.types("calendar", "import", file, *AS, *words)


def due(city: Hall) -> str:
    """When the promise of the second case is due, and whether that may change."""
    clock = city.case().clocks["promise", ""]
    assert clock.due_at is not None
    with city.runtime.database.reading() as connection:
        calendar = city.runtime.city(connection).calendars["changchun"]
    at = calendar.local(clock.due_at).strftime("%Y-%m-%d %H:%M")
    return f"{at} ?" if clock.provisional else at


def revisions(city: Hall) -> list[tuple[object, ...]]:
    return city.asked("SELECT revision FROM reference WHERE kind = 'calendars'")


def test_nothing_is_applied_that_nobody_confirms(
    city: Hall, desk: Terminal, year: str
) -> None:
    before = revisions(city)

    answer = imports(desk, year)

    assert answer.exit_code == NOT_CONFIRMED
    first = number_text(city.number - 1)
    lines = answer.stdout.splitlines()
    assert lines[0] == (
        "changchun 2098: days off +01-01..01-02; make-up days +01-04; papers"
    )
    assert lines[1] == "Case\tClock\tWas due\tDue\tResult"
    assert (
        f"{first}\tpromise\t2098-01-01 09:30\t2098-01-03 09:30\tno longer provisional"
        in lines
    )
    assert lines[-2:] == [
        "4 clocks of 2 cases move: 0 become overdue, 4 are no longer provisional.",
        "Not confirmed, nothing was changed; --yes applies it.",
    ]
    assert (due(city), revisions(city)) == ("2098-01-01 09:30 ?", before)


def test_yes_applies_what_was_listed(city: Hall, desk: Terminal, year: str) -> None:
    answer = imports(replace(desk, language="zh"), year, "--yes")

    assert answer.exit_code == 0
    lines = answer.stdout.splitlines()
    assert lines[0] == "changchun 2098 年：休息 +01-01..01-02；补班 +01-04；文件出处"
    assert lines[1] == "案件\t时限\t原截止\t新截止\t结果"
    assert lines[-2] == "变动 2 件案件的 4 个时限：变为超期 0 个，不再暂定 4 个。"
    assert lines[-1].endswith("已重新计算 2 件案件的 4 个时限。")
    assert due(city) == "2098-01-03 09:30"
    assert desk.asks("verify")["differences"] == []


def test_programs_get_one_document(city: Hall, desk: Terminal, year: str) -> None:
    shown = json.loads(imports(desk, year, "--json").stdout)

    done = desk.asks("calendar", "import", year, *AS, "--yes")

    assert shown["applied"] is False
    assert (done["applied"], done["cases"], done["clocks"]) == (True, 2, 4)
    assert shown["moved"] == done["moved"]
    assert done["moved"][1] == {
        "case": number_text(city.number - 1),
        "clock": "promise",
        "was_due": "2098-01-01T01:30:00.000000Z",
        "due": "2098-01-03T01:30:00.000000Z",
        "was_provisional": True,
        "provisional": False,
        "overdue": False,
    }
    assert done["years"] == [
        {
            "year": 2098,
            "new": True,
            "holidays": {"added": ["01-01..01-02"], "removed": []},
            "make_up": {"added": ["01-04"], "removed": []},
            "papers": True,
        }
    ]


def test_the_same_file_again_changes_nothing(
    city: Hall, desk: Terminal, year: str
) -> None:
    desk.asks("calendar", "import", year, *AS, "--yes")
    before = revisions(city)

    english = imports(desk, year, "--yes")
    chinese = imports(replace(desk, language="zh"), year)

    assert (english.exit_code, chinese.exit_code) == (0, 0)
    assert english.stdout.startswith(
        "Calendar changchun has this schedule of 2098 already; nothing changed."
    )
    assert chinese.stdout.startswith(
        "日历 changchun 已有 2098 年的这一安排，没有变化。"
    )
    assert desk.asks("calendar", "import", year, *AS)["moved"] == []
    assert revisions(city) == before


def test_a_recount_takes_up_what_was_left(
    city: Hall, desk: Terminal, tmp_path: Path
) -> None:
    days = {
        "calendars/changchun.yaml": ("2024, 2025, 2026", f"{EVERY_YEAR}, 2098"),
    }
    city.initialise(changed_city(tmp_path / "more", days))

    asked = desk.types("calendar", "recount", *AS)
    done = desk.types("calendar", "recount", *AS, "--yes")
    again = desk.types("calendar", "recount", *AS, "--yes")

    assert (asked.exit_code, done.exit_code, again.exit_code) == (NOT_CONFIRMED, 0, 0)
    assert "4 clocks of 2 cases move" in asked.stdout
    assert due(city) == "2098-01-01 09:30"
    assert again.stdout == ("No clock of calendar changchun has to be counted anew.\n")
    kinds = [entry.kind for entry in city.entries()]
    assert kinds.count(EntryKind.RECOUNTED) == 1


def test_clocks_that_are_definite_move_with_every_clock(
    city: Hall, desk: Terminal, year: str, tmp_path: Path
) -> None:
    desk.asks("calendar", "import", year, *AS, "--yes")
    shorter = str(written(tmp_path / "other.json", year=2098, days=OFF[:1]))

    few = desk.asks("calendar", "import", shorter, *AS, "--yes")
    every = desk.asks("calendar", "recount", *AS, "--yes", "--every-clock")

    assert (few["moved"], few["applied"]) == ([], True)
    assert (every["cases"], due(city)) == (2, "2098-01-02 09:30")


def test_a_case_that_cannot_be_counted_is_told(
    city: Hall, desk: Terminal, year: str
) -> None:
    city.tamper(
        "UPDATE cases SET body = '{' WHERE number = :number", number=city.number
    )

    shown = imports(desk, year)
    done = imports(desk, year, "--yes", "--json")

    assert (shown.exit_code, done.exit_code) == (NOT_CONFIRMED, ERROR)
    assert shown.stderr.startswith(f"{number_text(city.number)}: Expecting property")
    answer = json.loads(done.stdout)
    assert (answer["cases"], answer["failed"]) == (1, [number_text(city.number)])


@pytest.mark.parametrize(
    ("word", "code", "said", "after"),
    [
        pytest.param(b"y\n", 0, "counted 4 clocks", "2098-01-03 09:30", id="yes"),
        pytest.param(
            b"n\n", NOT_CONFIRMED, "Not confirmed", "2098-01-01 09:30 ?", id="no"
        ),
    ],
)
def test_somebody_at_a_terminal_is_asked(  # noqa: PLR0917 - as many as it looks at
    city: Hall, year: str, word: bytes, code: int, said: str, after: str
) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, word)
    environment = {**os.environ, "GRIDCASE_DATABASE": city.address}
    command = [str(GRIDCASE), "calendar", "import", year, *AS, "--language", "en"]
    done = subprocess.run(
        command, stdin=theirs, capture_output=True, env=environment, check=False
    )
    os.close(ours)
    os.close(theirs)

    assert done.returncode == code
    assert b"Import 2098, and count 4 clocks anew? [y/N]" in done.stderr
    assert said in done.stdout.decode()
    assert due(city) == after


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        pytest.param(
            "not-yet",
            "The schedule not-yet.json cannot be imported, nothing changed: 2027 is "
            "not published yet: it has no days, or no papers.",
            "放假安排 not-yet.json 不能导入，未作任何更改：2027 年的安排尚未公布"
            "（没有日期或没有文件出处）。",
            id="not published yet",
        ),
        pytest.param(
            "2028",
            "The schedule 2028.json cannot be imported, nothing changed: the calendar "
            "changchun does not know 2027 yet; import that year first.",
            "放假安排 2028.json 不能导入，未作任何更改：2027 年在日历 changchun 中"
            "尚未公布，请先导入该年。",
            id="a year left out",
        ),
    ],
)
def test_a_schedule_that_is_refused_changes_nothing(
    sqlite_hall: Hall, name: str, en: str, zh: str
) -> None:
    terminal = Terminal(database=sqlite_hall.address)
    before = revisions(sqlite_hall)
    file = str(SCHEDULES / f"{name}.json")

    english = imports(terminal, file, "--yes")
    chinese = imports(replace(terminal, language="zh"), file, "--yes")

    assert (english.exit_code, chinese.exit_code) == (ERROR, ERROR)
    assert (english.stderr, chinese.stderr) == (f"{en}\n", f"{zh}\n")
    assert english.stdout == chinese.stdout == ""
    assert revisions(sqlite_hall) == before


def test_a_file_that_is_too_large_is_refused(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "large.json"
    file.write_bytes(b" " * (1024 * 1024) + b"{}")

    answer = imports(terminal, str(file))

    assert answer.exit_code == ERROR
    assert answer.stderr.endswith("nothing changed: the file is over 1 MiB.\n")


def test_somebody_must_answer_for_an_import(terminal: Terminal) -> None:
    file = str(SCHEDULES / "2027.json")

    nobody = terminal.types("calendar", "import", file)
    stranger = terminal.types("calendar", "import", file, "--as", "stranger", "--yes")
    recount = terminal.types("calendar", "recount", "--as", "stranger")

    assert (nobody.exit_code, stranger.exit_code, recount.exit_code) == (2, 3, 3)
    assert "Say who acts: --as PERSON" in nobody.stderr
    said = "Nobody is called stranger, or several people are; give the person's key.\n"
    assert stranger.stderr == recount.stderr == said


def test_an_unknown_calendar_is_told(terminal: Terminal) -> None:
    file = str(SCHEDULES / "2027.json")
    lines = (
        ("import", file, *AS, "--calendar", "mars"),
        ("recount", *AS, "--calendar", "mars"),
        ("show", "mars"),
        ("export", "mars"),
    )

    for line in lines:
        answer = terminal.types("calendar", *line)
        assert answer.exit_code == ERROR
        assert answer.stderr == ("There is no calendar mars; there are: changchun.\n")


def test_show_tells_where_a_year_comes_from(
    city: Hall, desk: Terminal, year: str
) -> None:
    before = desk.types("calendar", "show").stdout
    desk.asks("calendar", "import", year, *AS, "--yes")

    english = desk.types("calendar", "show", "changchun").stdout.splitlines()
    chinese = replace(desk, language="zh").types("calendar", "show").stdout
    (told,) = desk.asks("calendar", "show")

    assert "revision 7, by setup at 2026-06-08 08:00" in before
    assert english[0] == "changchun · Asia/Shanghai"
    assert "  2098: notice" in english
    assert english[-1].startswith("  2098: imported by zou_mingyuan at ")
    assert "2098：zou_mingyuan 于 " in chinese
    assert (told["published"][-1], told["imported_by"]) == (2098, "zou_mingyuan")
    assert told["notices"]["2098"]["papers"] == ["notice"]
    assert told["revision"] == revisions(city)[-1][0]


def test_what_was_exported_is_a_calendar_of_a_folder(
    desk: Terminal, year: str, tmp_path: Path
) -> None:
    desk.asks("calendar", "import", year, *AS, "--yes")
    folder = changed_city(tmp_path / "definitions", {})
    file = folder / "calendars" / "changchun.yaml"

    written_to = desk.types("calendar", "export", "--to", str(file))
    printed = desk.types("calendar", "export", "changchun")
    checked = desk.types("definition", "check", str(folder))
    again = desk.types("init", str(folder))

    assert (written_to.exit_code, checked.exit_code) == (0, 0)
    assert written_to.stderr == f"Written to {file}.\n"
    assert printed.stdout == file.read_text()
    assert "2098: [01-01..01-02]" in printed.stdout
    assert "nothing was new" in again.stdout
    documents, _ = read_calendars(folder)
    assert documents is not None
    assert documents.calendars["changchun"].notices["2098"].papers == ["notice"]


def test_a_file_that_cannot_be_written_is_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere" / "a.yaml"

    english = terminal.types("calendar", "export", "--to", str(nowhere))
    chinese = replace(terminal, language="zh").types(
        "calendar", "export", "--to", str(nowhere)
    )

    assert (english.exit_code, chinese.exit_code) == (ERROR, ERROR)
    why = "No such file or directory"
    assert english.stderr == f"The file {nowhere} cannot be written: {why}.\n"
    assert chinese.stderr == f"无法写入文件 {nowhere}：{why}。\n"


def test_check_warns_before_the_years_run_out(desk: Terminal) -> None:
    asked = ("calendar", "check", "--on")
    early = desk.types(*asked, "2026-10-31")
    late = desk.types(*asked, "2026-11-01")
    after = replace(desk, language="zh").types(*asked, "2027-02-01")

    assert [each.exit_code for each in (early, late, after)] == [0, 0, 0]
    assert "published until" not in early.stderr
    assert late.stderr.splitlines()[-1] == (
        "Calendar changchun is published until 2026-12-31: import the next year."
    )
    assert after.stderr.splitlines()[-1] == "日历 changchun：2027 年的安排尚未公布。"


def test_check_shows_the_papers_of_a_notice(desk: Terminal, tmp_path: Path) -> None:
    notice = ("notices:\n  2024: {papers: [", "notices:\n  2024: {papers: [《通知》, ")
    folder = changed_city(tmp_path / "noted", {"calendars/changchun.yaml": notice})
    asked = ("calendar", "check", "--definitions", str(folder))

    assert desk.types(*asked).stdout.splitlines()[1].startswith("2024: 《通知》 http")
    assert desk.asks(*asked)["papers"]["2024"][0] == "《通知》"


def test_the_shipped_folder_needs_no_database(tmp_path: Path) -> None:
    terminal = Terminal(database=str(tmp_path / "none.db"))

    answer = terminal.types("calendar", "check", "--definitions", str(SHIPPED))

    assert answer.exit_code == 0
    assert not Path(terminal.database).exists()

"""The beginning: an empty database becomes a city, and a repeat changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from workflow.engine.initialise import initialise
from workflow.errors import DatabaseNewerError, DefinitionsRefusedError
from workflow.settings import SHIPPED
from workflow.store import definitions, reference
from workflow.store.database import open_database
from workflow.store.tables import metadata

KINDS = (
    "places",
    "organisation",
    "responsibilities",
    "catalogue",
    "calendars",
    "meetings",
)
HOLIDAY = {
    "calendars/changchun.yaml": (
        "2026: [01-01..01-03,",
        "2026: [01-01..01-03, 06-09,",
    )
}
RETITLED = {"workflows/city-case.yaml": ("zh: 城市管理案件", "zh: 城管案件")}
BROKEN = {
    "workflows/city-case.yaml": ("to: handling", "to: handing"),
    "calendars/changchun.yaml": ("zone: Asia/Shanghai", "zone: Asia/Shangri-La"),
}


def _rows(address: str) -> dict[str, int]:
    database = open_database(address)
    with database.reading() as connection:
        found = {
            table.name: connection.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
            for table in metadata.sorted_tables
        }
    database.close()
    return {name: count for name, count in found.items() if count}


def test_an_empty_database_gets_the_whole_city(database_url: str) -> None:
    done = initialise(database_url, SHIPPED, "setup", lambda: at("06-08 08:00"))

    assert "city-case" in done.published
    assert sorted(done.imported) == sorted(KINDS)
    assert _rows(database_url) == {
        "definition": len(done.published),
        "reference": len(KINDS),
    }


def test_a_repeat_changes_nothing(database_url: str) -> None:
    initialise(database_url, SHIPPED, "setup", lambda: at("06-08 08:00"))
    before = _rows(database_url)

    again = initialise(database_url, SHIPPED, "setup", lambda: at("06-09 08:00"))

    assert (again.published, again.imported) == ((), ())
    assert _rows(database_url) == before


def test_errors_are_listed_and_nothing_is_created(tmp_path: Path) -> None:
    folder = changed_city(tmp_path / "definitions", BROKEN)
    address = tmp_path / "city.db"

    with pytest.raises(DefinitionsRefusedError) as refused:
        initialise(str(address), folder, "setup", lambda: at("06-08 08:00"))

    assert not address.exists()
    lines = refused.value.findings
    assert any("city-case.yaml:" in line and "handing" in line for line in lines)
    assert any("changchun.yaml:" in line and "Shangri-La" in line for line in lines)
    assert "nothing changed" in refused.value.en
    assert "未作任何更改" in refused.value.zh
    assert all(line in refused.value.en for line in lines)


def test_errors_change_nothing_in_a_city(hall: Hall, tmp_path: Path) -> None:
    folder = changed_city(tmp_path / "definitions", {**RETITLED, **HOLIDAY, **BROKEN})
    before = hall.asked("SELECT revision, digest FROM reference ORDER BY revision")

    with pytest.raises(DefinitionsRefusedError):
        hall.initialise(folder)

    after = hall.asked("SELECT revision, digest FROM reference ORDER BY revision")
    assert after == before
    assert hall.asked("SELECT count(*) FROM definition WHERE name = 'city-case'") == [
        (1,)
    ]


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    address = tmp_path / "city.db"

    with pytest.raises(DefinitionsRefusedError):
        initialise(
            str(address), tmp_path / "nowhere", "setup", lambda: at("06-08 08:00")
        )

    assert not address.exists()


def test_a_changed_calendar_is_a_revision_more(hall: Hall, tmp_path: Path) -> None:
    hall.initialise(changed_city(tmp_path / "definitions", HOLIDAY))

    with hall.runtime.database.reading() as connection:
        revisions = reference.revisions(connection)
    assert len(revisions) == len(KINDS) + 1
    assert (revisions[0].kind, revisions[0].imported_by) == ("calendars", "setup")


def test_a_running_process_notices_a_changed_calendar(
    hall: Hall, tmp_path: Path
) -> None:
    hall.report()
    before = hall.register("3").clocks["promise", ""].due_at
    hall.report()

    hall.initialise(changed_city(tmp_path / "definitions", HOLIDAY))

    # Two work days from Monday 08:00; Tuesday has become a holiday.
    after = hall.register("3").clocks["promise", ""].due_at
    assert (before, after) == (at("06-09 17:30"), at("06-10 17:30"))


def test_a_clock_that_runs_keeps_its_calendar_s_due(hall: Hall, tmp_path: Path) -> None:
    hall.report()
    hall.register("3")

    hall.initialise(changed_city(tmp_path / "definitions", HOLIDAY))

    assert hall.case().clocks["promise", ""].due_at == at("06-09 17:30")


def test_a_case_stays_pinned_to_its_definition(hall: Hall, tmp_path: Path) -> None:
    number = hall.report()
    pinned = hall.case().definition
    hall.later(minutes=1)

    hall.initialise(changed_city(tmp_path / "definitions", RETITLED))

    hall.report()
    assert hall.case(number).definition == pinned
    assert hall.case().definition != pinned
    hall.does("周敏", "note", case=number, reason="老流程")
    assert hall.differences() == ()


def test_the_folder_of_before_becomes_the_newest_again(
    hall: Hall, tmp_path: Path
) -> None:
    hall.report()
    first = hall.case().definition
    hall.later(minutes=1)
    hall.initialise(changed_city(tmp_path / "definitions", RETITLED))
    hall.later(minutes=1)

    hall.initialise(SHIPPED)

    with hall.runtime.database.reading() as connection:
        assert definitions.newest(connection, "city-case") == first


def test_a_database_of_a_newer_program_is_left_alone(sqlite_hall: Hall) -> None:
    sqlite_hall.tamper("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(DatabaseNewerError) as refused:
        sqlite_hall.initialise(SHIPPED)

    assert "newer schema (9999) than this program" in refused.value.en

"""A yearly schedule becomes a revision of the calendars, and stays one."""

from datetime import date
from pathlib import Path

import pytest

from tests.engine.hall import Hall, changed_city
from tests.engine.schedules import ACTOR, imports, prepared
from workflow.domain.blockers import BlockerCode
from workflow.domain.worktime import Calendar
from workflow.engine.calendars import (
    against_importing,
    calendar_name,
    kept_calendars,
    publish,
)
from workflow.errors import (
    AmbiguousCalendarError,
    CalendarMovedOnError,
    UnknownCalendarError,
)
from workflow.settings import SHIPPED
from workflow.store import reference

BOSTON = (SHIPPED / "examples/boston311/calendars/boston.yaml").read_text()


def _revisions(hall: Hall) -> list[str]:
    with hall.runtime.database.reading() as connection:
        return [each.kind for each in reference.revisions(connection)]


def _calendar(hall: Hall) -> Calendar:
    with hall.runtime.database.reading() as connection:
        return hall.runtime.city(connection).calendars["changchun"]


def test_preparing_writes_nothing(hall: Hall) -> None:
    before = _revisions(hall)

    ready = prepared(hall)

    (change,) = ready.changes
    assert (change.year, change.new, change.papers) == (2027, True, True)
    assert change.holidays == (["01-01", "01-04..01-05"], [])
    assert change.make_up == (["01-09"], [])
    assert _revisions(hall) == before


def test_a_schedule_makes_its_year_published(hall: Hall) -> None:
    imports(hall)

    rules = _calendar(hall).rules
    assert rules.published == {2024, 2025, 2026, 2027}
    assert date(2027, 1, 4) in rules.holidays
    assert date(2027, 1, 9) in rules.make_up
    assert date(2026, 10, 1) in rules.holidays


def test_where_a_year_comes_from_is_kept(hall: Hall) -> None:
    imports(hall)

    kept = kept_calendars(hall.runtime)["changchun"]
    notice = kept.document.notices["2027"]
    assert notice.papers == ["https://city.example/holidays-2027"]
    assert (notice.imported_by, notice.imported_at) == (ACTOR, hall.clock())
    assert len(notice.digest) == 64
    assert (kept.revision.imported_by, kept.revision.kind) == (ACTOR, "calendars")
    assert [each.year for each in kept.latest] == [2027]


def test_the_same_schedule_again_changes_nothing(hall: Hall) -> None:
    imports(hall)
    hall.later(days=1)

    assert prepared(hall).changes == ()


def test_another_schedule_of_the_year_says_what_changed(hall: Hall) -> None:
    imports(hall)

    (change,) = prepared(hall, "2027-corrected").changes
    imports(hall, "2027-corrected")

    assert (change.new, change.papers) == (False, False)
    assert change.holidays == ([], ["01-05"])
    assert change.make_up == (["01-10"], ["01-09"])
    assert _revisions(hall).count("calendars") == 3


def test_a_calendar_that_moved_on_is_not_overwritten(hall: Hall) -> None:
    ready = prepared(hall)
    imports(hall, "2027-corrected")

    with pytest.raises(CalendarMovedOnError) as refused:
        publish(hall.runtime, ready, ACTOR)

    assert "Somebody changed the calendar changchun meanwhile" in refused.value.en
    assert "刚被他人更改，未作任何更改" in refused.value.zh
    assert _revisions(hall).count("calendars") == 2


def test_importing_takes_a_power(hall: Hall) -> None:
    stranger = against_importing(hall.runtime, "stranger")
    acceptor = against_importing(hall.runtime, "zhou_min")

    assert [each.code for each in stranger] == [BlockerCode.NO_SUCH_PERSON]
    assert [each.code for each in acceptor] == [BlockerCode.POWER_NOT_HELD]
    assert acceptor[0].en == (
        "周敏 has no power to import; the posts that have it: "
        "section_head of command_centre, deputy_head of command_centre."
    )
    assert against_importing(hall.runtime, ACTOR) == []


def test_init_keeps_a_year_that_the_folder_does_not_know(hall: Hall) -> None:
    imports(hall)
    before = _revisions(hall)

    hall.initialise(SHIPPED)

    assert _revisions(hall) == before
    assert 2027 in _calendar(hall).rules.published


def test_init_takes_what_changed_and_keeps_the_imported_year(
    hall: Hall, tmp_path: Path
) -> None:
    imports(hall)
    hours = ("13:00-17:30]", "13:00-18:00]")

    hall.initialise(
        changed_city(tmp_path / "city", {"calendars/changchun.yaml": hours})
    )

    rules = _calendar(hall).rules
    assert rules.week[0][1] == (780, 1080)
    assert date(2027, 1, 4) in rules.holidays
    kept = kept_calendars(hall.runtime)["changchun"]
    assert (kept.revision.imported_by, kept.latest) == ("setup", ())


def test_init_prefers_a_folder_that_knows_the_year(hall: Hall, tmp_path: Path) -> None:
    imports(hall)
    own = {
        "calendars/changchun.yaml": (
            "2025, 2026]",
            "2025, 2026, 2027]",
        )
    }

    hall.initialise(changed_city(tmp_path / "city", own))

    assert 2027 in _calendar(hall).rules.published
    assert date(2027, 1, 4) not in _calendar(hall).rules.holidays
    assert "2027" not in kept_calendars(hall.runtime)["changchun"].document.notices


def test_a_notice_stays_with_days_that_the_folder_has_too(
    hall: Hall, tmp_path: Path
) -> None:
    imports(hall)
    folder = changed_city(
        tmp_path / "city",
        {"calendars/changchun.yaml": ("2025, 2026]", "2025, 2026, 2027]")},
    )
    path = folder / "calendars/changchun.yaml"
    text = path.read_text()
    text = text.replace("holidays:\n", "holidays:\n  2027: [01-01, 01-04, 01-05]\n")
    path.write_text(text.replace("make_up:\n", "make_up:\n  2027: [01-09]\n"))

    hall.initialise(folder)

    kept = kept_calendars(hall.runtime)["changchun"]
    assert kept.document.notices["2027"].imported_by == ACTOR


def test_a_calendar_is_named_where_there_are_several(
    hall: Hall, tmp_path: Path
) -> None:
    assert calendar_name(hall.runtime, None) == "changchun"
    folder = changed_city(tmp_path / "city", {})
    (folder / "calendars/boston.yaml").write_text(BOSTON)
    hall.initialise(folder)

    assert calendar_name(hall.runtime, "boston") == "boston"
    with pytest.raises(AmbiguousCalendarError) as several:
        calendar_name(hall.runtime, None)
    with pytest.raises(UnknownCalendarError) as unknown:
        calendar_name(hall.runtime, "mars")
    assert several.value.en.endswith("name one of them: boston, changchun.")
    assert several.value.zh == "有多个日历，请指明一个：boston, changchun。"
    assert unknown.value.zh == "没有日历 mars；现有：boston, changchun。"

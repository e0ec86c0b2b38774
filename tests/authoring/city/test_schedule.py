"""The schedule of a year is read as it was published, and taken over by a calendar."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workflow.authoring.city.calendars import CalendarDocument, NoticeDocument
from workflow.authoring.city.folder import read_calendars
from workflow.authoring.city.schedule import (
    Schedule,
    changes_between,
    new_warnings,
    read_schedule,
    take_over,
)
from workflow.authoring.text.letters import MAX_BYTES
from workflow.errors import ScheduleRefusedError

ROOT = Path(__file__).parents[3]
SCHEDULES = ROOT / "tests" / "data" / "schedules"
SHARED = ROOT.parent / "shared" / "data" / "holiday_cn"
NOTICE = NoticeDocument(papers=["notice"])


def shipped() -> CalendarDocument:
    documents, _ = read_calendars(ROOT / "definitions")
    assert documents is not None
    return documents.calendars["changchun"]


def a_calendar(**changes: Any) -> CalendarDocument:
    values = {
        "calendar": "small",
        "zone": "Asia/Shanghai",
        "work_day": "8 work hours",
        "week": {"mon-fri": ["08:30-12:00", "13:00-17:30"]},
        "published": ["2026"],
    }
    return CalendarDocument.model_validate({**values, **changes})


def a_day(text: str, *, off: bool = True, name: str = "元旦") -> dict[str, object]:
    return {"name": name, "date": text, "isOffDay": off}


def content(**changes: object) -> bytes:
    whole = {"year": 2027, "papers": ["notice"], "days": [a_day("2027-01-01")]}
    return json.dumps({**whole, **changes}, ensure_ascii=False).encode()


def schedule(name: str = "2027") -> Schedule:
    return read_schedule((SCHEDULES / f"{name}.json").read_bytes(), f"{name}.json")


def test_days_off_and_made_up_are_read() -> None:
    found = schedule()

    assert (found.year, found.file) == (2027, "2027.json")
    assert found.papers == ("https://city.example/holidays-2027",)
    assert found.holidays == {date(2027, 1, day) for day in (1, 4, 5)}
    assert found.make_up == {date(2027, 1, 9)}


def test_foreign_keys_and_a_byte_order_mark_do_no_harm() -> None:
    given = b"\xef\xbb\xbf" + content(**{"$schema": "x", "$id": "y"})

    assert read_schedule(given, "f").holidays == {date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("given", "code", "en", "zh"),
    [
        pytest.param(b"{", "not_json", "the file is no JSON.", "不是 JSON", id="json"),
        pytest.param(b"\xff\xfe", "not_json", "no JSON", "不是 JSON", id="no text"),
        pytest.param(b"[" * 9999, "not_json", "no JSON", "不是 JSON", id="a cave"),
        pytest.param(
            b" " * (MAX_BYTES + 1), "too_large", "over 1 MiB", "大于 1 MiB", id="large"
        ),
        pytest.param(
            b"[]", "wrong_shape", "$ does not fit; the form", "$ 不符合", id="a list"
        ),
        pytest.param(
            content(year="2027"), "wrong_shape", "year does not fit", "year", id="text"
        ),
        pytest.param(
            content(year=27), "wrong_shape", "year does not fit", "year", id="no year"
        ),
        pytest.param(
            content(days=[a_day("2027-02-30")]),
            "wrong_shape",
            "days[0].date does not fit",
            "days[0].date 不符合格式",
            id="no date",
        ),
        pytest.param(
            content(days=[{"date": "2027-01-01", "isOffDay": 1, "name": "x"}]),
            "wrong_shape",
            "days[0].isOffDay does not fit",
            "days[0].isOffDay",
            id="neither true nor false",
        ),
        pytest.param(
            content(papers=["a\u0000b"]),
            "wrong_shape",
            "papers[0] does not fit",
            "papers[0]",
            id="unseen character",
        ),
        pytest.param(
            content(papers=[]),
            "not_published",
            "2027 is not published yet: it has no days, or no papers.",
            "2027 年的安排尚未公布",
            id="no papers",
        ),
        pytest.param(
            (SCHEDULES / "not-yet.json").read_bytes(),
            "not_published",
            "2027 is not published yet",
            "2027 年的安排尚未公布",
            id="no days",
        ),
        pytest.param(
            content(days=[a_day("2026-12-31")]),
            "outside_year",
            "2026-12-31 does not lie in 2027; add it to its own year.",
            "2026-12-31 不在 2027 年内，请加到它自己的年份。",
            id="another year",
        ),
        pytest.param(
            content(days=[a_day("2027-01-01"), a_day("2027-01-01")]),
            "date_twice",
            "2027-01-01 stands in it twice.",
            "2027-01-01 出现了两次。",
            id="twice",
        ),
        pytest.param(
            content(days=[a_day("2027-01-02"), a_day("2027-01-02", off=False)]),
            "holiday_and_make_up",
            "2027-01-02 is both a day off and a make-up day.",
            "2027-01-02 既是休息日又是补班日。",
            id="both kinds",
        ),
    ],
)
def test_a_bad_schedule_is_refused_in_a_sentence(
    given: bytes, code: str, en: str, zh: str
) -> None:
    with pytest.raises(ScheduleRefusedError) as refused:
        read_schedule(given, "file.json")

    assert refused.value.code == code
    assert en in refused.value.en
    assert zh in refused.value.zh
    assert refused.value.en.startswith("The schedule file.json cannot be imported")
    assert refused.value.zh.startswith("放假安排 file.json 不能导入，未作任何更改")


def test_a_year_is_replaced_and_the_others_stay() -> None:
    before = take_over(shipped(), schedule(), NOTICE)

    after = take_over(before, schedule("2027-corrected"), NOTICE)

    assert after.published == ["2024", "2025", "2026", "2027"]
    assert after.holidays["2027"] == ["01-01", "01-04"]
    assert after.make_up["2027"] == ["01-10"]
    assert after.holidays["2026"] == shipped().holidays["2026"]


def test_a_year_without_make_up_days_loses_them() -> None:
    before = a_calendar(published=["2027"], make_up={"2027": ["01-09"]})
    given = read_schedule(content(), "f")

    after = take_over(before, given, NOTICE)

    assert "2027" not in after.make_up
    (change,) = changes_between(before, after)
    assert change.make_up == ([], ["01-09"])


@pytest.mark.parametrize(
    ("dates", "day", "en", "zh"),
    [
        pytest.param(
            {"2027-01-01": ["09:00-12:00"]},
            a_day("2027-01-01"),
            "2027-01-01 is a day off, but the calendar small gives it hours",
            "2027-01-01 是休息日，而日历 small",
            id="worked on a day off",
        ),
        pytest.param(
            {"2027-01-09": []},
            a_day("2027-01-09", off=False),
            "2027-01-09 is a make-up day, but the calendar small gives it no hours.",
            "2027-01-09 是补班日，而日历 small",
            id="off on a make-up day",
        ),
    ],
)
def test_hours_of_single_dates_may_not_deny_a_schedule(
    dates: dict[str, list[str]], day: dict[str, object], en: str, zh: str
) -> None:
    given = read_schedule(content(days=[day]), "f")

    with pytest.raises(ScheduleRefusedError) as refused:
        take_over(a_calendar(dates=dates), given, NOTICE)

    assert refused.value.code == "own_hours"
    assert en in refused.value.en
    assert zh in refused.value.zh


def test_hours_of_single_dates_that_agree_are_kept() -> None:
    dates = {"2027-01-01": [], "2027-01-09": ["09:00-12:00"]}
    days = [a_day("2027-01-01"), a_day("2027-01-09", off=False)]
    given = read_schedule(content(days=days), "f")

    after = take_over(a_calendar(dates=dates), given, NOTICE)

    assert after.dates == a_calendar(dates=dates).dates


def test_a_year_may_not_be_left_out() -> None:
    with pytest.raises(ScheduleRefusedError) as refused:
        take_over(shipped(), schedule("2028"), NOTICE)

    assert refused.value.code == "year_left_out"
    assert "does not know 2027 yet; import that year first." in refused.value.en
    assert "2027 年在日历 changchun 中尚未公布，请先导入该年。" in refused.value.zh


def test_a_gap_that_is_there_can_be_filled() -> None:
    gappy = a_calendar(published=["2024", "2026", "2028"])

    after = take_over(gappy, schedule(), NOTICE)

    assert after.published == ["2024", "2026", "2027", "2028"]


def test_a_first_year_needs_no_other() -> None:
    assert take_over(a_calendar(published=[]), schedule(), NOTICE).published == ["2027"]


def test_only_new_warnings_are_told() -> None:
    # A Monday is worked anyway, so it makes up for nothing.
    given = read_schedule(content(days=[a_day("2027-01-04", off=False)]), "f")
    before = shipped()

    warned = new_warnings(before, take_over(before, given, NOTICE))

    assert [each.code for each in warned] == ["make_up_on_working_day"]


def test_a_calendar_that_is_new_has_changed_in_all_its_years() -> None:
    changes = changes_between(None, shipped())

    assert [change.year for change in changes] == [2024, 2025, 2026]
    assert all(change.new for change in changes)


def test_a_year_that_is_taken_away_is_a_change() -> None:
    before = a_calendar(published=["2026", "2027"])

    (change,) = changes_between(before, a_calendar())

    assert (change.year, change.new) == (2027, False)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_published_schedules_are_those_of_the_shipped_calendar(year: int) -> None:
    path = SHARED / f"{year}.json"
    if not path.exists():
        pytest.skip(f"The real data ../shared/data/holiday_cn/{year}.json is not here.")
    given = read_schedule(path.read_bytes(), path.name)

    notice = NoticeDocument(papers=list(given.papers))

    assert changes_between(shipped(), take_over(shipped(), given, notice)) == []


def test_the_year_that_nobody_has_published_is_refused() -> None:
    path = SHARED / "2027.json"
    if not path.exists():
        pytest.skip("The real data ../shared/data/holiday_cn/2027.json is not here.")

    with pytest.raises(ScheduleRefusedError, match="2027 is not published yet"):
        read_schedule(path.read_bytes(), path.name)

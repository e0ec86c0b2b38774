"""What is wrong with an installation is said, and nothing else is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.fixtures import open_hall
from tests.engine.hall import Content, Hall
from workflow.domain.notices import OutcomeKind
from workflow.engine.health import Check, examine
from workflow.engine.runtime import Runtime
from workflow.store import workers


def _check(hall: Hall, name: str) -> Check:
    return next(each for each in examine(hall.runtime).checks if each.name == name)


@pytest.fixture
def today(database_url: str, city_content: Content, tmp_path: Path) -> Iterator[Hall]:
    """The city at the database's own time, since its clock cannot be set."""
    for opened in open_hall(database_url, city_content, tmp_path):
        with opened.runtime.database.reading() as connection:
            there = workers.database_time(connection)
        # A morning may lie in the past; the clock is set, not moved.
        opened.clock = type(opened.clock)(there)
        opened.runtime = Runtime(
            database=opened.runtime.database,
            files=opened.runtime.files,
            now=opened.clock,
        )
        yield opened


def test_a_fresh_city_is_in_good_health(today: Hall) -> None:
    health = examine(today.runtime)

    # Whether this very year is published is a matter of when the test runs.
    assert {each.name for each in health.checks if not each.ok} <= {"calendars"}
    assert health.counts["cases"] == health.counts["messages_waiting"] == 0


def test_a_clock_that_is_off_is_an_alarm(hall: Hall) -> None:
    check = _check(hall, "clock")

    assert not check.ok
    assert "off the database." in check.en
    assert check.zh.startswith("本机时钟与数据库相差")
    assert not examine(hall.runtime).ok


def test_a_rung_that_nobody_fires_is_an_alarm(hall: Hall) -> None:
    hall.report()
    hall.at("06-08 08:34")
    before = _check(hall, "sweeping")
    hall.at("06-08 08:36")

    after = _check(hall, "sweeping")
    hall.sweep()

    assert (before.ok, after.ok, _check(hall, "sweeping").ok) == (True, False, True)
    assert "last swept never" in after.en


def test_messages_that_are_stuck_are_an_alarm(hall: Hall) -> None:
    hall.report(email="a@b.example")
    hall.does("周敏", "decline", reason="不属受理范围")
    before = _check(hall, "outbox")

    hall.deliver(OutcomeKind.FAILED)

    assert (before.ok, _check(hall, "outbox").ok) == (True, False)
    assert examine(hall.runtime).counts["messages_failed"] == 1


def test_a_year_without_holidays_is_an_alarm(hall: Hall) -> None:
    hall.clock.set(hall.clock().replace(year=2028))

    check = _check(hall, "calendars")

    assert not check.ok
    assert check.en == (
        "Holidays are published: changchun without 2028. Use calendar import."
    )


def test_two_months_before_its_end_a_calendar_is_an_alarm(hall: Hall) -> None:
    hall.at("10-31 23:59")
    before = _check(hall, "calendars")
    hall.at("11-01 00:00")

    after = _check(hall, "calendars")

    assert (before.ok, after.ok) == (True, False)
    assert before.zh == "已公布的节假日安排：changchun 至 2026-12-31。"
    assert after.zh == f"{before.zh}请用 calendar import 导入。"


def test_cases_and_entries_are_counted(hall: Hall) -> None:
    hall.report()
    hall.register()

    counts = examine(hall.runtime).counts

    assert (counts["cases"], counts["history_entries"]) == (1, 3)
    assert counts["messages_waiting"] == 2

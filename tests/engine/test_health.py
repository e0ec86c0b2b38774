"""What is wrong with an installation is said, and nothing else is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.fixtures import open_hall
from tests.engine.hall import Content, Hall
from tests.engine.test_incident import a_vacancy
from workflow.domain.notices import OutcomeKind
from workflow.domain.remedies import Asking
from workflow.engine.health import Check, examine
from workflow.engine.incident import retry
from workflow.engine.runtime import Runtime
from workflow.store import workers
from workflow.store.workers import Worker


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


def test_a_clock_that_nobody_looks_at_is_an_alarm(hall: Hall) -> None:
    hall.report()
    before = _check(hall, "watched")

    hall.tamper("UPDATE clock SET look_at = NULL")

    after = _check(hall, "watched")
    assert (before.ok, after.ok) == (True, False)
    assert after.en.startswith("1 clocks would not be swept when they are due")
    assert after.zh.startswith("1 个时钟")


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


def test_two_months_before_its_end_a_calendar_warns(hall: Hall) -> None:
    hall.at("10-31 23:59")
    before = _check(hall, "calendars")
    hall.at("11-01 00:00")

    after = _check(hall, "calendars")

    assert (before.warns, after.warns) == (False, True)
    assert before.ok
    assert after.ok
    assert before.zh == "已公布的节假日安排：changchun 至 2026-12-31。"
    assert after.zh == f"{before.zh}请用 calendar import 导入。"


def test_cases_and_entries_are_counted(hall: Hall) -> None:
    hall.report()
    hall.register()

    counts = examine(hall.runtime).counts

    assert (counts["cases"], counts["history_entries"]) == (1, 3)
    assert counts["messages_waiting"] == 2


def test_an_open_incident_is_an_alarm(hall: Hall) -> None:
    hall.report()
    hall.tamper("UPDATE clock SET next_rung = 'odd'")
    hall.at("06-08 08:30")
    before = _check(hall, "incidents")

    hall.sweep()

    after = _check(hall, "incidents")
    assert (before.ok, after.ok) == (True, False)
    assert after.en == "1 incidents are open, 1 of them rungs; see incident list."
    assert "1 个" in after.zh


def test_a_rung_that_waits_for_its_retry_is_no_silence(hall: Hall) -> None:
    hall.report()
    hall.tamper("UPDATE clock SET next_rung = 'odd'")
    for when in ("08:30", "08:31", "08:36", "09:06", "11:06"):
        hall.at(f"06-08 {when}")
        hall.sweep()
    hall.at("06-08 16:00")

    # It waits for a person; that is the incident's alarm, not the sweeping's.
    assert _check(hall, "sweeping").ok
    assert not _check(hall, "incidents").ok


def test_messages_that_nobody_sends_are_an_alarm(hall: Hall) -> None:
    hall.report(email="a@b.example")
    hall.does("周敏", "decline", reason="不属受理范围")
    hall.later(minutes=4)
    before = _check(hall, "outbox")
    hall.later(minutes=2)

    after = _check(hall, "outbox")
    hall.deliver()

    assert (before.ok, after.ok, _check(hall, "outbox").ok) == (True, False, True)
    assert "1 wait, the first overdue for 6 min." in after.en
    assert "1 条待发送，最久已超时 6 分钟。" in after.zh


def test_a_stuck_message_that_was_seen_to_is_no_alarm(
    hall: Hall, tmp_path: Path
) -> None:
    a_vacancy(hall, tmp_path)
    assert not _check(hall, "outbox").ok
    hall.at("07-01 09:00")

    retry(hall.runtime, Asking(actor="zheng_kai", incident=1))
    hall.deliver()

    assert _check(hall, "outbox").ok
    assert _check(hall, "incidents").ok


def test_figures_tell_punctuality_and_who_is_at_work(hall: Hall) -> None:
    hall.report()
    hall.at("06-08 08:30")
    hall.later(seconds=3)
    hall.sweep()
    started = hall.clock()
    for name, minutes in (("gone", -3), ("here", 0)):
        seen = Worker(id=name, host="h", pid=1, started_at=started, sweeps=2)
        with hall.runtime.database.writing() as connection:
            workers.beat(connection, seen, started + timedelta(minutes=minutes))
            connection.commit()

    figures = examine(hall.runtime).figures

    assert (figures.lateness.fired, figures.lateness.p99) == (1, timedelta(seconds=3))
    assert (figures.at_work, len(figures.workers)) == (1, 2)
    assert (figures.sweeps, figures.truncated) == (4, 0)
    assert figures.backlog.oldest_due is None


def test_a_window_leaves_out_what_fired_before(hall: Hall) -> None:
    hall.report()
    hall.at("06-08 08:30")
    hall.sweep()
    hall.at("06-08 17:00")

    wide = examine(hall.runtime, timedelta(hours=24)).figures.lateness
    narrow = examine(hall.runtime, timedelta(hours=1)).figures.lateness

    assert (wide.fired, narrow.fired) == (1, 0)

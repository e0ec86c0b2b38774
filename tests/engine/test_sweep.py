"""Time at work: each rung once, late or not, and a bad case alone."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from workflow.domain.case import Json
from workflow.engine.sweep import next_due, sweep
from workflow.store import step, timers

FIRED_BEFORE = (
    "INSERT INTO firing VALUES (:number, 'stage', 'reported', 1, 'due', 1, :at, :at, 1)"
)


def _urgent(hall: Hall) -> int:
    """A missing cover: two hours, day and night."""
    number = hall.report()
    hall.register("1")
    return number


def test_nothing_due_changes_nothing(hall: Hall) -> None:
    hall.report()
    before = hall.case()

    swept = hall.sweep()

    assert (swept.cases, swept.rungs, swept.failed, swept.truncated) == (
        0,
        0,
        (),
        False,
    )
    assert hall.case() == before


def test_next_due_is_the_first_rung_of_all(hall: Hall) -> None:
    assert next_due(hall.runtime) is None

    hall.report()
    hall.at("06-08 08:10")
    hall.report()

    assert next_due(hall.runtime) == at("06-08 08:30")


def test_a_rung_fires_at_its_instant_and_once(hall: Hall) -> None:
    hall.report()
    hall.at("06-08 08:30")

    first = hall.sweep()
    second = hall.sweep()

    assert (first.cases, first.rungs) == (1, 1)
    assert (second.cases, second.rungs) == (0, 0)
    assert hall.fired() == ["stage.due"]
    assert hall.told() == [("郑凯", "stage_due")]
    assert hall.differences() == ()


def test_rungs_that_fell_together_fire_in_order(hall: Hall) -> None:
    _urgent(hall)
    hall.at("06-08 10:30")

    swept = hall.sweep()

    # Nobody accepted within 20 % of two hours, and silence is acceptance.
    assert swept.cases == 1
    assert hall.fired() == [
        "stage.due",
        "stage.time_is_up",
        "department.remind",
        "promise.soon",
        "department.urge",
        "promise.overdue",
    ]
    assert hall.case().state == "handling"
    assert set(hall.case().marks) == {"overdue", "yellow"}


def test_a_rung_that_repeats_fires_its_latest_only(hall: Hall) -> None:
    hall.report()
    hall.at("06-09 17:00")

    hall.sweep()

    # One hour after 08:30, then every two working hours, three in all.
    assert hall.fired() == ["stage.due", "stage.nag"]
    assert hall.entries()[-1].request["passed_over"] == 2
    hall.at("06-10 17:00")
    assert hall.sweep().rungs == 0


def test_a_limit_leaves_the_rest_for_later(hall: Hall) -> None:
    numbers = [hall.report() for _ in range(3)]
    hall.at("06-08 08:30")

    first = hall.sweep(limit=2)
    second = hall.sweep(limit=2)

    assert (first.cases, first.truncated) == (2, True)
    assert (second.cases, second.truncated) == (1, False)
    assert [hall.fired(number) for number in numbers] == [["stage.due"]] * 3


def test_more_cases_than_a_batch_are_swept(sqlite_hall: Hall) -> None:
    numbers = [sqlite_hall.report() for _ in range(60)]
    sqlite_hall.at("06-08 08:30")

    swept = sqlite_hall.sweep()

    assert (swept.cases, swept.rungs, swept.truncated) == (60, 60, False)
    assert all(sqlite_hall.fired(number) == ["stage.due"] for number in numbers)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (
            "UPDATE cases SET definition = 'gone' WHERE number = :number",
            "No workflow gone has been published in this database.",
        ),
        (
            "UPDATE clock SET next_rung = 'odd' WHERE case_number = :number",
            "'odd' is neither in the city nor in the workflow of the case.",
        ),
        (
            "UPDATE cases SET body = '{' WHERE number = :number",
            "Expecting property name enclosed in double quotes",
        ),
        (
            FIRED_BEFORE,
            "This is recorded already and was not written again",
        ),
    ],
    ids=[
        "its definition is missing",
        "its rung is unknown",
        "its row is damaged",
        "its rung fired before",
    ],
)
def test_a_case_that_fails_does_not_stop_the_others(
    hall: Hall, harm: str, says: str
) -> None:
    bad, good = hall.report(), hall.report()
    values: dict[str, Json] = {"number": bad, "at": "2026-06-08T00:30:00.000000Z"}
    hall.tamper(harm, **{name: values[name] for name in values if f":{name}" in harm})
    hall.at("06-08 08:30")

    swept = hall.sweep()
    again = hall.sweep()

    assert (swept.cases, swept.truncated) == (1, False)
    assert [each.case for each in swept.failed] == [bad]
    assert says in swept.failed[0].trouble.en
    assert hall.fired(good) == ["stage.due"]
    assert again.failed == ()


def test_a_calendar_that_vanished_fails_its_cases_only(hall: Hall) -> None:
    bad, good = hall.report(), hall.report()
    forged = hall.forge('"calendar":"changchun"', '"calendar":"gone"')
    hall.tamper(
        "UPDATE cases SET definition = :forged WHERE number = :number",
        forged=forged,
        number=bad,
    )
    hall.at("06-08 08:30")

    swept = hall.sweep()

    assert [(each.case, each.trouble.en) for each in swept.failed] == [
        (bad, "There is no calendar gone; there are: changchun.")
    ]
    assert hall.fired(good) == ["stage.due"]


def test_many_bad_cases_do_not_starve_a_good_one(sqlite_hall: Hall) -> None:
    for _ in range(55):
        _urgent(sqlite_hall)
    sqlite_hall.tamper("UPDATE cases SET definition = 'gone'")
    sqlite_hall.later(minutes=1)
    good = _urgent(sqlite_hall)
    sqlite_hall.at("06-08 10:30")

    swept = sqlite_hall.sweep()

    assert (len(swept.failed), swept.cases) == (55, 1)
    assert "promise.overdue" in sqlite_hall.fired(good)


def test_a_limit_counts_cases_that_fail(sqlite_hall: Hall) -> None:
    for _ in range(3):
        sqlite_hall.report()
    sqlite_hall.tamper("UPDATE cases SET definition = 'gone'")
    sqlite_hall.at("06-08 08:30")

    first = sqlite_hall.sweep(limit=2)
    second = sqlite_hall.sweep(limit=2)

    assert (len(first.failed), first.truncated) == (2, True)
    assert (len(second.failed), second.truncated) == (1, False)


@pytest.mark.parametrize("harm", ["", "definition = 'gone'"], ids=["sound", "broken"])
def test_a_clock_looked_at_too_early_is_put_right(hall: Hall, harm: str) -> None:
    number = hall.report()
    hall.tamper("UPDATE clock SET look_at = started_at, next_at = NULL")
    if harm:
        hall.tamper(f"UPDATE cases SET {harm}")  # noqa: S608 - words of ours

    swept = hall.sweep()

    assert (swept.cases, swept.failed, swept.truncated) == (0, (), False)
    assert hall.asked("SELECT case_number, look_at FROM clock") == [(number, None)]


def test_a_sweep_ends_where_a_clock_has_nothing_to_do(hall: Hall) -> None:
    hall.report()
    # A row that history does not know: due for ever, and no rung of it to fire.
    hall.tamper(
        "INSERT INTO clock SELECT case_number, name, subject, 0, calendar, measure,"
        " budget, consumed, outcome, started_at, running_since, due_at, stopped_at,"
        ' source, "limit", provisional, fired, next_rung, started_at, started_at,'
        " extended, carried, held, exempt FROM clock"
    )

    swept = hall.sweep()

    assert (swept.cases, swept.truncated) == (0, False)


def test_a_case_that_another_sweeper_holds_is_left(postgresql_hall: Hall) -> None:
    held, free = postgresql_hall.report(), postgresql_hall.report()
    postgresql_hall.at("06-08 08:30")
    with postgresql_hall.runtime.database.writing() as connection:
        step.read_many(connection, [held], lock=True)

        swept = postgresql_hall.sweep()

    assert (swept.cases, swept.failed, swept.truncated) == (1, (), False)
    assert postgresql_hall.fired(free) == ["stage.due"]
    assert postgresql_hall.sweep().cases == 1


def test_a_sweep_after_a_step_finds_nothing_left(hall: Hall) -> None:
    _urgent(hall)
    hall.at("06-08 10:30")

    hall.does("于洋", "note", reason="在路上")

    assert hall.sweep().cases == 0
    assert "promise.overdue" in hall.fired()


def test_a_changed_city_fires_rungs_of_clocks_that_ran(
    hall: Hall, tmp_path: Path
) -> None:
    hall.report()
    hall.initialise(
        changed_city(
            tmp_path / "definitions",
            {"organisation/people.yaml": ("name: 郑凯", "name: 郑凯旋")},
        )
    )
    hall.at("06-08 08:30")

    hall.sweep()

    assert hall.told() == [("郑凯旋", "stage_due")]


def test_a_sweep_finds_what_is_due_by_its_index(sqlite_hall: Hall) -> None:
    asked: list[tuple[str, Any]] = []
    with sqlite_hall.runtime.database.reading() as connection:
        event.listen(
            connection,
            "before_cursor_execute",
            lambda *given: asked.append((given[2], given[3])),
        )
        timers.due_cases(connection, at("06-08 08:30"), 50)
        timers.due_cases(connection, at("06-08 08:30"), 50, without=[1, 2])
        timers.next_instant(connection)
        plans = [
            [
                row[-1]
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {q}", v)
            ]
            for q, v in list(asked)
        ]

    assert plans == [
        ["SEARCH clock USING COVERING INDEX ix_clock_look (look_at<?)"],
        ["SEARCH clock USING COVERING INDEX ix_clock_look (look_at<?)"],
        ["SEARCH clock USING COVERING INDEX ix_clock_look (look_at>?)"],
    ]


def test_postgresql_finds_what_is_due_by_its_index(postgresql_hall: Hall) -> None:
    query = (
        "EXPLAIN SELECT case_number FROM clock WHERE look_at <= now()"
        " ORDER BY look_at LIMIT 50"
    )
    with postgresql_hall.runtime.database.reading() as connection:
        # An empty table is read whole unless that is made dear.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        plan = "\n".join(connection.exec_driver_sql(query).scalars())

    assert "Index Scan using ix_clock_look on clock" in plan
    assert "Index Cond: (look_at <= now())" in plan
    assert "Sort" not in plan


def test_two_sweeps_in_a_row_leave_history_whole(hall: Hall) -> None:
    _urgent(hall)
    for when in ("06-08 08:30", "06-08 09:40", "06-08 10:00", "06-12 17:30"):
        hall.at(when)
        sweep(hall.runtime)

    assert len(hall.fired()) == len(set(hall.fired()))
    assert hall.differences() == ()

"""A bad calendar is named problem by problem before anybody counts by it."""

from dataclasses import replace
from datetime import date

import pytest

from workflow.domain.durations import MICROS_PER_HOUR
from workflow.domain.worktime import CalendarRules, Problem, Season, Severity, problems

DESK = ((510, 720), (780, 1050))
WEEK = dict.fromkeys(range(5), DESK)
RULES = CalendarRules(
    name="desk", zone="Asia/Shanghai", week=WEEK, work_day=8 * MICROS_PER_HOUR
)
WINTER = Season(since=(11, 1), until=(3, 31), week=WEEK)


def test_good_calendar_has_no_problem() -> None:
    rules = replace(
        RULES,
        seasons=(WINTER, Season(since=(4, 1), until=(10, 31), week=WEEK)),
        holidays=frozenset({date(2026, 10, 1)}),
        make_up=frozenset({date(2026, 10, 10)}),
        dates={date(2026, 12, 31): ()},
    )

    assert problems(rules) == []


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        (
            {"zone": "Mars/Base"},
            "unknown_zone",
            (
                'The zone "Mars/Base" is unknown; write an IANA name such as '
                '"Asia/Shanghai".'
            ),
        ),
        (
            {"zone": "../etc/passwd"},
            "unknown_zone",
            (
                'The zone "../etc/passwd" is unknown; write an IANA name such as '
                '"Asia/Shanghai".'
            ),
        ),
        (
            {"week": {**WEEK, 7: DESK}},
            "unknown_weekday",
            "7 is not a weekday; write 0 for Monday to 6 for Sunday.",
        ),
        (
            {"week": {0: ((510, 720), (660, 930))}},
            "spans_overlap",
            (
                "Monday has the spans 08:30-12:00 and 11:00-15:30, which overlap; let "
                "one end before the next starts."
            ),
        ),
        (
            {"dates": {date(2026, 5, 1): ((720, 510), (720, 1200))}},
            "span_ends_early",
            (
                "2026-05-01 has the span 12:00-08:30, which does not end after it "
                "starts; for a night write two spans, one up to 24:00 and one from "
                "00:00 of the next day."
            ),
        ),
        (
            {"dates": {date(2026, 5, 1): ((1020, 1500),)}},
            "span_outside_day",
            (
                "2026-05-01 has the span 17:00-25:00, which leaves the day; a span "
                "lies between 00:00 and 24:00."
            ),
        ),
        (
            {"seasons": (WINTER, Season(since=(3, 1), until=(5, 1), week=WEEK))},
            "seasons_overlap",
            (
                "On 03-01 both the season 11-01..03-31 and the season 03-01..05-01 "
                "hold; let one end before the next starts."
            ),
        ),
        (
            {"seasons": (Season(since=(2, 30), until=(5, 1), week=WEEK),)},
            "unknown_day",
            "02-30 in the season 02-30..05-01 is a day that no year has; write MM-DD.",
        ),
        (
            {
                "holidays": frozenset({date(2026, 10, 10)}),
                "make_up": frozenset({date(2026, 10, 10)}),
            },
            "holiday_and_make_up",
            "2026-10-10 is both a holiday and a make-up day; keep one of the two.",
        ),
        (
            {"week": {0: ()}},
            "no_working_time",
            (
                'The calendar "desk" has no working time; give at least one weekday a '
                "span."
            ),
        ),
        (
            {"work_day": 0},
            "bad_work_day",
            (
                'A work day is a whole number of minutes above zero, or "the same '
                'time"; write for example 8 work hours.'
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_error_is_named_with_its_remedy(
    changes: dict[str, object], code: str, sentence: str
) -> None:
    found = problems(replace(RULES, **changes))  # type: ignore[arg-type]

    expected = Problem(code=code, severity=Severity.ERROR, message=sentence)
    assert [p for p in found if p.severity is Severity.ERROR] == [expected]


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        (
            {
                "seasons": (
                    Season(
                        since=(11, 1),
                        until=(3, 31),
                        week={0: ((510, 720), (780, 1020)), 1: ((510, 960),), 2: DESK},
                    ),
                )
            },
            "not_a_work_day",
            (
                "The spans of Monday, Tuesday in the season 11-01..03-31 sum to 7.5 "
                "hours, but a work day is 8 hours; one work day will not end at the "
                "same time of the next day."
            ),
        ),
        (
            {"dates": {date(2026, 12, 31): ((510, 720),)}},
            "not_a_work_day",
            (
                "The spans of 2026-12-31 sum to 3.5 hours, but a work day is 8 hours; "
                "one work day will not end at the same time of the next day."
            ),
        ),
        (
            {"make_up": frozenset({date(2026, 3, 2)})},
            "make_up_on_working_day",
            (
                "2026-03-02 is a make-up day, but a Monday is worked anyway; a make-up "
                "day is a day off that is worked."
            ),
        ),
        (
            {
                "make_up": frozenset({date(2026, 7, 5)}),
                "seasons": (Season(since=(7, 1), until=(7, 31), week={}),),
            },
            "make_up_without_hours",
            (
                "2026-07-05 is a make-up day in a season without working hours; give "
                "its spans under its date."
            ),
        ),
        (
            {"published": frozenset({2024, 2026})},
            "year_left_out",
            (
                "2025 is left out between the published years 2024 and 2026; what "
                "falls due in it stays provisional until its holidays are added."
            ),
        ),
    ],
    ids=[
        "short-winter",
        "short-date",
        "make-up-monday",
        "make-up-in-closed-season",
        "year-left-out",
    ],
)
def test_oddity_is_a_warning_only(
    changes: dict[str, object], code: str, sentence: str
) -> None:
    found = problems(replace(RULES, **changes))  # type: ignore[arg-type]

    assert found == [Problem(code=code, severity=Severity.WARNING, message=sentence)]


def test_same_time_calendar_needs_no_sum() -> None:
    assert problems(replace(RULES, work_day=None, week={0: ((510, 720),)})) == []


def test_errors_stand_before_warnings() -> None:
    rules = replace(RULES, zone="Mars/Base", week={0: ((510, 720),)})
    bad = replace(rules, work_day=MICROS_PER_HOUR, week={0: DESK, 1: ((720, 510),)})

    severities = [problem.severity for problem in problems(bad)]

    assert severities == sorted(severities, key=list(Severity).index)
    assert len(set(severities)) == 2

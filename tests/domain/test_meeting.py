"""The rule of a joint meeting: when it is due, whose it is, and who its members are."""

from datetime import date

import pytest

from workflow.domain.durations import parse_duration
from workflow.domain.meeting import Cadence, Desk, MeetingRule, last_day, meeting_of
from workflow.domain.organisation import Department, Level, Organisation, Place
from workflow.domain.words import Title

NAMED = Title(zh="某", en="Some")


def a_rule(name: str = "city", place: str = "2201", **changed: object) -> MeetingRule:
    given: dict[str, object] = {"departments": ("water",), **changed}
    return MeetingRule(
        name=name,
        title=NAMED,
        place=place,
        cadence=Cadence.MONTHLY,
        calendar="small",
        convenor=Desk(post="head", unit="water"),
        secretary=Desk(post="head", unit="water"),
        represented_by="head",
        limit=parse_duration("2 work days"),
        **given,  # type: ignore[arg-type]
    )


def a_town() -> Organisation:
    places = (("2201", None, Level.CITY), ("220104", "2201", Level.DISTRICT))
    departments = (
        Department(key="water", title=NAMED, kind="water", serves="2201"),
        Department(key="order_4", title=NAMED, kind="order", serves="220104"),
        Department(
            key="kiosks",
            title=NAMED,
            kind="order",
            serves="2201",
            closed_on=date(2025, 7, 1),
        ),
    )
    return Organisation(
        places={
            code: Place(code=code, title=NAMED, level=level, parent=parent)
            for code, parent, level in places
        },
        departments={each.key: each for each in departments},
    )


@pytest.mark.parametrize(
    ("cadence", "held", "today", "expected"),
    [
        (Cadence.WEEKLY, None, date(2026, 6, 10), date(2026, 6, 14)),
        (Cadence.WEEKLY, date(2026, 6, 8), date(2026, 6, 10), date(2026, 6, 21)),
        (Cadence.WEEKLY, date(2026, 6, 7), date(2026, 6, 10), date(2026, 6, 14)),
        (Cadence.MONTHLY, None, date(2026, 6, 10), date(2026, 6, 30)),
        (Cadence.MONTHLY, date(2026, 12, 1), date(2026, 12, 9), date(2027, 1, 31)),
        (Cadence.FIRST_WEEK, None, date(2026, 6, 10), date(2026, 6, 7)),
        (Cadence.FIRST_WEEK, date(2026, 6, 3), date(2026, 6, 10), date(2026, 7, 7)),
        (Cadence.AT_NEED, None, date(2026, 6, 10), None),
    ],
)
def test_a_cadence_says_when_the_next_is_due(
    cadence: Cadence, held: date | None, today: date, expected: date | None
) -> None:
    assert last_day(cadence, held, today) == expected


def test_the_nearest_meeting_upward_decides() -> None:
    rules = {"city": a_rule(), "east": a_rule("east", "220104")}

    assert meeting_of("220104", rules, a_town()) == "east"
    assert meeting_of("2201", rules, a_town()) == "city"
    assert not meeting_of("2201", {"east": rules["east"]}, a_town())
    assert not meeting_of("9999", rules, a_town())


def test_closed_departments_are_no_members() -> None:
    rule = a_rule(kinds=("order",))

    assert rule.members(a_town(), date(2026, 6, 8)) == ("order_4", "water")
    assert rule.members(a_town(), date(2025, 6, 8)) == ("kiosks", "order_4", "water")


def test_kinds_count_only_below_the_place() -> None:
    rule = a_rule(place="220104", kinds=("order",))

    assert rule.members(a_town(), date(2025, 6, 8)) == ("order_4", "water")

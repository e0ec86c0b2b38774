"""Whose turn it is, and who is on duty when they are away."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.domain.organisation import (
    Department,
    Duty,
    DutyBy,
    Holding,
    Level,
    Organisation,
    Person,
    Place,
    Post,
    Roster,
    Subject,
    Turns,
    roster_problems,
)
from workflow.domain.words import Title

TITLE = Title(zh="某处", en="Something")
CITY = Place(code="2201", title=TITLE, level=Level.CITY)
CENTRE = Department(key="centre", title=TITLE, kind="centre", serves="2201")
MONDAY = date(2026, 6, 1)
PEOPLE = ("ann", "bob", "cy", "dee")
"""Three who take turns, and somebody who holds no post."""


def a_roster(**changes: Any) -> Roster:
    roster = Roster(
        post="leader",
        unit="centre",
        turns=Turns.DAILY,
        since=MONDAY,
        order=("ann", "bob", "cy"),
    )
    return replace(roster, **changes)


def an_organisation(
    *rosters: Roster,
    away: dict[str, tuple[tuple[date, date], ...]] | None = None,
    substitutes: dict[str, str] | None = None,
    held_until: dict[str, date] | None = None,
) -> Organisation:
    holdings = tuple(
        Holding(
            person=key,
            post="leader",
            unit="centre",
            since=date(2026, 1, 1),
            until=(held_until or {}).get(key),
            substitute=(substitutes or {}).get(key),
        )
        for key in PEOPLE[:3]
    )
    people = {
        key: Person(key=key, name=key, language="en", away=(away or {}).get(key, ()))
        for key in PEOPLE
    }
    return Organisation(
        places={"2201": CITY},
        departments={"centre": CENTRE},
        posts={"leader": Post(key="leader", title=TITLE)},
        people=people,
        holdings=holdings,
        rosters=rosters,
    )


def on_duty(organisation: Organisation, on: date) -> list[str]:
    return [each.key for each in organisation.holders("leader", "centre", on)]


def week(organisation: Organisation, days: int = 7) -> list[str]:
    every = (on_duty(organisation, MONDAY + timedelta(days=n)) for n in range(days))
    return [", ".join(found) for found in every]


def day(number: int) -> tuple[date, date]:
    """That day of June, as an absence."""
    return (date(2026, 6, number), date(2026, 6, number))


def test_turns_go_round_by_days() -> None:
    assert week(an_organisation(a_roster())) == [
        "ann",
        "bob",
        "cy",
        "ann",
        "bob",
        "cy",
        "ann",
    ]


def test_turns_go_round_by_weeks() -> None:
    found = week(an_organisation(a_roster(turns=Turns.WEEKLY)), 22)

    assert found == ["ann"] * 7 + ["bob"] * 7 + ["cy"] * 7 + ["ann"]


def test_somebody_may_take_more_turns_than_others() -> None:
    roster = a_roster(order=("ann", "bob", "ann", "cy"))

    assert week(an_organisation(roster), 5) == ["ann", "bob", "ann", "cy", "ann"]


def test_a_single_day_is_swapped() -> None:
    roster = a_roster(swaps={date(2026, 6, 2): "cy"})

    assert week(an_organisation(roster), 4) == ["ann", "cy", "cy", "ann"]


def test_all_holders_are_told_outside_of_the_roster() -> None:
    organisation = an_organisation(a_roster(until=date(2026, 6, 2)))

    assert on_duty(organisation, date(2026, 5, 31)) == ["ann", "bob", "cy"]
    assert on_duty(organisation, date(2026, 6, 2)) == ["bob"]
    assert on_duty(organisation, date(2026, 6, 3)) == ["ann", "bob", "cy"]
    assert organisation.duty("leader", "centre", date(2026, 6, 3)) is None


def test_the_others_of_a_roster_may_act() -> None:
    organisation = an_organisation(a_roster())

    acting = [p for p in PEOPLE if organisation.holds(p, "leader", "centre", MONDAY)]

    assert acting == ["ann", "bob", "cy"]
    assert organisation.desks("cy", MONDAY) == {("leader", "centre")}
    assert organisation.filled_upward("leader", "2201", MONDAY) is None


@pytest.mark.parametrize(
    ("away", "substitutes", "duty"),
    [
        ({}, {}, Duty(planned="ann", person="ann", by=DutyBy.TURN)),
        (
            {"ann": (day(1),)},
            {"ann": "dee"},
            Duty(planned="ann", person="dee", by=DutyBy.SUBSTITUTE),
        ),
        ({"ann": (day(1),)}, {}, Duty(planned="ann", person="bob", by=DutyBy.NEXT)),
        (
            {"ann": (day(1),), "dee": (day(1),)},
            {"ann": "dee"},
            Duty(planned="ann", person="bob", by=DutyBy.NEXT),
        ),
        (
            {"ann": (day(1),), "bob": (day(1),)},
            {"bob": "dee"},
            Duty(planned="ann", person="cy", by=DutyBy.NEXT),
        ),
        (
            {"ann": (day(1),), "bob": (day(1),), "cy": (day(1),)},
            {"cy": "dee"},
            Duty(planned="ann", person="dee", by=DutyBy.SUBSTITUTE),
        ),
        (
            {"ann": (day(1),), "bob": (day(1),), "cy": (day(1),)},
            {},
            Duty(planned="ann"),
        ),
    ],
    ids=[
        "there",
        "a substitute",
        "the next",
        "the substitute is away too",
        "the one after the next",
        "the substitute of another",
        "nobody",
    ],
)
def test_somebody_is_on_duty_for_who_is_away(
    away: dict[str, tuple[tuple[date, date], ...]],
    substitutes: dict[str, str],
    duty: Duty,
) -> None:
    organisation = an_organisation(a_roster(), away=away, substitutes=substitutes)

    assert organisation.duty("leader", "centre", MONDAY) == duty
    assert on_duty(organisation, MONDAY) == ([duty.person] if duty.person else [])


def test_the_next_follows_whoever_the_day_was_given_to() -> None:
    roster = a_roster(swaps={MONDAY: "bob"})

    duty = an_organisation(roster, away={"bob": (day(1),)}).duty(
        "leader", "centre", MONDAY
    )

    assert duty == Duty(planned="bob", person="cy", by=DutyBy.NEXT)


def test_whoever_left_the_post_has_no_turn() -> None:
    organisation = an_organisation(a_roster(), held_until={"bob": MONDAY})

    assert week(organisation, 4) == ["ann", "cy", "cy", "ann"]


ABSENCES = st.lists(
    st.tuples(st.integers(0, 80), st.integers(0, 20)).map(
        lambda pair: (
            MONDAY + timedelta(days=pair[0]),
            MONDAY + timedelta(days=sum(pair)),
        )
    ),
    max_size=4,
).map(tuple)


@given(
    order=st.lists(st.sampled_from(PEOPLE[:3]), min_size=1, max_size=5),
    turns=st.sampled_from(Turns),
    away=st.fixed_dictionaries(dict.fromkeys(PEOPLE, ABSENCES)),
    substitutes=st.dictionaries(st.sampled_from(PEOPLE[:3]), st.sampled_from(PEOPLE)),
    swapped=st.dictionaries(st.integers(0, 90), st.integers(0, 4), max_size=5),
)
def test_one_is_on_duty_unless_all_are_away(
    order: list[str],
    turns: Turns,
    away: dict[str, tuple[tuple[date, date], ...]],
    substitutes: dict[str, str],
    swapped: dict[int, int],
) -> None:
    swaps = {
        MONDAY + timedelta(days=after): order[index % len(order)]
        for after, index in swapped.items()
    }
    roster = a_roster(order=tuple(order), turns=turns, swaps=swaps)
    organisation = an_organisation(roster, away=away, substitutes=substitutes)

    for after in range(91):
        today = MONDAY + timedelta(days=after)
        (*found,) = on_duty(organisation, today)
        able = {*order, *(substitutes[key] for key in order if key in substitutes)}
        there = {key for key in able if not organisation.people[key].is_away(today)}
        assert len(found) == bool(there)
        assert {*found} <= there
        assert all(organisation.holds(key, "leader", "centre", today) for key in found)


@pytest.mark.parametrize(
    ("rosters", "expected"),
    [
        (
            [a_roster(post="boss")],
            [
                ("unknown_post", ("post",), "there is no post boss"),
                (
                    "roster_not_held",
                    ("order", 0),
                    "ann is not boss of centre in that time",
                ),
                (
                    "roster_not_held",
                    ("order", 1),
                    "bob is not boss of centre in that time",
                ),
                (
                    "roster_not_held",
                    ("order", 2),
                    "cy is not boss of centre in that time",
                ),
            ],
        ),
        (
            [a_roster(unit="2202", order=("ann",))],
            [
                ("unknown_unit", ("of",), "2202 is neither a department nor a place"),
                (
                    "roster_not_held",
                    ("order", 0),
                    "ann is not leader of 2202 in that time",
                ),
            ],
        ),
        (
            [a_roster(order=())],
            [
                (
                    "roster_empty",
                    ("order",),
                    "a roster of nobody leaves the post empty",
                ),
            ],
        ),
        (
            [a_roster(order=("ann", "eve"))],
            [
                ("unknown_person", ("order", 1), "eve is nobody's key"),
            ],
        ),
        (
            [a_roster(order=("ann", "dee", "dee"))],
            [
                (
                    "roster_not_held",
                    ("order", 1),
                    "dee is not leader of centre in that time",
                ),
            ],
        ),
        (
            [a_roster(since=date(2025, 1, 1), until=date(2025, 2, 1), order=("ann",))],
            [
                (
                    "roster_not_held",
                    ("order", 0),
                    "ann is not leader of centre in that time",
                ),
            ],
        ),
        (
            [a_roster(until=date(2026, 5, 31))],
            [
                (
                    "ends_early",
                    ("until",),
                    "the roster ends on 2026-05-31, before it begins",
                ),
            ],
        ),
        (
            [a_roster(), a_roster(since=date(2027, 1, 1))],
            [
                (
                    "roster_overlap",
                    ("since",),
                    "leader of centre has a roster from 2026-06-01 already",
                ),
            ],
        ),
        ([a_roster(until=date(2026, 6, 30)), a_roster(since=date(2026, 7, 1))], []),
        (
            [a_roster(until=date(2026, 6, 30), swaps={date(2026, 7, 1): "ann"})],
            [
                (
                    "swap_out_of_range",
                    ("swaps", "2026-07-01"),
                    "the roster says nothing about 2026-07-01",
                ),
            ],
        ),
        (
            [a_roster(swaps={date(2026, 6, 2): "dee"})],
            [
                (
                    "swap_with_nobody",
                    ("swaps", "2026-06-02"),
                    "dee takes no turns in this roster",
                ),
            ],
        ),
        (
            [a_roster(swaps={date(2026, 6, 2): "bob"})],
            [
                (
                    "swap_of_nothing",
                    ("swaps", "2026-06-02"),
                    "2026-06-02 is a day of bob anyway",
                ),
            ],
        ),
    ],
)
def test_a_bad_roster_is_told(
    rosters: list[Roster], expected: list[tuple[str, tuple[object, ...], str]]
) -> None:
    found = roster_problems(an_organisation(*rosters))

    assert [(each.code, each.part, each.message) for each in found] == expected
    assert all(each.remedy and each.subject is Subject.ROSTER for each in found)

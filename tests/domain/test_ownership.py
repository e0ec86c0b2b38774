"""The responsibility list names the owner, in its declared precedence."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import Play, a_city, a_rule, an_assigned_case, an_organisation
from workflow.domain.case import Assignment, Case
from workflow.domain.catalogue import (
    Lead,
    Preference,
    Responsibilities,
    Responsibility,
    RuleSource,
)
from workflow.domain.ownership import assign, candidates

WIDE = a_rule(key="wide")
NARROW = a_rule(key="narrow", place="220104")
CONDITION = a_rule(key="condition", condition="3")
RULING = a_rule(key="ruling", source=RuleSource.RULING)
NEW = a_rule(key="new", made_on=date(2026, 5, 1))


def assigned(
    *rules: Responsibility,
    prefer: tuple[Preference, ...] = tuple(Preference),
    **changes: object,
) -> Assignment | None:
    city = a_city(responsibilities=Responsibilities(prefer=prefer, rules=rules))
    play = Play(city=city)
    return assign(_a_case(play, **changes), play.context("06-08 10:00"))


def _a_case(play: Play, **changes: object) -> Case:
    play.report("06-08 09:00")
    known = {"category": "C0101", "condition": "3", **changes}
    return replace(play.case, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "winner"),
    [
        ((WIDE, NARROW), "narrow"),
        ((NARROW, CONDITION), "narrow"),
        ((WIDE, CONDITION), "condition"),
        ((CONDITION, RULING), "condition"),
        ((WIDE, RULING), "ruling"),
        ((RULING, NEW), "ruling"),
        ((WIDE, NEW), "new"),
        ((NEW, RULING, CONDITION, NARROW, WIDE), "narrow"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_preferred_rule_wins(
    rules: tuple[Responsibility, ...], winner: str
) -> None:
    found = assigned(*rules)

    assert found is not None
    assert found.rule == winner
    assert set(found.shadowed) == {rule.key for rule in rules} - {winner}


def test_the_order_of_preference_is_the_citys() -> None:
    prefer = (Preference.NEWEST, Preference.NARROWER_PLACE)

    found = assigned(NARROW, NEW, prefer=prefer)

    assert found is not None
    assert found.rule == "new"


def test_two_rules_that_stand_level_have_no_winner() -> None:
    other = a_rule(key="other", lead=Lead(department="roads"))

    assert assigned(WIDE, other) is None


def test_a_tie_below_the_winner_does_no_harm() -> None:
    found = assigned(WIDE, a_rule(key="other"), NARROW)

    assert found is not None
    assert found.rule == "narrow"


@pytest.mark.parametrize(
    "rule",
    [
        a_rule(category="C0102"),
        a_rule(condition="1"),
        a_rule(place="220105"),
        a_rule(since=date(2026, 6, 9)),
        a_rule(until=date(2026, 6, 7)),
    ],
    ids=["category", "condition", "place", "not yet", "no longer"],
)
def test_a_rule_speaks_of_its_own_only(rule: Responsibility) -> None:
    assert assigned(rule) is None


@pytest.mark.parametrize(
    "dates",
    [{"since": date(2026, 6, 8)}, {"until": date(2026, 6, 8)}],
    ids=["from today", "until today"],
)
def test_both_ends_of_a_rule_are_in_force(dates: dict[str, date]) -> None:
    assert assigned(a_rule(**dates)) is not None


def test_who_returned_the_case_is_not_chosen_again() -> None:
    assert assigned(WIDE, returned_by=("water",)) is None
    assert assigned(WIDE, returned_by=("roads",)) is not None


def test_the_nearest_of_a_kind_may_lead() -> None:
    found = assigned(a_rule(lead=Lead(kind="roads")))

    assert found is not None
    assert found.lead == "roads"


def test_assisting_departments_are_named_once() -> None:
    assisting = (
        Lead(department="roads"),
        Lead(department="water"),
        Lead(kind="gas"),
    )

    found = assigned(a_rule(assisting=assisting))

    assert found is not None
    assert found.assisting == ("roads",)


@pytest.mark.parametrize("lead", [Lead(kind="gas"), Lead(department="gas")])
def test_a_department_that_is_missing_leaves_it_to_people(lead: Lead) -> None:
    assert assigned(a_rule(lead=lead)) is None


def test_a_closed_department_leaves_it_to_people() -> None:
    departments = dict(an_organisation().departments)
    departments["water"] = replace(departments["water"], closed_on=date(2026, 6, 8))
    city = a_city(organisation=an_organisation(departments=departments))

    play = an_assigned_case(Play(city=city))

    assert (play.case.state, play.case.owner) == ("registered", "")
    assert play.case.desk == "dispatcher@centre"


def test_no_rule_speaks_about_a_place_that_is_gone() -> None:
    play = Play()
    case = _a_case(play, place="220199")

    assert candidates(case, play.context("06-08 10:00")) == []

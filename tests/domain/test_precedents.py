"""What stands against a precedent is said before it is made."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import (
    a_precedent,
    a_rule,
    a_ruled_city,
    an_organisation,
    at,
)
from workflow.domain.blockers import Blocker, BlockerCode
from workflow.domain.catalogue import (
    Lead,
    Precedent,
    Preference,
    Responsibilities,
    RulingScope,
)
from workflow.domain.city import City
from workflow.domain.precedents import (
    against_making,
    against_matter,
    against_retiring,
    conflicts,
    next_number,
    taken_away_by,
)

TODAY = date(2026, 6, 8)
CENTRE, ROADS, WATER = (Lead(department=key) for key in ("centre", "roads", "water"))


def a_new_one(**changes: Any) -> Precedent:
    """One more precedent, made a week after the first."""
    values = {"number": 2, "made_on": TODAY, "made_at": at("06-08 10:00"), **changes}
    return a_precedent(**values)


def codes(found: list[Blocker]) -> list[BlockerCode]:
    return [each.code for each in found]


def refused(new: Precedent, *made: Precedent) -> list[BlockerCode]:
    return codes(against_making(new, a_ruled_city(*made)))


def test_a_sound_precedent_meets_no_reason() -> None:
    sound = a_new_one(
        condition="3",
        assisting=(CENTRE, Lead(kind="water")),
        expires=date(2027, 6, 8),
        review_on=date(2026, 12, 1),
    )

    assert refused(sound) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"category": "C9999"}, BlockerCode.NO_SUCH_CATEGORY),
        ({"condition": "9"}, BlockerCode.NO_SUCH_CONDITION),
        ({"place": "9"}, BlockerCode.NO_SUCH_PLACE),
        ({"lead": Lead(department="moon")}, BlockerCode.DEPARTMENT_NOT_OPEN),
        ({"lead": Lead(kind="moon")}, BlockerCode.DEPARTMENT_NOT_OPEN),
        ({"assisting": (Lead(department="moon"),)}, BlockerCode.DEPARTMENT_NOT_OPEN),
        ({"assisting": (ROADS,)}, BlockerCode.LEAD_ASSISTS),
        ({"assisting": (Lead(kind="roads"),)}, BlockerCode.LEAD_ASSISTS),
        ({"reason": " "}, BlockerCode.MISSING_FIELD),
        ({"basis": ""}, BlockerCode.MISSING_FIELD),
        ({"expires": date(2026, 6, 7)}, BlockerCode.EXPIRED_ALREADY),
        ({"review_on": date(2026, 6, 7)}, BlockerCode.REVIEW_MISPLACED),
        (
            {"expires": date(2026, 7, 1), "review_on": date(2026, 7, 2)},
            BlockerCode.REVIEW_MISPLACED,
        ),
    ],
    ids=[
        "an unknown category",
        "an unknown condition",
        "an unknown place",
        "an unknown lead",
        "an unknown kind",
        "an unknown assistant",
        "the lead assists",
        "the lead assists as a kind",
        "no reason",
        "no basis",
        "expired already",
        "reviewed before it is made",
        "reviewed after it ends",
    ],
)
def test_what_is_wrong_is_one_reason(
    changes: dict[str, Any], code: BlockerCode
) -> None:
    assert refused(a_new_one(**changes)) == [code]


def test_a_closed_department_cannot_lead() -> None:
    departments = dict(an_organisation().departments)
    departments["roads"] = replace(departments["roads"], closed_on=TODAY)
    city = a_ruled_city(organisation=an_organisation(departments=departments))

    found = against_making(a_new_one(), city)

    assert codes(found) == [BlockerCode.DEPARTMENT_NOT_OPEN]
    assert found[0].zh == "“roads”不存在或已撤销，不能承担责任。"


def test_everything_wrong_is_said_at_once() -> None:
    wrong = a_new_one(category="C9999", reason="", assisting=(ROADS,))

    assert refused(wrong) == [
        BlockerCode.NO_SUCH_CATEGORY,
        BlockerCode.MISSING_FIELD,
        BlockerCode.LEAD_ASSISTS,
    ]


def test_another_lead_on_the_same_day_conflicts() -> None:
    first = a_precedent()

    (found,) = against_making(a_precedent(number=2, lead=CENTRE), a_ruled_city(first))

    assert found.code is BlockerCode.PRECEDENT_CONFLICTS
    assert found.en == (
        "It conflicts with precedent 1 (case 20260601-000001, 2026-06-01, "
        "place 220104), which stands level and gives C0101 to roads."
    )
    assert "案件 20260601-000001,2026-06-01,地点 220104" in found.zh


@pytest.mark.parametrize(
    "changes",
    [
        {"lead": ROADS},
        {"place": "220104003"},
        {"place": "2201"},
        {"scope": RulingScope.PLACE},
        {"condition": "1"},
        {"category": "C0102"},
        {"made_on": TODAY},
    ],
    ids=[
        "the same lead",
        "a narrower place",
        "a wider place",
        "the place alone",
        "one condition",
        "another category",
        "a newer date",
    ],
)
def test_what_the_order_tells_apart_is_no_conflict(changes: dict[str, Any]) -> None:
    new = a_precedent(**{"number": 2, "lead": CENTRE, **changes})

    assert conflicts(new, [a_precedent()], a_ruled_city()) == []


def test_what_is_no_longer_in_force_conflicts_with_nothing() -> None:
    new = a_new_one(lead=CENTRE)
    retired = a_precedent(made_on=TODAY, retired_at=at("06-08 09:00"))
    expired = a_precedent(made_on=TODAY, expires=date(2026, 6, 7))

    assert conflicts(new, [retired, expired], a_ruled_city()) == []


@pytest.mark.parametrize("dropped", list(Preference))
def test_a_city_without_a_preference_meets_more_conflicts(dropped: Preference) -> None:
    changes: dict[Preference, dict[str, Any]] = {
        Preference.NARROWER_PLACE: {"place": "220104003"},
        Preference.CONDITION: {"condition": "1"},
        Preference.NEWEST: {"made_on": TODAY},
        Preference.RULING: {"lead": ROADS},
    }
    new = a_precedent(**{"number": 2, "lead": CENTRE, **changes[dropped]})
    prefer = tuple(each for each in Preference if each is not dropped)
    rules = Responsibilities(prefer=prefer, rules=(a_rule(),))
    city = a_ruled_city(responsibilities=rules)

    found = conflicts(new, [a_precedent()], city)

    # Among rulings it says nothing that rulings go before the list.
    assert len(found) == int(dropped is not Preference.RULING)


def test_giving_back_what_a_precedent_took_is_a_circle() -> None:
    (found,) = against_making(a_new_one(lead=WATER), a_ruled_city(a_precedent()))

    assert found.code is BlockerCode.PRECEDENT_CIRCULAR
    assert found.en == (
        "water had this before precedent 1 (case 20260601-000001, 2026-06-01, "
        "place 220104) gave it to roads; to give it back goes in a circle. "
        "Retire that precedent instead."
    )
    assert "再交回即成循环" in found.zh


def test_a_kind_that_leads_back_is_a_circle_too() -> None:
    new = a_new_one(lead=Lead(kind="water"))

    assert refused(new, a_precedent()) == [BlockerCode.PRECEDENT_CIRCULAR]


def test_the_last_that_took_it_away_is_named() -> None:
    first = a_precedent()
    second = a_precedent(number=2, made_on=date(2026, 6, 3), lead=CENTRE)
    city = a_ruled_city(second, first)

    back_to_roads = taken_away_by(a_new_one(number=3), city)
    back_to_water = taken_away_by(a_new_one(number=3, lead=WATER), city)

    assert back_to_roads == second
    assert back_to_water == first


@pytest.mark.parametrize(
    "changes",
    [
        {"lead": CENTRE},
        {"lead": ROADS},
        {"lead": WATER, "place": "220104003"},
        {"lead": WATER, "condition": "3"},
    ],
    ids=["a third lead", "the same again", "narrower", "one condition"],
)
def test_going_on_is_no_circle(changes: dict[str, Any]) -> None:
    assert refused(a_new_one(**changes), a_precedent()) == []


def test_after_retiring_it_may_be_given_back() -> None:
    retired = a_precedent(retired_at=at("06-05 10:00"))

    assert refused(a_new_one(lead=WATER), retired) == []


def test_numbers_go_on_behind_the_retired_ones() -> None:
    retired = a_precedent(number=7, retired_at=at("06-05 10:00"))

    assert next_number(a_ruled_city()) == 1
    assert next_number(a_ruled_city(retired, a_precedent())) == 8


def test_a_ruling_on_one_case_makes_no_precedent() -> None:
    with pytest.raises(ValueError, match="one case alone"):
        a_precedent(scope=RulingScope.CASE)


def test_what_the_city_knows_may_be_asked_for() -> None:
    city: City = a_ruled_city()

    assert against_matter("C0101", "3", "220104", city) == []
    assert codes(against_matter("C1", "3", "9", city)) == [
        BlockerCode.NO_SUCH_CATEGORY,
        BlockerCode.NO_SUCH_PLACE,
    ]


def test_only_a_standing_precedent_is_retired() -> None:
    retired = a_precedent(
        number=2,
        retired_at=at("06-05 10:00"),
        retired_by="ina",
        retired_reason="the road was sold",
    )
    city = a_ruled_city(a_precedent(), retired)

    assert against_retiring(1, "the road was sold", city) == []
    assert codes(against_retiring(1, " ", city)) == [BlockerCode.MISSING_FIELD]
    assert codes(against_retiring(3, "why", city)) == [BlockerCode.NO_SUCH_PRECEDENT]
    (again,) = against_retiring(2, "why", city)
    assert again.en == "Precedent 2 was retired by ina: the road was sold"


def test_where_no_rule_spoke_before_nothing_was_taken() -> None:
    rules = Responsibilities(prefer=tuple(Preference), rules=())
    city = a_ruled_city(a_precedent(), responsibilities=rules)

    assert taken_away_by(a_new_one(lead=WATER), city) is None

"""What is wrong with an organisation is said before anybody works in it."""

from dataclasses import replace
from datetime import date

import pytest

from workflow.domain.organisation import (
    Department,
    Holding,
    Level,
    Organisation,
    Person,
    Place,
    Post,
    Subject,
    problems,
)
from workflow.domain.words import Title

TITLE = Title(zh="某处", en="Something")


def a_place(code: str, level: Level, parent: str | None = None) -> Place:
    return Place(code=code, title=TITLE, level=level, parent=parent)


TREE = (
    a_place("2201", Level.CITY),
    a_place("220104", Level.DISTRICT, "2201"),
    a_place("220104003", Level.STREET, "220104"),
    a_place("220104003001", Level.COMMUNITY, "220104003"),
    a_place("220104003001002", Level.GRID, "220104003001"),
    a_place("22010400300100200001", Level.BUILDING, "220104003001002"),
)
WATER = Department(key="water", title=TITLE, kind="water", serves="2201")
YU_YANG = Person(key="yu_yang", name="于洋", language="zh")
HELD = Holding(
    person="yu_yang", post="coordinator", unit="water", since=date(2026, 1, 1)
)


def an_organisation(
    *places: Place,
    departments: tuple[Department, ...] = (WATER,),
    people: tuple[Person, ...] = (YU_YANG,),
    holdings: tuple[Holding, ...] = (HELD,),
) -> Organisation:
    """The whole tree, with these places instead of those of the same code."""
    return Organisation(
        places={place.code: place for place in (*TREE, *places)},
        departments={department.key: department for department in departments},
        posts={"coordinator": Post(key="coordinator", title=TITLE)},
        people={person.key: person for person in people},
        holdings=holdings,
    )


def codes(organisation: Organisation) -> list[tuple[str, str]]:
    return [(found.code, found.key) for found in problems(organisation)]


def test_a_sound_organisation_has_no_problems() -> None:
    assert problems(an_organisation()) == []


@pytest.mark.parametrize(
    ("place", "code"),
    [
        pytest.param(
            a_place("22010400", Level.STREET, "220104"), "bad_code", id="short street"
        ),
        pytest.param(
            a_place("22010400A", Level.STREET, "220104"), "bad_code", id="a letter"
        ),
        pytest.param(
            a_place("22010400300100", Level.GRID, "220104003001"),
            "bad_code",
            id="old grid code",
        ),
        pytest.param(
            a_place("220104003001000", Level.GRID, "220104003001"),
            "bad_code",
            id="grid zero",
        ),
        pytest.param(
            a_place("220105004", Level.STREET, "220105"), "unknown_parent", id="orphan"
        ),
        pytest.param(a_place("220106", Level.DISTRICT), "no_parent", id="no parent"),
        pytest.param(
            a_place("220104003009001", Level.GRID, "220104003"),
            "wrong_level",
            id="grid of a street",
        ),
        pytest.param(
            a_place("220199", Level.CITY, "2201"), "wrong_level", id="city in a city"
        ),
        pytest.param(
            a_place("220105001", Level.STREET, "220104"),
            "code_outside_parent",
            id="code of another district",
        ),
    ],
)
def test_a_place_that_does_not_fit_is_named(place: Place, code: str) -> None:
    assert codes(an_organisation(place)) == [(code, place.code)]


def test_a_street_may_stand_directly_below_a_city() -> None:
    street = a_place("220100001", Level.STREET, "2201")

    assert problems(an_organisation(street)) == []


def test_older_grid_codes_are_accepted_where_configured() -> None:
    grid = a_place("22010400300102", Level.GRID, "220104003001")
    organisation = an_organisation(grid)

    found = problems(organisation, grid_digits=frozenset({14, 15}))

    assert found == []


def test_every_place_of_a_circle_is_named() -> None:
    organisation = an_organisation(
        a_place("220104", Level.DISTRICT, "220104003"),
    )

    cycles = [key for code, key in codes(organisation) if code == "cycle"]

    assert cycles == ["220104", "220104003"]


@pytest.mark.parametrize(
    ("department", "code"),
    [
        pytest.param(replace(WATER, serves="999"), "unknown_place", id="no place"),
        pytest.param(replace(WATER, parent="bureau"), "unknown_parent", id="no parent"),
        pytest.param(replace(WATER, parent="water"), "cycle", id="its own parent"),
    ],
)
def test_a_department_that_does_not_fit_is_named(
    department: Department, code: str
) -> None:
    organisation = an_organisation(departments=(department,))

    assert codes(organisation) == [(code, "water")]


def test_a_second_department_of_a_kind_is_named() -> None:
    second = replace(WATER, key="water_two")
    closed = replace(WATER, key="old_water", closed_on=date(2025, 1, 1))
    organisation = an_organisation(departments=(WATER, second, closed))

    assert codes(organisation) == [("second_of_its_kind", "water_two")]


def test_a_department_called_like_a_place_is_named() -> None:
    organisation = an_organisation(
        departments=(WATER, replace(WATER, key="220104", kind="roads"))
    )

    assert codes(organisation) == [("key_is_a_place", "220104")]


def test_an_absence_that_ends_early_is_named() -> None:
    person = replace(YU_YANG, away=((date(2026, 6, 2), date(2026, 6, 1)),))

    found = problems(an_organisation(people=(person,)))

    assert [(one.code, one.subject) for one in found] == [
        ("absence_ends_early", Subject.PERSON)
    ]


@pytest.mark.parametrize(
    ("holding", "code"),
    [
        pytest.param(replace(HELD, person="x"), "unknown_person", id="nobody"),
        pytest.param(replace(HELD, post="x"), "unknown_post", id="no post"),
        pytest.param(replace(HELD, unit="x"), "unknown_unit", id="no unit"),
        pytest.param(
            replace(HELD, until=date(2025, 1, 1)), "ends_early", id="ends early"
        ),
        pytest.param(
            replace(HELD, substitute="yu_yang"), "own_substitute", id="oneself"
        ),
        pytest.param(
            replace(HELD, substitute="x"), "unknown_substitute", id="no substitute"
        ),
    ],
)
def test_a_holding_that_does_not_fit_is_named(holding: Holding, code: str) -> None:
    found = problems(an_organisation(holdings=(holding,)))

    assert [(one.code, one.holding) for one in found] == [(code, holding)]


def test_a_post_held_twice_on_one_day_is_named() -> None:
    first = replace(HELD, until=date(2026, 5, 31))
    second = replace(HELD, since=date(2026, 5, 31))

    assert codes(an_organisation(holdings=(second, first))) == [("overlap", "yu_yang")]


def test_a_post_held_again_later_is_no_problem() -> None:
    first = replace(HELD, until=date(2026, 5, 31))
    second = replace(HELD, since=date(2026, 6, 1))

    assert problems(an_organisation(holdings=(first, second))) == []


def test_every_problem_says_what_helps() -> None:
    organisation = an_organisation(
        a_place("1", Level.GRID, "9"), holdings=(replace(HELD, unit="x"),)
    )

    found = problems(organisation)

    assert len(found) == 3
    assert all(one.message and one.remedy for one in found)

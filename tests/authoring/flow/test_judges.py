"""A ladder must find a judge wherever a case can lie, and for whoever quarrels."""

from dataclasses import replace
from datetime import date

import pytest

from tests.authoring.flow.disputing import LADDER, exchanged, said
from tests.builders import LONG_AGO, an_organisation, title
from workflow.authoring.flow.checks import Known
from workflow.domain.organisation import (
    Department,
    Holding,
    Level,
    Organisation,
    Place,
    Post,
)

STREETS = ("220104003", "220104004", "220105001")
POSTS = ("dispatcher", "arbiter", "acceptor", "coordinator")


def a_place(code: str, level: Level, parent: str | None = None) -> Place:
    return Place(code=code, title=title(code), level=level, parent=parent)


def a_department(key: str, serves: str, parent: str | None = None) -> Department:
    kind = key.partition("_")[0]
    return Department(
        key=key, title=title(key), kind=kind, serves=serves, parent=parent
    )


def a_city_of(*desks: str, departments: tuple[Department, ...] = ()) -> Organisation:
    """Two districts, three streets; `desks` are the posts that are held, POST@UNIT."""
    places = [
        a_place("2201", Level.CITY),
        a_place("220104", Level.DISTRICT, "2201"),
        a_place("220105", Level.DISTRICT, "2201"),
        *(a_place(code, Level.STREET, code[:6]) for code in STREETS),
    ]
    every = departments or (a_department("centre", "2201"),)
    return an_organisation(
        places={each.code: each for each in places},
        departments={each.key: each for each in every},
        posts={key: Post(key=key, title=title(key)) for key in POSTS},
        holdings=tuple(
            Holding(person="ann", post=post, unit=unit, since=LONG_AGO)
            for post, _, unit in (desk.partition("@") for desk in desks)
        ),
    )


def judged(organisation: Organisation, judge: str) -> list[str]:
    """What is found where this one judges on the first level, without its position."""
    known = Known(organisation=organisation)
    ladder = exchanged(LADDER, ("dispatcher of centre", judge))
    found = said(ladder, known=known)
    return [
        line.removeprefix("1.yaml:10:12 levels[0].judge: ")
        for line in found
        if "levels[0].judge" in line
    ]


def test_a_judge_at_every_place_is_no_finding() -> None:
    city = a_city_of("dispatcher@centre", "arbiter@2201")

    assert said(LADDER, known=Known(organisation=city)) == []


@pytest.mark.parametrize(
    ("desks", "judge", "found"),
    [
        pytest.param(
            ["arbiter@2201"],
            "dispatcher of centre",
            ["nobody was ever appointed dispatcher of centre"],
            id="post-of-a-kind-never-held",
        ),
        pytest.param(
            ["arbiter@220104"],
            "arbiter of district",
            ["nobody was ever appointed arbiter of 220105"],
            id="post-of-a-level-never-held",
        ),
        pytest.param(
            [],
            "arbiter of street",
            [f"nobody was ever appointed arbiter of {', '.join(STREETS)}"],
            id="every-street",
        ),
        pytest.param(
            [],
            "arbiter of grid",
            ['"arbiter of grid" is nobody in 2201'],
            id="no-place-of-the-level",
        ),
        pytest.param(
            ["arbiter@220104"],
            "arbiter of place",
            ['"arbiter of place" is nobody in 220105'],
            id="nearest-place-of-one-district",
        ),
        pytest.param(
            ["arbiter@220104", "arbiter@220105"],
            "arbiter of place",
            [],
            id="nearest-place-everywhere",
        ),
    ],
)
def test_a_place_without_a_judge_is_found(
    desks: list[str], judge: str, found: list[str]
) -> None:
    lines = judged(a_city_of(*desks), judge)

    assert [line.partition("; ")[0].partition(": ")[0] for line in lines] == found


def test_the_finding_has_its_position_and_remedy() -> None:
    known = Known(organisation=a_city_of("dispatcher@centre"))

    assert said(LADDER, known=known) == [
        (
            "1.yaml:14:12 levels[1].judge: nobody was ever appointed arbiter of 2201; "
            "appoint somebody in people.yaml"
        )
    ]


def test_places_that_no_department_serves_are_found() -> None:
    served = (
        a_department("centre_a", "220104"),
        replace(a_department("centre_b", "220105"), closed_on=date(2026, 1, 1)),
    )
    city = a_city_of("dispatcher@centre_a", departments=served)

    assert judged(city, "dispatcher of centre") == [
        (
            '"dispatcher of centre" is nobody in 220105: there is no such unit; give '
            "it one, or name a judge whom every place has"
        )
    ]


def test_a_street_without_its_department_is_found() -> None:
    served = tuple(a_department(f"centre_{code}", code) for code in STREETS[1:])
    desks = [f"dispatcher@{each.key}" for each in served]
    city = a_city_of(*desks, departments=served)

    (line,) = judged(city, "dispatcher of centre")

    assert line.startswith('"dispatcher of centre" is nobody in 220104003: ')


def quarrelling(*desks: str, water_under: str | None = "city") -> Organisation:
    departments = (
        a_department("city", "2201"),
        a_department("district", "220104", "city"),
        a_department("roads", "220104", "district"),
        a_department("lamps", "220104", "district"),
        a_department("water", "2201", water_under),
    )
    return a_city_of(*desks, departments=departments)


@pytest.mark.parametrize(
    ("desks", "found"),
    [
        pytest.param(["arbiter@city", "arbiter@district"], [], id="all-held"),
        pytest.param(
            ["arbiter@city"],
            [
                (
                    "nobody was ever appointed arbiter of district; appoint somebody "
                    "in people.yaml"
                )
            ],
            id="one-vacant",
        ),
    ],
)
def test_departments_meet_at_a_superior_with_a_judge(
    desks: list[str], found: list[str]
) -> None:
    assert judged(quarrelling(*desks), "arbiter of common_superior") == found


def test_departments_without_a_superior_in_common_are_found() -> None:
    city = quarrelling("arbiter@city", "arbiter@district", water_under=None)

    assert judged(city, "arbiter of common_superior") == [
        (
            "city, water have no superior in common, so no judge here; the next level "
            "judges between them; give them a parent, if not meant"
        )
    ]


def test_a_closed_department_needs_no_superior() -> None:
    city = quarrelling("arbiter@city", "arbiter@district", water_under=None)
    closed = replace(city.departments["water"], closed_on=date(2026, 1, 1))
    city = replace(city, departments={**city.departments, "water": closed})

    assert judged(city, "arbiter of common_superior") == []

"""Who is on duty where, and which place and department lie above."""

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
)
from workflow.domain.words import Title

CITY, DISTRICT, STREET = "2201", "220104", "220104003"
COMMUNITY, GRID = "220104003001", "220104003001002"
TODAY = date(2026, 6, 9)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def a_title(en: str = "Something") -> Title:
    return Title(zh="某处", en=en)


def a_place(code: str, level: Level, parent: str | None = None) -> Place:
    return Place(code=code, title=a_title(), level=level, parent=parent)


PLACES = {
    place.code: place
    for place in (
        a_place(CITY, Level.CITY),
        a_place(DISTRICT, Level.DISTRICT, CITY),
        a_place(STREET, Level.STREET, DISTRICT),
        a_place(COMMUNITY, Level.COMMUNITY, STREET),
        a_place(GRID, Level.GRID, COMMUNITY),
    )
}


def a_department(
    key: str, kind: str, serves: str, closed_on: date | None = None
) -> Department:
    return Department(
        key=key, title=a_title(), kind=kind, serves=serves, closed_on=closed_on
    )


def a_person(key: str, *away: tuple[date, date], name: str = "") -> Person:
    return Person(key=key, name=name or key, language="zh", away=away)


def a_holding(
    person: str,
    unit: str = "water",
    until: date | None = None,
    substitute: str | None = None,
) -> Holding:
    return Holding(
        person=person,
        post="coordinator",
        unit=unit,
        since=date(2026, 1, 1),
        until=until,
        substitute=substitute,
    )


def an_organisation(
    *holdings: Holding,
    people: tuple[Person, ...] = (),
    departments: tuple[Department, ...] = (),
) -> Organisation:
    return Organisation(
        places=PLACES,
        departments={department.key: department for department in departments},
        posts={"coordinator": Post(key="coordinator", title=a_title())},
        people={person.key: person for person in people},
        holdings=holdings,
    )


def keys(people: tuple[Person, ...]) -> list[str]:
    return [person.key for person in people]


def test_a_title_speaks_both_languages() -> None:
    title = Title(zh="供水", en="Water")

    assert (title.in_language("zh"), title.in_language("en")) == ("供水", "Water")


def test_a_path_leads_from_the_place_to_the_city() -> None:
    path = an_organisation().path(GRID)

    assert path == (GRID, COMMUNITY, STREET, DISTRICT, CITY)


def test_a_path_from_an_unknown_place_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="999"):
        an_organisation().path("999")


def test_a_path_ends_where_places_run_in_a_circle() -> None:
    circle = {
        "1": a_place("1", Level.STREET, "2"),
        "2": a_place("2", Level.DISTRICT, "1"),
    }

    assert Organisation(places=circle).path("1") == ("1", "2")


@pytest.mark.parametrize(
    ("level", "expected"),
    [(Level.GRID, GRID), (Level.DISTRICT, DISTRICT), (Level.BUILDING, None)],
)
def test_a_level_is_found_at_or_above_a_place(
    level: Level, expected: str | None
) -> None:
    assert an_organisation().at_level(GRID, level) == expected


def test_no_level_lies_above_an_unknown_place() -> None:
    assert an_organisation().at_level("999", Level.CITY) is None


def test_the_nearest_department_serves_the_narrowest_place() -> None:
    city_wide = a_department("city_enforcement", "enforcement", CITY)
    of_district = a_department("district_enforcement", "enforcement", DISTRICT)
    organisation = an_organisation(departments=(city_wide, of_district))

    assert organisation.nearest("enforcement", GRID, TODAY) is of_district
    assert organisation.nearest("enforcement", CITY, TODAY) is city_wide


def test_a_closed_department_is_passed_over_from_its_last_day_on() -> None:
    old = a_department("old", "water", DISTRICT, closed_on=TODAY)
    new = a_department("new", "water", CITY)
    organisation = an_organisation(departments=(old, new))

    assert organisation.nearest("water", GRID, date(2026, 6, 8)) is old
    assert organisation.nearest("water", GRID, TODAY) is new
    assert organisation.nearest("water", GRID) is new


def test_no_department_of_an_unknown_kind_or_place_is_near() -> None:
    organisation = an_organisation(departments=(a_department("w", "water", CITY),))

    assert organisation.nearest("fire", GRID, TODAY) is None
    assert organisation.nearest("water", "999", TODAY) is None


def test_a_post_is_held_on_its_first_and_last_day() -> None:
    held = a_holding("yu_yang", until=TODAY)
    organisation = an_organisation(held, people=(a_person("yu_yang"),))

    days = (date(2025, 12, 31), date(2026, 1, 1), TODAY, date(2026, 6, 10))
    found = [organisation.holders("coordinator", "water", day) for day in days]

    assert [len(people) for people in found] == [0, 1, 1, 0]


def test_a_substitute_is_on_duty_while_the_holder_is_away() -> None:
    organisation = an_organisation(
        a_holding("yu_yang", substitute="he_juan"),
        people=(a_person("yu_yang", JUNE), a_person("he_juan")),
    )

    assert keys(organisation.holders("coordinator", "water", TODAY)) == ["he_juan"]
    july = date(2026, 7, 1)
    assert keys(organisation.holders("coordinator", "water", july)) == ["yu_yang"]


def test_nobody_is_on_duty_when_both_are_away() -> None:
    organisation = an_organisation(
        a_holding("yu_yang", substitute="he_juan"),
        people=(a_person("yu_yang", JUNE), a_person("he_juan", JUNE)),
    )

    assert organisation.holders("coordinator", "water", TODAY) == ()


def test_one_person_is_on_duty_once() -> None:
    organisation = an_organisation(
        a_holding("he_juan"),
        a_holding("yu_yang", substitute="he_juan"),
        people=(a_person("yu_yang", JUNE), a_person("he_juan")),
    )

    assert keys(organisation.holders("coordinator", "water", TODAY)) == ["he_juan"]


def test_a_holder_may_act_even_while_away() -> None:
    organisation = an_organisation(
        a_holding("yu_yang", substitute="he_juan"),
        people=(a_person("yu_yang", JUNE), a_person("he_juan")),
    )

    assert organisation.holds("yu_yang", "coordinator", "water", TODAY)
    assert organisation.holds("he_juan", "coordinator", "water", TODAY)


def test_a_substitute_may_act_only_while_the_holder_is_away() -> None:
    organisation = an_organisation(
        a_holding("yu_yang", substitute="he_juan"),
        people=(a_person("yu_yang"), a_person("he_juan")),
    )

    assert not organisation.holds("he_juan", "coordinator", "water", TODAY)
    assert not organisation.holds("nobody", "coordinator", "water", TODAY)


def test_desks_are_what_a_person_holds_and_stands_in_for() -> None:
    organisation = an_organisation(
        a_holding("he_juan", unit="roads"),
        a_holding("he_juan", unit="kiosks", until=date(2026, 1, 31)),
        a_holding("yu_yang", unit="water", substitute="he_juan"),
        people=(a_person("yu_yang", JUNE), a_person("he_juan")),
    )

    july = date(2026, 7, 1)
    assert organisation.desks("he_juan", TODAY) == {
        ("coordinator", "roads"),
        ("coordinator", "water"),
    }
    assert organisation.desks("he_juan", july) == {("coordinator", "roads")}
    assert organisation.desks("nobody", TODAY) == frozenset()


def test_a_post_is_sought_upward_until_somebody_is_on_duty() -> None:
    organisation = an_organisation(
        a_holding("away", unit=COMMUNITY),
        a_holding("song_jia", unit=STREET),
        people=(a_person("away", JUNE), a_person("song_jia")),
    )

    assert organisation.filled_upward("coordinator", GRID, TODAY) == STREET
    july = date(2026, 7, 1)
    assert organisation.filled_upward("coordinator", GRID, july) == COMMUNITY
    assert organisation.filled_upward("coordinator", CITY, TODAY) is None
    assert organisation.filled_upward("coordinator", "999", TODAY) is None


def test_a_person_is_found_by_key_and_by_unique_name() -> None:
    organisation = an_organisation(
        people=(
            a_person("yu_yang", name="于洋"),
            a_person("wang_min", name="王敏"),
            a_person("wang_min_2", name="王敏"),
        )
    )

    assert organisation.person("于洋").key == "yu_yang"
    assert organisation.person("wang_min_2").name == "王敏"
    for unclear in ("王敏", "nobody"):
        with pytest.raises(KeyError, match=unclear):
            organisation.person(unclear)


def test_places_and_departments_are_found_by_key() -> None:
    organisation = an_organisation(departments=(a_department("w", "water", CITY),))

    assert organisation.place(STREET).level is Level.STREET
    assert organisation.department("w").kind == "water"
    with pytest.raises(KeyError, match="999"):
        organisation.place("999")
    with pytest.raises(KeyError, match="fire"):
        organisation.department("fire")

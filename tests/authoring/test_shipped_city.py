"""The shipped city is complete: wherever a case lies, somebody can act on it."""

import csv
import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from workflow.authoring.city.catalogue_import import import_catalogue
from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import CityDocuments, build_city
from workflow.domain.city import City
from workflow.domain.organisation import Level, Organisation

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "definitions"
SHARED = ROOT.parent / "shared" / "data"
TODAY = date(2026, 6, 9)
GRID = "220104003001002"


def documents() -> CityDocuments:
    found, _ = read_city(SHIPPED)
    assert found is not None
    return found


@cache
def city() -> City:
    return build_city(documents(), 1)


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"The real data ../shared/data/{name} is not here.")
    return path


def below_the_city() -> Iterable[str]:
    places = city().organisation.places.values()
    return (place.code for place in places if place.level is not Level.CITY)


def unfilled(posts: tuple[str, ...], units: Iterable[str | None]) -> list[str]:
    organisation = city().organisation
    return [
        f"{post} of {unit}"
        for unit in units
        for post in posts
        if unit is not None and not organisation.holders(post, unit, TODAY)
    ]


def test_every_place_has_an_inspector_and_a_grid_member() -> None:
    organisation = city().organisation

    lacking = [
        (post, code)
        for code in below_the_city()
        for post in ("inspector", "grid_member")
        if organisation.filled_upward(post, code, TODAY) is None
    ]

    assert lacking == []


def test_every_street_has_a_leader_and_a_whistle_officer() -> None:
    organisation = city().organisation
    streets = [organisation.at_level(code, Level.STREET) for code in below_the_city()]

    assert len({street for street in streets if street}) == 231
    assert unfilled(("street_leader", "whistle_officer"), streets) == []


def test_every_district_has_a_supervisor_and_an_arbiter() -> None:
    places = city().organisation.places.values()
    districts = [place.code for place in places if place.level is Level.DISTRICT]

    assert len(districts) == 15
    assert unfilled(("supervisor", "arbiter"), [*districts, "2201"]) == []
    assert unfilled(("duty_arbiter",), ["2201"]) == []


def test_every_open_department_has_its_four_posts() -> None:
    centres = {"supervision_centre", "command_centre"}
    keys = [
        department.key
        for department in city().organisation.departments.values()
        if department.is_open(TODAY) and department.key not in centres
    ]

    posts = ("coordinator", "head", "deputy_head", "handler")

    assert unfilled(posts, keys) == []


def test_the_two_centres_have_their_posts() -> None:
    assert unfilled(("acceptor", "shift_leader"), ["supervision_centre"]) == []
    posts = ("dispatcher", "shift_leader", "section_head", "deputy_head")
    assert unfilled(posts, ["command_centre"]) == []


@pytest.mark.parametrize(
    ("name", "post", "unit"),
    [
        ("周敏", "acceptor", "supervision_centre"),
        ("韩雪", "dispatcher", "command_centre"),
        ("于洋", "coordinator", "water"),
        ("孙磊", "coordinator", "roads"),
        ("郑凯", "shift_leader", "command_centre"),
        ("宋佳", "inspector", "220104003"),
    ],
)
def test_the_people_of_the_scenarios_hold_their_posts(
    name: str, post: str, unit: str
) -> None:
    organisation = city().organisation

    assert organisation.holds(organisation.person(name).key, post, unit, TODAY)
    assert [p.name for p in organisation.holders(post, unit, TODAY)] == [name]


def test_the_inspector_of_a_grid_is_found_at_its_street() -> None:
    organisation: Organisation = city().organisation

    assert organisation.filled_upward("inspector", GRID, TODAY) == "220104003"


def test_every_parent_of_two_districts_departments_is_a_government() -> None:
    organisation = city().organisation
    for key in ("enforcement_220104", "sanitation_220104", "street_office_220104003"):
        department = organisation.department(key)
        assert department.parent == "government_220104"
    assert organisation.department("government_220104").parent == "city_government"


def test_the_first_category_has_its_four_limits() -> None:
    category = city().catalogue.category("C0101")

    limits = [(c.number, c.limit.en, c.urgent) for c in category.conditions.values()]

    assert limits == [
        ("1", "2 hours", True),
        ("2", "4 work hours", False),
        ("3", "2 work days", False),
        ("4", "5 work days", False),
    ]


def test_the_first_category_belongs_to_water_everywhere() -> None:
    rules = city().responsibilities.of("C0101")

    assert [(rule.lead.text, rule.place) for rule in rules] == [("water", "2201")]


def test_only_events_are_settled_on_the_spot() -> None:
    settled = [
        category.code
        for category in city().catalogue.categories.values()
        for condition in category.conditions.values()
        if condition.self_handled
    ]

    assert settled
    assert all(code.startswith("E") for code in settled)


def test_every_real_row_is_in_the_catalogue_or_refused() -> None:
    source = shared("categories.csv")
    result, _ = import_catalogue(source.read_bytes(), source.name)
    assert result is not None
    with (SHIPPED / "categories" / "refused.csv").open(newline="") as file:
        refused = [(row["code"], row["condition"]) for row in csv.DictReader(file)]

    ours = [
        (row.code, row.condition, row.limit) for row in documents().catalogue.conditions
    ]

    assert ours == [(r.code, r.number, r.limit.en) for r in result.imported]
    assert refused == [(r.code, r.condition) for r in result.refused]


def test_every_real_division_is_a_place() -> None:
    with shared("changchun_divisions.csv").open(newline="") as file:
        real = {
            (row["code"], row["level"], row["parent"] or None, row["name"])
            for row in csv.DictReader(file)
        }

    ours = {
        (place.code, place.level.value, place.parent, place.title.zh)
        for place in city().organisation.places.values()
        if len(place.code) <= len("220104003")
    }

    assert ours == real


@pytest.mark.parametrize("year", ["2024", "2025", "2026"])
def test_holidays_are_those_that_were_published(year: str) -> None:
    days = json.loads(shared(f"holiday_cn/{year}.json").read_text())["days"]
    real = {(day["date"], day["isOffDay"]) for day in days}
    rules = city().calendars["changchun"].rules

    ours = {
        (str(day), is_off)
        for listed, is_off in ((rules.holidays, True), (rules.make_up, False))
        for day in listed
        if str(day.year) == year
    }

    assert ours == real


def test_a_year_that_is_not_published_is_provisional() -> None:
    assert city().calendars["changchun"].rules.published == {2024, 2025, 2026}

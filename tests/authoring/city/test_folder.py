"""A folder becomes the documents of a city, and they become the city."""

from datetime import date
from pathlib import Path

from tests.authoring.small_city import a_folder
from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city

SHIPPED = Path(__file__).parents[3] / "definitions"


def test_a_sound_folder_becomes_a_city(tmp_path: Path) -> None:
    documents, findings = read_city(a_folder(tmp_path))

    assert findings == []
    assert documents is not None
    city = build_city(documents, revision=7)
    assert city.revision == 7
    assert city.catalogue.condition("C0101", "2").limit.en == "2 work days"
    assert city.responsibilities.of("C0101")[0].key == "covers:C0101"
    assert list(city.calendars) == ["small"]


def test_a_pattern_gives_every_place_its_department(tmp_path: Path) -> None:
    documents, _ = read_city(a_folder(tmp_path))

    assert documents is not None
    departments = build_city(documents, 1).organisation.departments
    order = departments["order_220104"]
    assert set(departments) == {"water", "order_220104", "order_220105"}
    assert (order.title.en, order.serves, order.parent) == (
        "Order of East",
        "220104",
        "water",
    )


def test_a_post_is_held_in_every_unit_but_those_left_out(tmp_path: Path) -> None:
    documents, _ = read_city(a_folder(tmp_path))

    assert documents is not None
    organisation = build_city(documents, 1).organisation
    desks = organisation.desks("bo", date(2026, 6, 9))
    assert desks == {("head", "order_220104")}
    away = organisation.desks("bo", date(2026, 7, 20))
    assert away == {("head", "order_220104"), ("head", "water")}


def test_the_record_of_refused_rows_is_not_read(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"categories/refused.csv": "nothing of a catalogue\n"})

    documents, findings = read_city(folder)

    assert documents is not None
    assert findings == []


def test_the_shipped_city_has_only_its_winter_to_warn_of() -> None:
    documents, findings = read_city(SHIPPED)

    assert documents is not None
    assert [(found.rule, found.file) for found in findings] == [
        ("calendar-not-a-work-day", "calendars/changchun.yaml")
    ]

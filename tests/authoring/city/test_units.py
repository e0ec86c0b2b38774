"""The units of a post: one, or every one of a sort."""

import pytest

from workflow.authoring.city.units import Units, parse_units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("water", Units(unit="water")),
        ("220104", Units(unit="220104")),
        ("every street", Units(sort="street")),
        ("every street in 220104", Units(sort="street", within="220104")),
        ("every department in 2201", Units(sort="department", within="2201")),
    ],
)
def test_units_are_one_or_every_one_of_a_sort(text: str, units: Units) -> None:
    assert parse_units(text) == units


def test_every_department_means_all_kinds() -> None:
    assert parse_units("every department").is_any_department
    assert not parse_units("every sanitation").is_any_department


@pytest.mark.parametrize("text", ["", "every", "all streets", "every street of 2201"])
def test_what_names_no_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no unit; write a department's key"):
        parse_units(text)

from dataclasses import replace

import pytest

from tests.builders import an_assigned_case, at
from workflow.domain.case import revised


def test_a_revised_case_is_what_replace_makes() -> None:
    case = an_assigned_case().case

    made = revised(case, state="closed", marks=("red",), changed_at=at("06-09 10:00"))

    wanted = replace(case, state="closed", marks=("red",), changed_at=at("06-09 10:00"))
    assert made == wanted
    assert case.state == "assigned"


def test_a_revised_clock_is_what_replace_makes() -> None:
    clock = next(iter(an_assigned_case().case.clocks.values()))

    assert revised(clock, consumed=7) == replace(clock, consumed=7)


def test_a_field_that_is_none_is_refused() -> None:
    case = an_assigned_case().case

    with pytest.raises(KeyError, match="stat"):
        revised(case, stat="closed")

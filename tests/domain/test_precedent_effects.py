"""History keeps a precedent whole."""

import json
from datetime import date

import pytest

from tests.builders import a_precedent, at
from workflow.domain.catalogue import Lead, Precedent, RulingScope
from workflow.domain.precedent_effects import precedent_from, precedent_json


@pytest.mark.parametrize(
    "precedent",
    [
        a_precedent(),
        a_precedent(
            condition="3",
            scope=RulingScope.PLACE,
            lead=Lead(kind="roads"),
            assisting=(Lead(department="water"), Lead(kind="gas")),
            expires=date(2027, 6, 1),
            review_on=date(2026, 12, 1),
            case=0,
            dispute=0,
            retired_at=at("06-09 10:00"),
            retired_by="ina",
            retired_reason="sold",
        ),
    ],
    ids=["as made", "with everything"],
)
def test_a_precedent_comes_back_from_its_json(precedent: Precedent) -> None:
    text = json.dumps(precedent_json(precedent))

    assert precedent_from(json.loads(text)) == precedent


def test_one_in_force_says_nothing_of_retiring() -> None:
    assert not [name for name in precedent_json(a_precedent()) if "retired" in name]

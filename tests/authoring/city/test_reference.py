"""Each kind of reference data is one canonical JSON that builds the same city."""

import json
from pathlib import Path

import pytest

from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import (
    KINDS,
    CityDocuments,
    build_city,
    documents_from_json,
    documents_to_json,
    from_json,
)
from workflow.domain.organisation import Power

SHIPPED = Path(__file__).parents[3] / "definitions"


def shipped() -> CityDocuments:
    documents, _ = read_city(SHIPPED)
    assert documents is not None
    return documents


def test_documents_come_back_from_their_json() -> None:
    documents = shipped()

    texts = documents_to_json(documents)

    assert set(texts) == set(KINDS)
    assert documents_from_json(texts) == documents
    assert documents_to_json(documents_from_json(texts)) == texts


def test_a_city_is_the_same_after_its_json() -> None:
    documents = shipped()
    stored = documents_from_json(documents_to_json(documents))

    before, after = build_city(documents, 1), build_city(stored, 1)

    assert before.organisation == after.organisation
    assert before.organisation.rosters == after.organisation.rosters
    assert before.organisation.holdings == after.organisation.holdings
    assert before.responsibilities == after.responsibilities
    assert before.catalogue == after.catalogue


def test_an_organisation_that_was_stored_before_rosters_is_read() -> None:
    texts = documents_to_json(shipped())
    stored = json.loads(texts["organisation"])
    del stored["rosters"]

    read = documents_from_json({**texts, "organisation": json.dumps(stored)})

    assert build_city(read, 1).organisation.rosters == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["{", "[]", '{"unknown": 1}'])
def test_json_of_another_shape_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        from_json(KINDS[kind], text)


def test_a_missing_kind_is_a_key_error() -> None:
    texts = documents_to_json(shipped())
    del texts["calendars"]

    with pytest.raises(KeyError, match="calendars"):
        documents_from_json(texts)


def test_a_city_stored_before_there_were_powers_is_read() -> None:
    texts = documents_to_json(shipped())
    organisation = json.loads(texts["organisation"])
    del organisation["powers"]

    before = documents_from_json({**texts, "organisation": json.dumps(organisation)})

    powers = build_city(before, 1).organisation.powers
    assert set(powers) == set(Power)
    assert not any(powers.values())

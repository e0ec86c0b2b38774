"""A catalogue knows categories whose cases have no limit of their own."""

import pytest
from pydantic import ValidationError

from workflow.authoring.city.catalogue import (
    CatalogueDocument,
    ConditionRow,
    SourceDocument,
    build_catalogue,
    row_faults,
)
from workflow.authoring.city.shape import TitleDocument


def a_row(**changes: str) -> ConditionRow:
    cells = {
        "code": "E0101",
        "condition": "1",
        "class": "event",
        "title_zh": "通报",
        "title_en": "Notification",
        "condition_zh": "接到报告",
        "condition_en": "reported",
        "limit": "2 work days",
        "urgent": "no",
        "self_handled": "no",
        "closing_zh": "已办结",
        "source": "city",
    }
    return ConditionRow.model_validate({**cells, **changes})


NO_CONDITION = {
    "condition": "",
    "condition_zh": "",
    "condition_en": "",
    "limit": "",
    "closing_zh": "",
}


def a_document(*rows: ConditionRow) -> CatalogueDocument:
    source = SourceDocument(title=TitleDocument(zh="市", en="City"), address="here")
    return CatalogueDocument(sources={"city": source}, conditions=list(rows))


def test_a_category_may_have_no_condition() -> None:
    document = a_document(a_row(**NO_CONDITION))

    catalogue = build_catalogue(document)

    assert catalogue.category("E0101").title.en == "Notification"
    assert not catalogue.category("E0101").conditions
    assert not list(row_faults(document))


def test_half_a_condition_is_refused() -> None:
    with pytest.raises(ValidationError, match="limit is empty; fill every cell"):
        a_row(limit="")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((a_row(**NO_CONDITION), a_row()), id="none, then one"),
        pytest.param((a_row(), a_row(**NO_CONDITION)), id="one, then none"),
    ],
)
def test_conditions_and_none_contradict_each_other(
    rows: tuple[ConditionRow, ...],
) -> None:
    (fault,) = row_faults(a_document(*rows))

    assert fault[2] == "duplicate"
    assert "another row says otherwise" in fault[3]


def test_the_same_condition_twice_is_a_fault() -> None:
    (fault,) = row_faults(a_document(a_row(), a_row()))

    assert fault[3] == "E0101 has a condition 1 already"

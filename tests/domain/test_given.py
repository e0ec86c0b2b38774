"""Values as people read them: named, in their language, sealed where they must be."""

import pytest

from tests.builders import Play, a_definition, a_field
from workflow.domain.case import Json
from workflow.domain.context import Context
from workflow.domain.definition import FieldType
from workflow.domain.given import given_text, given_values
from workflow.domain.words import Title


def a_context() -> Context:
    """The small workflow with a field of each kind."""
    ground = {"ours_not": Title(zh="不属本部门", en="not ours")}
    more = (
        a_field("ground", FieldType.CHOICE, of=ground, staff_only=True),
        a_field("evidence", FieldType.FILES),
        a_field("at", FieldType.INSTANT),
    )
    definition = a_definition()
    fields = {**definition.fields, **{field.name: field for field in more}}
    return Play(a_definition(fields=fields)).context("06-08 11:00")


@pytest.mark.parametrize(
    ("values", "zh", "en"),
    [
        pytest.param(
            {"reason": "spare parts"}, "spare parts", "spare parts", id="text"
        ),
        pytest.param({"ground": "ours_not"}, "不属本部门", "not ours", id="choice"),
        pytest.param({"evidence": [{}, {}]}, "2 个文件", "2 files", id="files"),
        pytest.param({"evidence": [{}]}, "1 个文件", "1 file", id="file"),
        pytest.param(
            {"original": 20260608000017},
            "20260608-000017",
            "20260608-000017",
            id="case",
        ),
        pytest.param(
            {"until_day": "2026-07-15"}, "2026-07-15", "2026-07-15", id="date"
        ),
        pytest.param(
            {"at": "2026-07-15T01:00:00Z"},
            "2026-07-15 09:00",
            "2026-07-15 09:00",
            id="instant",
        ),
        pytest.param({"category": "C0101"}, "cover", "cover", id="category"),
        pytest.param({"place": "unknown"}, "unknown", "unknown", id="a key gone"),
        pytest.param(
            {"description": "sha256:ab"},
            "(个人信息，已封存)",
            "(personal, sealed)",
            id="personal",
        ),
    ],
)
def test_a_value_is_told_in_words(values: dict[str, Json], zh: str, en: str) -> None:
    ((_, value),) = given_values(values, a_context())

    assert (value.zh, value.en) == (zh, en)


def test_a_condition_is_told_with_its_category() -> None:
    told = given_values({"category": "C0101", "condition": "3"}, a_context())

    assert given_text(told, "en") == "category: cover; condition: 3"


def test_the_public_reads_nothing_that_is_for_staff() -> None:
    values: dict[str, Json] = {"ground": "ours_not", "reason": "x", "result": ""}

    told = given_values(values, a_context(), public=True)

    assert given_text(told, "zh") == "reason：x"

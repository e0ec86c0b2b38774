"""Every row of a foreign catalogue is imported or refused with its reasons."""

from pathlib import Path

import pytest

from workflow.authoring.city.catalogue_import import Import, import_catalogue
from workflow.domain.catalogue import CategoryKind

HEADER = (
    "code,name_zh,class,department,register_condition,time_limit,unit,"
    "close_condition,source\n"
)
SHARED = Path(__file__).parents[4] / "shared" / "data" / "categories.csv"


def a_row(
    *,
    code: str = "C0101",
    name: str = "井盖",
    kind: str = "component",
    condition: str = "缺失",
    limit: str = "2,work_day",
    closing: str = "恢复",
    source: str = "甲市",
) -> str:
    return f"{code},{name},{kind},水务,{condition},{limit},{closing},{source}\n"


def imported(*rows: str, standard: str | None = None) -> Import:
    result, findings = import_catalogue(HEADER + "".join(rows), "f.csv", standard)
    assert findings == []
    assert result is not None
    return result


def refusal_codes(result: Import) -> list[list[str]]:
    return [[refusal.code for refusal in row.refusals] for row in result.refused]


def test_a_row_is_taken_over_with_its_limit() -> None:
    (row,) = imported(a_row(limit="2,urgent_hour")).imported

    assert (row.line, row.code, row.number, row.kind) == (
        2,
        "C0101",
        "1",
        CategoryKind.COMPONENT,
    )
    assert (row.limit.en, row.urgent, row.closing) == ("2 hours", True, "恢复")


@pytest.mark.parametrize(
    ("limit", "words", "urgent"),
    [
        ("4,work_hour", "4 work hours", "ordinary"),
        ("1,urgent_day", "1 day", "urgent"),
        ("6,continuous_hour", "6 hours", "ordinary"),
        ("30,urgent_minute", "30 minutes", "urgent"),
        ("7,natural_day", "7 days", "ordinary"),
        ("2,紧急工作时", "2 hours", "urgent"),
        ("2,工作日", "2 work days", "ordinary"),
    ],
)
def test_units_of_the_standard_become_our_words(
    limit: str,
    words: str,
    urgent: str,
) -> None:
    (row,) = imported(a_row(limit=limit)).imported

    assert (row.limit.en, row.urgent) == (words, urgent == "urgent")


def test_conditions_are_numbered_in_the_order_of_the_rows() -> None:
    result = imported(
        a_row(condition="缺失"),
        a_row(code="C0102"),
        a_row(condition="坏值", limit="3,weeks"),
        a_row(condition="破损"),
    )

    assert [(row.code, row.number) for row in result.imported] == [
        ("C0101", "1"),
        ("C0102", "1"),
        ("C0101", "2"),
    ]


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        pytest.param(
            a_row(limit="15,work_day(种植季)"), ["unreadable_limit"], id="season"
        ),
        pytest.param(a_row(limit=","), ["unreadable_limit"], id="no limit"),
        pytest.param(a_row(limit="1紧急工作时制止,"), ["unreadable_limit"], id="verb"),
        pytest.param(a_row(code="C01xx"), ["bad_code"], id="pattern of a code"),
        pytest.param(a_row(kind="thing"), ["bad_class"], id="no class"),
        pytest.param(a_row(kind="event"), ["class_contradicts_code"], id="wrong class"),
        pytest.param(a_row(condition=""), ["empty_cell"], id="no condition"),
        pytest.param(a_row(name="", closing=""), ["empty_cell"] * 2, id="two cells"),
        pytest.param(
            a_row(code="C1", limit="x,y"), ["bad_code", "unreadable_limit"], id="both"
        ),
    ],
)
def test_a_row_that_cannot_be_understood_is_refused(row: str, codes: list[str]) -> None:
    result = imported(row)

    assert result.imported == ()
    assert refusal_codes(result) == [codes]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        pytest.param(a_row(limit="9,work_day"), "same_condition", id="other limit"),
        pytest.param(a_row(), "same_condition", id="the same row"),
        pytest.param(a_row(name="路灯", condition="不亮"), "other_name", id="name"),
        pytest.param(
            a_row(condition="破损", source="乙市"), "other_standard", id="other city"
        ),
    ],
)
def test_a_row_that_contradicts_an_earlier_one_is_refused(
    second: str, code: str
) -> None:
    result = imported(a_row(), second)

    assert len(result.imported) == 1
    assert refusal_codes(result) == [[code]]


def test_the_standard_to_follow_can_be_named() -> None:
    result = imported(a_row(), a_row(source="乙市"), standard="乙市")

    assert [row.line for row in result.imported] == [3]


def test_every_refusal_has_a_sentence_in_both_languages() -> None:
    (row,) = imported(a_row(limit="15,work_day(种植季)")).refused

    (refusal,) = row.refusals
    assert refusal.reason.zh.startswith("时限“15 work_day(种植季)”不是日历能计算的时长")
    assert refusal.reason.en == (
        "The limit is no length of time that a calendar can count: "
        '"15 work day(种植季)" has "(种植季)" behind the unit "work day"; '
        'write only "15 work day".'
    )


def test_a_table_of_another_shape_is_no_catalogue() -> None:
    result, findings = import_catalogue("a,b\n1,2\n", "f.csv")

    assert result is None
    assert len(findings) == 10


def test_every_row_of_the_real_catalogue_is_accounted_for() -> None:
    if not SHARED.exists():
        pytest.skip("The real catalogue ../shared/data/categories.csv is not here.")

    result, findings = import_catalogue(SHARED.read_bytes(), SHARED.name)

    assert findings == []
    assert result is not None
    lines = [row.line for row in result.imported]
    lines += [row.line for row in result.refused]
    assert sorted(lines) == list(range(2, 206))
    assert len(result.imported) == 186

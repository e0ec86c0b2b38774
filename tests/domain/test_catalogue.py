"""Categories with their conditions, and who answers for them."""

from datetime import date

import pytest

from workflow.domain.catalogue import (
    Catalogue,
    Category,
    CategoryKind,
    Condition,
    Lead,
    Preference,
    Responsibilities,
    Responsibility,
    RuleSource,
    parse_lead,
)
from workflow.domain.durations import parse_duration
from workflow.domain.words import Title

COVER = Category(
    code="C0101",
    title=Title(zh="上水井盖", en="Water supply manhole cover"),
    kind=CategoryKind.COMPONENT,
    conditions={
        "1": Condition(
            number="1",
            title=Title(zh="缺失", en="missing"),
            limit=parse_duration("2 urgent hours"),
            urgent=True,
            self_handled=False,
            closing="已恢复原状",
            source="yuncheng",
        )
    },
)


def a_rule(
    key: str, category: str = "C0101", until: date | None = None
) -> Responsibility:
    return Responsibility(
        key=key,
        category=category,
        condition=None,
        place="2201",
        lead=Lead(department="water"),
        assisting=(),
        basis="《城市供水条例》",
        since=date(2026, 1, 1),
        until=until,
        source=RuleSource.LIST,
        made_on=date(2026, 1, 1),
    )


def test_a_condition_is_found_by_code_and_number() -> None:
    catalogue = Catalogue(categories={"C0101": COVER})

    assert catalogue.category("C0101") is COVER
    assert catalogue.condition("C0101", "1").limit.en == "2 hours"
    for code, number in (("C0101", "2"), ("C0102", "1")):
        with pytest.raises(KeyError):
            catalogue.condition(code, number)


def test_a_category_belongs_to_the_group_of_its_code() -> None:
    assert COVER.group == "C01"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("water", Lead(department="water")),
        ("nearest enforcement", Lead(kind="enforcement")),
        ("  nearest   enforcement ", Lead(kind="enforcement")),
    ],
)
def test_a_lead_is_a_department_or_the_nearest_of_a_kind(text: str, lead: Lead) -> None:
    assert parse_lead(text) == lead


@pytest.mark.parametrize("text", ["", "nearest", "the water office", "nearest a b"])
def test_a_lead_that_names_no_department_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no department; write its key"):
        parse_lead(text)


def test_a_lead_is_written_as_it_is_read() -> None:
    assert [parse_lead(text).text for text in ("water", "nearest fire")] == [
        "water",
        "nearest fire",
    ]


@pytest.mark.parametrize(("department", "kind"), [("", ""), ("water", "water")])
def test_a_lead_is_exactly_one_of_the_two(department: str, kind: str) -> None:
    with pytest.raises(ValueError, match="a department or the nearest one"):
        Lead(department=department, kind=kind)


def test_rules_are_found_by_category_in_their_order() -> None:
    rules = (a_rule("b"), a_rule("other", category="E0101"), a_rule("a"))
    responsibilities = Responsibilities(prefer=tuple(Preference), rules=rules)

    assert [rule.key for rule in responsibilities.of("C0101")] == ["b", "a"]
    assert responsibilities.of("C9999") == ()


def test_a_rule_is_in_force_on_its_first_and_last_day() -> None:
    rule = a_rule("a", until=date(2026, 6, 30))

    days = (date(2025, 12, 31), rule.since, date(2026, 6, 30), date(2026, 7, 1))

    assert [rule.covers(day) for day in days] == [False, True, True, False]
    assert a_rule("b").covers(date(2099, 1, 1))

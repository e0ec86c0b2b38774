"""A condition reads published facts only, and says what is wrong with it at load."""

import pytest

from workflow.domain.guards import (
    ALWAYS,
    CASE_FACTS,
    MAX_LENGTH,
    Fact,
    Facts,
    FactType,
    compile_guard,
)

KNOWN = {
    **CASE_FACTS,
    "case.from": Fact(type=FactType.TEXT),
    "case.weight": Fact(type=FactType.INTEGER),
}
EVENT: Facts = {"category.class": "event", "case.returns": 1, "case.overdue": False}


def holds(text: str, facts: Facts = EVENT) -> bool:
    guard, problems = compile_guard(text, KNOWN)
    assert problems == ()
    return guard.holds(facts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('case.returns < 2 and category.class == "event"', True),
        ('category.class != "event" or case.returns >= 1', True),
        ("not case.overdue", True),
        ("case.overdue == false", True),
        ('category.class in ["component"]', False),
        ('category.class not in ["component"]', True),
        ("case.returns == -1", False),
        ("( case.returns > 0 )", True),
    ],
)
def test_a_condition_is_true_or_false_of_facts(text: str, expected: bool) -> None:  # noqa: FBT001 - the answer is a flag
    assert holds(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "case.weight < 5",
        "case.weight >= 5",
        "case.weight != 5",
        "case.weight not in [5]",
        "condition.urgent",
    ],
)
def test_a_fact_that_is_not_set_compares_false(text: str) -> None:
    assert not holds(text, {})


def test_facts_may_be_named_like_words_of_python() -> None:
    guard, problems = compile_guard('case.from == "x.class of y"', KNOWN)

    assert problems == ()
    assert guard.reads == {"case.from"}
    assert guard.holds({"case.from": "x.class of y"})


def test_a_guard_names_what_it_reads() -> None:
    guard, _ = compile_guard("case.returns < 2 and not case.overdue", KNOWN)

    assert guard.reads == {"case.returns", "case.overdue"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "`` is not a condition"),
        ("case.returns <", "`case.returns <` is not a condition"),
        (r'case.owner == "\d"', r'`case.owner == "\d"` is not a condition'),
        ("case.overdu", "there is no fact `case.overdu`"),
        ("case.returns", "`case.returns` is a number, so it cannot stand alone"),
        ('case.returns == "2"', "`case.returns` is a number, but `'2'` is not"),
        ('category.class == "evnt"', "`category.class` is never `evnt`"),
        ('case.owner < "a"', "`case.owner` is text and has no order"),
        ("case.owner in []", "`in` needs a list of values"),
        ('case.owner is "a"', "`is` is not known here"),
        ("__import__('os')", "`__import__('os')` is not allowed in a condition"),
        ("case.__class__", "there is no fact `case.__class__`"),
        (
            "1 < case.returns < 3",
            "`1 < case.returns < 3` is not allowed in a condition",
        ),
        ("1 < 2", "`1` is not allowed in a condition"),
        ("[case.returns]", "`[case.returns]` is not allowed in a condition"),
    ],
)
def test_what_is_wrong_is_said_at_load(text: str, message: str) -> None:
    guard, problems = compile_guard(text, KNOWN)

    assert guard is ALWAYS
    assert problems[0].message == message


def test_all_problems_are_said_at_once() -> None:
    _, problems = compile_guard("case.overdu or case.return > 1", KNOWN)

    assert [problem.remedy for problem in problems] == [
        "did you mean `case.overdue`?",
        "did you mean `case.returns`?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "case.owner.strip()",
        "open('x') == 1",
        "(lambda: case.overdue)",
        "[n for n in case.owner] == 1",
        "{case.owner: 1} == 1",
        "case.owner[0] == 'w'",
        "case.returns + 1 < 2",
        "case.returns < 1 + 1",
        "case.returns < 1.5",
        "case.returns == None",
        "case.returns == ...",
        "case.returns == 1j",
        "case.owner == b'water'",
        "case.owner == f'{case.channel}'",
        "case.owner == case.channel",
        "case.owner in case.channel",
        "case.owner in [*case.channel]",
        "case.overdue if case.overdue else case.overdue",
        "(case := 1)",
        "case.owner is not 'water'",
        "~case.overdue",
        "case.overdue & case.overdue",
        "await case.overdue",
        "(yield)",
        "import os",
        "case.returns = 1",
        "case.owner.__class__",
        "().__class__",
        "case",
        "true",
        "case.overdue; case.overdue",
        "case.\x00overdue",
        "case.returns == true",
        "case.overdue == 1",
        "not case.returns",
    ],
)
def test_nothing_but_comparisons_is_let_in(text: str) -> None:
    guard, problems = compile_guard(text, KNOWN)

    assert guard is ALWAYS
    assert all(problem.message and problem.remedy for problem in problems)
    assert problems


@pytest.mark.parametrize("text", ["not " * 120 + "case.overdue", "(" * 490])
def test_deep_nesting_is_no_danger(text: str) -> None:
    compile_guard(text, KNOWN)


@pytest.mark.parametrize(
    "text", ["-" * 490 + "1", "~" * 490 + "1", "case.returns == " + "-" * 450 + "1"]
)
def test_signs_without_end_are_refused(text: str) -> None:
    guard, problems = compile_guard(text, KNOWN)

    assert guard is ALWAYS
    assert problems[0].message.endswith("is not a condition")


def test_a_long_condition_is_refused() -> None:
    _, problems = compile_guard("case.overdue or " * 60 + "case.overdue", KNOWN)

    assert problems[0].remedy == f"keep it under {MAX_LENGTH}, or split the state"

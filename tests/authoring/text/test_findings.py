"""A finding says where, what is wrong, and what would be right."""

from workflow.authoring.text.findings import (
    Collector,
    Finding,
    Severity,
    has_errors,
    in_order,
    line_of,
)
from workflow.authoring.text.tree import Place, Position


def a_finding(
    *,
    file: str = "f.yaml",
    line: int = 3,
    column: int = 5,
    path: str = "states.closed",
    remedy: str = "write one",
) -> Finding:
    return Finding(
        rule="state-no-stage",
        severity=Severity.ERROR,
        file=file,
        line=line,
        column=column,
        path=path,
        message="the state has no stage",
        remedy=remedy,
    )


def a_place() -> Place:
    return Place(steps=("states", "closed"), position=Position(line=3, column=5))


def test_a_line_holds_place_path_message_and_remedy() -> None:
    assert line_of(a_finding()) == (
        "f.yaml:3:5 states.closed: the state has no stage; write one"
    )


def test_a_line_leaves_out_what_is_empty() -> None:
    assert line_of(a_finding(path="", remedy="")) == (
        "f.yaml:3:5: the state has no stage"
    )


def test_findings_are_ordered_by_file_line_and_column() -> None:
    last = a_finding(file="g.yaml", line=1)
    third = a_finding(line=10)
    second = a_finding(line=9, column=2)
    first = a_finding(line=9, column=1)

    assert in_order([last, third, second, first]) == [first, second, third, last]


def test_findings_of_one_place_keep_their_order() -> None:
    first, second = a_finding(path="z"), a_finding(path="a")

    assert in_order([first, second]) == [first, second]


def test_a_collector_makes_findings_of_its_file() -> None:
    found = Collector(file="f.yaml")

    found.error("state-no-stage", a_place(), "the state has no stage", "write one")

    assert found.findings == [a_finding()]


def test_a_collector_knows_three_severities() -> None:
    found = Collector(file="f.yaml")

    found.error("a", a_place(), "message", "remedy")
    found.warning("b", a_place(), "message", "remedy")
    found.note("c", a_place(), "message", "remedy")

    assert [(finding.rule, finding.severity) for finding in found.findings] == [
        ("a", Severity.ERROR),
        ("b", Severity.WARNING),
        ("c", Severity.NOTE),
    ]


def test_only_errors_make_a_document_unusable() -> None:
    found = Collector(file="f.yaml")
    found.warning("b", a_place(), "message", "remedy")
    found.note("c", a_place(), "message", "remedy")

    assert not has_errors(found.findings)
    assert has_errors([*found.findings, a_finding()])

"""One part that does not fit never hides what is wrong elsewhere."""

import json
from collections.abc import Iterator

import pytest

from tests.authoring.small_workflow import (
    RUNGS,
    SMALL,
    TEMPLATE,
    WITH_DESK,
    changed,
    lines,
    loaded,
)
from workflow.authoring.flow.documents import WorkflowDocument
from workflow.authoring.flow.fitting import fit_page
from workflow.authoring.flow.pages import Page
from workflow.authoring.text.findings import Collector, line_of
from workflow.authoring.text.source import read
from workflow.authoring.text.tree import Plain, Step, plain


def a_page(text: str) -> Page:
    root, _ = read(text, "f.yaml")
    assert root is not None
    return Page(root=root, found=Collector(file="f.yaml"))


def found_on(page: Page) -> list[str]:
    return [line_of(finding) for finding in page.found.findings]


def test_a_whole_document_fits_without_findings() -> None:
    page = a_page(SMALL)

    document = fit_page(WorkflowDocument, page)

    assert document is not None
    assert document.workflow == "small"
    assert found_on(page) == []


def test_what_fits_is_kept_beside_what_does_not() -> None:
    page = a_page(changed(("max: 200", "max: many"), ("by: [anyone]", "by: []")))

    document = fit_page(WorkflowDocument, page)

    assert document is not None
    assert document.fields_["description"].max is None
    assert document.fields_["description"].personal
    assert len(found_on(page)) == 1


def test_a_missing_key_is_replaced_and_reported_once() -> None:
    page = a_page(changed(("start: reported\n", ""), ("    stage: work\n", "")))

    document = fit_page(WorkflowDocument, page)

    assert document is not None
    assert found_on(page) == [
        'f.yaml:1:1 start: the key "start" is missing; add it: the state of a new case',
        (
            'f.yaml:19:3 states.reported.stage: the key "stage" is missing; '
            "add it: the stage that it belongs to"
        ),
    ]


def test_a_bad_item_does_not_move_the_others() -> None:
    text = changed(
        ("needs: [finding]", "needs: [Bad, finding, alsoBad, findings, reasons]"),
        (", may: [reason]", ""),
    )

    assert [line.partition(" ")[0] for line in lines(text)] == [
        "0.yaml:31:93",
        "0.yaml:31:107",
        "0.yaml:31:116",
        "0.yaml:31:126",
    ]


def test_a_list_instead_of_a_document_is_one_finding() -> None:
    page = a_page("- workflow\n- small\n")

    assert fit_page(WorkflowDocument, page) is None
    assert found_on(page) == [
        'f.yaml:1:1: a map was expected, not a list; write "key: value" pairs here'
    ]


def test_unknown_keys_list_the_known_ones_at_every_depth() -> None:
    text = changed(
        ("raise: overdue}", "raise: overdue, loud: yes}"),
        ("limit: 7 days", "limit: [{if: case.overdue, is: 7 days}]"),
        ("personal: true", "personal: true, secret: yes"),
    )

    assert [line.partition(": ")[2] for line in lines(text)] == [
        (
            'the key "secret" is not known here; known are: title, type, of, min, max, '
            "accept, personal, seen_by, per, contact, within"
        ),
        'the key "if" is not known here; known are: when, is',
        (
            'the key "loud" is not known here; known are: title, at, every, times, '
            "raise, priority, reassign, take, notify, after_outage"
        ),
    ]


def test_wrong_containers_are_named() -> None:
    text = changed(
        ("stage: work\n    limit", "stage: [work]\n    limit"),
        ("calendar: changchun", "calendar: {name: changchun}"),
        ("marks: [overdue]", "marks: {overdue: late}"),
    )

    assert [line.partition(": ")[2] for line in lines(text)] == [
        "a text was expected, not a map; write one text",
        "a list was expected, not a map; put it in brackets: [a, b]",
        "a text was expected, not a list; write one text",
    ]


def test_texts_in_grammars_must_be_texts() -> None:
    text = changed(
        ("by: [acceptor of centre]", "by: [[acceptor]]"),
        ("at: overdue,", "at: {share: 80%},"),
        ("max: 200", "max: [200]"),
        ("personal: true", "personal: {yes: no}"),
    )

    assert [line.partition(": ")[2] for line in lines(text)] == [
        'this is not a whole number; write digits only, such as "9"',
        "this is neither true nor false; write true or false",
        "a text was expected, not a map; write one text",
        "a text was expected, not a list; write one text",
    ]


def replaced(data: Plain, steps: tuple[Step, ...], value: Plain) -> Plain:
    """The document with another value at one place."""
    if not steps:
        return value
    first, *rest = steps
    if isinstance(data, dict):
        key = str(first)
        return {**data, key: replaced(data[key], tuple(rest), value)}
    assert isinstance(data, list)
    return [
        replaced(item, tuple(rest), value) if index == first else item
        for index, item in enumerate(data)
    ]


def places(data: Plain, steps: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    yield steps
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*steps, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from places(value, (*steps, index))


@pytest.mark.parametrize(
    "junk",
    ["", "x", "back", "0%", [], {}, ["x"], [[]], {"x": "y"}, {"take": "x", "is": {}}],
    ids=str,
)
def test_nothing_in_any_place_breaks_the_reading(junk: Plain) -> None:
    root, _ = read(WITH_DESK, "f.yaml")
    assert root is not None
    whole = plain(root)

    for steps in places(whole):
        text = json.dumps(replaced(whole, steps, junk), ensure_ascii=False)
        found = loaded(text, RUNGS, TEMPLATE)

        assert found.has_errors is not bool(found.definitions), (steps, junk)

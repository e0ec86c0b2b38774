"""The digest of a definition covers what was written, and not how it was written."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.small_workflow import (
    RUNGS,
    SMALL,
    TEMPLATE,
    WITH_DESK,
    changed,
    loaded,
)
from workflow.authoring.flow.canonical import definition_from_canonical, digest
from workflow.authoring.text.source import read
from workflow.authoring.text.tree import Plain, plain
from workflow.errors import UnreadableDefinitionError


def form_of(text: str, *others: str) -> str:
    return loaded(text, *others).canonical["small"]


def plain_of(text: str) -> Plain:
    root, _ = read(text, "f.yaml")
    assert root is not None
    return plain(root)


@st.composite
def shuffles(draw: st.DrawFn, document: Plain) -> Plain:
    """The same document with the keys of each map in another order."""
    if isinstance(document, list):
        return [draw(shuffles(item)) for item in document]
    if isinstance(document, dict):
        keys = draw(st.permutations(list(document)))
        return {key: draw(shuffles(document[key])) for key in keys}
    return document


@settings(max_examples=25, deadline=None)
@given(document=shuffles(plain_of(WITH_DESK)))
def test_the_order_of_keys_changes_nothing(document: Plain) -> None:
    # JSON is YAML too, so it serves to write the shuffled document.
    written = json.dumps(document, ensure_ascii=False)

    found = loaded(written, RUNGS, TEMPLATE)

    as_before = loaded(WITH_DESK, RUNGS, TEMPLATE)
    assert found.canonical == as_before.canonical
    assert list(found.definitions["small"].states) == list(
        as_before.definitions["small"].states
    )
    assert found.definitions == as_before.definitions


def test_comments_quotes_and_blank_lines_change_nothing() -> None:
    dressed = "# a comment\n\n" + changed(
        ("limit: 7 days", 'limit: "7 days"   # a week'),
        ("marks: [overdue]", "marks:\n  - overdue"),
    )

    assert form_of(dressed) == form_of(SMALL)


@pytest.mark.parametrize(
    "change",
    [
        ("7 days", "8 days"),
        ("zh: 承诺", "zh: 承诺时限"),
        ("[place, description]", "[description, place]"),
    ],
    ids=["a limit", "a title", "the order of a list"],
)
def test_every_text_changes_the_digest(change: tuple[str, str]) -> None:
    assert digest(form_of(changed(change))) != digest(form_of(SMALL))


def test_a_set_and_a_template_are_part_of_it() -> None:
    before = digest(form_of(WITH_DESK, RUNGS, TEMPLATE))

    assert digest(form_of(WITH_DESK, RUNGS.replace("due,", "50%,"), TEMPLATE)) != before
    assert digest(form_of(WITH_DESK, RUNGS, TEMPLATE.replace("act", "go"))) != before


def test_what_is_not_named_is_no_part_of_it() -> None:
    assert form_of(SMALL, RUNGS, TEMPLATE) == form_of(SMALL)


def test_a_definition_comes_back_from_its_canonical_form() -> None:
    found = loaded(WITH_DESK, RUNGS, TEMPLATE)

    again = definition_from_canonical(found.canonical["small"])

    assert again == found.definitions["small"]
    assert again.digest == digest(found.canonical["small"])


def with_part(part: str, value: object) -> str:
    form: Mapping[str, object] = json.loads(form_of(WITH_DESK, RUNGS, TEMPLATE))
    return json.dumps({**form, part: value})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Invalid JSON"),
        ("[]", "Input should be an object"),
        (with_part("language", "9"), "version 9 of the language"),
        (with_part("rungs", {}), "it names 'desk'"),
        (with_part("templates", {}), "it names 'late'"),
        (with_part("workflow", {}), "workflow.workflow: Field required"),
        (with_part("more", {}), "more: Extra inputs are not permitted"),
    ],
)
def test_a_broken_form_is_one_clear_error(text: str, problem: str) -> None:
    with pytest.raises(UnreadableDefinitionError) as refused:
        definition_from_canonical(text)

    assert problem in refused.value.en
    assert refused.value.digest == digest(text)

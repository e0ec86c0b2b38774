"""Editors see the same language: every shipped file fits its published schema."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.authoring.small_workflow import SMALL, changed
from workflow.authoring.schema import schema_of, schemas

DEFINITIONS = Path(__file__).parents[2] / "definitions"
KINDS = {
    "workflows": "workflow",
    "rungs": "rungs",
    "templates": "template",
    "approvals": "approvals",
    "replays": "replay",
}
FILES = [
    pytest.param(path, kind, id=path.stem)
    for folder, kind in KINDS.items()
    for path in sorted((DEFINITIONS / folder).glob("*.yaml"))
]
BOTH_LANGUAGES = re.compile(r"[\u4e00-\u9fff].* / [0-9A-Za-z]")


def misfits(text: str, kind: str) -> list[str]:
    # An editor types scalars by YAML's own rules, so they are typed so here; but it
    # takes every key as text, and so does JSON.
    document = json.loads(json.dumps(yaml.safe_load(text)))
    found = Draft202012Validator(schema_of(kind)).iter_errors(document)
    return [error.message for error in found]


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize(("path", "kind"), FILES)
def test_a_shipped_file_fits_its_schema(path: Path, kind: str) -> None:
    assert misfits(path.read_text(), kind) == []


@pytest.mark.parametrize(("path", "kind"), FILES)
def test_a_shipped_file_names_its_schema(path: Path, kind: str) -> None:
    first = path.read_text().partition("\n")[0]

    assert first == f"# yaml-language-server: $schema=../schema/{kind}.schema.json"


@pytest.mark.parametrize("name", list(schemas()))
def test_the_published_schema_is_current(name: str) -> None:
    published = (DEFINITIONS / "schema" / name).read_text()

    assert published == schemas()[name], f"write schemas() to definitions/schema/{name}"


@pytest.mark.parametrize(
    "change",
    [
        ("max: 200", 'max: "200"'),
        ("personal: true", "personal: yes"),
        (
            "when_time_is_up: accept",
            "when_time_is_up: {take: accept, with: {reason: 1}}",
        ),
        ("limit: 7 days", "limit: [{when: case.overdue, is: 1 day}, {is: 7 days}]"),
        ("states:\n", "actions:\n  note: {in: open, by: [concerned]}\nstates:\n"),
        ("needs: [finding]", "approval: longer, pauses: [stage], resumes: [promise]"),
        ("type: text, per: step", "type: date, within: 30 days"),
    ],
)
def test_every_way_of_writing_fits(change: tuple[str, str]) -> None:
    assert misfits(changed(change), "workflow") == []


@pytest.mark.parametrize(
    "change",
    [
        ("max: 200", "max: many"),
        ("type: choice", "type: chioce"),
        ("start: reported", "begin: reported"),
        ("[acceptor of centre]", "[acceptor]"),
        ("at: overdue", "at: late"),
        ("  handling:\n", "  In-Progress:\n"),
    ],
)
def test_an_editor_sees_mistakes(change: tuple[str, str]) -> None:
    assert misfits(changed(change), "workflow") != []


APPROVAL = """\
approvals:
  longer:
    title: {zh: 延期审批, en: Extension}
    decides: [head of owner]
    limit: 1 work day
"""


@pytest.mark.parametrize(
    "change",
    [
        ("[head of owner]", "{1: [head of owner], 2: [head of street, a of place]}"),
        ("1 work day", "1 work day\n    ask: before due"),
        ("1 work day", "1 work day\n    ask: {before: due, within: 3 days}"),
        ("1 work day", "1 work day\n    adds: {to: [promise], amount: 100% of limit}"),
        ("1 work day", "1 work day\n    adds: {to: [promise], amount: 2 days}"),
        ("1 work day", "until day or 10% of promise\n    times: 2"),
        ("1 work day", "1 work day\n    asked_at_most: 1"),
        ("1 work day", "1 work day\n    silence: granted\n    exempts: [promise]"),
        ("1 work day", "1 work day\n    messages: {asked: a, lapsed: b}"),
    ],
)
def test_every_way_of_writing_an_approval_fits(change: tuple[str, str]) -> None:
    assert misfits(APPROVAL.replace(*change), "approvals") == []


@pytest.mark.parametrize(
    "change",
    [
        ("[head of owner]", "[reporter]"),
        ("[head of owner]", "head of owner"),
        ("[head of owner]", "{first: [head of owner]}"),
        ("1 work day", "1 work day\n    ask: soon"),
        ("1 work day", "1 work day\n    silence: later"),
        ("1 work day", "1 work day\n    adds: {to: [promise]}"),
        ("1 work day", "1 work day\n    granter: head of owner"),
        ("  longer:", "  Longer-One:"),
        ("    limit: 1 work day\n", ""),
    ],
)
def test_an_editor_sees_mistakes_in_an_approval(change: tuple[str, str]) -> None:
    assert misfits(APPROVAL.replace(*change), "approvals") != []


def test_the_small_workflow_fits() -> None:
    assert misfits(SMALL, "workflow") == []


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_key_is_described_in_both_languages(kind: str) -> None:
    undescribed = [
        f"{name}.{key}"
        for name, definition in _objects(schema_of(kind)).items()
        for key, field in definition["properties"].items()
        if not BOTH_LANGUAGES.search(field.get("description", ""))
    ]

    # The two texts of a title say themselves what they are.
    assert [key for key in undescribed if not key.startswith("TitleDocument")] == []


def _objects(schema: Mapping[str, Any]) -> dict[str, Any]:
    found = {"": schema, **schema.get("$defs", {})}
    return {name: each for name, each in found.items() if "properties" in each}

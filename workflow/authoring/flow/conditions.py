"""Conditions of a workflow: the facts that they may read, and their compiled form."""

import re
from collections.abc import Iterable, Mapping

from workflow.authoring.flow.documents import FieldDocument, WorkflowDocument
from workflow.authoring.flow.sites import condition_sites
from workflow.domain.guards import (
    ALWAYS,
    CASE_FACTS,
    Fact,
    FactType,
    Guard,
    compile_guard,
)

_TYPES: Mapping[str, FactType] = {
    "text": FactType.TEXT,
    "integer": FactType.INTEGER,
    "date": FactType.TEXT,
    "instant": FactType.TEXT,
    "choice": FactType.CHOICE,
}


def known_facts(
    workflow: WorkflowDocument, parents: Iterable[WorkflowDocument] | None = None
) -> Mapping[str, Fact]:
    """What conditions may read: the published facts, and `case.FIELD` of own fields.

    A members' workflow reads `parent.FIELD` as well, of any workflow in `parents`;
    without these whatever it reads of its parent is known, as it was checked before.

    Personal fields are sealed in history and files are no single value, so neither is
    a fact; dates and instants are compared as the text of their ISO form.
    """
    own = {
        f"case.{name}": Fact(type=_TYPES[field.type], of=field.of)
        for name, field in workflow.fields_.items()
        if _is_fact(field)
    }
    if workflow.child_of is None:
        return {**own, **CASE_FACTS}
    read = _read_of_parent(workflow) if parents is None else _parent_facts(parents)
    return {**own, **read, **CASE_FACTS}


def _parent_facts(parents: Iterable[WorkflowDocument]) -> dict[str, Fact]:
    return {
        f"parent.{name}": Fact(type=_TYPES[field.type], of=field.of)
        for each in parents
        for name, field in each.fields_.items()
        if _is_fact(field)
    }


_OF_PARENT = re.compile(r"(?<!\w)(parent\.[a-z][a-z0-9_]*)\s*\S+\s*(-?[0-9])?")


def _read_of_parent(workflow: WorkflowDocument) -> dict[str, Fact]:
    """What conditions read of the parent, each of the type that it is compared with."""
    return {
        name: Fact(type=FactType.INTEGER if number else FactType.TEXT)
        for site in condition_sites(workflow)
        for name, number in _OF_PARENT.findall(site.text)
    }


def _is_fact(field: FieldDocument) -> bool:
    return field.type in _TYPES and not field.personal


def compiled(text: str | None, known: Mapping[str, Fact]) -> Guard:
    """The guard of a condition that has been checked; `ALWAYS` where there is none."""
    return ALWAYS if text is None else compile_guard(text, known)[0]

"""Conditions of a workflow: the facts that they may read, and their compiled form."""

from collections.abc import Mapping

from workflow.authoring.flow.documents import FieldDocument, WorkflowDocument
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


def known_facts(workflow: WorkflowDocument) -> Mapping[str, Fact]:
    """What conditions may read: the published facts, and `case.FIELD` of own fields.

    Personal fields are sealed in history and files are no single value, so neither is
    a fact; dates and instants are compared as the text of their ISO form.
    """
    own = {
        f"case.{name}": Fact(type=_TYPES[field.type], of=field.of)
        for name, field in workflow.fields_.items()
        if _is_fact(field)
    }
    return {**own, **CASE_FACTS}


def _is_fact(field: FieldDocument) -> bool:
    return field.type in _TYPES and not field.personal


def compiled(text: str | None, known: Mapping[str, Fact]) -> Guard:
    """The guard of a condition that has been checked; `ALWAYS` where there is none."""
    return ALWAYS if text is None else compile_guard(text, known)[0]

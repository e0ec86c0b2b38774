"""What a step changes on a case: values given, the state it reaches, its owner."""

from collections.abc import Mapping
from typing import Any

from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.definition import Action, FieldType, Move, Scope
from workflow.domain.fields import Given
from workflow.domain.priority import Priority
from workflow.domain.readers import ATTRIBUTES


def values_of(given: Given, case: Case, context: Context) -> dict[str, Any]:
    """What the given values change: attributes of the case, and its facts."""
    changes: dict[str, Any] = {}
    facts: dict[str, Json] = {}
    for name, value in given.values.items():
        field = context.definition.fields[name]
        attribute = ATTRIBUTES.get(field.type)
        if attribute is None:
            facts[name] = _fact(field.type, given.sealed.get(name, value))
        elif getattr(case, attribute) != value:
            changes[attribute] = value
        if field.type is FieldType.CASE:
            changes["original"] = value
    if facts:
        changes["facts"] = {**case.facts, **facts}
    if "category" in changes and "condition" not in given.values and case.condition:
        # The condition of another category says nothing about the new one.
        changes["condition"] = ""
    return changes


def _fact(kind: FieldType, value: Json) -> Json:
    if kind is FieldType.FILES and isinstance(value, list):
        return [item["digest"] for item in value if isinstance(item, dict)]
    return value


def took(action: Action, actor: str, case: Case) -> dict[str, Any]:
    """That this person has taken this action in this cycle."""
    people = case.taken.get(action.name, ())
    if actor in people or action.new_cycle:
        return {}
    return {"taken": {**case.taken, action.name: (*people, actor)}}


def target_of(action: Action, case: Case, context: Context) -> str | None:
    """The state to enter, or None where the action stays."""
    if action.to == Move.STAY:
        return None
    if action.to == Move.BACK:
        return case.previous
    return context.workflow.topology.lead(case.state, action.name)


def arrival(
    action: Action, target: str, case: Case, context: Context
) -> dict[str, Any]:
    """What entering a state changes on a case."""
    changes: dict[str, Any] = {
        "state": target,
        # A case that is taken up again cannot be closed by going back.
        "previous": case.state if case.is_open else "",
        "final": context.definition.state(target).final,
        "entered_at": context.now,
        "returned": action.back,
        "entries": {**case.entries, target: case.entries.get(target, 0) + 1},
    }
    if action.back:
        changes["returns"] = case.returns + 1
        changes["returned_by"] = _returned_by(action, case)
    if action.new_cycle:
        changes |= _new_cycle(case)
    return changes


def _returned_by(action: Action, case: Case) -> tuple[str, ...]:
    """The departments that returned the case: its owner, where that is who may."""
    by_owner = any(who.scope is Scope.OWNER for who in action.by)
    if not by_owner or not case.owner or case.owner in case.returned_by:
        return case.returned_by
    return (*case.returned_by, case.owner)


def _new_cycle(case: Case) -> dict[str, Any]:
    """A reopened case starts afresh; what was before remains in history."""
    return {
        "cycle": case.cycle + 1,
        "taken": {},
        "marks": (),
        "priority": Priority.NORMAL,
        "returned_by": (),
        "returned": False,
        "first_owner": "",
        "applied": {},
        "granted": {},
    }


def ownership(given: Given, changes: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """The first owner of a cycle, who may be the owner that the last one ended with."""
    owner = changes.get("owner", case.owner if "owner" in given.values else "")
    first = changes.get("first_owner", case.first_owner)
    return {"first_owner": owner} if owner and not first else {}

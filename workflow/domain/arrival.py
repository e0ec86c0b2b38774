"""What a case is like once it has arrived in another state."""

from typing import Any

from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.definition import Action, Scope
from workflow.domain.priority import Priority


def arrival(
    action: Action, target: str, case: Case, context: Context
) -> dict[str, Any]:
    """What changes of a case that an action takes into a state."""
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

"""Carrying out an action that may be taken: values, state, owner, clocks, messages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow.domain import timing
from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.decision import SYSTEM, EntryKind, Report
from workflow.domain.definition import Action, Automatic, FieldType, Move
from workflow.domain.draft import Draft, Event
from workflow.domain.fields import ATTRIBUTES, Given, Wanted, read_fields
from workflow.domain.messages import Occasion
from workflow.domain.ownership import assign
from workflow.errors import AutomaticActionError

_MAKES_ASSIGNMENT_NEW = ("category", "condition", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Who takes an action, with which values, and what history says of the asking."""

    action: Action
    actor: str
    given: Given
    request: Mapping[str, Json]
    salt: str = ""


def wanted_by(action: Action) -> Wanted:
    """The fields that an action asks for."""
    return Wanted(needs=action.needs, may=action.may, values=action.values)


def take(draft: Draft, taking: Taking) -> None:
    """Take an action, and whatever follows from it by itself."""
    _take(draft, taking)
    settle(draft)


def take_automatically(draft: Draft, automatic: Automatic, cause: str) -> None:
    """Take an action as the system, with the values that the definition gives.

    Raises:
        AutomaticActionError: the state no longer offers it, or a value is missing.
    """
    context, case = draft.context, draft.case
    action = context.definition.state(case.state).actions.get(automatic.action)
    if action is None:
        raise AutomaticActionError(
            action=automatic.action, state=case.state, problem="it is not offered."
        )
    given, blockers = read_fields(
        wanted_by(action), automatic.values, "", case, context
    )
    if blockers:
        raise AutomaticActionError(
            action=automatic.action, state=case.state, problem=blockers[0].en
        )
    request: dict[str, Json] = {"fields": given.recorded(), "cause": cause}
    _take(draft, Taking(action=action, actor=SYSTEM, given=given, request=request))


def settle(draft: Draft) -> None:
    """Take what the state takes by itself once an owner has been found."""
    while True:
        case, context = draft.case, draft.context
        state = context.definition.state(case.state)
        if not state.when_assigned or case.assignment is None or not state.assigns:
            return
        rule = case.assignment
        automatic = Automatic(action=state.when_assigned, values={"owner": rule.lead})
        take_automatically(draft, automatic, f"{rule.source} {rule.rule}")


def _take(draft: Draft, taking: Taking) -> None:
    case, context, action = draft.case, draft.context, taking.action
    changes = _values(taking.given, case, context)
    changes |= _took(taking, case)
    target = _target(action, case, context)
    entered = target is not None
    if target is not None:
        changes |= _arrival(action, target, case, context)
    changes |= _ownership(changes, case)
    arrived = replace(case, **changes)
    renewed = any(name in changes for name in _MAKES_ASSIGNMENT_NEW)
    if entered or renewed:
        changes["assignment"] = _assignment(arrived, context)
    moved = timing.Moved(
        entered=entered,
        back=action.to == Move.BACK,
        recategorised="condition" in changes or "category" in changes,
    )
    clocks = timing.follow(arrived, moved, context)
    draft.keep(taking.given, taking.salt)
    draft.joins = _joined(taking.given, context) or draft.joins
    event = Event(
        kind=EntryKind.STEP,
        actor=taking.actor,
        action=action.name,
        request=taking.request,
    )
    occasion = Occasion(
        title=action.title, actor=taking.actor, values=taking.given.values
    )
    draft.record(event, changes, clocks.values(), (action.notify, occasion))


def open_case(draft: Draft, taking: Taking, report: Report) -> None:
    """Record the first entry of a case: everything that it is from now on."""
    case, context = draft.case, draft.context
    changes: dict[str, Any] = {
        "definition": case.definition,
        "workflow": case.workflow,
        "state": case.state,
        "opened_at": case.opened_at,
        "entered_at": case.entered_at,
        "channel": case.channel,
        "entries": {case.state: 1},
        "reports": (report.id,),
        **_values(taking.given, case, context),
    }
    arrived = replace(case, **changes)
    changes["place"] = arrived.place
    changes["assignment"] = _assignment(arrived, context)
    moved = timing.Moved(entered=True, back=False, recategorised=False)
    clocks = timing.follow(arrived, moved, context)
    draft.keep(taking.given, taking.salt)
    event = Event(
        kind=EntryKind.REPORT,
        actor=taking.actor,
        action=taking.action.name,
        request=taking.request,
    )
    draft.record(event, changes, clocks.values())


def _values(given: Given, case: Case, context: Context) -> dict[str, Any]:
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
    if facts:
        changes["facts"] = {**case.facts, **facts}
    return changes


def _fact(kind: FieldType, value: Json) -> Json:
    if kind is FieldType.FILES and isinstance(value, list):
        return [item["digest"] for item in value if isinstance(item, dict)]
    return value


def _took(taking: Taking, case: Case) -> dict[str, Any]:
    name = taking.action.name
    people = case.taken.get(name, ())
    if taking.actor in people or taking.action.new_cycle:
        return {}
    return {"taken": {**case.taken, name: (*people, taking.actor)}}


def _target(action: Action, case: Case, context: Context) -> str | None:
    """The state to enter, or None where the action stays."""
    if action.to == Move.STAY:
        return None
    if action.to == Move.BACK:
        return case.previous
    return context.workflow.topology.lead(case.state, action.name)


def _arrival(
    action: Action, target: str, case: Case, context: Context
) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "state": target,
        "previous": case.state,
        "final": context.definition.state(target).final,
        "entered_at": context.now,
        "returned": action.back,
        "entries": {**case.entries, target: case.entries.get(target, 0) + 1},
    }
    if action.back:
        changes["returns"] = case.returns + 1
        changes["returned_by"] = (
            tuple(dict.fromkeys((*case.returned_by, case.owner)))
            if case.owner
            else case.returned_by
        )
    if action.new_cycle:
        changes |= _new_cycle(case)
    return changes


def _new_cycle(case: Case) -> dict[str, Any]:
    """A reopened case starts afresh; what was before remains in history."""
    return {
        "cycle": case.cycle + 1,
        "taken": {},
        "marks": (),
        "returned_by": (),
        "returned": False,
        "first_owner": "",
    }


def _ownership(changes: Mapping[str, Any], case: Case) -> dict[str, Any]:
    owner = changes.get("owner", "")
    first = changes.get("first_owner", case.first_owner)
    return {"first_owner": owner} if owner and not first else {}


def _assignment(arrived: Case, context: Context) -> Any:  # noqa: ANN401 - an optional Assignment among changes
    state = context.definition.state(arrived.state)
    return assign(arrived, context) if state.assigns else arrived.assignment


def _joined(given: Given, context: Context) -> int:
    """The case behind which this one's reports are to stand, if a value names one."""
    for name, value in given.values.items():
        if context.definition.fields[name].type is FieldType.CASE:
            return int(str(value))
    return 0

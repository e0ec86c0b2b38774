"""What is wrong with a mapping, seen from the workflow and the city that it names."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from workflow.authoring.city.shape import Loaded
from workflow.authoring.replays.mapping import By, CellDocument, MappingDocument
from workflow.authoring.text.findings import Collector, Finding, in_order
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import Step
from workflow.domain.city import City
from workflow.domain.decision import REPORTER
from workflow.domain.definition import Action, Definition, FieldType, Point

_TITLED = frozenset({FieldType.PLACE, FieldType.CATEGORY, FieldType.DEPARTMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """Something wrong, and the steps to where it stands."""

    rule: str
    steps: tuple[Step, ...]
    message: str
    remedy: str


def mapping_findings(
    loaded: Loaded[MappingDocument], definition: Definition, city: City
) -> list[Finding]:
    """Everything that a mapping names but this workflow or this city lacks."""
    if loaded.document is None:
        return list(loaded.findings)
    found = Collector(file=loaded.file)
    for fault in _faults(loaded.document, definition, city):
        place = loaded.place(fault.steps)
        found.error(f"mapping-{fault.rule}", place, fault.message, fault.remedy)
    return in_order([*loaded.findings, *found.findings])


def _faults(
    mapping: MappingDocument, definition: Definition, city: City
) -> Iterator[_Fault]:
    yield from _own_faults(mapping)
    yield from _report_faults(mapping, definition)
    for name, step in mapping.steps.items():
        yield from _action_faults(mapping, name, definition)
        yield from _actor_faults(("steps", name, "actor"), step.actor, city)
    yield from _actor_faults(("report", "actor"), mapping.report.actor, city)
    for (step_name, field), cell in mapping.cells().items():
        steps = _steps_of(step_name, field)
        if field in definition.fields:
            kind = definition.fields[field].type
            yield from _cell_faults(steps, cell, kind, city)
    yield from _compare_faults(mapping, definition, city)


def _own_faults(mapping: MappingDocument) -> Iterator[_Fault]:
    """What contradicts itself, whatever the workflow."""
    try:
        mapping.instant(mapping.judged_at)
    except ValueError as error:
        yield _fault("no-time", ("judged_at",), str(error), "write it so")
    if "report" in mapping.steps:
        message = "a step cannot be called report: the report itself is"
        yield _fault("step-name", ("steps", "report"), message, "rename the step")


def _steps_of(step: str, field: str) -> tuple[Step, ...]:
    if step == "report":
        return ("report", "fields", field)
    return ("steps", step, "fields", field)


def _report_faults(
    mapping: MappingDocument, definition: Definition
) -> Iterator[_Fault]:
    rule = definition.report
    taken = (*rule.needs, *rule.may)
    steps: tuple[Step, ...] = ("report", "fields")
    yield from _field_faults(steps, mapping.report.fields_, taken, "a report")
    for field in rule.needs:
        if field not in mapping.report.fields_:
            message = f"a report needs the field {field}"
            yield _fault("missing-field", steps, message, "say which column gives it")


def _action_faults(
    mapping: MappingDocument, name: str, definition: Definition
) -> Iterator[_Fault]:
    step = mapping.steps[name]
    steps: tuple[Step, ...] = ("steps", name)
    offered = _actions(definition)
    if step.action not in offered:
        message = f"no state of {definition.name} offers {step.action}"
        remedy = did_you_mean(step.action, sorted(offered))
        yield _fault("unknown-action", (*steps, "action"), message, remedy)
        return
    if any(action.approval for action in offered[step.action]):
        message = f"the action {step.action} is applied for, and no row says who agreed"
        remedy = "name an action without approval"
        yield _fault("needs-approval", (*steps, "action"), message, remedy)
    taken = {
        field
        for action in offered[step.action]
        for field in (*action.needs, *action.may)
    }
    yield from _field_faults(
        (*steps, "fields"), step.fields_, taken, f"the action {step.action}"
    )


def _actions(definition: Definition) -> Mapping[str, list[Action]]:
    found: dict[str, list[Action]] = {}
    for state in definition.states.values():
        for action in state.actions.values():
            found.setdefault(action.name, []).append(action)
    return found


def _field_faults(
    steps: tuple[Step, ...],
    fields: Collection[str],
    taken: Collection[str],
    by: str,
) -> Iterator[_Fault]:
    for field in fields:
        if field not in taken:
            message = f"{by} takes no field {field}"
            remedy = did_you_mean(field, sorted(taken))
            yield _fault("unknown-field", (*steps, field), message, remedy)


def _actor_faults(steps: tuple[Step, ...], actor: str, city: City) -> Iterator[_Fault]:
    people = city.organisation.people
    if actor != REPORTER and actor not in people:
        message = f"there is nobody called {actor}"
        remedy = did_you_mean(actor, (REPORTER, *people))
        yield _fault("unknown-person", steps, message, remedy)


def _cell_faults(
    steps: tuple[Step, ...], cell: CellDocument, kind: FieldType, city: City
) -> Iterator[_Fault]:
    only = cell.by is By.ONLY and kind is not FieldType.CONDITION
    if only or (cell.by is By.TITLE and kind not in _TITLED):
        message = f'a field of the type {kind} is not read "by: {cell.by}"'
        yield _fault("wrong-by", (*steps, "by"), message, "leave it out")
    known = _codes(kind, city)
    if known is None:
        return
    given: dict[tuple[Step, ...], str] = {("empty",): cell.empty}
    given |= {("words", text): code for text, code in cell.words.items()}
    given |= {("value",): cell.value}
    for where, code in given.items():
        if code and code not in known:
            message = f"there is no {kind} {code}"
            remedy = did_you_mean(code, known)
            yield _fault("unknown-code", (*steps, *where), message, remedy)


def _codes(kind: FieldType, city: City) -> Collection[str] | None:
    """The codes of a type of field, or None where any text may be one."""
    match kind:
        case FieldType.PLACE:
            return city.organisation.places
        case FieldType.CATEGORY:
            return city.catalogue.categories
        case FieldType.DEPARTMENT:
            return city.organisation.departments
        case _:
            return None


def _compare_faults(
    mapping: MappingDocument, definition: Definition, city: City
) -> Iterator[_Fault]:
    due, verdict = mapping.compare.due, mapping.compare.verdict
    named = {"due": due.clock} if due else {}
    named |= {"verdict": verdict.clock} if verdict else {}
    for key, clock in named.items():
        if clock not in definition.clocks:
            message = f"{definition.name} has no clock {clock}"
            remedy = did_you_mean(clock, definition.clocks)
            yield _fault("unknown-clock", ("compare", key, "clock"), message, remedy)
    if verdict and not overdue_rungs(verdict.clock, definition):
        message = f"the clock {verdict.clock} has no rung at overdue"
        remedy = "add one: by it the verdict on an open case is known"
        where = ("compare", "verdict", "clock")
        yield _fault("no-overdue-rung", where, message, remedy)
    owner = mapping.compare.owner
    departments = city.organisation.departments
    for text, key in owner.words.items() if owner else ():
        if key not in departments:
            steps = ("compare", "owner", "words", text)
            remedy = did_you_mean(key, departments)
            message = f"there is no department {key}"
            yield _fault("unknown-code", steps, message, remedy)


def overdue_rungs(clock: str, definition: Definition) -> tuple[str, ...]:
    """The rungs that fire once the limit of a clock is broken."""
    rule = definition.clocks.get(clock)
    rungs = rule.rungs if rule else ()
    return tuple(rung.name for rung in rungs if rung.trigger.point is Point.OVERDUE)


def _fault(rule: str, steps: tuple[Step, ...], message: str, remedy: str) -> _Fault:
    return _Fault(rule=rule, steps=steps, message=message, remedy=remedy)

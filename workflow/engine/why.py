"""The verb of the question why: owner, due instants, and actions, explained."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.domain.case import Case, Clock
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.definition import Action
from workflow.domain.lifecycle import blockers_of
from workflow.domain.reasons import (
    Edition,
    Reason,
    actor_title,
    counted_by,
    earlier_edition,
    explained_by_due,
    last_run,
    reason,
    why_due,
    why_owner,
)
from workflow.domain.words import Title
from workflow.engine.calendars import editions
from workflow.engine.reckon import Unwritten, reckon, unwritten
from workflow.engine.runtime import Runtime
from workflow.store import history, step

OWNER = "owner"
DUE = "due"

_NOTHING_DUE = Title(zh="没有走动的时限。", en="No limit is running.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An explanation, and what of it is due but not written yet."""

    reasons: tuple[Reason, ...]
    unwritten: Unwritten | None = None


def why(runtime: Runtime, number: int, what: str, actor: str) -> Explained | None:
    """Explain a case's owner, its due instants, one clock, or one action.

    `what` is `owner`, `due`, a clock's label such as `promise` or
    `stage:assigned`, or the name of an action, which is explained for the actor.
    The case is told as acting would meet it. None means that there is no such case.
    """
    with runtime.database.reading() as connection:
        found = step.read(connection, number)
        if found is None:
            return None
        context = runtime.context(connection, found.case, found.revision)
        reckoned = reckon(found.case, context)
        case = reckoned.case
        entries = (*history.entries(connection, number), *reckoned.entries)
        said = unwritten(connection, reckoned)
    if what == OWNER:
        return Explained(reasons=why_owner(case, entries, context), unwritten=said)
    clocks = [clock for clock in case.clocks.values() if what == clock.label]
    if what == DUE:
        clocks = list(explained_by_due(case, entries))
    if clocks:
        told = tuple(
            each
            for clock in clocks
            for each in _why_due(runtime, clock, entries, context)
        )
    elif what == DUE:
        told = (reason("nothing_due", _NOTHING_DUE),)
    else:
        told = _why_action(case, what, actor, context)
    return Explained(reasons=told, unwritten=said)


def _why_due(
    runtime: Runtime, clock: Clock, entries: Sequence[Entry], context: Context
) -> tuple[Reason, ...]:
    """The steps to a due instant, by the calendar by which it was counted."""
    run = last_run(clock, entries)
    present = Edition(revision=context.city.revision, calendar=context.calendar)
    if run is None or counted_by(run, [present]):
        return why_due(clock, entries, context)
    with runtime.database.reading() as connection:
        found = counted_by(run, editions(connection, clock.calendar))
    if found is None:
        return why_due(clock, entries, context)
    then = replace(context, calendar=found.calendar)
    steps = why_due(clock, entries, then)
    return (*steps, earlier_edition(run, found, context))


def _why_action(
    case: Case, name: str, actor: str, context: Context
) -> tuple[Reason, ...]:
    state = context.definition.state(case.state)
    action = state.actions.get(name)
    if action is None:
        offered = ", ".join(state.actions) or "-"
        said = Title(
            zh=f"案件处于“{state.title.zh}”，没有“{name}”。可以：{offered}。",
            en=f"A case in state {case.state} offers no {name}, but: {offered}.",
        )
        return (reason("not_offered", said, action=name, state=case.state),)
    blockers = blockers_of(action, actor, case, context)
    if blockers:
        return tuple(
            Reason(
                code=each.code.value, zh=each.zh, en=each.en, details={**each.details}
            )
            for each in blockers
        )
    needed = ", ".join(action.needs) or "-"
    who = actor_title(actor, context)
    said = Title(
        zh=f"{who.zh} 现在可以“{action.title.zh}”；须填写：{needed}。",
        en=f"{who.en} can {name} now; it needs: {needed}.",
    )
    can = reason("can", said, action=name, actor=actor, needs=[*action.needs])
    return (can, *_why_approval(action, case, context))


def _why_approval(action: Action, case: Case, context: Context) -> tuple[Reason, ...]:
    """Who would have to agree first, one after the other."""
    if not action.approval:
        return ()
    approval = context.definition.approvals[action.approval]
    chain = approval.chain(case.granted.get(approval.name, 0))
    people = [who.text for who in chain]
    said = Title(
        zh=f"须依次经审批同意（{approval.title.zh}）：{'、'.join(people)}。",
        en=f"It has to be approved ({approval.title.en}), one after the other by: "
        f"{', '.join(people)}.",
    )
    return (reason("approval", said, approval=approval.name, chain=[*people]),)

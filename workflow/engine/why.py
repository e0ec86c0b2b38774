"""The verb of the question why: owner, due instants, and actions, explained."""

from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.lifecycle import blockers_of
from workflow.domain.reasons import Reason, why_due, why_owner
from workflow.engine.runtime import Runtime
from workflow.store import history, step

OWNER = "owner"
DUE = "due"


def why(
    runtime: Runtime, number: int, what: str, actor: str
) -> tuple[Reason, ...] | None:
    """Explain a case's owner, its due instants, one clock, or one action.

    `what` is `owner`, `due`, a clock's label such as `promise` or
    `stage:assigned`, or the name of an action, which is explained for the actor.
    None means that there is no such case.
    """
    with runtime.database.reading() as connection:
        found = step.read(connection, number)
        if found is None:
            return None
        case = found.case
        context = runtime.context(connection, case, found.revision)
        if what == OWNER:
            return why_owner(case, history.entries(connection, number), context)
    clocks = [
        clock
        for clock in case.clocks.values()
        if what == clock.label or (what == DUE and not clock.has_ended)
    ]
    if clocks or what == DUE:
        return tuple(reason for clock in clocks for reason in why_due(clock, context))
    return _why_action(case, what, actor, context)


def _why_action(
    case: Case, name: str, actor: str, context: Context
) -> tuple[Reason, ...]:
    state = context.definition.state(case.state)
    action = state.actions.get(name)
    if action is None:
        offered = ", ".join(state.actions) or "-"
        return (
            Reason(
                zh=f"案件处于“{state.title.zh}”，没有“{name}”。可以：{offered}。",
                en=f"A case in state {case.state} offers no {name}, but: {offered}.",
            ),
        )
    blockers = blockers_of(action, actor, case, context)
    if blockers:
        return tuple(Reason(zh=each.zh, en=each.en) for each in blockers)
    needed = ", ".join(action.needs) or "-"
    return (
        Reason(
            zh=f"{actor} 现在可以“{action.title.zh}”；须填写：{needed}。",
            en=f"{actor} can {name} now; it needs: {needed}.",
        ),
    )

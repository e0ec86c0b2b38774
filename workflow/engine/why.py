"""The verb of the question why: owner, due instants, and actions, explained."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Clock
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.definition import Action
from workflow.domain.lifecycle import blockers_of
from workflow.domain.reasons import (
    Edition,
    Reason,
    action_title,
    actor_title,
    clock_names,
    counted_by,
    earlier_edition,
    explained_by_due,
    last_run,
    named,
    posts_title,
    reason,
    why_due,
    why_no_clock,
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
    """An explanation, and what of it is due but not written yet.

    `blockers` say that nothing is called as was asked, and what can be asked.
    """

    reasons: tuple[Reason, ...] = ()
    unwritten: Unwritten | None = None
    blockers: tuple[Blocker, ...] = ()


def why(runtime: Runtime, number: int, what: str, actor: str) -> Explained | None:
    """Explain a case's owner, its due instants, its clocks, or one action.

    `what` is `owner`, `due`, a clock's name or label such as `promise`, `stage` or
    `department:water`, or the name of an action, which is explained for the actor.
    The case is told as acting would meet it. None means that there is no such case.
    """
    with runtime.database.reading() as connection:
        found = step.read(connection, number)
        if found is None:
            return None
        context = runtime.context(connection, found.case, found.revision)
        reckoned = reckon(found.case, context)
        entries = (*history.entries(connection, number), *reckoned.entries)
        said = unwritten(connection, reckoned)
    told = _explain(runtime, what, actor, reckoned.case, entries, context)
    if not told:
        unknown = _no_such_question(what, reckoned.case, context)
        return Explained(blockers=(unknown,), unwritten=said)
    return Explained(reasons=told, unwritten=said)


def _explain(  # noqa: PLR0913, PLR0917 - a question and what answers it
    runtime: Runtime,
    what: str,
    actor: str,
    case: Case,
    entries: Sequence[Entry],
    context: Context,
) -> tuple[Reason, ...]:
    """The explanation; nothing where nothing is called so."""
    if what == OWNER:
        return why_owner(case, entries, context)
    if what == DUE:
        clocks = explained_by_due(case, entries)
        told = tuple(
            each for c in clocks for each in _why_due(runtime, c, entries, context)
        )
        return told or (reason("nothing_due", _NOTHING_DUE),)
    clocks = _called(what, case)
    if clocks:
        return tuple(
            each for c in clocks for each in _why_due(runtime, c, entries, context)
        )
    # An action of this name comes before a clock that has not begun.
    if any(what in state.actions for state in context.definition.states.values()):
        return _why_action(case, what, actor, context)
    return why_no_clock(what, context)


def _called(what: str, case: Case) -> tuple[Clock, ...]:
    """The clock of this label, or those of this name: the ones that go on, if any."""
    every = case.clocks.values()
    exact = tuple(clock for clock in every if clock.label == what)
    named = tuple(clock for clock in every if clock.name == what)
    return exact or tuple(each for each in named if not each.has_ended) or named


def _no_such_question(what: str, case: Case, context: Context) -> Blocker:
    """What can be asked of a case, in the words in which it is asked."""
    labels = (clock.label for clock in case.clocks.values())
    names = clock_names(context)
    actions = context.definition.state(case.state).actions
    asked = dict.fromkeys((OWNER, DUE, *names, *labels, *actions))
    return blocker(
        BlockerCode.NO_SUCH_QUESTION, what=what, asked=", ".join(sorted(asked))
    )


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
        called = action_title(name, context)
        others = [each.title.zh for each in state.actions.values()]
        offered = ", ".join(state.actions) or "-"
        said = Title(
            zh=f"案件处于“{state.title.zh}”，没有“{called.zh}”。"
            f"可以：{'、'.join(others) or '-'}。",
            en=f"A case in state “{state.title.en}” offers no {name}, but: {offered}.",
        )
        return (reason("not_offered", said, action=name, state=case.state),)
    blockers = named(blockers_of(action, actor, case, context), context)
    if blockers:
        return tuple(
            Reason(
                code=each.code.value, zh=each.zh, en=each.en, details={**each.details}
            )
            for each in blockers
        )
    needed = ", ".join(action.needs) or "-"
    fields = [context.definition.fields[each].title.zh for each in action.needs] or "-"
    who = actor_title(actor, context)
    said = Title(
        zh=f"{who.zh} 现在可以“{action.title.zh}”；须填写：{'、'.join(fields)}。",
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
    posts = posts_title(", ".join(people), context)
    said = Title(
        zh=f"须依次经审批同意（{approval.title.zh}）：{posts.zh}。",
        en=f"It has to be approved ({approval.title.en}), one after the other by: "
        f"{posts.en}.",
    )
    return (reason("approval", said, approval=approval.name, chain=[*people]),)

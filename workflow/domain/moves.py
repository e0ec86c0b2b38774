"""Carrying out an action that may be taken: values, state, owner, clocks, messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.domain import timing
from workflow.domain.arrivals import arrival, ownership, target_of, took, values_of
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json, revised
from workflow.domain.catalogue import Precedent
from workflow.domain.context import Context, facts_of
from workflow.domain.decision import SYSTEM, EntryKind, Joins, Report
from workflow.domain.definition import Action, Automatic, Move
from workflow.domain.dispute import Dispute
from workflow.domain.disputes.passage import (
    NO_PASSAGE,
    Passage,
    against_disputing,
    given_back,
    pass_over,
)
from workflow.domain.draft import Draft, Event
from workflow.domain.fields import Given, Wanted, read_fields
from workflow.domain.joining.passage import (
    NO_CROSSING,
    Crossing,
    against_leaving,
    begin,
    leave,
    rule_in,
    running,
    team_of,
)
from workflow.domain.messages import Occasion, local_text
from workflow.domain.ownership import assign
from workflow.domain.pending import NOTHING_LAPSED, lapse
from workflow.errors import AutomaticActionError

_MAKES_ASSIGNMENT_NEW = ("category", "condition", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Who takes an action, with which values, and what history says of the asking.

    `due_at` is when time took it, which may be before anybody noticed. What is `kept`
    came with an application, so its files are stored with that entry. `settled` is the
    dispute that the step brings to its end, with the `precedents` of its ruling; `told`
    is what its messages say besides.
    """

    action: Action
    actor: str
    given: Given
    request: Mapping[str, Json]
    salt: str = ""
    due_at: datetime | None = None
    kept: bool = False
    settled: Dispute | None = None
    precedents: tuple[Precedent, ...] = ()
    told: Mapping[str, Json] = field(default_factory=dict)

    @property
    def occasion(self) -> Occasion:
        """What messages say of it."""
        said = {**self.given.values, **self.told}
        return Occasion(title=self.action.title, actor=self.actor, values=said)


def wanted_by(action: Action) -> Wanted:
    """The fields that an action asks for."""
    return Wanted(
        needs=action.needs, may=action.may, values=action.values, only=action.only
    )


def take(draft: Draft, taking: Taking) -> None:
    """Take an action, and whatever follows from it by itself."""
    _take(draft, taking)
    settle(draft, taking.due_at)


def circumstances(action: Action, case: Case, context: Context) -> Iterator[Blocker]:
    """What stands against an action now, whoever takes it and with which values."""
    if case.returned and not action.after_return:
        yield blocker(BlockerCode.AFTER_RETURN)
    if action.within is not None:
        until = context.calendar.due(case.entered_at, action.within)
        if context.now > until:
            local = local_text(until, context)
            yield blocker(BlockerCode.TOO_LATE, within=action.within.en, until=local)
    if action.when.reads and not action.when.holds(
        facts_of(case, context, overdue=timing.is_overdue(case, context))
    ):
        yield blocker(BlockerCode.CONDITION_NOT_MET, guard=action.when.text)
    if action.to == Move.BACK and not case.previous:
        yield blocker(BlockerCode.NO_PREVIOUS_STATE)
    if action.resumes and not timing.are_held(action.resumes, case):
        clocks = ", ".join(action.resumes)
        yield blocker(BlockerCode.NOTHING_PAUSED, clocks=clocks)
    yield from against_disputing(action, case, context)
    yield from against_leaving(action, case, context)


def no_such_action(name: str, case: Case, context: Context) -> Blocker:
    """That the case's state does not offer this action, and what it offers."""
    state = context.definition.state(case.state)
    return blocker(
        BlockerCode.NO_SUCH_ACTION,
        action=name,
        state=case.state,
        state_zh=state.title.zh,
        offered=", ".join(state.actions) or "-",
    )


def hindrances(automatic: Automatic, case: Case, context: Context) -> list[Blocker]:
    """Every reason why the system cannot take an action by itself now."""
    action = context.definition.state(case.state).actions.get(automatic.action)
    if action is None:
        return [no_such_action(automatic.action, case, context)]
    _, wrong = read_fields(wanted_by(action), automatic.values, "", case, context)
    return [*circumstances(action, case, context), *wrong]


def take_automatically(
    draft: Draft, automatic: Automatic, cause: str, due_at: datetime | None = None
) -> None:
    """Take an action as the system, with the values that the definition gives.

    Raises:
        AutomaticActionError: the state does not offer it, or a value is missing.
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
    taking = Taking(
        action=action,
        actor=SYSTEM,
        given=given,
        request={"fields": given.recorded(), "cause": cause},
        due_at=due_at,
    )
    _take(draft, taking)


def settle(draft: Draft, due_at: datetime | None = None) -> None:
    """Take what the state takes by itself once an owner has been found.

    Where something stands against it, the case waits for a person. `due_at` is when
    time brought the case here, if it did: what follows at once follows from then.
    """
    then = draft.context if due_at is None else draft.context.as_at(due_at)
    while (automatic := _by_assignment(draft.case, then)) is not None:
        rule, entries = draft.case.assignment, draft.case.entries
        cause = f"{rule.source} {rule.rule}" if rule else ""
        take_automatically(draft, automatic, cause, due_at)
        if draft.case.entries == entries:
            return


def _by_assignment(case: Case, context: Context) -> Automatic | None:
    state = context.definition.state(case.state)
    if not state.when_assigned or case.assignment is None or not state.assigns:
        return None
    action = state.actions.get(state.when_assigned)
    if action and any(circumstances(action, case, context)):
        return None
    return Automatic(action=state.when_assigned, values={"owner": case.assignment.lead})


def _take(draft: Draft, taking: Taking) -> None:
    case, context, action = draft.case, draft.context, taking.action
    changes = values_of(taking.given, case, context)
    changes |= took(action, taking.actor, case)
    target = target_of(action, case, context)
    if entered := target is not None:
        changes |= arrival(action, target, case, context)
    changes |= ownership(taking.given, changes, case)
    arrived = revised(case, **changes)
    passage, crossing = NO_PASSAGE, NO_CROSSING
    if entered:
        passage, crossing = _crossed(draft, taking, arrived)
    changes |= {**passage.changes, **crossing.changes}
    arrived = revised(arrived, **crossing.changes)
    if entered or any(name in changes for name in _MAKES_ASSIGNMENT_NEW):
        changes["assignment"] = _assignment(arrived, context)
    moved = _moved(taking, changes, entered=entered)
    clocks = timing.follow(arrived, moved, context)
    clocks += given_back(case, passage.dispute, tuple(clocks), context)
    lapsed = lapse(case, context) if entered else NOTHING_LAPSED
    if not taking.kept:
        draft.keep(taking.given, taking.salt)
    draft.bring(*_joins(taking, changes), *crossing.errands)
    event = Event(
        kind=EntryKind.STEP,
        actor=taking.actor,
        action=action.name,
        request={**taking.request, **lapsed.record, **crossing.record},
    )
    draft.record(
        event,
        changes,
        (*lapsed.clocks, *passage.clocks, *clocks),
        ((action.notify, taking.occasion), *lapsed.told, *passage.told),
        lapsed.applications,
        dispute=passage.dispute,
        precedents=taking.precedents,
    )


def _moved(
    taking: Taking, changes: Mapping[str, Any], *, entered: bool
) -> timing.Moved:
    """What the clocks have to follow."""
    action = taking.action
    return timing.Moved(
        entered=entered,
        back=action.to == Move.BACK,
        recategorised="condition" in changes or "category" in changes,
        left_at=taking.due_at,
        dispatched="owner" in taking.given.values,
        pauses=action.pauses,
        resumes=action.resumes,
    )


def _joins(taking: Taking, changes: Mapping[str, Any]) -> tuple[Joins, ...]:
    """The reports go over where the step named the case that they belong to."""
    original = changes.get("original")
    return (Joins(case=original, actor=taking.actor),) if original else ()


def _crossing(
    draft: Draft, taking: Taking, arrived: Case, closed: Dispute | None
) -> Crossing:
    """The joint work that the case leaves, and that which it comes to.

    Whoever leads owns the case from then on.
    """
    case, values = draft.case, taking.given.values
    if arrived.state == case.state and running(case) is not None:
        return NO_CROSSING
    at = taking.due_at or draft.context.now
    left = leave(taking.actor, values, case, at)
    rule = rule_in(arrived.state, draft.context)
    dispute = closed or case.dispute
    team = team_of(rule, arrived, dispute, values, draft.context) if rule else None
    if rule is None or team is None:
        return left
    came = begin(draft, rule, team, arrived, at)
    return Crossing(
        changes={**left.changes, **came.changes},
        record=left.record,
        errands=(*left.errands, *came.errands),
    )


def _crossed(draft: Draft, taking: Taking, arrived: Case) -> tuple[Passage, Crossing]:
    """The dispute and the joint work that a case leaves, or enters."""
    passage = _passage(taking, draft.case, arrived, draft.context)
    return passage, _crossing(draft, taking, arrived, passage.dispute)


def _passage(taking: Taking, case: Case, arrived: Case, context: Context) -> Passage:
    return pass_over(
        taking.actor,
        taking.given.values,
        case,
        arrived,
        context,
        taking.due_at or context.now,
        taking.settled,
    )


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
        **values_of(taking.given, case, context),
    }
    arrived = revised(case, **changes)
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
    draft.record(event, changes, clocks)


def _assignment(arrived: Case, context: Context) -> Any:  # noqa: ANN401 - an optional Assignment among changes
    state = context.definition.state(arrived.state)
    return assign(arrived, context) if state.assigns else arrived.assignment

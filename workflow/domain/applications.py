"""Applying for an action that somebody else must approve, and granting or refusing it.

Until it is granted the case stays as it is, and its clocks run on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from workflow.domain import clocks, limits, timing
from workflow.domain.actors import desk_text
from workflow.domain.answer import Answer
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Application, Case, Clock, Json
from workflow.domain.context import Context
from workflow.domain.decision import EntryKind
from workflow.domain.definition import Action, Approval, Extension, Notify, Who
from workflow.domain.draft import Draft, Event, Told
from workflow.domain.fields import Given
from workflow.domain.limits import Settled
from workflow.domain.messages import local_text
from workflow.domain.moves import Taking, circumstances, take
from workflow.domain.pending import (
    approval_of,
    clock_of,
    closed,
    occasion_of,
    to_applicant,
)
from workflow.domain.timing import APPLICATION
from workflow.domain.worktime import Budget, Measure

_MICRO = timedelta(microseconds=1)


def against_asking(action: Action, case: Case, context: Context) -> Iterator[Blocker]:
    """Every reason why an action that needs approval cannot be applied for now."""
    if not action.approval:
        return
    approval = context.definition.approvals[action.approval]
    waiting = case.pending.get(action.name)
    if waiting is not None:
        yield blocker(
            BlockerCode.ALREADY_ASKED,
            action=action.name,
            asked_at=local_text(waiting.asked_at, context),
            desk=waiting.desk,
        )
    if approval.within is not None:
        until = context.calendar.due(case.entered_at, approval.within)
        if context.now > until:
            yield blocker(
                BlockerCode.TOO_LATE,
                within=approval.within.en,
                until=local_text(until, context),
            )
    yield from _against_effects(action, approval, case, context)


def _against_effects(
    action: Action, approval: Approval, case: Case, context: Context
) -> Iterator[Blocker]:
    """What stands against extending, exempting or giving back, whoever asks for it.

    Two actions may name one approval, and both may wait: it is granted so many times.
    """
    if approval.times and case.granted.get(approval.name, 0) >= approval.times:
        yield blocker(
            BlockerCode.GRANTED_BEFORE, action=action.name, times=approval.times
        )
    extended = _extended(approval, case)
    if approval.before_due:
        for clock in extended:
            if clock.due_at is not None and clocks.is_late(clock, context.now):
                yield blocker(
                    BlockerCode.ASKED_TOO_LATE,
                    action=action.name,
                    clock=clock.name,
                    due=local_text(clock.due_at, context),
                )
    if approval.adds is not None and not extended:
        named = ", ".join(approval.adds.clocks)
        yield blocker(BlockerCode.NOTHING_TO_CHANGE, action=action.name, clocks=named)
    if approval.exempts and not _exempted(approval, case, context):
        named = ", ".join(approval.exempts)
        yield blocker(BlockerCode.NOTHING_TO_CHANGE, action=action.name, clocks=named)


def ask(draft: Draft, taking: Taking) -> None:
    """Apply for an action: it is taken once everybody who decides has agreed."""
    case, context, action = draft.case, draft.context, taking.action
    approval = context.definition.approvals[action.approval]
    first = approval.chain(case.granted.get(approval.name, 0))[0]
    number = case.asked + 1
    clock = _clock(action, approval, number, case, context)
    application = Application(
        number=number,
        action=action.name,
        approval=approval.name,
        state=case.state,
        asker=taking.actor,
        asked_at=context.now,
        values=taking.given.recorded(),
        desk=desk_text(first, case, context),
        due_at=clock.due_at if clock else None,
        status=Answer.PENDING,
    )
    draft.keep(taking.given, taking.salt)
    event = Event(
        kind=EntryKind.ASKED,
        actor=taking.actor,
        action=action.name,
        request={**taking.request, "application": number},
    )
    draft.record(
        event,
        {"asked": number},
        (clock,) if clock else (),
        (_to_decider(application, first, taking.actor, context),),
        (application,),
    )


def agree(draft: Draft, application: Application, actor: str, reason: str) -> None:
    """Agree to an application; the next of the chain decides then, if there is one."""
    context = draft.context
    chain = chain_of(application, draft.case, context)
    done = len(application.agreed) + 1
    if done >= len(chain):
        grant(draft, application, actor, reason)
        return
    agreed = replace(
        application,
        agreed=(*application.agreed, actor),
        desk=desk_text(chain[done], draft.case, context),
    )
    event = _answer(application, actor, "agreed", reason)
    told = _to_decider(agreed, chain[done], application.asker, context)
    draft.record(event, {}, (), (told,), (agreed,))


def grant(
    draft: Draft,
    application: Application,
    actor: str,
    reason: str = "",
    due_at: datetime | None = None,
) -> None:
    """Grant an application: its effects on clocks, and the action itself.

    `due_at` is when silence granted it, which may be before anybody noticed: what is
    added, exempted or given back counts from there.
    """
    case, context = draft.case, draft.context
    then = context if due_at is None else context.as_at(due_at)
    approval = approval_of(application, context)
    action = context.definition.state(case.state).actions[application.action]
    ended = closed(application, Answer.GRANTED, context, agreed=actor)
    count = case.granted.get(approval.name, 0) + 1
    draft.record(
        _answer(application, actor, Answer.GRANTED.value, reason),
        {"granted": {**case.granted, approval.name: count}},
        (*_stopped(application, case, context), *_changed(approval, case, then)),
        (to_applicant(ended, actor, context, reason),),
        (ended,),
    )
    given = Given(values=application.values, sealed={})
    record: dict[str, Json] = {
        "fields": given.recorded(),
        "application": application.number,
    }
    take(
        draft,
        Taking(
            action=action,
            actor=application.asker,
            given=given,
            request=record,
            due_at=due_at,
            kept=True,
        ),
    )


def refuse(
    draft: Draft, application: Application, actor: str, answer: Answer, reason: str
) -> None:
    """End an application without what it asked for: refused, or withdrawn."""
    case, context = draft.case, draft.context
    ended = closed(application, answer, context)
    draft.record(
        _answer(application, actor, answer.value, reason),
        {},
        _stopped(application, case, context),
        (to_applicant(ended, actor, context, reason),),
        (ended,),
    )


def against_granting(
    application: Application, case: Case, context: Context
) -> list[Blocker]:
    """What stands against the action itself now that it would be taken."""
    action = context.definition.state(case.state).actions[application.action]
    approval = approval_of(application, context)
    return [
        *circumstances(action, case, context),
        *_against_effects(action, approval, case, context),
    ]


def decider_of(application: Application, case: Case, context: Context) -> Who:
    """Whose word on an application is waited for.

    What another action was granted meanwhile may have made the chain shorter; then
    the last one decides.
    """
    chain = chain_of(application, case, context)
    return chain[min(len(application.agreed), len(chain) - 1)]


def chain_of(application: Application, case: Case, context: Context) -> tuple[Who, ...]:
    """Who decides on an application, one after the other."""
    granted = case.granted.get(application.approval, 0)
    return approval_of(application, context).chain(granted)


def _answer(application: Application, actor: str, answer: str, reason: str) -> Event:
    record: dict[str, Json] = {"application": application.number, "answer": answer}
    if reason:
        record["reason"] = reason
    return Event(
        kind=EntryKind.ANSWERED,
        actor=actor,
        action=application.action,
        request=record,
    )


def _to_decider(
    application: Application, who: Who, actor: str, context: Context
) -> Told:
    template = approval_of(application, context).templates.get(Answer.PENDING)
    notify = (Notify(who=who, template=template),) if template else ()
    return notify, occasion_of(application, actor, context)


def _stopped(
    application: Application, case: Case, context: Context
) -> tuple[Clock, ...]:
    clock = clock_of(application, case)
    if clock is None:
        return ()
    return (clocks.end(clock, context.now, context.calendar),)


def _clock(
    action: Action, approval: Approval, number: int, case: Case, context: Context
) -> Clock | None:
    """The time for a decision; it ends when a limit is up that would be extended."""
    overdue = timing.is_overdue(case, context)
    settled = limits.settle(approval.limit, case, context.now, context, overdue=overdue)
    if settled is None:
        return None
    due = [
        clock.due_at
        for clock in _extended(approval, case)
        if approval.before_due and clock.due_at is not None
    ]
    if due and min(due) < settled.due_at:
        settled = _until(min(due), settled, context)
    start = clocks.Start(name=APPLICATION, subject=action.name, cycle=number)
    rungs = timing.APPLICATION_RUNGS
    return clocks.start(start, settled, context.now, rungs, context.calendar)


def _until(due_at: datetime, settled: Settled, context: Context) -> Settled:
    micros = max(0, (due_at - context.now) // _MICRO)
    return Settled(
        budget=Budget(measure=Measure.CONTINUOUS, micros=micros),
        due_at=due_at,
        text=settled.text,
        source="before due",
    )


def _changed(approval: Approval, case: Case, context: Context) -> list[Clock]:
    """The clocks that a granted application changes, each once."""
    found: dict[tuple[str, str], Clock] = {}
    now, calendar = context.now, context.calendar
    if approval.adds is not None:
        for clock in _extended(approval, case):
            micros = _amount(approval.adds, clock, context)
            rungs = timing.rungs_of(clock, context)
            found[clock.key] = clocks.extend(clock, micros, now, rungs, calendar)
    for clock in _exempted(approval, case, context):
        found[clock.key] = clocks.exempted(found.get(clock.key, clock))
    for clock in _current(approval.gives_back, case):
        rungs = timing.rungs_of(clock, context)
        latest = found.get(clock.key, clock)
        found[clock.key] = clocks.give_back(latest, now, rungs, calendar)
    return list(found.values())


def _amount(extension: Extension, clock: Clock, context: Context) -> int:
    """Microseconds that an extension comes to, in the measure of a clock."""
    if extension.duration is None:
        return (clock.budget - clock.extended) * extension.percent // 100
    calendar = context.calendar
    due_at = clock.due_at
    if due_at is None:
        left = Budget(measure=clock.measure, micros=clock.budget - clock.consumed)
        due_at = calendar.add(context.now, left)
    later = calendar.due(due_at, extension.duration)
    return calendar.elapsed(due_at, later, clock.measure)


def _extended(approval: Approval, case: Case) -> list[Clock]:
    if approval.adds is None:
        return []
    return [
        clock for clock in _current(approval.adds.clocks, case) if not clock.has_ended
    ]


def _exempted(approval: Approval, case: Case, context: Context) -> list[Clock]:
    """The late clocks of this cycle that an appeal is about."""
    return [
        clock
        for clock in _current(approval.exempts, case)
        if clocks.is_late(clock, context.now) and not clock.exempt
    ]


def _current(names: tuple[str, ...], case: Case) -> list[Clock]:
    """The clocks of these names in this cycle, of an owner's only the owner's own."""
    return [
        clock
        for clock in case.clocks.values()
        if clock.name in names
        and clock.cycle == case.cycle
        and clock.subject in ("", case.owner)
    ]

"""Applying for an action that somebody else must approve, and granting or refusing it.

Until it is granted the case stays as it is, and its clocks run on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from workflow.domain import clocks, limits, timing
from workflow.domain.actors import desk_text
from workflow.domain.answer import Answer
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Application, Case, Clock, Json
from workflow.domain.context import Context
from workflow.domain.decision import EntryKind
from workflow.domain.definition import Action, Approval
from workflow.domain.draft import Draft, Event
from workflow.domain.fields import Given, read_again
from workflow.domain.messages import local_text
from workflow.domain.moves import Taking, circumstances, take, wanted_by
from workflow.domain.pending import (
    approval_of,
    bounded,
    chain_of,
    clock_of,
    closed,
    to_applicant,
    to_decider,
)
from workflow.domain.relief import changed, exempted_by, extended_by
from workflow.domain.timing import APPLICATION


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
    most = approval.asked_at_most
    if most and case.applied.get(approval.name, 0) >= most:
        yield blocker(BlockerCode.ASKED_BEFORE, action=action.name, times=most)
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
    extended = extended_by(approval, case)
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
    if approval.exempts and not exempted_by(approval, case, context):
        named = ", ".join(approval.exempts)
        yield blocker(BlockerCode.NOTHING_TO_CHANGE, action=action.name, clocks=named)


def ask(draft: Draft, taking: Taking) -> None:
    """Apply for an action: it is taken once everybody who decides has agreed."""
    case, context, action = draft.case, draft.context, taking.action
    approval = context.definition.approvals[action.approval]
    first = approval.chain(case.granted.get(approval.name, 0))[0]
    number, count = case.asked + 1, case.applied.get(approval.name, 0) + 1
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
        {"asked": number, "applied": {**case.applied, approval.name: count}},
        (clock,) if clock else (),
        (to_decider(application, first, taking.actor, context),),
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
    told = to_decider(agreed, chain[done], application.asker, context)
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
        (*_stopped(application, case, context), *changed(approval, case, then)),
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
    """What stands against the action itself now that it would be taken.

    What was given when it was applied for is read once more: a date may have passed,
    a department may have been closed.
    """
    action = context.definition.state(case.state).actions[application.action]
    approval = approval_of(application, context)
    return [
        *circumstances(action, case, context),
        *_against_effects(action, approval, case, context),
        *read_again(wanted_by(action), application.values, case, context),
    ]


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
    start = clocks.Start(name=APPLICATION, subject=action.name, cycle=number)
    rungs = timing.APPLICATION_RUNGS
    own = clocks.start(start, settled, context.now, rungs, context.calendar)
    return bounded(own, approval, case, context)

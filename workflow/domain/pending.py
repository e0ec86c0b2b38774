"""Applications that nobody has decided yet: whose word they wait for, how they end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workflow.domain import clocks
from workflow.domain.actors import desk_text
from workflow.domain.answer import Answer
from workflow.domain.case import Application, Case, Clock, Json, revised
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM
from workflow.domain.definition import Approval, Notify, Standing, Who
from workflow.domain.messages import Occasion
from workflow.domain.relief import extended_by
from workflow.domain.rungs import armed_again, schedule
from workflow.domain.timing import APPLICATION, APPLICATION_RUNGS
from workflow.domain.worktime import Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """What becomes of pending applications when their state is left."""

    applications: tuple[Application, ...] = ()
    clocks: tuple[Clock, ...] = ()
    told: tuple[tuple[tuple[Notify, ...], Occasion], ...] = ()
    record: Mapping[str, Json]


NOTHING_LAPSED = Lapsed(record={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What changes of pending applications when their case does, and who is told."""

    applications: tuple[Application, ...] = ()
    clocks: tuple[Clock, ...] = ()
    told: tuple[tuple[tuple[Notify, ...], Occasion], ...] = ()


def follow(case: Case, context: Context) -> Followed:
    """Bring every pending application in line with the case as it is by now.

    The owner may have changed, and with it whose word is waited for; what would be
    extended may be due at another instant. A decider who is new is told.
    """
    applications: list[Application] = []
    moved: list[Clock] = []
    told: list[tuple[tuple[Notify, ...], Occasion]] = []
    for each in case.pending.values():
        clock = case.clocks.get((APPLICATION, each.action))
        timed = clock is not None and clock.cycle == each.number
        if clock is not None and timed and clock.has_ended:
            # Its time is up, and what silence means is about to be said.
            continue
        due_at = each.due_at
        if clock is not None and timed:
            until = bounded(clock, approval_of(each, context), case, context)
            moved += [until] if until is not clock else []
            due_at = until.due_at
        who = decider_of(each, case, context)
        now = replace(each, desk=desk_text(who, case, context), due_at=due_at)
        if now != each:
            applications.append(now)
        if now.desk != each.desk:
            told.append(to_decider(now, who, each.asker, context))
    return Followed(
        applications=tuple(applications), clocks=tuple(moved), told=tuple(told)
    )


def bounded(clock: Clock, approval: Approval, case: Case, context: Context) -> Clock:
    """The clock of an application, ending with what it would extend if need be.

    What is missing of its own limit then is its `extended`, which is less than
    nothing, so that it has its own limit again when what it would extend is paused.
    """
    calendar, limit = context.calendar, clock.budget - clock.extended
    own = clock.due_at
    if clock.extended:
        whole = Budget(measure=clock.measure, micros=limit)
        own = calendar.add(clock.started_at, whole)
    ends = [
        max(each.due_at, clock.started_at)
        for each in extended_by(approval, case)
        if approval.before_due and each.due_at is not None
    ]
    due_at = min(ends if own is None else [own, *ends])
    if due_at == clock.due_at:
        return clock
    budget = limit
    if due_at != own:
        budget = calendar.elapsed(clock.started_at, due_at, clock.measure)
    moved = revised(
        clock,
        budget=budget,
        extended=budget - limit,
        due_at=due_at,
        provisional=not calendar.is_published(due_at),
    )
    armed = armed_again(moved, context.now, APPLICATION_RUNGS, calendar)
    return schedule(armed, APPLICATION_RUNGS, calendar)


def lapse(case: Case, context: Context) -> Lapsed:
    """End every pending application, since what it was asked for is no longer there."""
    if not case.pending:
        return NOTHING_LAPSED
    ended = [closed(each, Answer.LAPSED, context) for each in case.pending.values()]
    stopped = (clock_of(each, case) for each in ended)
    return Lapsed(
        applications=tuple(ended),
        clocks=tuple(
            clocks.end(clock, context.now, context.calendar)
            for clock in stopped
            if clock is not None
        ),
        told=tuple(to_applicant(each, SYSTEM, context) for each in ended),
        record={"lapsed": [each.number for each in ended]},
    )


def closed(
    application: Application, status: Answer, context: Context, agreed: str = ""
) -> Application:
    """The application with its final status."""
    people = (*application.agreed, agreed) if agreed else application.agreed
    return replace(
        application, status=status, agreed=people, closed_at=context.now, desk=""
    )


def clock_of(application: Application, case: Case) -> Clock | None:
    """The clock by which an application is to be decided; None if it has ended."""
    clock = case.clocks.get((APPLICATION, application.action))
    if clock is None or clock.cycle != application.number or clock.has_ended:
        return None
    return clock


def approval_of(application: Application, context: Context) -> Approval:
    """The rules by which an application is decided."""
    return context.definition.approvals[application.approval]


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


def to_decider(
    application: Application, who: Who, actor: str, context: Context
) -> tuple[tuple[Notify, ...], Occasion]:
    """The question to whoever decides, if a template says how."""
    template = approval_of(application, context).templates.get(Answer.PENDING)
    notify = (Notify(who=who, template=template),) if template else ()
    return notify, occasion_of(application, actor, context)


def to_applicant(
    application: Application, actor: str, context: Context, reason: str = ""
) -> tuple[tuple[Notify, ...], Occasion]:
    """The answer to whoever applied, if a template says how."""
    approval = approval_of(application, context)
    template = approval.templates.get(application.status)
    who = (
        Who(text=REPORTER, standing=Standing.REPORTER)
        if application.asker == REPORTER
        else Who(text=application.asker, person=application.asker)
    )
    notify = (Notify(who=who, template=template),) if template else ()
    return notify, occasion_of(application, actor, context, reason)


def occasion_of(
    application: Application, actor: str, context: Context, reason: str = ""
) -> Occasion:
    """Why people are told of an application."""
    state = context.definition.state(application.state)
    action = state.actions[application.action]
    values: dict[str, Json] = {**application.values}
    if application.status is not Answer.PENDING:
        # Why it was asked is not why it was answered so.
        values["reason"] = reason
    return Occasion(
        title=action.title,
        actor=actor,
        values=values,
        answer=application.status,
        decide_by=decide_by(application),
    )


def decide_by(application: Application) -> datetime | None:
    """By when an application is to be decided; None once it has been."""
    return application.due_at if application.status is Answer.PENDING else None

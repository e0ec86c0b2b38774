"""Applications that nobody has decided yet: how they end, and whom that concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workflow.domain import clocks
from workflow.domain.answer import Answer
from workflow.domain.case import Application, Case, Clock, Json
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM
from workflow.domain.definition import Approval, Notify, Standing, Who
from workflow.domain.messages import Occasion
from workflow.domain.timing import APPLICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """What becomes of pending applications when their state is left."""

    applications: tuple[Application, ...] = ()
    clocks: tuple[Clock, ...] = ()
    told: tuple[tuple[tuple[Notify, ...], Occasion], ...] = ()
    record: Mapping[str, Json]


NOTHING_LAPSED = Lapsed(record={})


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

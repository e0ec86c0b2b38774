"""What people look at of applications: those to decide, and those of a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.domain.blockers import Blocker
from workflow.domain.case import Application, Case
from workflow.domain.context import Context
from workflow.domain.verdicts import may_decide
from workflow.domain.words import Title
from workflow.engine.runtime import Runtime
from workflow.engine.screens import desks_of
from workflow.store import applications, step
from workflow.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An application with its case, and the titles that people know things by.

    `blockers` are the reasons why the one who looks cannot decide on it.
    """

    case: Case
    context: Context
    application: Application
    action_title: Title
    approval_title: Title
    blockers: tuple[Blocker, ...] = ()


def to_decide(runtime: Runtime, person: str) -> tuple[Asked, ...]:
    """The applications on a person's desks, the first due first."""
    with runtime.database.reading() as connection:
        desks = desks_of(runtime.city(connection), person, runtime.now())
        waiting = applications.waiting(connection, desks)
        return _asked(runtime, connection, waiting, person)


def of_case(runtime: Runtime, number: int, person: str) -> tuple[Asked, ...] | None:
    """Every application of a case, the oldest first; None if there is no such case."""
    with runtime.database.reading() as connection:
        if step.read(connection, number) is None:
            return None
        found = applications.of_case(connection, number)
        pairs = [(number, each) for each in found]
        return _asked(runtime, connection, pairs, person)


def _asked(
    runtime: Runtime,
    connection: Connection,
    found: Sequence[tuple[int, Application]],
    person: str,
) -> tuple[Asked, ...]:
    numbers = sorted({number for number, _ in found})
    cases = {each.case.number: each for each in step.read_many(connection, numbers)}
    asked = []
    for number, application in found:
        case = cases[number].case
        context = runtime.context(connection, case, cases[number].revision)
        asked.append(_one(case, application, context, person))
    return tuple(asked)


def _one(case: Case, application: Application, context: Context, person: str) -> Asked:
    definition = context.definition
    action = definition.state(application.state).actions[application.action]
    pending = case.pending.get(application.action)
    blockers = (
        may_decide(application, person, case, context)
        if pending == application and person
        else []
    )
    return Asked(
        case=case,
        context=context,
        application=application,
        action_title=action.title,
        approval_title=definition.approvals[application.approval].title,
        blockers=tuple(blockers),
    )

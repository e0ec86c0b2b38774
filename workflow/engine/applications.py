"""What people look at of applications: those to decide, and those of a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.domain.answer import Answer
from workflow.domain.blockers import Blocker
from workflow.domain.case import Application, Case
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.effects import application_from
from workflow.domain.reasons import Ending, ending_of
from workflow.domain.verdicts import may_decide
from workflow.domain.words import Title
from workflow.engine.reckon import Reckoned, reckon
from workflow.engine.runtime import Runtime
from workflow.engine.screens import desks_of
from workflow.store import applications, history, step
from workflow.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An application with its case, and the titles that people know things by.

    It is told as acting would meet it. `ending` says what became of it, and `written`
    whether that is in history yet. `blockers` are the reasons why the one who looks
    cannot decide on it.
    """

    case: Case
    context: Context
    application: Application
    action_title: Title
    approval_title: Title
    ending: Ending | None = None
    written: bool = True
    blockers: tuple[Blocker, ...] = ()


def to_decide(runtime: Runtime, person: str) -> tuple[Asked, ...]:
    """The applications on a person's desks, the first due first.

    One whose time is up has ended, also where nobody has written that down yet.
    """
    with runtime.database.reading() as connection:
        desks = desks_of(runtime.city(connection), person, runtime.now())
        waiting = applications.waiting(connection, desks)
        asked = _asked(runtime, connection, waiting, person)
    return tuple(each for each in asked if each.ending is None)


def of_case(runtime: Runtime, number: int, person: str) -> tuple[Asked, ...] | None:
    """Every application of a case, the oldest first; None if there is no such case."""
    with runtime.database.reading() as connection:
        if step.read(connection, number) is None:
            return None
        found = applications.of_case(connection, number)
        pairs = [(number, each) for each in found]
        return _asked(runtime, connection, pairs, person)


def ended_before(
    connection: Connection, action: str, reckoned: Reckoned
) -> tuple[Application, Ending] | None:
    """The last application for an action of a case, and how it ended."""
    number = reckoned.case.number
    made = [e for e in applications.of_case(connection, number) if e.action == action]
    if not made:
        return None
    entries = (*history.entries(connection, number), *reckoned.entries)
    ending = ending_of(made[-1], entries)
    return None if ending is None else (made[-1], ending)


def _asked(
    runtime: Runtime,
    connection: Connection,
    found: Sequence[tuple[int, Application]],
    person: str,
) -> tuple[Asked, ...]:
    numbers = sorted({number for number, _ in found})
    ended = {number for number, each in found if each.status is not Answer.PENDING}
    cases = {each.case.number: each for each in step.read_many(connection, numbers)}
    known = {}
    for number in numbers:
        stored = cases[number]
        context = runtime.context(connection, stored.case, stored.revision)
        written = history.entries(connection, number) if number in ended else ()
        known[number] = reckon(stored.case, context), tuple(written), context
    return tuple(_one(each, *known[number], person) for number, each in found)


def _one(
    stored: Application,
    reckoned: Reckoned,
    entries: tuple[Entry, ...],
    context: Context,
    person: str,
) -> Asked:
    case, definition = reckoned.case, context.definition
    application = _by_now(stored, reckoned)
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
        ending=ending_of(application, (*entries, *reckoned.entries)),
        written=application == stored,
        blockers=tuple(blockers),
    )


def _by_now(stored: Application, reckoned: Reckoned) -> Application:
    """The application as what is due and not written leaves it."""
    for entry in reversed(reckoned.entries):
        told = entry.effects.get("applications")
        for each in told if isinstance(told, list) else ():
            if isinstance(each, dict) and each.get("number") == stored.number:
                return application_from(each)
    return stored

"""Refused requests: recorded apart, outside the chain, and answered in full."""

from workflow.domain.blockers import BlockerCode
from workflow.domain.context import Context
from workflow.domain.decision import Decision, Entry, Refusal, Request
from workflow.domain.escalation import decide_due, due_clock
from workflow.domain.reasons import named
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.engine.troubles import SPOILS
from workflow.errors import AlreadyRecordedError, DatabaseError, GridcaseError
from workflow.store import history, refusals, step
from workflow.store.database import Connection


def titled(decided: Decision | Refusal, context: Context) -> Decision | Refusal:
    """The same decision; a refusal with the titles of what it names."""
    if isinstance(decided, Refusal):
        return Refusal(blockers=named(decided.blockers, context))
    return decided


def refused(runtime: Runtime, request: Request, refusal: Refusal) -> Refused:
    """Record the refusal, and answer with what the asker had not seen.

    The step was decided on the case as time has made it. So what was due is written
    first, in the same transaction: the rungs are facts, whoever asks.
    """
    try:
        return _record(runtime, request, refusal, with_due=True)
    except (GridcaseError, *SPOILS) as error:
        gone = isinstance(error, DatabaseError)
        if gone and not isinstance(error, AlreadyRecordedError):
            raise
    return _record(runtime, request, refusal, with_due=False)


def _record(
    runtime: Runtime, request: Request, refusal: Refusal, *, with_due: bool
) -> Refused:
    stale = any(each.code is BlockerCode.STALE_VERSION for each in refusal.blockers)
    since: tuple[Entry, ...] = ()
    with runtime.database.writing() as connection:
        due = _due(runtime, connection, request.case) if with_due else None
        # What concerns other cases too is left to the sweep, which holds them all.
        if due is not None and not due.errands:
            step.write(connection, [due])
        if stale and request.expected is not None:
            every = history.entries(connection, request.case)
            since = tuple(each for each in every if each.number > request.expected)
        refusals.record(connection, request, refusal.blockers, runtime.now())
        connection.commit()
    return Refused(blockers=refusal.blockers, since=since)


def _due(runtime: Runtime, connection: Connection, number: int) -> Decision | None:
    """What is due on the case, decided under its lock as a sweep does.

    None where nothing is, and where another process holds the case: that one has
    met what was due as well.
    """
    for found in step.read_many(connection, [number], lock=True):
        context = runtime.context(connection, found.case, found.revision)
        if due_clock(found.case, context.now) is not None:
            return decide_due(found.case, context)
    return None
